//! What the client did: counters, and a log of its requests for timelines.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::redact::RedactedUrl;
use crate::statistics::Statistics;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// A project's page.
    Page,
    /// The metadata beside a distribution.
    Metadata,
    /// A piece of a wheel.
    Range,
    /// A whole distribution.
    File,
    /// The JSON API.
    JsonApi,
}

/// One attempt of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRecord {
    /// What it was for.
    pub kind: RequestKind,
    /// What was asked for.
    pub url: RedactedUrl,
    /// When it began, since the client was made; waiting for its turn does not count.
    pub start: Duration,
    /// When its body was there in full, or it had failed.
    pub end: Duration,
    /// The status; `None` where there was no answer.
    pub status: Option<u16>,
    /// Bytes of body.
    pub bytes: u64,
    /// Which attempt it was, from 1.
    pub attempt: u32,
}

/// The counters and the log.
pub(super) struct Journal {
    begin: Instant,
    logging: AtomicBool,
    log: Mutex<Vec<RequestRecord>>,
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
    pub(super) fn new() -> Self {
        Self {
            begin: Instant::now(),
            logging: AtomicBool::new(false),
            log: Mutex::default(),
            pages: Counter::default(),
            metadata: Counter::default(),
            requests: Counter::default(),
            bytes: Counter::default(),
            hits: Counter::default(),
            wheels: Counter::default(),
            sdists: Counter::default(),
            builds: Counter::default(),
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

    /// The time since the client was made.
    pub(super) fn elapsed(&self) -> Duration {
        self.begin.elapsed()
    }

    /// Whether requests are logged from now on.
    pub(super) fn set_logging(&self, logging: bool) {
        self.logging.store(logging, Ordering::Relaxed);
    }

    /// Counts an attempt, and logs it if that is wanted.
    pub(super) fn record(&self, record: RequestRecord) {
        self.requests.add(1);
        self.bytes.add(record.bytes);
        if self.logging.load(Ordering::Relaxed) {
            self.log
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(record);
        }
    }

    /// The log so far, in the order in which the requests ended.
    pub(super) fn log(&self) -> Vec<RequestRecord> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
