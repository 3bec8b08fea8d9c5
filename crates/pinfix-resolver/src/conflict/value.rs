//! A conflict as a value.

use pinfix_packaging::{PackageName, Version};

use super::clash::Clash;
use crate::problem::ClauseId;
use crate::quality::Anachronism;

/// A minimal set of root lines that can't hold together: without any one of them, the others can.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// What kind of conflict it is.
    pub kind: ConflictKind,
    /// The lines, in order.
    pub clauses: Vec<ClauseId>,
    /// Whether it is known that each of them is needed: the time may have been over before that.
    pub minimal: bool,
    /// The package on which they clash.
    pub package: PackageName,
    /// How they clash, on the newest releases that each line admits.
    pub clash: Clash,
    /// Lines that no chain of the clash starts from: each rules out the older releases that would do without it.
    pub closing: Vec<Closing>,
    /// Packages that are kept at their versions; of [`ConflictKind::HeldBack`] only.
    pub keep: Vec<Keep>,
    /// The release that would have to be that old; of [`ConflictKind::Anachronism`] only.
    pub stale: Option<Anachronism>,
    /// What is held back; of [`ConflictKind::HeldBack`] only.
    pub held: Option<Held>,
}

/// A package below its newest allowed release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The package. [`Conflict::package`] is where the demands part, which may be another one.
    pub package: PackageName,
    /// Its release in the lock.
    pub pinned: Version,
    /// The newest release that the user's own lines on it admit.
    pub newest: Version,
}

/// What kind of conflict it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConflictKind {
    /// The lines can't hold together at all.
    Unsatisfiable,
    /// The lines can hold together only with a release so old that it does not know of the others.
    Anachronism,
    /// The lines (and what is kept) hold a package back below its newest allowed release.
    HeldBack,
}

/// A package that a held-back one could only pass if it were older.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// The package.
    pub package: PackageName,
    /// Its version, which is kept.
    pub at_least: Version,
}

/// A line that takes part in a conflict by ruling out the way around it.
#[derive(Debug, Clone)]
pub struct Closing {
    /// The line.
    pub clause: ClauseId,
    /// What would be chosen of the line's package if the line were not there; `None` if it would not be there at all.
    pub otherwise: Option<Version>,
}
