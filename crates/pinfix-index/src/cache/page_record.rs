//! How a project's page is written down: like the page, but without what a parser has to find out, and so that the files
//! of a release can be read without those of all the others.

use std::borrow::Cow;
use std::ops::Range;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pinfix_packaging::{PackageName, SdistFilename, Version, WheelFilename, WheelTag};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::distribution::{
    Advertised, Distribution, DistributionKind, FileLocation, Hash, RequiresPython, Timestamp, Yanked,
};
use crate::file_url::FileUrl;
use crate::files::{Files, Shelf};
use crate::project::{Project, Release, SkippedFile};

/// A project's page. Texts point into the bytes that were read.
#[derive(Serialize, Deserialize)]
pub(super) struct ProjectRecord<'a> {
    /// How the URLs of all files begin.
    #[serde(borrow)]
    base: Cow<'a, str>,
    /// The different Requires-Python texts: few, and shared by many files.
    #[serde(borrow)]
    requires_python: Vec<Cow<'a, str>>,
    /// The releases, oldest first: the version, and how many bytes of `files` are its own.
    #[serde(borrow)]
    releases: Vec<(Cow<'a, str>, u32)>,
    #[serde(borrow)]
    skipped: Vec<(&'a str, &'a str)>,
    /// For each release a list of [`FileRecord`]s. The last field, so that it ends where the page ends.
    #[serde(borrow)]
    files: Cow<'a, [u8]>,
}

#[derive(Serialize, Deserialize)]
struct FileRecord<'a> {
    wheel: bool,
    filename: &'a str,
    /// What follows the base of all.
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(borrow)]
    hashes: Vec<HashRecord<'a>>,
    requires_python: Option<u32>,
    #[serde(borrow)]
    yanked: YankedRecord<'a>,
    size: Option<u64>,
    /// Seconds since 1970, and nanoseconds.
    uploaded: Option<(i64, i32)>,
    #[serde(borrow)]
    metadata: AdvertisedRecord<'a>,
}

#[derive(Serialize, Deserialize)]
enum YankedRecord<'a> {
    No,
    WithoutReason,
    Because(&'a str),
}

#[derive(Serialize, Deserialize)]
enum AdvertisedRecord<'a> {
    No,
    WithoutHash,
    #[serde(borrow)]
    WithHash(HashRecord<'a>),
}

#[derive(Serialize, Deserialize)]
enum HashRecord<'a> {
    /// In half the bytes that its digits take.
    Sha256([u8; 32]),
    Other {
        algorithm: &'a str,
        digest: &'a str,
    },
}

/// How the URLs of all files of a project begin.
fn base(project: &Project) -> String {
    let mut base: Option<String> = None;
    for release in &project.releases {
        for file in &*release.distributions.glance() {
            let FileLocation::Url(url) = &file.location else {
                continue;
            };
            let base = base.get_or_insert_with(|| url.as_str().to_owned());
            let same = base.bytes().zip(url.as_str().bytes()).take_while(|(a, b)| a == b);
            // URLs are ASCII, so that every place is a border between characters.
            base.truncate(same.count());
        }
    }
    base.unwrap_or_default()
}

impl<'a> ProjectRecord<'a> {
    /// The record of `project`; `None` where some file is not at a URL.
    pub(super) fn of(project: &'a Project) -> Option<Self> {
        let base = base(project);
        let mut requires_python: Vec<Cow<'a, str>> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let (mut releases, mut files) = (Vec::new(), Vec::new());
        for release in &project.releases {
            let distributions = release.distributions.glance();
            let mut records = Vec::with_capacity(distributions.len());
            for distribution in &*distributions {
                let requires = distribution.requires_python.as_ref().and_then(|requires| {
                    let text = &requires.text;
                    let place = *places.entry(text.clone()).or_insert_with(|| {
                        requires_python.push(Cow::Owned(text.clone()));
                        requires_python.len() - 1
                    });
                    u32::try_from(place).ok()
                });
                records.push(FileRecord::of(distribution, &base, requires)?);
            }
            let before = files.len();
            files = postcard::to_extend(&records, files).ok()?;
            let length = u32::try_from(files.len() - before).ok()?;
            releases.push((Cow::Owned(release.version.to_string()), length));
        }
        let skipped = project
            .skipped
            .iter()
            .map(|file| (file.filename.as_str(), file.reason.as_str()))
            .collect();
        Some(Self {
            base: Cow::Owned(base),
            requires_python,
            releases,
            skipped,
            files: Cow::Owned(files),
        })
    }

