//! Candidates: the releases of a package that may be chosen for the target, and why the others may not.

mod assess;
mod exclusion;
mod hashes;
mod list;
mod misfit;
mod select;
mod visibility;

pub use assess::Usable;
pub use exclusion::Exclusion;
pub(crate) use hashes::DemandedHashes;
pub use list::{Candidate, Candidates};
pub use misfit::Misfit;
pub use pinfix_index::Timestamp;
pub(crate) use select::Selector;
pub(crate) use visibility::Visibility;
