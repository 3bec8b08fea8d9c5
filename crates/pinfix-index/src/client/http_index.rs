//! [`HttpIndex`]: blocking questions on one side, requests on threads of their own on the other.

use std::hash::Hash;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use pinfix_packaging::PackageName;
use rustc_hash::FxHashMap;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;
use url::Url;

use super::credentials::Credentials;
use super::fetch::{Fetcher, Request};
use super::metadata::{self, Known};
use super::record::{RequestKind, RequestRecord};
use super::session::{Session, off_the_reactor};
use super::site::{PAGE_LIMIT, Site};
use super::walk;
use crate::cache::MetadataKey;
use crate::distribution::{Distribution, FileLocation};
use crate::error::{IndexError, MetadataError};
use crate::index::{Guide, Index, Wanted};
use crate::local;
use crate::metadata::CoreMetadata;
use crate::project::Project;
use crate::redact::RedactedUrl;
use crate::settings::{BuildSettings, ClientSettings, IndexLocation};
use crate::statistics::{Counters, Statistics};

/// Threads that carry the connections; what takes long runs elsewhere.
const REACTOR_THREADS: usize = 2;

/// Threads for parsing, reading and writing.
const WORK_THREADS: usize = 16;

/// How long the end of the run may wait for the cache to be written.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// Indexes over HTTP, the first of which that knows a name counts.
///
/// Without any index it still gives the metadata of distributions at URLs.
pub struct HttpIndex {
    inner: Arc<Inner>,
    threads: OnceLock<Result<Runtime, IndexError>>,
}

/// What the tasks work with.
pub(super) struct Inner {
    sites: Vec<Site>,
    build: BuildSettings,
    session: Session,
    local: Arc<Counters>,
    pages: Slots<PackageName, Answer>,
    metadata: Slots<MetadataKey, MetadataSlot>,
}

type Answer = OnceCell<Result<Option<Arc<Project>>, IndexError>>;

/// One value per key, made once, however many ask for it.
type Slots<K, T> = Mutex<FxHashMap<K, Arc<T>>>;

/// The metadata of one distribution.
#[derive(Default)]
struct MetadataSlot {
    stated: OnceCell<Result<Known, MetadataError>>,
    built: OnceCell<Result<Arc<CoreMetadata>, MetadataError>>,
}

impl HttpIndex {
    /// The indexes at `locations`, that of the highest priority first.
    ///
    /// Nothing is sent, read or loaded before the first question, except the netrc file.
    pub fn new(
        locations: &[IndexLocation],
        settings: &ClientSettings,
        build: &BuildSettings,
    ) -> Result<Self, IndexError> {
        let mut credentials = Credentials::new(settings.netrc.as_deref())?;
        let roots: Vec<_> = locations
            .iter()
            .map(|location| credentials.take_from(&location.url))
            .collect();
        let session = Session::new(settings, Fetcher::new(settings, credentials));
        let sites = roots.into_iter().map(|root| Site::new(root, &session)).collect();
        let inner = Inner {
            sites,
            build: build.clone(),
            session,
            local: Arc::default(),
            pages: Slots::default(),
            metadata: Slots::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
            threads: OnceLock::new(),
        })
    }

    /// Whether each request is logged from now on, for [`HttpIndex::requests`].
    pub fn log_requests(&self, logging: bool) {
        self.inner.session.journal.set_logging(logging);
    }

    /// The requests that were logged, in the order in which they ended.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.inner.session.journal.log()
    }

    /// A page that is no project's, such as one of links, with the URL that its links are relative to.
    pub fn fetch_page(&self, url: &Url) -> Result<(Url, Vec<u8>), IndexError> {
        let (inner, asked) = (Arc::clone(&self.inner), url.clone());
        let response = self.wait(async move {
            let request = Request::new(&asked, RequestKind::Page, PAGE_LIMIT);
            inner.session.get(request).await
        })??;
        if response.status != 200 {
            return Err(response.error(url));
        }
        // The credentials in the URL are good for the links as well, unless they lead elsewhere.
        let moved = RedactedUrl::new(url) != RedactedUrl::new(&response.url);
        let base = if moved { response.url } else { url.clone() };
        Ok((base, response.body))
    }

    fn threads(&self) -> Result<&Runtime, IndexError> {
        let start = || {
            tokio::runtime::Builder::new_multi_thread()
                .worker_threads(REACTOR_THREADS)
                .max_blocking_threads(WORK_THREADS)
                .thread_name("pinfix-index")
                .enable_all()
                .build()
                .map_err(|error| stopped(&error))
        };
        self.threads.get_or_init(start).as_ref().map_err(Clone::clone)
    }

    /// Waits for a task. Not by `block_on`, so that it does not matter which thread asks.
    fn wait<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, IndexError> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.threads()?.spawn(async move {
            // Nobody listens any more where the asking thread was ended.
            let _ = sender.send(task.await);
        });
        receiver.recv().map_err(|error| stopped(&error))
    }
}

