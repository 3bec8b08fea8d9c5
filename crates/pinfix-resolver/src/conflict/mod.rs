//! Conflicts: minimal sets of root lines that can't hold together, each with a witness of how they clash.

mod ahead;
mod clash;
mod condition;
mod contradiction;
mod core;
mod enumerate;
mod errands;
mod find;
mod grounds;
mod held_back;
mod limits;
mod oracle;
mod stands;
mod value;
mod witness;

pub(crate) use ahead::ask_ahead;
pub use clash::{Clash, ExcludedRelease, Link, NewerStand, Stand};
pub use condition::Condition;
pub(crate) use contradiction::contradictions;
pub use find::{Conflicts, find};
pub(crate) use find::{anachronism_among, find_anachronisms, find_more};
pub(crate) use held_back::held_back;
pub use limits::{CutBy, Limits};
pub(crate) use oracle::lines_of;
pub use value::{Closing, Conflict, ConflictKind, Held, Keep};
