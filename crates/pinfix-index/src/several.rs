//! [`SeveralIndexes`]: several indexes as one.

use std::sync::Arc;

use pinfix_packaging::PackageName;
use rustc_hash::FxHashMap;

use crate::distribution::Distribution;
use crate::error::{IndexError, MetadataError};
use crate::index::{Guide, Index, Wanted};
use crate::metadata::CoreMetadata;
use crate::project::{Project, Release};
use crate::settings::IndexStrategy;
use crate::statistics::Statistics;

/// Several indexes, put together by an [`IndexStrategy`]; links (`--find-links`) are added to whatever that gives.
///
/// A distribution's metadata is asked of the index that it came from, which is known by the text that indexes show
/// ([`Distribution::index`]).
pub struct SeveralIndexes {
    /// The one of the highest priority first.
    indexes: Vec<Source>,
    links: Vec<Source>,
    strategy: IndexStrategy,
    by_name: FxHashMap<Arc<str>, usize>,
}

/// An index and how it shows itself.
struct Source {
    index: Box<dyn Index>,
    shown: Arc<str>,
}

impl SeveralIndexes {
    /// No index at all, yet.
    pub fn new(strategy: IndexStrategy) -> Self {
        Self {
            indexes: Vec::new(),
            links: Vec::new(),
            strategy,
            by_name: FxHashMap::default(),
        }
    }

    /// Adds an index of a lower priority than those before. `shown` is what its distributions name as their index.
    pub fn add_index(&mut self, shown: Arc<str>, index: Box<dyn Index>) {
        self.indexes.push(Source { index, shown });
        self.renumber();
    }

    /// Adds links, which are always asked.
    pub fn add_links(&mut self, shown: Arc<str>, index: Box<dyn Index>) {
        self.links.push(Source { index, shown });
        self.renumber();
    }

    fn renumber(&mut self) {
        let shown: Vec<_> = self.sources().map(|source| source.shown.clone()).collect();
        self.by_name.clear();
        for (number, shown) in shown.into_iter().enumerate() {
            self.by_name.entry(shown).or_insert(number);
        }
    }

    fn sources(&self) -> impl Iterator<Item = &Source> {
        self.links.iter().chain(&self.indexes)
    }

    /// The index that a distribution came from.
    fn source_of(&self, distribution: &Distribution) -> Result<&dyn Index, IndexError> {
        let number = self
            .by_name
            .get(&distribution.index)
            .copied()
            .unwrap_or(usize::MAX);
        match self.sources().nth(number) {
            Some(source) => Ok(source.index.as_ref()),
            None => Err(IndexError::MissingFile {
                file: distribution.filename.clone(),
                index: distribution.index.to_string(),
            }),
        }
    }
}

impl Index for SeveralIndexes {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        let mut found: Vec<(Arc<Project>, u32)> = Vec::new();
        for source in &self.links {
            found.extend(source.index.project(name)?.map(|project| (project, 0)));
        }
        let mut tier = 0;
        for source in &self.indexes {
            let Some(project) = source.index.project(name)? else {
                continue;
            };
            found.push((project, tier));
            match self.strategy {
                IndexStrategy::FirstIndex => break,
                IndexStrategy::UnsafeFirstMatch => tier += 1,
                IndexStrategy::UnsafeBestMatch => {}
            }
        }
        Ok(match found.len() {
            0 => None,
            1 => found.pop().map(|(project, _)| project),
            _ => Some(Arc::new(merge(&found))),
        })
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        self.source_of(distribution)?.metadata(distribution)
    }

    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        self.source_of(distribution)?.metadata_text(distribution)
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        // Only the first index is sure to be asked; the others may know nothing of these names.
        if let Some(first) = self.indexes.first() {
            first.index.follow(wanted, guide);
        }
    }

    fn statistics(&self) -> Statistics {
        let mut sum = Statistics::default();
        for source in self.sources() {
            sum += source.index.statistics();
        }
        sum
    }
}

/// One project out of several with their tiers; of equal versions, the files of the first come first.
fn merge(projects: &[(Arc<Project>, u32)]) -> Project {
    let mut merged = Project {
        name: projects[0].0.name.clone(),
        releases: Vec::new(),
        skipped: Vec::new(),
        index: projects[0].0.index.clone(),
    };
    let mut releases: Vec<Release> = Vec::new();
    for (project, tier) in projects {
        merged.skipped.extend(project.skipped.iter().cloned());
        releases.extend(project.releases.iter().map(|release| Release {
            tier: *tier,
            ..release.clone()
        }));
    }
    // Stable, so equal versions keep the order of their indexes.
    releases.sort_by(|one, other| one.version.cmp(&other.version));
    for release in releases {
        match merged.releases.last_mut() {
            Some(last) if last.version == release.version => {
                last.distributions.extend(release.distributions);
                last.tier = last.tier.min(release.tier);
            }
            _ => merged.releases.push(release),
        }
    }
    merged
}
