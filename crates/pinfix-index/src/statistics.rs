//! [`Statistics`]: what an index did to answer.

use std::ops::AddAssign;
use std::sync::atomic::{AtomicU64, Ordering};

/// What an index did so far to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Statistics {
    /// Projects' pages read, from wherever.
    pub index_pages: u64,
    /// Distributions whose metadata was read, from wherever.
    pub metadata_files: u64,
    /// Requests sent over the network.
    pub requests: u64,
    /// Bytes received over the network.
    pub bytes: u64,
    /// Answers that the cache gave without a byte of body from the network.
    pub cache_hits: u64,
    /// Wheels that had to be opened for their metadata.
    pub wheels_opened: u64,
    /// Source distributions that had to be opened for their metadata.
    pub sdists_opened: u64,
    /// Metadata builds that were run.
    pub builds: u64,
}

impl AddAssign for Statistics {
    fn add_assign(&mut self, other: Self) {
        self.index_pages += other.index_pages;
        self.metadata_files += other.metadata_files;
        self.requests += other.requests;
        self.bytes += other.bytes;
        self.cache_hits += other.cache_hits;
        self.wheels_opened += other.wheels_opened;
        self.sdists_opened += other.sdists_opened;
        self.builds += other.builds;
    }
}

/// [`Statistics`] that several threads count at once; used by the indexes on this machine.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) index_pages: AtomicU64,
    pub(crate) metadata_files: AtomicU64,
    pub(crate) wheels_opened: AtomicU64,
    pub(crate) sdists_opened: AtomicU64,
    pub(crate) builds: AtomicU64,
}

impl Counters {
    /// Counts one more.
    pub(crate) fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn statistics(&self) -> Statistics {
        Statistics {
            index_pages: self.index_pages.load(Ordering::Relaxed),
            metadata_files: self.metadata_files.load(Ordering::Relaxed),
            wheels_opened: self.wheels_opened.load(Ordering::Relaxed),
            sdists_opened: self.sdists_opened.load(Ordering::Relaxed),
            builds: self.builds.load(Ordering::Relaxed),
            ..Statistics::default()
        }
    }
}
