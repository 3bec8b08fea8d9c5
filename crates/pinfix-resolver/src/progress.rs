//! What a caller may watch while the resolver works.

use pinfix_packaging::{PackageName, Version};

/// Told what happens during a resolution. Every hook does nothing by default.
pub trait Progress {
    /// A release is looked at.
    fn looking_at(&self, name: &PackageName, version: &Version) {
        let _ = (name, version);
    }

    /// There is no solution: which lines are at fault is being found out.
    fn explaining(&self) {}

    /// Whether enough time was spent on explaining: what is known by then is told.
    fn explained_enough(&self) -> bool {
        false
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
