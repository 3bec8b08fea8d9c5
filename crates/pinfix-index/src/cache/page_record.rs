//! How a project's page is written down: like the page, but without what a parser has to find out.

use std::str::FromStr;
use std::sync::Arc;

use pinfix_packaging::{PackageName, SdistFilename, WheelFilename};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::distribution::{
    Advertised, Distribution, DistributionKind, FileLocation, Hash, RequiresPython, Timestamp, Yanked,
};
use crate::project::{Project, SkippedFile};

/// A project's page. Texts point into the bytes that were read.
#[derive(Serialize, Deserialize)]
pub(super) struct ProjectRecord<'a> {
    /// The different Requires-Python texts: few, and shared by many files.
    #[serde(borrow)]
    requires_python: Vec<&'a str>,
    #[serde(borrow)]
    files: Vec<FileRecord<'a>>,
    #[serde(borrow)]
    skipped: Vec<(&'a str, &'a str)>,
}

#[derive(Serialize, Deserialize)]
struct FileRecord<'a> {
    wheel: bool,
    filename: &'a str,
    url: &'a str,
    #[serde(borrow)]
    hashes: Vec<HashRecord<'a>>,
    requires_python: Option<u32>,
    yanked: Option<Option<&'a str>>,
    size: Option<u64>,
    /// Seconds since 1970, and nanoseconds.
    uploaded: Option<(i64, i32)>,
    #[serde(borrow)]
    metadata: Option<Option<HashRecord<'a>>>,
}

#[derive(Serialize, Deserialize)]
struct HashRecord<'a> {
    algorithm: &'a str,
    digest: &'a str,
}

impl<'a> ProjectRecord<'a> {
    /// The record of `project`; `None` where some file is not at a URL.
    pub(super) fn of(project: &'a Project) -> Option<Self> {
        let mut requires_python = Vec::new();
        let mut places = FxHashMap::default();
        let mut files = Vec::new();
        for distribution in project.distributions() {
            let requires = distribution.requires_python.as_ref().and_then(|requires| {
                let text = requires.text.as_str();
                let place = *places.entry(text).or_insert_with(|| {
                    requires_python.push(text);
                    requires_python.len() - 1
                });
                u32::try_from(place).ok()
            });
            files.push(FileRecord::of(distribution, requires)?);
        }
        let skipped = project
            .skipped
            .iter()
            .map(|file| (file.filename.as_str(), file.reason.as_str()))
            .collect();
        Some(Self {
            requires_python,
            files,
            skipped,
        })
    }

    /// The project; `None` where the record makes no sense.
    pub(super) fn project(&self, name: &PackageName, index: &str) -> Option<Project> {
        let index: Arc<str> = Arc::from(index);
        let requires: Vec<Arc<RequiresPython>> = self
            .requires_python
            .iter()
            .map(|text| Arc::new(RequiresPython::parse(text)))
            .collect();
        let mut distributions = Vec::with_capacity(self.files.len());
        for file in &self.files {
            distributions.push(file.distribution(name, &index, &requires)?);
        }
        let skipped = self
            .skipped
            .iter()
            .map(|(filename, reason)| SkippedFile {
                filename: (*filename).to_owned(),
                reason: (*reason).to_owned(),
            })
            .collect();
        Some(Project::new(name.clone(), index, distributions, skipped))
    }
}

impl<'a> FileRecord<'a> {
    fn of(distribution: &'a Distribution, requires_python: Option<u32>) -> Option<Self> {
        let FileLocation::Url(url) = &distribution.location else {
            return None;
        };
        let time = distribution.upload_time;
        Some(Self {
            wheel: distribution.is_wheel(),
            filename: &distribution.filename,
            url: url.as_str(),
            hashes: distribution.hashes.iter().map(HashRecord::of).collect(),
            requires_python,
            yanked: distribution
                .yanked
                .as_ref()
                .map(|yanked| yanked.reason.as_deref()),
            size: distribution.size,
            uploaded: time.map(|time| (time.as_second(), time.subsec_nanosecond())),
            metadata: match &distribution.metadata_hashes {
                Advertised::No => None,
                Advertised::Yes(hash) => Some(hash.as_ref().map(HashRecord::of)),
            },
        })
    }

    fn distribution(
        &self,
        name: &PackageName,
        index: &Arc<str>,
        requires: &[Arc<RequiresPython>],
    ) -> Option<Distribution> {
        let kind = if self.wheel {
            DistributionKind::Wheel(WheelFilename::from_str(self.filename).ok()?)
        } else {
            DistributionKind::Sdist(SdistFilename::parse(self.filename, name).ok()?)
        };
        let version = match &kind {
            DistributionKind::Wheel(wheel) => wheel.version.clone(),
            DistributionKind::Sdist(sdist) => sdist.version.clone(),
        };
        let requires_python = match self.requires_python {
            Some(place) => Some(Arc::clone(requires.get(place as usize)?)),
            None => None,
        };
        let upload_time = match self.uploaded {
            Some((seconds, nanoseconds)) => Some(Timestamp::new(seconds, nanoseconds).ok()?),
            None => None,
        };
        Some(Distribution {
            project: name.clone(),
            version,
            kind,
            filename: self.filename.to_owned(),
            location: FileLocation::Url(Url::parse(self.url).ok()?),
            hashes: self.hashes.iter().map(HashRecord::hash).collect(),
            requires_python,
            yanked: self.yanked.map(|reason| Yanked {
                reason: reason.map(str::to_owned),
            }),
            size: self.size,
            upload_time,
            metadata_hashes: match &self.metadata {
                None => Advertised::No,
                Some(hash) => Advertised::Yes(hash.as_ref().map(HashRecord::hash)),
            },
            index: Arc::clone(index),
        })
    }
}

impl<'a> HashRecord<'a> {
    fn of(hash: &'a Hash) -> Self {
        Self {
            algorithm: &hash.algorithm,
            digest: &hash.digest,
        }
    }

    fn hash(&self) -> Hash {
        Hash {
            algorithm: self.algorithm.to_owned(),
            digest: self.digest.to_owned(),
        }
    }
}
