//! Root lines.

use std::sync::Arc;

use pinfix_index::Distribution;
use pinfix_packaging::Requirement;
use pinfix_requirements::Origin;

/// A root line: what one line of the user's files demands. Equal lines are one clause with several places.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Whether the line asks for its package or only binds its version.
    pub kind: ClauseKind,
    /// What the line says, with environment variables expanded.
    pub requirement: Requirement,
    /// The one distribution that a direct reference (PEP 508's `name @ URL`, a path, a bare URL) points at.
    pub direct: Option<Arc<Distribution>>,
    /// The line as it was written.
    pub text: String,
    /// Every place where the line stands; never empty.
    pub places: Vec<Origin>,
    /// The hashes that the line demands, as `algorithm:digest`.
    pub hashes: Vec<String>,
}

/// What kind of demand a [`Clause`] makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// Asks for a package.
    Requirement,
    /// Binds a package's version if anything asks for it.
    Constraint,
}

/// The position of a [`Clause`] in [`Problem::clauses`](super::Problem::clauses).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClauseId(pub u32);

impl ClauseId {
    /// The position as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}
