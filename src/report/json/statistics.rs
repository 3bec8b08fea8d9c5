//! What it cost.

use std::time::Duration;

use pinfix_index::Statistics;
use pinfix_resolver::Unseen;
use serde::Serialize;

use super::number::rounded;

/// What was read, and how long it took.
#[derive(Debug, Serialize)]
pub(super) struct StatisticsEntry {
    index_pages: u64,
    metadata_files: u64,
    bytes: u64,
    cache_hits: u64,
    unseen: Vec<UnseenEntry>,
    elapsed_seconds: f64,
}

/// Releases that were skipped unseen.
#[derive(Debug, Serialize)]
struct UnseenEntry {
    package: String,
    from: String,
    to: String,
    releases: usize,
}

impl UnseenEntry {
    fn new(unseen: &Unseen) -> Self {
        Self {
            package: unseen.package.to_string(),
            from: unseen.from.to_string(),
            to: unseen.to.to_string(),
            releases: unseen.releases,
        }
    }
}

impl StatisticsEntry {
    pub(super) fn new(statistics: Statistics, elapsed: Duration, unseen: &[Unseen]) -> Self {
        Self {
            index_pages: statistics.index_pages,
            metadata_files: statistics.metadata_files,
            bytes: statistics.bytes,
            cache_hits: statistics.cache_hits,
            unseen: unseen.iter().map(UnseenEntry::new).collect(),
            elapsed_seconds: rounded(elapsed.as_secs_f64()),
        }
    }
}
