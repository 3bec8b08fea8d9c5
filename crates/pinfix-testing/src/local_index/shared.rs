//! What all threads of a server share.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::fault::{Fault, Faults};
use super::options::Options;
use super::request::Request;

/// What all threads of a server share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) root: PathBuf,
    pub(super) api: BTreeMap<String, String>,
    pub(super) options: Options,
    pub(super) answers: AtomicU64,
    faults: Mutex<Faults>,
    requests: Mutex<Vec<Request>>,
    stopping: AtomicBool,
    end: (Mutex<()>, Condvar),
}

impl Shared {
    /// A server that has not been asked anything.
    pub(super) fn new(root: PathBuf, api: BTreeMap<String, String>, options: Options) -> Self {
        Self {
            root,
            api,
            options,
            answers: AtomicU64::new(0),
            faults: Mutex::default(),
            requests: Mutex::default(),
            stopping: AtomicBool::new(false),
            end: (Mutex::default(), Condvar::new()),
        }
    }

    /// Plans a fault for a path, for ever or a number of times.
    pub(super) fn plan(&self, path: &str, fault: Fault, times: Option<u32>) {
        lock(&self.faults).plan(path, fault, times);
    }

    /// Every request so far.
    pub(super) fn requests(&self) -> MutexGuard<'_, Vec<Request>> {
        lock(&self.requests)
    }

    /// Ends every answer that is held back for ever.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        drop(lock(&self.end.0));
        self.end.1.notify_all();
    }

    /// Whether the index has been dropped.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Records a request; the fault that is planned for it.
    pub(super) fn note(&self, request: &Request) -> Option<Fault> {
        lock(&self.requests).push(request.clone());
        lock(&self.faults).take(&request.path)
    }

    /// Returns when the index is dropped.
    #[expect(clippy::unnecessary_wraps, reason = "it stands where an answer would be sent")]
    pub(super) fn wait_for_the_end(&self) -> io::Result<()> {
        let mut guard = lock(&self.end.0);
        while !self.stopping.load(Ordering::SeqCst) {
            guard = self.end.1.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
        drop(guard);
        Ok(())
    }
}

/// A thread that panicked while it held the lock has failed its test already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
