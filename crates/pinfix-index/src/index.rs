//! The trait [`Index`]: the border between those who ask for packages and wherever the answers come from.

use std::sync::Arc;
use std::time::Instant;

use pinfix_packaging::{ExtraName, PackageName, SpecifierSet};
use url::Url;

use crate::distribution::{Distribution, Hash};
use crate::error::{IndexError, MetadataError};
use crate::local;
use crate::metadata::CoreMetadata;
use crate::project::Project;
use crate::statistics::Statistics;
use crate::vulnerability::Vulnerability;

/// Something that knows projects and the metadata of their distributions.
///
/// It returns everything it has, and leaves it to the resolver to exclude.
pub trait Index: Send + Sync {
    /// All releases of a project; `Ok(None)` where the index does not know the name. Blocks until the answer is there.
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError>;

    /// The core metadata of one distribution of a project that [`Index::project`] gave. Blocks until it is there.
    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError>;

    /// Whether [`Index::project`] answers at once, without anybody being asked. The default always does.
    fn has_project(&self, name: &PackageName) -> bool {
        let _ = name;
        true
    }

    /// Whether [`Index::metadata`] answers at once, without anything being fetched or built. The default always does.
    fn has_metadata(&self, distribution: &Arc<Distribution>) -> bool {
        let _ = distribution;
        true
    }

    /// The header lines of METADATA as they were served, for those who keep a record of it; `None` where this index
    /// does not have them any more, or never had. The default has none.
    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        let _ = distribution;
        Ok(None)
    }

    /// The SHA-256 of a distribution's file: as its index states it, else of the file itself, which is read whole and,
    /// where it is elsewhere, fetched. The default fetches nothing.
    fn file_hash(&self, distribution: &Arc<Distribution>) -> Result<Hash, MetadataError> {
        local::file_hash(distribution)
    }

    /// The bytes of a file that no index has. The default has no network.
    fn download(&self, url: &Url) -> Result<Vec<u8>, IndexError> {
        Err(IndexError::Offline { url: url.into() })
    }

    /// The known vulnerabilities of the release of each of these distributions; `None` where the index does not tell. The
    /// default does not.
    fn vulnerabilities(
        &self,
        distributions: &[Arc<Distribution>],
    ) -> Result<Vec<Option<Vec<Vulnerability>>>, IndexError> {
        Ok(vec![None; distributions.len()])
    }

    /// A hint that these will be asked for soon.
    ///
    /// The index may fetch them ahead, and walk on by itself to what `guide` says comes next. The default does nothing.
    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        let _ = (wanted, guide);
    }

    /// A hint that the metadata of these will be asked for soon, in this order. The default does nothing.
    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        let _ = distributions;
    }

    /// From `end` on, nobody waits any more: what is not at hand by then fails with [`IndexError::NotAtHand`]. Builds that
    /// are under way go on for those who ask again, and are given up at `last`. `None`, as it is at first: it takes as long
    /// as it takes. The default, which answers at once, does nothing.
    fn wait_until(&self, end: Option<Instant>, last: Option<Instant>) {
        let _ = (end, last);
    }

    /// What was done so far.
    fn statistics(&self) -> Statistics {
        Statistics::default()
    }
}

/// A project that is probably going to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its name.
    pub name: PackageName,
    /// The extras asked for.
    pub extras: Vec<ExtraName>,
    /// The versions asked for.
    pub specifiers: SpecifierSet,
}

/// One who knows which way the resolution will probably go. Called on the index's threads, so it must be quick.
pub trait Guide: Send + Sync {
    /// The distribution whose metadata will probably be asked for.
    fn pick(&self, wanted: &Wanted, project: &Project) -> Option<Arc<Distribution>>;

    /// The same of a part of a project, its newest releases; `None` where what will be picked of the whole is not certain
    /// to be among them. The default never knows.
    fn pick_of_part(&self, wanted: &Wanted, part: &Project) -> Option<Arc<Distribution>> {
        let _ = (wanted, part);
        None
    }

    /// Whether that is the newest which everything admits: then a few of the newest are enough to guess it.
    fn wants_newest(&self, wanted: &Wanted) -> bool {
        let _ = wanted;
        false
    }

    /// The dependencies to go on with; those that were named before are left out.
    fn next(&self, wanted: &Wanted, metadata: &CoreMetadata) -> Vec<Wanted>;
}

impl<I: Index + ?Sized> Index for Box<I> {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        (**self).project(name)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        (**self).metadata(distribution)
    }

    fn has_project(&self, name: &PackageName) -> bool {
        (**self).has_project(name)
    }

    fn has_metadata(&self, distribution: &Arc<Distribution>) -> bool {
        (**self).has_metadata(distribution)
    }

    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        (**self).metadata_text(distribution)
    }

    fn file_hash(&self, distribution: &Arc<Distribution>) -> Result<Hash, MetadataError> {
        (**self).file_hash(distribution)
    }

    fn download(&self, url: &Url) -> Result<Vec<u8>, IndexError> {
        (**self).download(url)
    }

    fn vulnerabilities(
        &self,
        distributions: &[Arc<Distribution>],
    ) -> Result<Vec<Option<Vec<Vulnerability>>>, IndexError> {
        (**self).vulnerabilities(distributions)
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        (**self).follow(wanted, guide);
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        (**self).prefetch(distributions);
    }

    fn wait_until(&self, end: Option<Instant>, last: Option<Instant>) {
        (**self).wait_until(end, last);
    }

    fn statistics(&self) -> Statistics {
        (**self).statistics()
    }
}

impl<I: Index + ?Sized> Index for Arc<I> {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        (**self).project(name)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        (**self).metadata(distribution)
    }

    fn has_project(&self, name: &PackageName) -> bool {
        (**self).has_project(name)
    }

    fn has_metadata(&self, distribution: &Arc<Distribution>) -> bool {
        (**self).has_metadata(distribution)
    }

    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        (**self).metadata_text(distribution)
    }

    fn file_hash(&self, distribution: &Arc<Distribution>) -> Result<Hash, MetadataError> {
        (**self).file_hash(distribution)
    }

    fn download(&self, url: &Url) -> Result<Vec<u8>, IndexError> {
        (**self).download(url)
    }

    fn vulnerabilities(
        &self,
        distributions: &[Arc<Distribution>],
    ) -> Result<Vec<Option<Vec<Vulnerability>>>, IndexError> {
        (**self).vulnerabilities(distributions)
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        (**self).follow(wanted, guide);
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        (**self).prefetch(distributions);
    }

    fn wait_until(&self, end: Option<Instant>, last: Option<Instant>) {
        (**self).wait_until(end, last);
    }

    fn statistics(&self) -> Statistics {
        (**self).statistics()
    }
}
