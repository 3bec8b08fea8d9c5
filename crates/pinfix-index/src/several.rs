//! [`SeveralIndexes`]: several indexes as one.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use pinfix_packaging::PackageName;
use rustc_hash::FxHashMap;
use url::Url;

use crate::distribution::{Distribution, Hash};
use crate::error::{IndexError, MetadataError};
use crate::index::{Guide, Index, Wanted};
use crate::metadata::CoreMetadata;
use crate::project::{Project, Release};
use crate::settings::IndexStrategy;
use crate::statistics::Statistics;
use crate::vulnerability::Vulnerability;

/// Several indexes, put together by an [`IndexStrategy`]; links (`--find-links`) are added to whatever that gives.
///
/// A distribution's metadata is asked of the index that gave its project.
pub struct SeveralIndexes {
    /// Links first, then the index of the highest priority, then the others.
    sources: Vec<Box<dyn Index>>,
    /// How many of the sources are links.
    links: usize,
    strategy: IndexStrategy,
    /// Which source gave projects of an index, by the text that stands in [`Distribution::index`].
    origins: RwLock<FxHashMap<Arc<str>, usize>>,
    /// Who is asked about distributions of no index: those that a user's line points at.
    direct: Option<Box<dyn Index>>,
}

impl SeveralIndexes {
    /// No index at all, yet.
    pub fn new(strategy: IndexStrategy) -> Self {
        Self {
            sources: Vec::new(),
            links: 0,
            strategy,
            origins: RwLock::default(),
            direct: None,
        }
    }

    /// The same, with `direct` to ask about distributions of none of its indexes.
    #[must_use]
    pub fn with_direct(mut self, direct: Box<dyn Index>) -> Self {
        self.direct = Some(direct);
        self
    }

    /// Adds an index of a lower priority than those before.
    pub fn add_index(&mut self, index: Box<dyn Index>) {
        self.sources.push(index);
    }

    /// Adds links, which are asked whatever the indexes know.
    pub fn add_links(&mut self, links: Box<dyn Index>) {
        self.sources.insert(self.links, links);
        self.links += 1;
    }

    /// Asks one source, and remembers that this is where the project's distributions are from.
    fn ask(&self, number: usize, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        let project = self.sources[number].project(name)?;
        if let Some(project) = &project {
            let known = self
                .origins
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .contains_key(&project.index);
            if !known {
                let mut origins = self.origins.write().unwrap_or_else(PoisonError::into_inner);
                origins.entry(project.index.clone()).or_insert(number);
            }
        }
        Ok(project)
    }

    /// The source that a distribution came from.
    fn source_of(&self, distribution: &Distribution) -> Result<&dyn Index, IndexError> {
        let origins = self.origins.read().unwrap_or_else(PoisonError::into_inner);
        let origin = origins.get(&distribution.index);
        let source = origin.and_then(|&number| self.sources.get(number));
        match source.or(self.direct.as_ref()) {
            Some(source) => Ok(source.as_ref()),
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
        let mut tier = 0;
        for number in 0..self.sources.len() {
            let Some(project) = self.ask(number, name)? else {
                continue;
            };
            found.push((project, tier));
            if number < self.links {
                continue;
            }
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

    fn has_project(&self, name: &PackageName) -> bool {
        self.sources.iter().all(|source| source.has_project(name))
    }

    fn has_metadata(&self, distribution: &Arc<Distribution>) -> bool {
        let source = self.source_of(distribution);
        source.is_ok_and(|source| source.has_metadata(distribution))
    }

    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        self.source_of(distribution)?.metadata_text(distribution)
    }

    fn file_hash(&self, distribution: &Arc<Distribution>) -> Result<Hash, MetadataError> {
        self.source_of(distribution)?.file_hash(distribution)
    }

    fn download(&self, url: &Url) -> Result<Vec<u8>, IndexError> {
        match self.direct.as_ref().or_else(|| self.sources.first()) {
            Some(source) => source.download(url),
            None => Err(IndexError::Offline { url: url.into() }),
        }
    }

    fn vulnerabilities(
        &self,
        distributions: &[Arc<Distribution>],
    ) -> Result<Vec<Option<Vec<Vulnerability>>>, IndexError> {
        // Together those of one source, which then asks side by side.
        let mut told = vec![None; distributions.len()];
        let mut asked: Vec<&str> = Vec::new();
        for distribution in distributions {
            if asked.contains(&&*distribution.index) {
                continue;
            }
            asked.push(&distribution.index);
            let same = (0..distributions.len()).filter(|at| distributions[*at].index == distribution.index);
            let same: Vec<usize> = same.collect();
            let own: Vec<Arc<Distribution>> = same.iter().map(|at| Arc::clone(&distributions[*at])).collect();
            let answers = self.source_of(distribution)?.vulnerabilities(&own)?;
            for (at, answer) in same.into_iter().zip(answers) {
                told[at] = answer;
            }
        }
        Ok(told)
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        // Only the first index is sure to be asked; those after it need not know any of these names.
        if let Some(first) = self.sources.get(self.links) {
            first.follow(wanted, guide);
        }
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        for distribution in distributions {
            if let Ok(source) = self.source_of(distribution) {
                source.prefetch(std::slice::from_ref(distribution));
            }
        }
    }

    fn wait_until(&self, end: Option<Instant>, last: Option<Instant>) {
        for source in self.sources.iter().chain(&self.direct) {
            source.wait_until(end, last);
        }
    }

    fn statistics(&self) -> Statistics {
        let mut sum = Statistics::default();
        for source in &self.sources {
            sum += source.statistics();
        }
        if let Some(direct) = &self.direct {
            sum += direct.statistics();
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
                last.distributions = last
                    .distributions
                    .iter()
                    .chain(&release.distributions)
                    .cloned()
                    .collect();
                last.tier = last.tier.min(release.tier);
            }
            _ => merged.releases.push(release),
        }
    }
    merged
}
