//! The answer to `pinfix why-not`, for programs.

use pinfix_packaging::Target;
use serde::Serialize;
use serde_json::value::RawValue;

use super::head::{Head, written};
use crate::lock::Change;

/// The answer to `pinfix why-not`.
pub struct WhyNot<'a> {
    /// What was asked for, as it was written, without passwords.
    pub requirement: &'a str,
    /// For whom.
    pub target: &'a Target,
    /// What changes in the lock; nothing where there is no lock, or none without the requirement either.
    pub changes: Option<&'a [Change]>,
    /// Which conflicts the requirement takes part in, by their numbers in the report; nothing where there is a lock.
    pub involving: Option<Vec<usize>>,
    /// The report of the lines with the requirement as one more of them, as JSON.
    pub report: String,
}

impl WhyNot<'_> {
    /// For programs.
    pub fn json(self) -> serde_json::Result<String> {
        let change = |change: &Change| ChangeRecord {
            package: change.name.to_string(),
            from: change.before.as_ref().map(ToString::to_string),
            to: change.now.as_ref().map(ToString::to_string),
        };
        written(&WhyNotRecord {
            head: Head::new("why-not", self.involving.is_none(), self.target),
            requirement: self.requirement,
            changes: self.changes.map(|changes| changes.iter().map(change).collect()),
            involving: self.involving.unwrap_or_default(),
            // No text in JSON holds a line end, so each one found stands between two tokens.
            report: RawValue::from_string(self.report.trim_end().replace('\n', "\n  "))?,
        })
    }
}

#[derive(Serialize)]
struct WhyNotRecord<'a> {
    #[serde(flatten)]
    head: Head,
    requirement: &'a str,
    changes: Option<Vec<ChangeRecord>>,
    involving: Vec<usize>,
    report: Box<RawValue>,
}

/// A pin that is not what it was: `from` is null where it is new, `to` where it goes.
#[derive(Serialize)]
struct ChangeRecord {
    package: String,
    from: Option<String>,
    to: Option<String>,
}
