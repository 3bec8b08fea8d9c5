//! A project that is written down, of which each release's files are read when somebody looks at them first.

use std::ops::Range;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use pinfix_packaging::{PackageName, SdistFilename, Version, WheelFilename, WheelTag};
use rustc_hash::FxHashMap;

use super::record::{FileRecord, HashRecord, MetadataRecord, ProjectRecord, YankedRecord};
use crate::distribution::{
    Advertised, Distribution, DistributionKind, FileLocation, RequiresPython, Timestamp, Yanked,
};
use crate::file_url::FileUrl;
use crate::files::{Files, Shelf};
use crate::project::{Project, Release, SkippedFile};

impl ProjectRecord<'_> {
    /// The project whose record ends where `bytes` end; `None` where the record makes no sense.
    pub(crate) fn project(self, bytes: &Arc<Vec<u8>>, name: &PackageName, index: &str) -> Option<Project> {
        let versions = self.releases.iter().map(|(text, _)| Version::from_str(text).ok());
        let versions: Vec<Version> = versions.collect::<Option<_>>()?;
        if !versions.is_sorted_by(|one, next| one < next) {
            return None;
        }
        self.shelve(versions, bytes, name, index)
    }

    /// The same, where the versions are known already.
    pub(super) fn shelve(
        self,
        versions: Vec<Version>,
        bytes: &Arc<Vec<u8>>,
        name: &PackageName,
        index: &str,
    ) -> Option<Project> {
        let end = u32::try_from(bytes.len()).ok()?;
        let mut at = end.checked_sub(u32::try_from(self.files.len()).ok()?)?;
        let mut releases = Vec::with_capacity(versions.len());
        for (_, length) in &self.releases {
            let start = at;
            at = at.checked_add(*length)?;
            releases.push(Kept {
                range: start..at,
                files: OnceLock::new(),
            });
        }
        if at != end {
            return None;
        }
        let texts = self.requires_python.iter();
        let home: Arc<dyn Shelf> = Arc::new(ProjectShelf {
            bytes: Arc::clone(bytes),
            base: self.base.into_owned(),
            name: name.clone(),
            index: Arc::from(index),
            requires_python: texts.map(|text| Arc::new(RequiresPython::parse(text))).collect(),
            tags: Mutex::default(),
            releases,
        });
        let releases = (0..).zip(versions).map(|(place, version)| Release {
            version,
            distributions: Files::kept(Arc::clone(&home), place),
            tier: 0,
        });
        let releases = releases.collect();
        let skipped = self.skipped.into_iter().map(|(filename, reason)| SkippedFile {
            filename: filename.into_owned(),
            reason: reason.into_owned(),
        });
        Some(Project {
            name: name.clone(),
            releases,
            skipped: skipped.collect(),
            index: Arc::from(index),
        })
    }
}

/// A record as it was read, and what all of its files have in common.
struct ProjectShelf {
    bytes: Arc<Vec<u8>>,
    base: String,
    name: PackageName,
    index: Arc<str>,
    requires_python: Vec<Arc<RequiresPython>>,
    /// Tags that were read already: a project has few, and names them in thousands of files.
    tags: Mutex<FxHashMap<Box<str>, Vec<WheelTag>>>,
    releases: Vec<Kept>,
}

/// The files of a release.
struct Kept {
    /// Where they stand.
    range: Range<u32>,
    /// What they are, once somebody looked at them.
    files: OnceLock<Box<[Arc<Distribution>]>>,
}

impl Shelf for ProjectShelf {
    fn files(&self, place: u32) -> &[Arc<Distribution>] {
        let Some(kept) = self.releases.get(place as usize) else {
            return &[];
        };
        kept.files.get_or_init(|| self.read(&kept.range))
    }
}

impl ProjectShelf {
    fn read(&self, range: &Range<u32>) -> Box<[Arc<Distribution>]> {
        let range = range.start as usize..range.end as usize;
        let bytes = self.bytes.get(range).unwrap_or_default();
        // The checksum is right, so that this does not fail.
        let records: Vec<FileRecord<'_>> = postcard::from_bytes(bytes).unwrap_or_default();
        let mut known = Known {
            versions: FxHashMap::default(),
            tags: self.tags.lock().unwrap_or_else(PoisonError::into_inner),
        };
        let files = records
            .into_iter()
            .filter_map(|file| self.distribution(file, &mut known));
        files.map(Arc::new).collect()
    }

    fn distribution(&self, file: FileRecord<'_>, known: &mut Known<'_>) -> Option<Distribution> {
        let kind = if file.wheel {
            DistributionKind::Wheel(known.wheel(&file.filename, &self.name)?)
        } else {
            DistributionKind::Sdist(SdistFilename::parse(&file.filename, &self.name).ok()?)
        };
        let version = match &kind {
            DistributionKind::Wheel(wheel) => wheel.version.clone(),
            DistributionKind::Sdist(sdist) => sdist.version.clone(),
        };
        let requires_python = match file.requires_python {
            Some(place) => Some(Arc::clone(self.requires_python.get(place as usize)?)),
            None => None,
        };
        let upload_time = match file.uploaded {
            Some((seconds, nanoseconds)) => Some(Timestamp::new(seconds, nanoseconds).ok()?),
            None => None,
        };
        Some(Distribution {
            project: self.name.clone(),
            version,
            kind,
            filename: file.filename.into_owned(),
            location: FileLocation::Url(FileUrl::unparsed([&self.base, &*file.url].concat())),
            hashes: file.hashes.iter().map(HashRecord::hash).collect(),
            requires_python,
            yanked: match file.yanked {
                YankedRecord::No => None,
                YankedRecord::WithoutReason => Some(Yanked { reason: None }),
                YankedRecord::Because(reason) => Some(Yanked {
                    reason: Some(reason.into_owned()),
                }),
            },
            size: file.size,
            upload_time,
            metadata_hashes: match &file.metadata {
                MetadataRecord::No => Advertised::No,
                MetadataRecord::WithoutHash => Advertised::Yes(None),
                MetadataRecord::WithHash(hash) => Advertised::Yes(Some(hash.hash())),
            },
            index: Arc::clone(&self.index),
        })
    }
}

/// Versions and tags that were read already.
struct Known<'p> {
    versions: FxHashMap<String, Version>,
    tags: MutexGuard<'p, FxHashMap<Box<str>, Vec<WheelTag>>>,
}

impl Known<'_> {
    /// Reads the name of a wheel, which was read before it was written down.
    fn wheel(&mut self, filename: &str, name: &PackageName) -> Option<WheelFilename> {
        let stem = filename.strip_suffix(".whl")?;
        let before_tags = stem.rmatch_indices('-').nth(2)?.0;
        let (front, tags) = stem.split_at(before_tags);
        let mut parts = front.split('-').skip(1);
        let (version, build) = (parts.next()?, parts.next());
        if let (Some(version), Some(tags)) = (self.versions.get(version), self.tags.get(tags)) {
            return Some(WheelFilename {
                name: name.clone(),
                version: version.clone(),
                build: build.map(str::to_owned),
                tags: tags.clone(),
            });
        }
        let wheel = WheelFilename::from_str(filename).ok()?;
        self.versions.insert(version.to_owned(), wheel.version.clone());
        self.tags.insert(tags.into(), wheel.tags.clone());
        Some(wheel)
    }
}
