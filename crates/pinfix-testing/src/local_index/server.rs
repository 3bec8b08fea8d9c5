//! The server: a thread that accepts, and one for each connection.

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use tempfile::TempDir;

use super::connection;
use super::fault::Fault;
use super::options::Options;
use super::request::Request;
use super::shared::Shared;
use crate::world::World;

/// A package index on localhost, for as long as the value lives.
#[derive(Debug)]
pub struct LocalIndex {
    shared: Arc<Shared>,
    address: SocketAddr,
    /// Where a world was written; removed with the index.
    _folder: Option<TempDir>,
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
        let shared = Arc::new(Shared::new(root, api, options));
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
        self.shared.plan(path, fault, None);
        self
    }

    /// Makes the next answers for a path go wrong, then no longer. Faults for one path come in the order planned.
    pub fn times(&self, times: u32, path: &str, fault: Fault) -> &Self {
        self.shared.plan(path, fault, Some(times));
        self
    }

    /// Every request so far, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.requests().clone()
    }

    /// The paths of the requests so far, in the order of arrival.
    pub fn paths(&self) -> Vec<String> {
        self.shared
            .requests()
            .iter()
            .map(|request| request.path.clone())
            .collect()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.shared.requests().clear();
    }
}

impl Drop for LocalIndex {
    fn drop(&mut self) {
        self.shared.stop();
        // Wakes the thread that accepts, so that it sees the flag; where this fails, it is gone already.
        drop(TcpStream::connect(self.address));
    }
}

fn accept(shared: &Arc<Shared>, listener: &TcpListener) {
    for stream in listener.incoming() {
        if shared.is_stopping() {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        // A client that hangs up early is its own business.
        thread::spawn(move || drop(connection::serve(&shared, &stream)));
    }
}
