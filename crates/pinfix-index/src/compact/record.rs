//! The form in which a project is written down, read and written by `serde`.

use std::borrow::Cow;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

use crate::distribution::{Hash, Timestamp, Yanked};
use crate::simple::{Link, LinkHash, LinkMetadata, timestamp};

/// A project. Texts point into the bytes that were read.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ProjectRecord<'a> {
    /// How the URLs of all files begin.
    #[serde(borrow)]
    pub(super) base: Cow<'a, str>,
    /// The different Requires-Python texts: few, and shared by many files.
    #[serde(borrow)]
    pub(super) requires_python: Vec<Cow<'a, str>>,
    /// The releases, oldest first: the version, and how many bytes of `files` are its own.
    #[serde(borrow)]
    pub(super) releases: Vec<(Cow<'a, str>, u32)>,
    #[serde(borrow)]
    pub(super) skipped: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// For each release a list of [`FileRecord`]s. The last field, so that it ends where the record ends.
    #[serde(borrow, serialize_with = "as_bytes")]
    pub(super) files: Cow<'a, [u8]>,
}

/// All at once; by itself `serde` writes byte by byte.
fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// A file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FileRecord<'a> {
    pub(super) wheel: bool,
    #[serde(borrow)]
    pub(super) filename: Cow<'a, str>,
    /// What follows the base of all.
    #[serde(borrow)]
    pub(super) url: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) hashes: Vec<HashRecord<'a>>,
    pub(super) requires_python: Option<u32>,
    #[serde(borrow)]
    pub(super) yanked: YankedRecord<'a>,
    pub(super) size: Option<u64>,
    /// Seconds since 1970, and nanoseconds.
    pub(super) uploaded: Option<(i64, i32)>,
    #[serde(borrow)]
    pub(super) metadata: MetadataRecord<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum YankedRecord<'a> {
    No,
    WithoutReason,
    Because(#[serde(borrow)] Cow<'a, str>),
}

/// Whether there is metadata beside the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum MetadataRecord<'a> {
    No,
    WithoutHash,
    #[serde(borrow)]
    WithHash(HashRecord<'a>),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum HashRecord<'a> {
    /// In half the bytes that its digits take.
    Sha256(Digest),
    Other {
        #[serde(borrow)]
        algorithm: Cow<'a, str>,
        #[serde(borrow)]
        digest: Cow<'a, str>,
    },
}

/// The bytes of a SHA-256, written all at once; by itself `serde` writes byte by byte.
#[derive(Debug)]
pub(super) struct Digest([u8; 32]);

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        let digest = bytes.try_into().map(Self);
        digest.map_err(|_| D::Error::invalid_length(bytes.len(), &"32 bytes"))
    }
}

impl<'a> FileRecord<'a> {
    /// The record of a link to `url`, which begins with the base.
    pub(super) fn of(link: &'a Link<'_>, wheel: bool, url: &'a str, requires_python: Option<u32>) -> Self {
        let uploaded = link.upload_time.as_deref().and_then(timestamp);
        Self {
            wheel,
            filename: Cow::Borrowed(&link.filename),
            url: Cow::Borrowed(url),
            hashes: link.hashes.iter().map(HashRecord::of).collect(),
            requires_python,
            yanked: match &link.yanked {
                None => YankedRecord::No,
                Some(Yanked { reason: None }) => YankedRecord::WithoutReason,
                Some(Yanked { reason: Some(reason) }) => YankedRecord::Because(Cow::Borrowed(reason)),
            },
            size: link.size,
            uploaded: uploaded.map(|time: Timestamp| (time.as_second(), time.subsec_nanosecond())),
            metadata: match &link.metadata {
                LinkMetadata::No => MetadataRecord::No,
                LinkMetadata::Yes(None) => MetadataRecord::WithoutHash,
                LinkMetadata::Yes(Some(hash)) => MetadataRecord::WithHash(HashRecord::of(hash)),
            },
        }
    }
}

impl<'a> HashRecord<'a> {
    fn of(hash: &'a LinkHash<'_>) -> Self {
        let is_sha256 = hash.algorithm.eq_ignore_ascii_case("sha256");
        if let Some(bytes) = bytes_of(&hash.digest).filter(|_| is_sha256) {
            return Self::Sha256(Digest(bytes));
        }
        let Hash { algorithm, digest } = hash.hash();
        Self::Other {
            algorithm: Cow::Owned(algorithm),
            digest: Cow::Owned(digest),
        }
    }

    pub(super) fn hash(&self) -> Hash {
        match self {
            Self::Sha256(Digest(bytes)) => Hash::sha256(digits_of(bytes)),
            Self::Other { algorithm, digest } => Hash {
                algorithm: algorithm.as_ref().to_owned(),
                digest: digest.as_ref().to_owned(),
            },
        }
    }
}

/// What each character is worth as a hexadecimal digit; 255 where it is none.
const VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut digit = 0;
    while digit < 16 {
        values[DIGITS[digit as usize] as usize] = digit;
        values[DIGITS[digit as usize].to_ascii_uppercase() as usize] = digit;
        digit += 1;
    }
    values
};

const DIGITS: [u8; 16] = *b"0123456789abcdef";

/// The bytes that 64 hexadecimal digits stand for.
fn bytes_of(digits: &str) -> Option<[u8; 32]> {
    let digits: &[u8; 64] = digits.as_bytes().try_into().ok()?;
    let (mut bytes, mut wrong) = ([0; 32], 0);
    for (byte, [high, low]) in bytes.iter_mut().zip(digits.as_chunks::<2>().0) {
        let (high, low) = (VALUES[usize::from(*high)], VALUES[usize::from(*low)]);
        *byte = high << 4 | low & 15;
        wrong |= (high | low) & 16;
    }
    (wrong == 0).then_some(bytes)
}

/// Bytes as hexadecimal digits in small letters.
fn digits_of(bytes: &[u8; 32]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            digits.push(char::from(DIGITS[usize::from(half)]));
        }
    }
    digits
}
