//! How much is spent on finding conflicts.

use std::fmt;

use crate::time_limit::TimeLimit;

/// How much may be spent on finding conflicts.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// How many conflicts are wanted at the most.
    pub conflicts: usize,
    /// How long it may take, once there is a conflict to tell of.
    pub time: &'a TimeLimit<'a>,
}

impl fmt::Debug for Limits<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Limits")
            .field("conflicts", &self.conflicts)
            .finish_non_exhaustive()
    }
}

/// Why the list of conflicts may not be whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutBy {
    /// There are more than were wanted.
    MaxConflicts,
    /// The time was over.
    Timeout,
    /// The index can't be asked: these are known without it.
    Unasked,
    /// Releases were taken to be like others, or no more might be read.
    Unseen,
}
