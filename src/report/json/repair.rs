//! Repairs, as edits that a program can apply.

use pinfix_requirements::redact::redact;
use pinfix_resolver::repair::{Edit, Lift, Repair};
use serde::Serialize;

use super::context::Context;
use crate::report::edit::Replacement;

/// A change after which there is a lock.
#[derive(Debug, Serialize)]
pub(super) struct RepairEntry {
    edits: Vec<EditEntry>,
    python_version: Option<String>,
    lift: Option<&'static str>,
    verified: bool,
    changes: Vec<ChangeEntry>,
    summary: String,
}

/// A requirement to be written in another way.
#[derive(Debug, Serialize)]
struct EditEntry {
    file: String,
    line: usize,
    from: String,
    to: Option<String>,
}

/// A pin of the lock that a repair gives.
#[derive(Debug, Serialize)]
struct ChangeEntry {
    package: String,
    version: String,
}

impl RepairEntry {
    pub(super) fn new(context: &Context<'_>, repair: &Repair) -> Self {
        let changes = repair.changes.iter().map(|change| ChangeEntry {
            package: change.package.to_string(),
            version: change.version.to_string(),
        });
        Self {
            edits: repair
                .edits
                .iter()
                .map(|edit| EditEntry::new(context, edit))
                .collect(),
            python_version: repair.python.as_ref().map(pinfix_packaging::PythonVersion::short),
            lift: repair.lift.map(|lift| match lift {
                Lift::Prereleases => "prereleases",
                Lift::Builds => "builds",
                Lift::Wheels => "wheels",
            }),
            // What was not applied and resolved anew is no repair.
            verified: true,
            changes: changes.collect(),
            summary: repair.summary.clone(),
        }
    }
}

impl EditEntry {
    fn new(context: &Context<'_>, edit: &Edit) -> Self {
        let replacement = Replacement::new(edit, context.sources);
        Self {
            file: context.file(&edit.origin),
            line: edit.origin.line,
            from: redact(&replacement.from).into_owned(),
            to: replacement.to.map(|text| redact(&text).into_owned()),
        }
    }
}
