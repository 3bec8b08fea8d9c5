//! What a caller may watch while the resolver works.

use std::time::Instant;

use pinfix_packaging::{PackageName, Version};

/// Told what happens during a resolution. Every hook does nothing by default.
pub trait Progress {
    /// A release is looked at.
    fn looking_at(&self, name: &PackageName, version: &Version) {
        let _ = (name, version);
    }

    /// There is no solution: which lines are at fault is being found out.
    fn explaining(&self) {}

    /// When enough time will have been spent on explaining; `None`: there is no such moment, or not yet.
    fn explains_until(&self) -> Option<Instant> {
        None
    }

    /// Whether enough time was spent on explaining: what is known by then is told.
    fn explained_enough(&self) -> bool {
        self.explains_until().is_some_and(|end| Instant::now() >= end)
    }

    /// Whether the caller wants no more.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
