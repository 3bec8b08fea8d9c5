//! Projects that are named by their place: a URL, a path, a repository.
//!
//! What is there is looked at once ([`Finder::find`]): its name and version are known only then. From there on it is a
//! distribution as any other, whose metadata [`DirectIndex`] knows.

mod finder;
mod folder;
mod git;
mod index;
mod place;

pub use finder::{FindError, Finder, Found};
pub use git::Git;
pub use index::DirectIndex;
pub use place::{DIRECT, Place, Repository};
