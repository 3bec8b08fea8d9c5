//! What every answer for programs begins with.

use pinfix_packaging::Target;
use serde::Serialize;

use super::json::{SCHEMA, TargetEntry};

/// What every answer for programs begins with. The fields are described in `docs/report.md` and
/// `docs/answers.schema.json`.
#[derive(Serialize)]
pub(super) struct Head {
    schema: u32,
    pinfix_version: &'static str,
    command: &'static str,
    status: &'static str,
    target: TargetEntry,
}

impl Head {
    /// The answer of `command` where there is a lock.
    pub(super) fn resolved(command: &'static str, target: &Target) -> Self {
        Self::new(command, true, target)
    }

    /// The answer of `command`.
    pub(super) fn new(command: &'static str, is_resolved: bool, target: &Target) -> Self {
        Self {
            schema: SCHEMA,
            pinfix_version: env!("CARGO_PKG_VERSION"),
            command,
            status: if is_resolved { "resolved" } else { "conflict" },
            target: TargetEntry::new(target),
        }
    }
}

/// An answer as text, with a final newline.
pub(super) fn written(answer: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string_pretty(answer).map(|text| text + "\n")
}
