//! A conflict as a value.

use pinfix_packaging::{PackageName, Version};

use super::clash::Clash;
use crate::problem::ClauseId;

/// A minimal set of root lines that can't hold together: without any one of them, the others can.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The lines, in order.
    pub clauses: Vec<ClauseId>,
    /// The package on which they clash.
    pub package: PackageName,
    /// How they clash, on the newest releases that each line admits.
    pub clash: Clash,
    /// Lines that no chain of the clash starts from: each rules out the older releases that would do without it.
    pub closing: Vec<Closing>,
}

/// A line that takes part in a conflict by ruling out the way around it.
#[derive(Debug, Clone)]
pub struct Closing {
    /// The line.
    pub clause: ClauseId,
    /// What would be chosen of the line's package if the line were not there; `None` if it would not be there at all.
    pub otherwise: Option<Version>,
}
