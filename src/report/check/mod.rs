//! What a check found, for people and for programs.

mod github;
mod json;
mod junit;
mod place;
mod sarif;
mod text;

pub use github::render as github;
pub use json::render as json;
pub use junit::render as junit;
pub use sarif::render as sarif;
pub use text::render as text;

use std::path::PathBuf;
use std::time::Duration;

use pinfix_check::Finding;
use pinfix_packaging::Target;
use pinfix_requirements::{Origin, Sources};

/// All that there is to tell.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// What was found.
    pub findings: &'a [Finding],
    /// What would mend each of them.
    pub repairs: &'a [Vec<Mending>],
    /// The files that were read.
    pub sources: &'a Sources,
    /// For whom.
    pub targets: &'a [Target],
    /// How many lines pin something.
    pub pins: usize,
    /// How many lines point at something that was not looked at.
    pub unseen: usize,
    /// The files that were checked, as they were named.
    pub files: &'a [PathBuf],
    /// Whether colours may be used.
    pub color: bool,
    /// How many columns a line may have.
    pub width: usize,
    /// How long it took.
    pub elapsed: Duration,
}

/// A change of the lines that was tried, and after which there is a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// In one phrase.
    pub summary: String,
    /// What is written where; empty where something else is changed.
    pub edits: Vec<Rewrite>,
}

/// A text of a file that is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// What its span covers goes.
    pub origin: Origin,
    /// What stands there.
    pub from: String,
    /// What comes instead; `None` where the line goes.
    pub to: Option<String>,
}

impl Page<'_> {
    /// The targets of a finding, where it is not for all.
    fn some_targets(&self, finding: &Finding) -> Option<String> {
        (finding.targets.len() < self.targets.len()).then(|| self.names(finding).join(", "))
    }

    /// The targets of a finding.
    fn names(&self, finding: &Finding) -> Vec<String> {
        let targets = finding.targets.iter().filter_map(|at| self.targets.get(*at));
        targets.map(ToString::to_string).collect()
    }

    /// `boto3 1.26.164 -> botocore 1.29.164`, where it says more than the message.
    fn chain(finding: &Finding) -> Option<String> {
        let links = finding
            .chain
            .iter()
            .map(|link| format!("{} {}", link.package, link.version));
        let links: Vec<String> = links.collect();
        (links.len() > 1).then(|| links.join(" -> "))
    }
}
