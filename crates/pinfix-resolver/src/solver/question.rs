//! What the solver is asked.

use std::cell::Cell;

use pinfix_index::Timestamp;
use rustc_hash::FxHashSet;

use crate::graph::NameId;
use crate::problem::ClauseId;
use crate::rank::{Rank, RankSet};

/// The version of a root line that stands.
pub(super) const STANDS: Rank = 1;
/// The version of a root line that does not stand.
pub(super) const DROPPED: Rank = 0;

/// A question to the solver: can these lines hold together, under these assumptions?
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    /// The root lines that stand.
    pub clauses: &'q [ClauseId],
    /// What is assumed beside them.
    pub assumptions: &'q [Assumption],
    /// How old releases may be; `None`: as old as they are.
    pub horizon: Option<&'q Horizon>,
    /// How many more releases may be read for it; those past that count as absent, and are remembered as unseen. `None`:
    /// as many as it takes.
    pub allowance: Option<&'q Cell<u32>>,
    /// Whether any solution will do, so that it is looked for where it is found soonest; otherwise the newest releases are
    /// wanted.
    pub any: bool,
}

impl<'q> Question<'q> {
    /// Whether the lines can hold together, whatever releases that takes.
    pub const fn of(clauses: &'q [ClauseId]) -> Self {
        Self {
            clauses,
            assumptions: &[],
            horizon: None,
            allowance: None,
            any: false,
        }
    }

    /// Whether it is about lines alone.
    pub(super) fn is_plain(&self) -> bool {
        self.assumptions.is_empty() && self.horizon.is_none()
    }
}

/// Something assumed beside the lines: that a package is one of these releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// The package.
    pub name: NameId,
    /// The releases that it may be.
    pub releases: RankSet,
    /// Whether the package has to be there; otherwise it is bound only if something asks for it.
    pub required: bool,
}

/// How old releases may be: no more than so much older than the newest allowed one of their package.
#[derive(Debug, Clone, Default)]
pub struct Horizon {
    /// In seconds.
    pub staleness: i64,
    /// Packages that may be older all the same.
    pub relaxed: FxHashSet<NameId>,
    /// Packages that may not even be older where an existing lock has them so; the versions of others are kept.
    pub strict: FxHashSet<NameId>,
}

impl Horizon {
    /// Whether a release is too old for a package whose newest allowed one came out at `newest`.
    pub fn is_beyond(&self, released: Timestamp, newest: Timestamp) -> bool {
        newest.as_second().saturating_sub(released.as_second()) > self.staleness
    }
}

/// What becomes of a fork where something is for some of its environments only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parting {
    /// It is parted.
    Parts,
    /// It stays whole: what is for some of its Pythons only is not chosen. For questions about what might be, which are
    /// no reason to part anything.
    Whole,
    /// It stays whole, and what is for some is good enough for all: for explanations.
    Rough,
}
