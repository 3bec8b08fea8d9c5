//! [`HttpIndex`]: blocking questions on one side, requests on threads of their own on the other.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use pinfix_packaging::PackageName;
use tokio::runtime::Runtime;
use url::Url;

use super::answers::Answers;
use super::credentials::Credentials;
use super::fetch::{Fetcher, Request};
use super::record::RequestKind;
use super::session::Session;
use super::site::{PAGE_LIMIT, Site};
use super::walk;
use crate::build::BuildSettings;
use crate::deadline::Deadline;
use crate::distribution::{Distribution, Hash};
use crate::error::{IndexError, MetadataError};
use crate::index::{Guide, Index, Wanted};
use crate::metadata::CoreMetadata;
use crate::project::Project;
use crate::redact::RedactedUrl;
use crate::settings::{ClientSettings, IndexLocation};
use crate::statistics::Statistics;
use crate::timeline::{Subject, Waiting};
use crate::vulnerability::Vulnerability;

/// Threads that carry the connections; what takes long runs elsewhere.
const REACTOR_THREADS: usize = 2;

/// Threads for parsing, reading and writing.
const WORK_THREADS: usize = 16;

/// How long the end of the run may wait for builds to be gone.
const LAST_BUILDS: Duration = Duration::from_millis(300);

/// How long the end of the run may wait for the cache to be written.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// Indexes over HTTP, the first of which that knows a name counts.
///
/// Without any index it still gives the metadata of distributions at URLs.
pub struct HttpIndex {
    answers: Arc<Answers>,
    threads: OnceLock<Result<Runtime, IndexError>>,
    /// Until when answers are waited for.
    patience: Deadline,
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
        let mut credentials = Credentials::new(settings)?;
        let roots: Vec<_> = locations
            .iter()
            .map(|location| credentials.take_from(&location.url))
            .collect();
        let session = Session::new(settings, Fetcher::new(settings, credentials));
        let sites = roots.into_iter().map(|root| Site::new(root, &session)).collect();
        Ok(Self {
            answers: Arc::new(Answers::new(sites, build.clone(), session)),
            threads: OnceLock::new(),
            patience: Deadline::default(),
        })
    }

    /// A page that is no project's, such as one of links, with the URL that its links are relative to.
    pub fn fetch_page(&self, url: &Url) -> Result<(Url, Vec<u8>), IndexError> {
        let _waiting = self.waiting(|| Subject::Other("a page of links, or a file"));
        let (answers, asked) = (Arc::clone(&self.answers), url.clone());
        let response = self.wait(async move {
            let request = Request::new(&asked, RequestKind::Page, PAGE_LIMIT);
            answers.session.get(request).await
        })??;
        if response.status != 200 {
            return Err(response.error(url));
        }
        // The credentials in the URL are good for the links as well, unless they lead elsewhere.
        let moved = RedactedUrl::new(url) != RedactedUrl::new(&response.url);
        let base = if moved { response.url } else { url.clone() };
        Ok((base, response.body))
    }

    /// Tells the timeline that the resolver stands still, until the guard is dropped.
    fn waiting(&self, subject: impl FnOnce() -> Subject) -> Option<Waiting> {
        self.answers.session.journal.waiting(subject)
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
        self.begin(task)?.recv().map_err(|error| stopped(&error))
    }

    /// The same for as long as anybody waits for `what`.
    fn wait_if_wanted<T: Send + 'static>(
        &self,
        what: &str,
        task: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, IndexError> {
        let Some(end) = self.patience.get() else {
            return self.wait(task);
        };
        self.patience.check(|| what.to_owned())?;
        let left = end.saturating_duration_since(Instant::now());
        match self.begin(task)?.recv_timeout(left) {
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Timeout) => Err(IndexError::NotAtHand {
                what: what.to_owned(),
            }),
            Err(RecvTimeoutError::Disconnected) => Err(stopped(&RecvTimeoutError::Disconnected)),
        }
    }

    /// Has a task done; its answer comes out of what is returned.
    fn begin<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> Result<Receiver<T>, IndexError> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.threads()?.spawn(async move {
            // Nobody listens any more where the asking thread was ended, or did not want to wait.
            let _ = sender.send(task.await);
        });
        Ok(receiver)
    }
}

