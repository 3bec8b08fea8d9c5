//! The report as a whole. The order of the fields is that of the document.

use pinfix_packaging::Target;
use pinfix_resolver::Problem;
use serde::Serialize;

use super::conflict::ConflictEntry;
use super::package::PackageEntry;
use super::statistics::StatisticsEntry;

/// The version of the format. It rises when a field changes its meaning or goes, not when one is added.
pub(in crate::report) const SCHEMA: u32 = 1;

/// The report.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    pub(super) schema: u32,
    pub(super) pinfix_version: &'static str,
    pub(super) status: Status,
    pub(super) target: TargetEntry,
    pub(super) universal: Option<UniversalEntry>,
    pub(super) packages: Vec<PackageEntry>,
    pub(super) complete: bool,
    pub(super) cut_by: Option<&'static str>,
    pub(super) repairs_complete: bool,
    pub(super) conflicts: Vec<ConflictEntry>,
    pub(super) libyears: Option<f64>,
    pub(super) statistics: StatisticsEntry,
}

/// Whether there is a lock.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    Resolved,
    Conflict,
}

/// For whom.
#[derive(Debug, Serialize)]
pub(in crate::report) struct TargetEntry {
    python_version: String,
    python_platform: String,
}

impl TargetEntry {
    pub(in crate::report) fn new(target: &Target) -> Self {
        Self {
            python_version: target.python.full().to_string(),
            python_platform: target.platform.to_string(),
        }
    }
}

/// For which environments, where there are many.
#[derive(Debug, Serialize)]
pub(super) struct UniversalEntry {
    pub(super) requires_python: String,
    /// The environments of each part that was resolved by itself, where there are several.
    pub(super) resolution_markers: Vec<String>,
}

impl UniversalEntry {
    pub(super) fn of(problem: &Problem) -> Option<Self> {
        let fork = problem.fork.as_ref()?;
        Some(Self {
            requires_python: fork.pythons().to_string(),
            resolution_markers: Vec::new(),
        })
    }
}

impl Document {
    /// As text, with a final newline.
    pub(super) fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }
}
