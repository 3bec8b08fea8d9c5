//! What the indexes say, asked for once however many want to know.

use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pinfix_packaging::PackageName;
use rustc_hash::FxHashMap;
use tokio::sync::OnceCell;

use super::fetch::Request;
use super::file_hash;
use super::guess::Guess;
use super::metadata::{self, Known};
use super::record::RequestKind;
use super::sdist_metadata::JSON_LIMIT;
use super::session::{Session, off_the_reactor};
use super::site::Site;
use crate::build::BuildSettings;
use crate::cache::{MetadataKey, StoredPage};
use crate::distribution::{Distribution, FileLocation, Hash as FileHash};
use crate::error::{IndexError, MetadataError};
use crate::json_api;
use crate::local;
use crate::metadata::CoreMetadata;
use crate::project::Project;
use crate::statistics::{Counters, Statistics};
use crate::timeline::Subject;
use crate::vulnerability::Vulnerability;

/// The pages and the metadata of a run.
pub(super) struct Answers {
    pub(super) sites: Vec<Site>,
    pub(super) build: BuildSettings,
    pub(super) session: Session,
    local: Arc<Counters>,
    pub(super) pages: Slots<PackageName, PageSlot>,
    pub(super) metadata: Slots<MetadataKey, MetadataSlot>,
}

/// One value per key, made once, however many ask for it.
pub(super) type Slots<K, T> = Mutex<FxHashMap<K, Arc<T>>>;

/// The page of one project.
#[derive(Default)]
pub(super) struct PageSlot {
    /// What the cache of the first index holds.
    pub(super) kept: OnceCell<Result<Option<StoredPage>, IndexError>>,
    pub(super) answer: OnceCell<Result<Option<Arc<Project>>, IndexError>>,
    /// What will probably be asked about it.
    pub(super) guess: OnceLock<Guess>,
}

/// The metadata of one distribution.
#[derive(Default)]
pub(super) struct MetadataSlot {
    pub(super) stated: OnceCell<Result<Known, MetadataError>>,
    pub(super) built: OnceCell<Result<Arc<CoreMetadata>, MetadataError>>,
}

impl Answers {
    pub(super) fn new(sites: Vec<Site>, build: BuildSettings, session: Session) -> Self {
        Self {
            sites,
            build,
            session,
            local: Arc::default(),
            pages: Slots::default(),
            metadata: Slots::default(),
        }
    }

    /// What the cache holds of a project where that is out of date and must be asked about.
    pub(super) async fn outdated_project(&self, name: &PackageName) -> Option<Arc<Project>> {
        let page = self.kept(&slot(&self.pages, name), name).await.ok()??;
        if self.session.may_use(&page, name) {
            return None;
        }
        page.project
    }

