//! The server: a thread that accepts, and one for each connection.

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use tempfile::TempDir;

use super::connection;
use super::fault::{Fault, Faults};
use super::options::Options;
use super::request::Request;
use crate::world::World;

/// A package index on localhost, for as long as the value lives.
#[derive(Debug)]
pub struct LocalIndex {
    shared: Arc<Shared>,
    address: SocketAddr,
    /// Where a world was written; removed with the index.
    _folder: Option<TempDir>,
}

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

#[expect(
    clippy::expect_used,
    reason = "a test whose index can't be set up has to stop"
)]
impl LocalIndex {
    /// Serves a world with everything an index of today offers.
    pub fn of(world: &World) -> Self {
        Self::with_options(world, Options::default())
    }

    /// Serves a world.
    pub fn with_options(world: &World, options: Options) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        world.write(folder.path()).expect("a world can be written");
        let root = folder.path().to_owned();
        Self::start(root, world.json_api(), options, Some(folder)).expect("a local port can be bound")
    }

    /// Serves a snapshot: a folder with `NAME/index.json` and `NAME/index.html`. It has no JSON API.
    pub fn serve(snapshot: &Path, options: Options) -> Self {
        Self::start(snapshot.to_owned(), BTreeMap::new(), options, None).expect("a local port can be bound")
    }

    fn start(
        root: PathBuf,
        api: BTreeMap<String, String>,
        options: Options,
        folder: Option<TempDir>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            root,
            api,
            options,
            answers: AtomicU64::new(0),
            faults: Mutex::default(),
            requests: Mutex::default(),
            stopping: AtomicBool::new(false),
            end: (Mutex::default(), Condvar::new()),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accept(&accepting, &listener));
        Ok(Self {
            shared,
            address,
            _folder: folder,
        })
    }

    /// The URL of the index: `http://127.0.0.1:PORT/simple/`.
    pub fn url(&self) -> String {
        format!("http://{}/simple/", self.address)
    }

    /// The URL with credentials in it.
    pub fn url_with_credentials(&self, user: &str, password: &str) -> String {
        format!("http://{user}:{password}@{}/simple/", self.address)
    }

    /// The port that the index listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The folder that is served.
    pub fn root(&self) -> &Path {
        &self.shared.root
    }

    /// Makes the answers for a path go wrong from now on: `/simple/NAME/`, or `/simple/*` for all that begin so.
    pub fn always(&self, path: &str, fault: Fault) -> &Self {
        lock(&self.shared.faults).plan(path, fault, None);
        self
    }

    /// Makes the next answers for a path go wrong, then no longer. Faults for one path come in the order planned.
    pub fn times(&self, times: u32, path: &str, fault: Fault) -> &Self {
        lock(&self.shared.faults).plan(path, fault, Some(times));
        self
    }

    /// Every request so far, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.requests).clone()
    }

    /// The paths of the requests so far, in the order of arrival.
    pub fn paths(&self) -> Vec<String> {
        lock(&self.shared.requests)
            .iter()
            .map(|request| request.path.clone())
            .collect()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        lock(&self.shared.requests).clear();
    }
}

impl Drop for LocalIndex {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        drop(lock(&self.shared.end.0));
        self.shared.end.1.notify_all();
        // Wakes the thread that accepts, so that it sees the flag; where this fails, it is gone already.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
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

fn accept(shared: &Arc<Shared>, listener: &TcpListener) {
    for stream in listener.incoming() {
        if shared.stopping.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        // A client that hangs up early is its own business.
        thread::spawn(move || drop(connection::serve(&shared, &stream)));
    }
}

/// A thread that panicked while it held the lock has failed its test already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