impl Index for HttpIndex {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        if let Some(answer) = slot(&self.inner.pages, name).get() {
            return answer.clone();
        }
        let (inner, name) = (Arc::clone(&self.inner), name.clone());
        self.wait(async move { inner.project(&name).await })?
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        let (inner, distribution) = (Arc::clone(&self.inner), Arc::clone(distribution));
        let slot = slot(&inner.metadata, &MetadataKey::new(&distribution));
        match slot.stated.get() {
            Some(Ok(Known::Metadata(metadata, _))) => return Ok(Arc::clone(metadata)),
            Some(Err(error)) => return Err(error.clone()),
            Some(Ok(Known::NeedsBuild(_))) | None => {}
        }
        self.wait(async move { inner.metadata(&distribution).await })?
    }

    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        self.metadata(distribution)?;
        let slot = slot(&self.inner.metadata, &MetadataKey::new(distribution));
        match slot.stated.get() {
            Some(Ok(Known::Metadata(_, text))) => Ok(text.clone()),
            _ => Ok(None),
        }
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        // Whoever asks next will hear why there are no threads.
        if let Ok(threads) = self.threads() {
            let _inside = threads.enter();
            for wanted in wanted {
                walk::start(Arc::clone(&self.inner), wanted, Arc::clone(&guide));
            }
        }
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        let Ok(threads) = self.threads() else { return };
        for distribution in distributions {
            let (inner, distribution) = (Arc::clone(&self.inner), Arc::clone(distribution));
            // An error is remembered, and whoever really asks will hear of it.
            threads.spawn(async move { inner.stated(&distribution).await.is_ok() });
        }
    }

    fn statistics(&self) -> Statistics {
        let mut statistics = self.inner.session.journal.statistics();
        statistics += self.inner.local.statistics();
        statistics
    }
}

impl Drop for HttpIndex {
    /// Waits a moment for the cache, and ends everything else that is still under way.
    fn drop(&mut self) {
        let Some(Ok(threads)) = self.threads.take() else {
            return;
        };
        let writes = self.inner.session.pending_writes();
        let (sender, receiver) = mpsc::sync_channel(1);
        threads.spawn(async move {
            for write in writes {
                // A write that failed is a page less in the cache.
                let _ = write.await;
            }
            let _ = sender.send(());
        });
        // After that long, the rest is not worth the wait.
        let _ = receiver.recv_timeout(LAST_WRITES);
        threads.shutdown_background();
    }
}

impl Inner {
    /// All releases of a project, asked for once.
    pub(super) async fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        let slot = slot(&self.pages, name);
        slot.get_or_init(|| self.ask_sites(name)).await.clone()
    }

    async fn ask_sites(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        for site in &self.sites {
            if let Some(project) = site.project(name, &self.session).await? {
                return Ok(Some(project));
            }
        }
        Ok(None)
    }

    /// The metadata of a distribution without a build; `None` where only that can tell.
    pub(super) async fn stated(
        &self,
        distribution: &Arc<Distribution>,
    ) -> Result<Option<Arc<CoreMetadata>>, MetadataError> {
        let slot = slot(&self.metadata, &MetadataKey::new(distribution));
        match slot.stated.get_or_init(|| self.find(distribution)).await {
            Ok(Known::Metadata(metadata, _)) => Ok(Some(Arc::clone(metadata))),
            Ok(Known::NeedsBuild(_)) => Ok(None),
            Err(error) => Err(error.clone()),
        }
    }

    async fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        let slot = slot(&self.metadata, &MetadataKey::new(distribution));
        let archive = match slot.stated.get_or_init(|| self.find(distribution)).await {
            Ok(Known::Metadata(metadata, _)) => return Ok(Arc::clone(metadata)),
            Ok(Known::NeedsBuild(archive)) => Arc::clone(archive),
            Err(error) => return Err(error.clone()),
        };
        let site = self.site(distribution);
        let build = || metadata::build(distribution, archive, site, &self.build, &self.session);
        slot.built.get_or_init(build).await.clone()
    }

    async fn find(&self, distribution: &Arc<Distribution>) -> Result<Known, MetadataError> {
        match &distribution.location {
            FileLocation::Url(url) => {
                metadata::stated(distribution, url, self.site(distribution), &self.session).await
            }
            FileLocation::Path(_) => {
                let (distribution, build) = (Arc::clone(distribution), self.build.clone());
                let counters = Arc::clone(&self.local);
                let metadata = off_the_reactor(move || local::metadata(&distribution, &build, &counters));
                Ok(Known::Metadata(Arc::new(metadata.await??), None))
            }
        }
    }

    fn site(&self, distribution: &Distribution) -> Option<&Site> {
        self.sites
            .iter()
            .find(|site| **site.shown() == *distribution.index)
    }
}

fn slot<K: Clone + Eq + Hash, T: Default>(slots: &Slots<K, T>, key: &K) -> Arc<T> {
    let mut slots = slots.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(slot) = slots.get(key) {
        return Arc::clone(slot);
    }
    Arc::clone(slots.entry(key.clone()).or_default())
}

fn stopped(cause: &impl ToString) -> IndexError {
    IndexError::BadSetting {
        what: "the threads of the index client".to_owned(),
        cause: cause.to_string(),
    }
}