    /// The project of the page that ends where `page` ends; `None` where the record makes no sense.
    pub(super) fn project(self, page: &Arc<Vec<u8>>, name: &PackageName, index: &str) -> Option<Project> {
        let kept = Arc::new(PageShelf {
            page: Arc::clone(page),
            base: self.base.into_owned(),
            name: name.clone(),
            index: Arc::from(index),
            requires_python: self
                .requires_python
                .iter()
                .map(|text| Arc::new(RequiresPython::parse(text)))
                .collect(),
            tags: Mutex::default(),
        });
        let mut at = page.len().checked_sub(self.files.len())?;
        let mut releases: Vec<Release> = Vec::with_capacity(self.releases.len());
        for (version, length) in self.releases {
            let version = Version::from_str(&version).ok()?;
            if releases.last().is_some_and(|last| last.version >= version) {
                return None;
            }
            let place = at..at + length as usize;
            at = place.end;
            releases.push(Release {
                version,
                distributions: Files::kept(Arc::clone(&kept) as Arc<dyn Shelf>, place),
                tier: 0,
            });
        }
        let skipped = self
            .skipped
            .iter()
            .map(|(filename, reason)| SkippedFile {
                filename: (*filename).to_owned(),
                reason: (*reason).to_owned(),
            })
            .collect();
        (at == page.len()).then(|| Project {
            name: name.clone(),
            releases,
            skipped,
            index: Arc::clone(&kept.index),
        })
    }
}

/// A page as it was read, and what all of its files have in common.
struct PageShelf {
    page: Arc<Vec<u8>>,
    base: String,
    name: PackageName,
    index: Arc<str>,
    requires_python: Vec<Arc<RequiresPython>>,
    /// Tags that were read already: a page has few, and names them in thousands of files.
    tags: Mutex<FxHashMap<Box<str>, Vec<WheelTag>>>,
}

impl Shelf for PageShelf {
    fn read(&self, place: Range<usize>) -> Vec<Arc<Distribution>> {
        let bytes = self.page.get(place).unwrap_or_default();
        // The checksum of the page is right, so that this does not fail.
        let records: Vec<FileRecord<'_>> = postcard::from_bytes(bytes).unwrap_or_default();
        let mut known = Known {
            versions: FxHashMap::default(),
            tags: self.tags.lock().unwrap_or_else(PoisonError::into_inner),
        };
        let files = records
            .into_iter()
            .filter_map(|file| file.distribution(&mut known, self));
        files.map(Arc::new).collect()
    }
}

impl<'a> FileRecord<'a> {
    fn of(distribution: &'a Distribution, base: &str, requires_python: Option<u32>) -> Option<Self> {
        let FileLocation::Url(url) = &distribution.location else {
            return None;
        };
        let time = distribution.upload_time;
        Some(Self {
            wheel: distribution.is_wheel(),
            filename: &distribution.filename,
            url: Cow::Borrowed(url.as_str().strip_prefix(base)?),
            hashes: distribution.hashes.iter().map(HashRecord::of).collect(),
            requires_python,
            yanked: match &distribution.yanked {
                None => YankedRecord::No,
                Some(Yanked { reason: None }) => YankedRecord::WithoutReason,
                Some(Yanked { reason: Some(reason) }) => YankedRecord::Because(reason),
            },
            size: distribution.size,
            uploaded: time.map(|time| (time.as_second(), time.subsec_nanosecond())),
            metadata: match &distribution.metadata_hashes {
                Advertised::No => AdvertisedRecord::No,
                Advertised::Yes(None) => AdvertisedRecord::WithoutHash,
                Advertised::Yes(Some(hash)) => AdvertisedRecord::WithHash(HashRecord::of(hash)),
            },
        })
    }

