//! Locks: a resolution written down.

mod annotation;
mod differences;
mod existing;
mod pinned;
mod write;

pub use annotation::is_users_own;
pub use differences::{Change, changes, is_current, unified};
pub use existing::{ExistingLock, UnreadableLock, read_existing};
pub use pinned::{Header, LockStyle, render};
pub use write::{Staged, write_atomically};
