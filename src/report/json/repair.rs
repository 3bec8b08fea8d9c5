//! Repairs, as edits that a program can apply.

use serde::Serialize;

/// A change after which there is a lock.
#[derive(Debug, Clone, Serialize)]
pub struct RepairEntry {
    /// What is written in place of what.
    pub edits: Vec<EditEntry>,
    /// The Python to resolve for instead.
    pub python_version: Option<String>,
    /// Whether it was applied and resolved anew.
    pub verified: bool,
    /// What would be pinned of the packages that the repair is about.
    pub changes: Vec<ChangeEntry>,
    /// The repair in a phrase.
    pub summary: String,
}

/// A requirement to be written in another way.
#[derive(Debug, Clone, Serialize)]
pub struct EditEntry {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is written there.
    pub from: String,
    /// What is to be written; `None` where the line goes.
    pub to: Option<String>,
}

/// A pin of the lock that a repair gives.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeEntry {
    /// The package.
    pub package: String,
    /// Its version there.
    pub version: String,
}