    fn distribution(self, known: &mut Known<'a, '_>, shared: &PageShelf) -> Option<Distribution> {
        let kind = if self.wheel {
            DistributionKind::Wheel(known.wheel(self.filename, &shared.name)?)
        } else {
            DistributionKind::Sdist(SdistFilename::parse(self.filename, &shared.name).ok()?)
        };
        let version = match &kind {
            DistributionKind::Wheel(wheel) => wheel.version.clone(),
            DistributionKind::Sdist(sdist) => sdist.version.clone(),
        };
        let requires_python = match self.requires_python {
            Some(place) => Some(Arc::clone(shared.requires_python.get(place as usize)?)),
            None => None,
        };
        let upload_time = match self.uploaded {
            Some((seconds, nanoseconds)) => Some(Timestamp::new(seconds, nanoseconds).ok()?),
            None => None,
        };
        Some(Distribution {
            project: shared.name.clone(),
            version,
            kind,
            filename: self.filename.to_owned(),
            location: FileLocation::Url(FileUrl::unparsed([&shared.base, &*self.url].concat())),
            hashes: self.hashes.iter().map(HashRecord::hash).collect(),
            requires_python,
            yanked: match self.yanked {
                YankedRecord::No => None,
                YankedRecord::WithoutReason => Some(Yanked { reason: None }),
                YankedRecord::Because(reason) => Some(Yanked {
                    reason: Some(reason.to_owned()),
                }),
            },
            size: self.size,
            upload_time,
            metadata_hashes: match &self.metadata {
                AdvertisedRecord::No => Advertised::No,
                AdvertisedRecord::WithoutHash => Advertised::Yes(None),
                AdvertisedRecord::WithHash(hash) => Advertised::Yes(Some(hash.hash())),
            },
            index: Arc::clone(&shared.index),
        })
    }
}

/// Versions and tags that were read already.
struct Known<'a, 'p> {
    versions: FxHashMap<&'a str, Version>,
    tags: MutexGuard<'p, FxHashMap<Box<str>, Vec<WheelTag>>>,
}

impl<'a> Known<'a, '_> {
    /// Reads the name of a wheel, which was read before it was written down.
    fn wheel(&mut self, filename: &'a str, name: &PackageName) -> Option<WheelFilename> {
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
        self.versions.insert(version, wheel.version.clone());
        self.tags.insert(tags.into(), wheel.tags.clone());
        Some(wheel)
    }
}

impl<'a> HashRecord<'a> {
    fn of(hash: &'a Hash) -> Self {
        match (hash.algorithm.as_str(), bytes_of(&hash.digest)) {
            ("sha256", Some(bytes)) => Self::Sha256(bytes),
            (algorithm, _) => Self::Other {
                algorithm,
                digest: &hash.digest,
            },
        }
    }

    fn hash(&self) -> Hash {
        match self {
            Self::Sha256(bytes) => Hash::sha256(digits_of(bytes)),
            Self::Other { algorithm, digest } => Hash {
                algorithm: (*algorithm).to_owned(),
                digest: (*digest).to_owned(),
            },
        }
    }
}

/// The bytes that 64 hexadecimal digits in small letters stand for.
fn bytes_of(digits: &str) -> Option<[u8; 32]> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let mut bytes = Vec::with_capacity(32);
    for [high, low] in pairs {
        bytes.push(value(*high)? << 4 | value(*low)?);
    }
    bytes.try_into().ok()
}

/// Bytes as hexadecimal digits in small letters.
fn digits_of(bytes: &[u8; 32]) -> String {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            digits.push(char::from(DIGITS[usize::from(half)]));
        }
    }
    digits
}
