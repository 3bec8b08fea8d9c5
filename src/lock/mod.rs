//! Locks: a resolution written down.

mod asking;
mod differences;
mod entry;
mod existing;
mod pinned;
pub mod pylock;
mod style;
mod write;

pub use differences::{Change, changes, is_current, unified};
pub use entry::hashes;
pub use existing::{ExistingLock, UnreadableLock, read_existing};
pub use pinned::{render, render_universal};
pub use style::{Header, LockStyle};
pub use write::{Staged, write_atomically};
