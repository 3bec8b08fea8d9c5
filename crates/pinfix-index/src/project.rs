//! [`Project`]: everything that an index has under one name, nothing filtered out.

use std::collections::BTreeMap;
use std::sync::Arc;

use pinfix_packaging::{PackageName, Version};

use crate::distribution::Distribution;
use crate::files::Files;

/// All releases of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The name.
    pub name: PackageName,
    /// The releases, sorted by version, oldest version first.
    pub releases: Vec<Release>,
    /// The files that are neither wheel nor source distribution of this project, each with the reason.
    pub skipped: Vec<SkippedFile>,
    /// The index that it came from, as it may be shown.
    pub index: Arc<str>,
}

impl Project {
    /// Groups `distributions` into releases; those of one version keep their order.
    pub fn new(
        name: PackageName,
        index: Arc<str>,
        distributions: Vec<Distribution>,
        skipped: Vec<SkippedFile>,
    ) -> Self {
        let mut releases: BTreeMap<Version, Vec<Arc<Distribution>>> = BTreeMap::new();
        for distribution in distributions {
            // Equal versions may be written differently (1.0, 1.0.0): they are one release.
            releases
                .entry(distribution.version.clone())
                .or_default()
                .push(Arc::new(distribution));
        }
        let releases = releases
            .into_iter()
            .map(|(version, distributions)| Release {
                version,
                distributions: distributions.into(),
                tier: 0,
            })
            .collect();
        Self {
            name,
            releases,
            skipped,
            index,
        }
    }

    /// The release of `version`, if there is one.
    pub fn release(&self, version: &Version) -> Option<&Release> {
        let found = self
            .releases
            .binary_search_by(|release| release.version.cmp(version))
            .ok()?;
        self.releases.get(found)
    }

    /// All distributions, oldest version first.
    pub fn distributions(&self) -> impl DoubleEndedIterator<Item = &Arc<Distribution>> {
        self.releases.iter().flat_map(|release| &release.distributions)
    }
}

/// One version of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The version.
    pub version: Version,
    /// Its files, in the index's order.
    pub distributions: Files,
    /// How far down the list of indexes it was found, where that matters
    /// ([`UnsafeFirstMatch`](crate::IndexStrategy::UnsafeFirstMatch)); else 0. Any acceptable release of a lower tier
    /// comes before all those of a higher one, whatever their versions.
    pub tier: u32,
}

/// A file on a project's page that is no distribution that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedFile {
    /// The file's name.
    pub filename: String,
    /// Why it can't be used.
    pub reason: String,
}
