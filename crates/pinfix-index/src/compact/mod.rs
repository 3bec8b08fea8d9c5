//! Projects written down (feature `http`): as the cache keeps their pages, and as they lie in memory until somebody looks
//! at the files of a release.
//!
//! A page names thousands of files, of which a resolution looks at a handful. So a page from the network is written down
//! at once, without a value for each file in between, and what the parser found out is not found out again.

mod names;
mod record;
mod shelf;
mod writer;

pub(crate) use record::ProjectRecord;
pub(crate) use writer::{Writer, Written};

#[cfg(test)]
mod tests;
