//! What the client did: counters, and what it tells the timeline.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use url::Url;

use crate::redact::RedactedUrl;
use crate::statistics::Statistics;
use crate::timeline::{Subject, Timeline, Waiting};

pub use crate::timeline::{RequestKind, RequestRecord};

/// The counters, and the timeline where someone wants to see it.
#[derive(Default)]
pub(super) struct Journal {
    pub(super) timeline: Option<Timeline>,
    pub(super) pages: Counter,
    pub(super) metadata: Counter,
    pub(super) requests: Counter,
    pub(super) bytes: Counter,
    pub(super) hits: Counter,
    pub(super) wheels: Counter,
    pub(super) sdists: Counter,
    pub(super) builds: Counter,
}

/// A number that many threads add to.
#[derive(Default)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn add(&self, amount: u64) {
        self.0.fetch_add(amount, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Journal {
    pub(super) fn new(timeline: Option<Timeline>) -> Self {
        Self {
            timeline,
            ..Self::default()
        }
    }

    pub(super) fn statistics(&self) -> Statistics {
        Statistics {
            index_pages: self.pages.get(),
            metadata_files: self.metadata.get(),
            requests: self.requests.get(),
            bytes: self.bytes.get(),
            cache_hits: self.hits.get(),
            wheels_opened: self.wheels.get(),
            sdists_opened: self.sdists.get(),
            builds: self.builds.get(),
        }
    }

    /// Counts an attempt that began at `start` and has ended, and tells of it.
    pub(super) fn sent(&self, (kind, url): (RequestKind, &Url), start: Instant, outcome: Outcome) {
        let Outcome {
            status,
            bytes,
            attempt,
        } = outcome;
        self.requests.add(1);
        self.bytes.add(bytes);
        if let Some(timeline) = &self.timeline {
            timeline.sent(RequestRecord {
                kind,
                url: RedactedUrl::new(url),
                start: timeline.at(start),
                end: timeline.at(Instant::now()),
                status,
                bytes,
                attempt,
            });
        }
    }

    /// Tells that the walk ahead is about to ask, and which answer led it there.
    pub(super) fn ahead(&self, subject: impl FnOnce() -> Subject, after: Option<&Subject>) {
        if let Some(timeline) = &self.timeline {
            timeline.ahead(subject(), after);
        }
    }

    /// Tells that an answer is there.
    pub(super) fn answered(&self, subject: impl FnOnce() -> Subject) {
        if let Some(timeline) = &self.timeline {
            timeline.answered(subject());
        }
    }

    /// Tells that the resolver stands still until the answer is there and this is dropped.
    pub(super) fn waiting(&self, subject: impl FnOnce() -> Subject) -> Option<Waiting> {
        self.timeline.as_ref().map(|timeline| timeline.waiting(subject()))
    }
}

/// What came of an attempt.
#[derive(Clone, Copy)]
pub(super) struct Outcome {
    pub(super) status: Option<u16>,
    pub(super) bytes: u64,
    pub(super) attempt: u32,
}
