//! What a report is made from.

use std::time::Duration;

use pinfix_index::Statistics;
use pinfix_requirements::{Origin, Sources};
use pinfix_resolver::repair::Repair;
use pinfix_resolver::{Conflict, Explanation, Problem};

/// What a report says beside the answer.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The question.
    pub problem: &'a Problem,
    /// The user's files.
    pub sources: &'a Sources,
    /// What the index did.
    pub statistics: Statistics,
    /// How long it all took.
    pub elapsed: Duration,
}

/// A conflict as it is told.
pub struct Told<'a> {
    /// The conflict.
    pub conflict: &'a Conflict,
    /// The number of the group that it belongs to, from 1.
    pub group: usize,
    /// The same in words.
    pub explanation: &'a Explanation,
    /// What repairs its group, the best first.
    pub repairs: &'a [Repair],
}

impl Context<'_> {
    /// The name of the file of a place.
    pub(super) fn file(&self, origin: &Origin) -> String {
        self.sources.get(origin.source).name.clone()
    }
}
