//! Which package is decided first.

use std::cmp::Reverse;

use crate::graph::NameId;

/// The order in which packages are decided, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Priority {
    class: Class,
    /// Among equals, the package that was mentioned first: so root lines come in their order, and the rest breadth
    /// first.
    mentioned: Reverse<NameId>,
    /// A package before its extras, which follow it.
    itself: bool,
}

/// Classes of packages, the last one to be decided first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// Its choice kept ruling out all that another package could be; behind how many others it comes, one behind the other.
    Yielding(Reverse<u8>),
    /// Nothing is known against it.
    Normal,
    /// Took part in several conflicts.
    Contested,
    /// Only one release is left, so there is nothing to choose.
    Single,
}

/// The root and the lines come before any package; they leave no choice.
pub(crate) const FIRST: Priority = Priority {
    class: Class::Single,
    mentioned: Reverse(NameId(0)),
    itself: true,
};

/// What is known of a package when its place in the order is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// How many releases it may still be.
    pub(crate) choices: u32,
    /// In how many conflicts it took part.
    pub(crate) conflicts: u32,
    /// Behind how many others it has to come, one behind the other ([`super::run::Solver`] found out so in an earlier attempt).
    pub(crate) yields: u8,
    /// Whether it is the package itself, not one of its extras.
    pub(crate) itself: bool,
}

/// How many conflicts a package takes part in before it is decided earlier than others.
const CONTESTED: u32 = 5;

impl Priority {
    /// The place of a package in the order.
    pub(crate) fn new(name: NameId, standing: Standing) -> Self {
        let class = if standing.choices <= 1 {
            Class::Single
        } else if standing.yields > 0 {
            Class::Yielding(Reverse(standing.yields))
        } else if standing.conflicts >= CONTESTED {
            Class::Contested
        } else {
            Class::Normal
        };
        Self {
            class,
            mentioned: Reverse(name),
            itself: standing.itself,
        }
    }
}
