//! What stands in the constraint graph.

use std::fmt;

use crate::problem::ClauseId;

/// A package name, interned by its [`super::ConstraintGraph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameId(pub(crate) u32);

/// An extra's name, interned by its [`super::ConstraintGraph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExtraId(pub(crate) u32);

/// A node of the constraint graph, and what PubGrub calls a package.
///
/// Each root line is a node of its own between the root and the package that it names, so that a conflict can always be
/// traced to lines, and two lines that say the same of the same package can be told apart. A line has two versions: 1
/// (it stands) and 0 (it does not); the root demands 1 of every line. A constraint demands nothing by itself: each
/// candidate that it forbids is none for the solver, and proofs are told so afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Node {
    /// The question as a whole.
    Root,
    /// A root line.
    Line(ClauseId),
    /// A package; its versions are ranks.
    Package(NameId),
    /// A package with one of its extras; demands the package at the same rank.
    Extra(NameId, ExtraId),
    /// What a question assumes beside the lines, by its position in the question; like a line, it stands (1) or not (0).
    Assumed(u32),
    /// That a package is no older than its horizon; told in proofs only.
    Horizon(NameId),
}

impl Node {
    /// The package that a node is about.
    pub fn name(self) -> Option<NameId> {
        match self {
            Self::Root | Self::Line(_) | Self::Assumed(_) | Self::Horizon(_) => None,
            Self::Package(name) | Self::Extra(name, _) => Some(name),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => formatter.write_str("root"),
            Self::Line(clause) => write!(formatter, "line {}", clause.0),
            Self::Assumed(at) => write!(formatter, "assumption {at}"),
            Self::Horizon(name) => write!(formatter, "horizon of package {}", name.0),
            Self::Package(name) => write!(formatter, "package {}", name.0),
            Self::Extra(name, extra) => write!(formatter, "package {} extra {}", name.0, extra.0),
        }
    }
}