impl Index for HttpIndex {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        if let Some(answer) = self.answers.project_at_hand(name) {
            return answer;
        }
        let _waiting = self.waiting(|| Subject::Page(name.clone()));
        let (answers, asked) = (Arc::clone(&self.answers), name.clone());
        self.wait_if_wanted(name.as_ref(), async move { answers.project(&asked).await })?
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        if let Some(answer) = self.answers.metadata_at_hand(distribution) {
            return answer;
        }
        let _waiting = self.waiting(|| Subject::of_metadata(distribution));
        let (answers, asked) = (Arc::clone(&self.answers), Arc::clone(distribution));
        let answer = async move { answers.metadata(&asked).await };
        self.wait_if_wanted(&distribution.filename, answer)?
    }

    fn has_project(&self, name: &PackageName) -> bool {
        self.answers.project_at_hand(name).is_some()
    }

    fn has_metadata(&self, distribution: &Arc<Distribution>) -> bool {
        self.answers.metadata_at_hand(distribution).is_some()
    }

    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        self.metadata(distribution)?;
        Ok(self.answers.known_text(distribution))
    }

    fn file_hash(&self, distribution: &Arc<Distribution>) -> Result<Hash, MetadataError> {
        if let Some(stated) = distribution.sha256() {
            return Ok(Hash::sha256(stated));
        }
        let _waiting = self.waiting(|| Subject::File(distribution.filename.clone()));
        let (answers, distribution) = (Arc::clone(&self.answers), Arc::clone(distribution));
        self.wait(async move { answers.file_hash(&distribution).await })?
    }

    fn download(&self, url: &Url) -> Result<Vec<u8>, IndexError> {
        self.fetch_page(url).map(|(_, bytes)| bytes)
    }

    fn vulnerabilities(
        &self,
        distributions: &[Arc<Distribution>],
    ) -> Result<Vec<Option<Vec<Vulnerability>>>, IndexError> {
        let asked = distributions.iter().map(|distribution| {
            let (answers, distribution) = (Arc::clone(&self.answers), Arc::clone(distribution));
            Ok(self
                .threads()?
                .spawn(async move { answers.vulnerabilities(&distribution).await }))
        });
        let asked: Vec<_> = asked.collect::<Result<_, IndexError>>()?;
        let together = async move {
            let mut told = Vec::with_capacity(asked.len());
            for answer in asked {
                told.push(answer.await.map_err(|error| stopped(&error))??);
            }
            Ok(told)
        };
        let _waiting = self.waiting(|| Subject::Other("known vulnerabilities"));
        self.wait(together)?
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        // Whoever asks next will hear why there are no threads.
        if let Ok(threads) = self.threads() {
            let answers = Arc::clone(&self.answers);
            threads.spawn_blocking(move || walk::through(&answers, wanted, &guide));
        }
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        let Ok(threads) = self.threads() else { return };
        let (answers, distributions) = (Arc::clone(&self.answers), distributions.to_vec());
        threads.spawn_blocking(move || {
            for distribution in distributions {
                let journal = &answers.session.journal;
                journal.ahead(|| Subject::of_metadata(&distribution), None);
                if answers.metadata_at_hand(&distribution).is_none() {
                    let answers = Arc::clone(&answers);
                    // An error is remembered, and whoever really asks will hear of it.
                    tokio::spawn(async move { answers.stated(&distribution).await.is_ok() });
                }
            }
        });
    }

    fn wait_until(&self, end: Option<Instant>, last: Option<Instant>) {
        self.patience.set(end);
        self.answers.build.deadline.set(last);
    }

    fn statistics(&self) -> Statistics {
        self.answers.statistics()
    }
}

impl Drop for HttpIndex {
    /// Waits a moment for the cache, and ends everything else that is still under way.
    fn drop(&mut self) {
        if self.answers.session.leaves_memory {
            self.answers.leave();
        }
        let Some(Ok(threads)) = self.threads.take() else {
            return;
        };
        // What a build has started would go on by itself.
        self.answers.build.deadline.set(Some(Instant::now()));
        self.answers.build.workshop.wait_for_builds(LAST_BUILDS);
        let writes = self.answers.session.pending_writes();
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

fn stopped(cause: &impl ToString) -> IndexError {
    IndexError::BadSetting {
        what: "the threads of the index client".to_owned(),
        cause: cause.to_string(),
    }
}
