//! What one index works with: the fetcher, the cache, its counters, and what was learnt about servers.

use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};

use pinfix_packaging::PackageName;
use rustc_hash::FxHashMap;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use url::Url;

use super::fetch::{Fetcher, Request, Response};
use super::record::Journal;
use crate::cache::{Cache, IndexCache, StoredPage, now};
use crate::error::IndexError;
use crate::settings::{ClientSettings, Refresh};

/// After so many distributions in a row without metadata beside them, a server is no longer asked for it unasked.
const ENOUGH_MISSES: u32 = 3;

/// See the module.
pub(super) struct Session {
    fetcher: Fetcher,
    pub(super) journal: Journal,
    pub(super) cache: Option<Cache>,
    /// The part of the cache for distributions of no index.
    pub(super) direct: Option<IndexCache>,
    pub(super) offline: bool,
    /// See [`ClientSettings::leaves_memory`].
    pub(super) leaves_memory: bool,
    refresh: Refresh,
    servers: Mutex<FxHashMap<String, Arc<Habits>>>,
    /// How much of the end of a project's wheels had to be read to have their metadata, in bytes: the most so far.
    tails: Mutex<FxHashMap<PackageName, u64>>,
    /// Writes to the cache that are under way.
    writes: Mutex<Vec<JoinHandle<()>>>,
    /// Whether the cache's folder is there and marked as one.
    prepared: Once,
    /// As many turns as there are processors: more threads at once would only wait for one another.
    processors: Semaphore,
}

impl Session {
    pub(super) fn new(settings: &ClientSettings, fetcher: Fetcher) -> Self {
        let cache = settings.cache_dir.as_deref().map(Cache::new);
        Self {
            fetcher,
            journal: Journal::new(settings.timeline.clone()),
            direct: cache.as_ref().map(Cache::direct),
            cache,
            offline: settings.offline,
            leaves_memory: settings.leaves_memory,
            refresh: settings.refresh.clone(),
            servers: Mutex::default(),
            tails: Mutex::default(),
            writes: Mutex::default(),
            prepared: Once::new(),
            processors: Semaphore::new(
                std::thread::available_parallelism()
                    .map_or(2, NonZeroUsize::get)
                    .max(2),
            ),
        }
    }

    /// Gets what `request` asks for, or fails where only the cache may answer.
    pub(super) async fn get(&self, request: Request<'_>) -> Result<Response, IndexError> {
        if self.offline {
            return Err(IndexError::Offline {
                url: request.url.into(),
            });
        }
        self.fetcher.get(&request, &self.journal).await
    }

    /// Whether the user wants the index to be asked again about this project.
    pub(super) fn refreshes(&self, name: &PackageName) -> bool {
        match &self.refresh {
            Refresh::None => false,
            Refresh::All => true,
            Refresh::Packages(names) => names.contains(name),
        }
    }

    /// Whether a page of the cache may be used without asking.
    pub(super) fn may_use(&self, page: &StoredPage, name: &PackageName) -> bool {
        self.offline || (page.terms.freshness.is_fresh(now()) && !self.refreshes(name))
    }

    /// How much is believed of what the cache says of files that may be replaced.
    pub(super) fn believes(&self, name: &PackageName) -> Belief {
        if self.offline {
            Belief::Anything
        } else if self.refreshes(name) {
            Belief::Nothing
        } else {
            Belief::Recent
        }
    }

    /// What is known about the server that `url` is on.
    pub(super) fn habits(&self, url: &Url) -> Arc<Habits> {
        let origin = url.origin().ascii_serialization();
        let mut servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(servers.entry(origin).or_default())
    }

    /// How many bytes of the end of a wheel were enough for the last one of its project; `None` where none was read yet.
    pub(super) fn tail(&self, name: &PackageName) -> Option<u64> {
        let tails = self.tails.lock().unwrap_or_else(PoisonError::into_inner);
        tails.get(name).copied()
    }

    /// So many bytes of the end of a wheel were enough.
    pub(super) fn learn_tail(&self, name: &PackageName, bytes: u64) {
        let mut tails = self.tails.lock().unwrap_or_else(PoisonError::into_inner);
        tails.insert(name.clone(), bytes);
    }

    /// Writes to the cache in the background. A cache that can't be written costs time, not the result.
    pub(super) fn write(&self, write: impl FnOnce() -> io::Result<()> + Send + 'static) {
        self.prepared.call_once(|| {
            if let Some(cache) = &self.cache {
                // What can't be made can't be written to either.
                let _ = cache.prepare();
            }
        });
        let task = tokio::task::spawn_blocking(move || drop(write()));
        let mut writes = self.writes.lock().unwrap_or_else(PoisonError::into_inner);
        writes.retain(|task| !task.is_finished());
        writes.push(task);
    }

    /// Runs what takes some time, but waits for nothing, off the threads that carry the connections.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, IndexError> {
        // The semaphore is never closed.
        let _turn = self.processors.acquire().await.ok();
        off_the_reactor(work).await
    }

    /// The writes to the cache that are still under way.
    pub(super) fn pending_writes(&self) -> Vec<JoinHandle<()>> {
        std::mem::take(&mut *self.writes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Runs what takes long, or waits, off the threads that carry the connections.
pub(super) async fn off_the_reactor<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, IndexError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| IndexError::BadSetting {
            what: "a thread of the index client".to_owned(),
            cause: error.to_string(),
        })
}

/// How much is believed of what the cache says of files that may be replaced.
#[derive(Debug, Clone, Copy)]
pub(super) enum Belief {
    Anything,
    /// What was fetched a short time ago.
    Recent,
    Nothing,
}

/// What was learnt about a server.
#[derive(Default)]
pub(super) struct Habits {
    misses: AtomicU32,
    ignores_ranges: AtomicBool,
}

impl Habits {
    /// Whether it is worth asking for metadata beside a distribution that the page does not mention.
    pub(super) fn may_have_metadata(&self) -> bool {
        self.misses.load(Ordering::Relaxed) < ENOUGH_MISSES
    }

    /// There was metadata beside a distribution, or there was none.
    pub(super) fn learn_metadata(&self, found: bool) {
        if found {
            self.misses.store(0, Ordering::Relaxed);
        } else {
            self.misses.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whether it is worth asking for a part of a file.
    pub(super) fn may_serve_ranges(&self) -> bool {
        !self.ignores_ranges.load(Ordering::Relaxed)
    }

    /// The server can't give parts of files.
    pub(super) fn learn_no_ranges(&self) {
        self.ignores_ranges.store(true, Ordering::Relaxed);
    }
}
