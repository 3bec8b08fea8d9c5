//! [`DirectIndex`]: an index that also knows what was found at places.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use pinfix_packaging::PackageName;
use rustc_hash::FxHashMap;
use url::Url;

use super::git::Git;
use super::place::DIRECT;
use crate::build::BuildSettings;
use crate::distribution::{Distribution, FileLocation, Hash};
use crate::error::{IndexError, MetadataError, MetadataProblem};
use crate::index::{Guide, Index, Wanted};
use crate::metadata::CoreMetadata;
use crate::project::Project;
use crate::statistics::Statistics;
use crate::vulnerability::Vulnerability;

/// An index that also knows what was found at places ([`Finder`](super::Finder)).
pub struct DirectIndex<I> {
    inner: I,
    build: BuildSettings,
    git: Git,
    known: RwLock<FxHashMap<String, Arc<CoreMetadata>>>,
}

impl<I: Index> DirectIndex<I> {
    /// The same index, with places.
    pub fn new(inner: I, build: BuildSettings, git: Git) -> Self {
        Self {
            inner,
            build,
            git,
            known: RwLock::default(),
        }
    }

    pub(super) fn inner(&self) -> &I {
        &self.inner
    }

    pub(super) fn build(&self) -> &BuildSettings {
        &self.build
    }

    pub(super) fn git(&self) -> &Git {
        &self.git
    }

    /// Remembers what was found.
    pub(super) fn learn(&self, location: &FileLocation, metadata: &Arc<CoreMetadata>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(key(location), Arc::clone(metadata));
    }

    fn known(&self, distribution: &Distribution) -> Option<Arc<CoreMetadata>> {
        if &*distribution.index != DIRECT {
            return None;
        }
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&key(&distribution.location)).cloned()
    }
}

/// Tells locations apart. It may hold credentials.
fn key(location: &FileLocation) -> String {
    match location {
        FileLocation::Url(url) => url.as_str().to_owned(),
        FileLocation::Path(path) => path.display().to_string(),
    }
}

/// A folder, of which there is no hash.
fn folder(distribution: &Distribution) -> Option<&PathBuf> {
    match &distribution.location {
        FileLocation::Path(path) if path.is_dir() => Some(path),
        _ => None,
    }
}

impl<I: Index> Index for DirectIndex<I> {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        self.inner.project(name)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        match self.known(distribution) {
            Some(metadata) => Ok(metadata),
            None => self.inner.metadata(distribution),
        }
    }

    fn has_project(&self, name: &PackageName) -> bool {
        self.inner.has_project(name)
    }

    fn has_metadata(&self, distribution: &Arc<Distribution>) -> bool {
        self.known(distribution).is_some() || self.inner.has_metadata(distribution)
    }

    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        match self.known(distribution) {
            Some(metadata) => Ok(Some(metadata.to_text().into_bytes().into())),
            None => self.inner.metadata_text(distribution),
        }
    }

    fn file_hash(&self, distribution: &Arc<Distribution>) -> Result<Hash, MetadataError> {
        if folder(distribution).is_some() {
            let cause = "it is a folder, which has no hash".to_owned();
            return Err(MetadataProblem::BadArchive { cause }.into());
        }
        self.inner.file_hash(distribution)
    }

    fn download(&self, url: &Url) -> Result<Vec<u8>, IndexError> {
        self.inner.download(url)
    }

    fn vulnerabilities(
        &self,
        distributions: &[Arc<Distribution>],
    ) -> Result<Vec<Option<Vec<Vulnerability>>>, IndexError> {
        self.inner.vulnerabilities(distributions)
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        self.inner.follow(wanted, guide);
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        let unknown = distributions.iter().filter(|it| self.known(it).is_none());
        let unknown: Vec<Arc<Distribution>> = unknown.cloned().collect();
        if !unknown.is_empty() {
            self.inner.prefetch(&unknown);
        }
    }

    fn wait_until(&self, end: Option<Instant>, last: Option<Instant>) {
        self.inner.wait_until(end, last);
    }

    fn statistics(&self) -> Statistics {
        self.inner.statistics()
    }
}
