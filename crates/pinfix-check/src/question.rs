//! What is to be checked.

use pinfix_index::Timestamp;
use pinfix_packaging::{PackageName, Target};
use pinfix_requirements::{Manifest, SourceId};
use pinfix_resolver::problem::Formats;

use crate::rule::Selection;

/// In seconds.
const TWO_YEARS: i64 = 2 * 8766 * 3600;

/// What is to be checked: the lines, for whom, by which rules.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// All lines: the pins, the constraints on them, and the input that they were made from. Overrides and excludes
    /// stand in for what metadata says.
    pub manifest: &'a Manifest,
    /// The given files among its sources that are the input of the pins, and no pins themselves.
    pub against: Vec<SourceId>,
    /// For whom.
    pub targets: &'a [Target],
    /// Which kinds of distributions may be installed.
    pub formats: Formats,
    /// What is looked for.
    pub selection: Selection,
    /// How much older than the newest allowed release of its package a pinned one may be before it has to be justified,
    /// in seconds; `None`: as old as it is.
    pub max_staleness: Option<i64>,
    /// From when on releases are as good as not there where one is looked for in place of a pin.
    pub exclude_newer: Option<Timestamp>,
    /// The lines that the user asked for himself, as far as their files tell it (by comments, say); what nothing of it
    /// leads to is needed by nothing. `None`: nothing is known.
    pub roots: Option<Vec<bool>>,
    /// For each line the packages that asked for it, as its file tells it: by what they brought in, the extras of theirs are
    /// known that were asked for.
    pub askers: Vec<Vec<PackageName>>,
}

impl<'a> Question<'a> {
    /// The lines of `manifest` for these targets, by the default rules.
    pub fn new(manifest: &'a Manifest, targets: &'a [Target]) -> Self {
        Self {
            manifest,
            against: Vec::new(),
            targets,
            formats: Formats::default(),
            selection: Selection::default(),
            max_staleness: Some(TWO_YEARS),
            exclude_newer: None,
            roots: None,
            askers: manifest.askers(),
        }
    }
}