    /// All releases of a project, asked for once.
    pub(super) async fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        let slot = slot(&self.pages, name);
        let ask = || async {
            let answer = match self.kept(&slot, name).await {
                Ok(kept) => self.ask_sites(name, kept, &slot.guess).await,
                Err(error) => Err(error),
            };
            self.session.journal.answered(|| Subject::Page(name.clone()));
            answer
        };
        slot.answer.get_or_init(ask).await.clone()
    }

    async fn kept(&self, slot: &PageSlot, name: &PackageName) -> Result<Option<StoredPage>, IndexError> {
        let Some(site) = self.sites.first() else {
            return Ok(None);
        };
        slot.kept
            .get_or_init(|| site.kept(name, &self.session))
            .await
            .clone()
    }

    async fn ask_sites(
        &self,
        name: &PackageName,
        mut first_kept: Option<StoredPage>,
        guess: &OnceLock<Guess>,
    ) -> Result<Option<Arc<Project>>, IndexError> {
        for (number, site) in self.sites.iter().enumerate() {
            let kept = match number {
                0 => first_kept.take(),
                _ => site.kept(name, &self.session).await?,
            };
            if let Some(project) = site.project(name, kept, guess, &self.session).await? {
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
        match slot.stated.get_or_try_init(|| self.find(distribution)).await? {
            Ok(Known::Metadata(metadata, _)) => Ok(Some(Arc::clone(metadata))),
            Ok(Known::NeedsBuild(_)) => Ok(None),
            Err(error) => Err(error.clone()),
        }
    }

    /// The text of metadata that is known already, where it was read from one.
    pub(super) fn known_text(&self, distribution: &Distribution) -> Option<Arc<[u8]>> {
        let slot = slot(&self.metadata, &MetadataKey::new(distribution));
        match slot.stated.get()? {
            Ok(Known::Metadata(_, text)) => text.clone(),
            _ => None,
        }
    }

    /// The metadata of a distribution, built where nothing else tells it.
    pub(super) async fn metadata(
        &self,
        distribution: &Arc<Distribution>,
    ) -> Result<Arc<CoreMetadata>, MetadataError> {
        let slot = slot(&self.metadata, &MetadataKey::new(distribution));
        let archive = match slot.stated.get_or_try_init(|| self.find(distribution)).await? {
            Ok(Known::Metadata(metadata, _)) => return Ok(Arc::clone(metadata)),
            Ok(Known::NeedsBuild(archive)) => archive.clone(),
            Err(error) => return Err(error.clone()),
        };
        let site = self.site(distribution);
        let build = || async {
            let built = metadata::build(distribution, archive, site, &self.build, &self.session).await;
            self.session
                .journal
                .answered(|| Subject::of_metadata(distribution));
            kept(built)
        };
        slot.built.get_or_try_init(build).await?.clone()
    }

    async fn find(
        &self,
        distribution: &Arc<Distribution>,
    ) -> Result<Result<Known, MetadataError>, IndexError> {
        let found = self.look(distribution).await;
        self.session
            .journal
            .answered(|| Subject::of_metadata(distribution));
        kept(found)
    }

    async fn look(&self, distribution: &Arc<Distribution>) -> Result<Known, MetadataError> {
        match &distribution.location {
            FileLocation::Url(url) => {
                let from = (self.site(distribution), &self.build);
                metadata::stated(distribution, url.url()?, from, &self.session).await
            }
            FileLocation::Path(_) => {
                let (distribution, build) = (Arc::clone(distribution), self.build.clone());
                let counters = Arc::clone(&self.local);
                let metadata = off_the_reactor(move || local::metadata(&distribution, &build, &counters));
                Ok(Known::Metadata(Arc::new(metadata.await??), None))
            }
        }
    }

    /// The SHA-256 of a distribution's file, which is read or fetched whole.
    pub(super) async fn file_hash(
        &self,
        distribution: &Arc<Distribution>,
    ) -> Result<FileHash, MetadataError> {
        match &distribution.location {
            FileLocation::Url(url) => {
                file_hash::fetch(distribution, url.url()?, self.site(distribution), &self.session).await
            }
            FileLocation::Path(_) => {
                let distribution = Arc::clone(distribution);
                off_the_reactor(move || local::file_hash(&distribution)).await?
            }
        }
    }

    /// What the JSON API knows to be wrong with the release of a distribution; `None` where it does not tell.
    pub(super) async fn vulnerabilities(
        &self,
        distribution: &Distribution,
    ) -> Result<Option<Vec<Vulnerability>>, IndexError> {
        let version = distribution.version.to_string();
        let url = self
            .site(distribution)
            .and_then(|site| site.json_api(&distribution.project, &version));
        let Some(url) = url else {
            return Ok(None);
        };
        let mut request = Request::new(&url, RequestKind::JsonApi, JSON_LIMIT);
        request.accept = Some("application/json");
        let response = self.session.get(request).await?;
        if response.status != 200 {
            return Ok(None);
        }
        off_the_reactor(move || json_api::vulnerabilities(&response.body)).await
    }

    /// Forgets what was read without freeing it. Nothing else is left behind: builds have folders to be removed.
    pub(super) fn leave(&self) {
        let pages = std::mem::take(&mut *self.pages.lock().unwrap_or_else(PoisonError::into_inner));
        let metadata = std::mem::take(&mut *self.metadata.lock().unwrap_or_else(PoisonError::into_inner));
        std::mem::forget((pages, metadata));
    }

    /// What was done so far.
    pub(super) fn statistics(&self) -> Statistics {
        let mut statistics = self.session.journal.statistics();
        statistics += self.local.statistics();
        statistics
    }

    pub(super) fn site(&self, distribution: &Distribution) -> Option<&Site> {
        self.sites
            .iter()
            .find(|site| **site.shown() == *distribution.index)
    }
}

/// What is remembered of an answer: all but that nobody waited for it.
fn kept<T>(answer: Result<T, MetadataError>) -> Result<Result<T, MetadataError>, IndexError> {
    match answer {
        Err(MetadataError::Index(error @ IndexError::NotAtHand { .. })) => Err(error),
        answer => Ok(answer),
    }
}

/// The slot of a key.
pub(super) fn slot<K: Clone + Eq + Hash, T: Default>(slots: &Slots<K, T>, key: &K) -> Arc<T> {
    let mut slots = slots.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(slot) = slots.get(key) {
        return Arc::clone(slot);
    }
    Arc::clone(slots.entry(key.clone()).or_default())
}
