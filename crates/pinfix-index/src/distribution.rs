//! [`Distribution`]: one file of a release, as its index describes it.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use pinfix_packaging::{PackageName, SdistFilename, SpecifierSet, Version, WheelFilename};

use crate::file_url::FileUrl;

/// A moment, in UTC.
pub use jiff::Timestamp;

/// One file of a release: a wheel or a source distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// The project that it belongs to.
    pub project: PackageName,
    /// Its version, from the file name.
    pub version: Version,
    /// Wheel or source distribution, with what the file name says.
    pub kind: DistributionKind,
    /// The file's name as the index writes it.
    pub filename: String,
    /// Where the file is.
    pub location: FileLocation,
    /// The file's hashes as the index states them.
    pub hashes: Vec<Hash>,
    /// The Python versions that the release asks for, as the index states them (`data-requires-python`).
    pub requires_python: Option<Arc<RequiresPython>>,
    /// Whether and why it was withdrawn (PEP 592).
    pub yanked: Option<Yanked>,
    /// The file's size in bytes (PEP 700).
    pub size: Option<u64>,
    /// When it was uploaded (PEP 700).
    pub upload_time: Option<Timestamp>,
    /// Whether the index says that it serves the metadata beside the file (PEP 658, PEP 714).
    pub metadata_hashes: Advertised,
    /// The index that it came from, as it may be shown.
    pub index: Arc<str>,
}

impl Distribution {
    /// Whether it is a wheel.
    pub fn is_wheel(&self) -> bool {
        matches!(self.kind, DistributionKind::Wheel(_))
    }

    /// What its file name says, if it is a wheel.
    pub fn wheel(&self) -> Option<&WheelFilename> {
        match &self.kind {
            DistributionKind::Wheel(wheel) => Some(wheel),
            DistributionKind::Sdist(_) => None,
        }
    }

    /// The stated SHA-256 of the file in hexadecimal digits, if there is one.
    pub fn sha256(&self) -> Option<&str> {
        self.hashes
            .iter()
            .find(|hash| hash.algorithm == "sha256")
            .map(|hash| hash.digest.as_str())
    }
}

/// Which of the two kinds of distribution it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DistributionKind {
    /// A wheel.
    Wheel(WheelFilename),
    /// A source distribution.
    Sdist(SdistFilename),
}

/// Where a file is.
#[derive(Clone, PartialEq, Eq)]
pub enum FileLocation {
    /// At a URL, which may hold credentials; only its redacted form is ever shown.
    Url(FileUrl),
    /// On this machine.
    Path(PathBuf),
}

impl fmt::Display for FileLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => url.redacted().fmt(formatter),
            Self::Path(path) => path.display().fmt(formatter),
        }
    }
}

impl fmt::Debug for FileLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A file's hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash {
    /// The algorithm by its name in Python's `hashlib`, in small letters: `sha256`.
    pub algorithm: String,
    /// The digest in hexadecimal digits, in small letters.
    pub digest: String,
}

impl Hash {
    /// A SHA-256 hash.
    pub fn sha256(digest: impl Into<String>) -> Self {
        Self {
            algorithm: "sha256".to_owned(),
            digest: digest.into(),
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.algorithm, self.digest)
    }
}

/// The Python versions that a release asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiresPython {
    /// As the index writes it.
    pub text: String,
    /// What it means, read leniently; `None` where it can't be read at all, which excludes nothing.
    pub specifiers: Option<SpecifierSet>,
}

impl RequiresPython {
    /// Reads `text` leniently.
    pub fn parse(text: &str) -> Self {
        let specifiers = SpecifierSet::parse_lenient(text)
            .ok()
            .map(|(specifiers, _)| specifiers);
        Self {
            text: text.to_owned(),
            specifiers,
        }
    }
}

/// That a file was withdrawn (PEP 592).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Yanked {
    /// Why, where somebody said so.
    pub reason: Option<String>,
}

/// Whether an index says that it serves a distribution's metadata beside it (PEP 658, PEP 714).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Advertised {
    /// It does not say so; it may do it all the same.
    #[default]
    No,
    /// It does, with the metadata's hash where it states one (SHA-256, if it has several).
    Yes(Option<Hash>),
}

impl Advertised {
    /// Whether the index says that the metadata is there.
    pub fn is_advertised(&self) -> bool {
        matches!(self, Self::Yes(_))
    }

    /// The metadata's hash, where stated.
    pub fn hash(&self) -> Option<&Hash> {
        match self {
            Self::No => None,
            Self::Yes(hash) => hash.as_ref(),
        }
    }
}
