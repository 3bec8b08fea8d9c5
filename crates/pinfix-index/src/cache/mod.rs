//! What indexes answered, kept on disk (feature `http`).
//!
//! Any number of processes may share a cache and be killed at any time: pages are replaced by renaming, metadata is
//! appended under a lock in framed records, and everything carries a checksum. What does not check out is a miss, and
//! is written anew. Nothing is ever synced to the disk: a cache that lost a file in a power cut asks again.
//!
//! ```text
//! CACHE/index-v4/              one folder per schema
//!       index-v4/<hash>/       one per index, by the hash of its URL without credentials; `direct` is for no index
//!              <name>.page     the project's page, written down anew, with its validators
//!              <name>.pack     the headers of the metadata of its distributions, appended one after the other
//!       index-v4/git/           clones of repositories, one for each commit
//!       index-v4/builds/        environments that builds were made in, and the logs of those that failed
//! ```

mod atomic;
mod freshness;
mod housekeeping;
mod location;
mod names;
mod pack;
mod page;

pub use freshness::{Freshness, Validators, now};
pub use housekeeping::{Removed, clean, prune};
pub use location::{Cache, IndexCache, builds, repositories};
pub use names::names;
pub use pack::{MetadataEntry, MetadataKey, Pack};
pub use page::{StoredPage, Terms};
