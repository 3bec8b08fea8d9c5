//! The page of a project, as a file: a magic number, a checksum of the rest, then [`PageRecord`] as `postcard` writes it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use pinfix_packaging::PackageName;
use serde::{Deserialize, Serialize};

use super::freshness::{Freshness, Validators};
use super::page_record::ProjectRecord;
use crate::project::Project;

/// The first bytes of each page file.
const MAGIC: [u8; 4] = *b"pfxp";

/// Magic number and checksum.
const HEADER: usize = 8;

/// What an index answered when it was asked for a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPage {
    /// The answer.
    pub answer: PageAnswer,
    /// When it was fetched, and how long it may be used.
    pub freshness: Freshness,
    /// With what to ask whether it changed.
    pub validators: Validators,
    /// The SHA-256 of the page as it came, to see that it did not change where the server can't say so.
    pub digest: [u8; 32],
}

/// The answer itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageAnswer {
    /// The index does not know the name.
    Unknown,
    /// It does.
    Known(Arc<Project>),
}

impl PageAnswer {
    /// The project, if the index knows it.
    pub fn project(&self) -> Option<Arc<Project>> {
        match self {
            Self::Unknown => None,
            Self::Known(project) => Some(Arc::clone(project)),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct PageRecord<'a> {
    freshness: Freshness,
    validators: Validators,
    digest: [u8; 32],
    /// The last field, since it ends where the page ends.
    #[serde(borrow)]
    project: Option<ProjectRecord<'a>>,
}

/// Reads the page at `path`; `None` where it is not there or not in order.
pub(super) fn read(path: &Path, name: &PackageName, index: &str) -> Option<StoredPage> {
    decode(&Arc::new(fs::read(path).ok()?), name, index)
}

/// The page that the bytes of a file hold; `None` where they are not in order.
pub(super) fn decode(bytes: &Arc<Vec<u8>>, name: &PackageName, index: &str) -> Option<StoredPage> {
    let (header, body) = bytes.split_first_chunk::<HEADER>()?;
    let [magic @ .., a, b, c, d] = *header;
    if magic != MAGIC || u32::from_le_bytes([a, b, c, d]) != crc32fast::hash(body) {
        return None;
    }
    let record: PageRecord<'_> = postcard::from_bytes(body).ok()?;
    let answer = match record.project {
        None => PageAnswer::Unknown,
        Some(project) => PageAnswer::Known(Arc::new(project.project(bytes, name, index)?)),
    };
    Some(StoredPage {
        answer,
        freshness: record.freshness,
        validators: record.validators,
        digest: record.digest,
    })
}

/// The bytes of a file that holds `page`; `None` where some file is not at a URL.
pub(super) fn encode(page: &StoredPage) -> Option<Vec<u8>> {
    let project = match &page.answer {
        PageAnswer::Unknown => None,
        PageAnswer::Known(project) => Some(ProjectRecord::of(project)?),
    };
    let record = PageRecord {
        freshness: page.freshness,
        validators: page.validators.clone(),
        digest: page.digest,
        project,
    };
    let mut bytes = MAGIC.to_vec();
    bytes.resize(HEADER, 0);
    let mut bytes = postcard::to_extend(&record, bytes).ok()?;
    let checksum = crc32fast::hash(&bytes[HEADER..]);
    bytes[MAGIC.len()..HEADER].copy_from_slice(&checksum.to_le_bytes());
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use pinfix_packaging::WheelFilename;
    use url::Url;

    use super::*;
    use crate::distribution::{
        Advertised, Distribution, DistributionKind, FileLocation, Hash, RequiresPython, Timestamp, Yanked,
    };
    use crate::project::SkippedFile;

    fn write(path: &Path, page: &StoredPage) -> std::io::Result<()> {
        fs::write(path, encode(page).unwrap())
    }

    fn distribution(filename: &str, requires: Option<&Arc<RequiresPython>>) -> Distribution {
        let wheel = WheelFilename::from_str(filename).unwrap();
        Distribution {
            project: wheel.name.clone(),
            version: wheel.version.clone(),
            kind: DistributionKind::Wheel(wheel),
            filename: filename.to_owned(),
            location: FileLocation::Url(
                Url::parse("https://example.org/files/")
                    .unwrap()
                    .join(filename)
                    .unwrap()
                    .into(),
            ),
            hashes: vec![Hash::sha256("00ff")],
            requires_python: requires.cloned(),
            yanked: Some(Yanked {
                reason: Some("broken".to_owned()),
            }),
            size: Some(12345),
            upload_time: Some(Timestamp::new(1_700_000_000, 123_456_000).unwrap()),
            metadata_hashes: Advertised::Yes(Some(Hash::sha256("ee"))),
            index: "https://example.org/simple/".into(),
        }
    }

    fn page() -> StoredPage {
        let requires = Arc::new(RequiresPython::parse(">=3.9"));
        let mut plain = distribution("demo-1.1-py3-none-any.whl", None);
        plain.yanked = Some(Yanked { reason: None });
        plain.metadata_hashes = Advertised::Yes(None);
        plain.size = None;
        plain.upload_time = None;
        let files = vec![
            distribution("demo-1.0-py3-none-any.whl", Some(&requires)),
            plain,
            distribution("demo-2.0-cp39-abi3-manylinux_2_17_x86_64.whl", Some(&requires)),
        ];
        let skipped = vec![SkippedFile {
            filename: "demo.exe".to_owned(),
            reason: "is none".to_owned(),
        }];
        let name = PackageName::from_str("demo").unwrap();
        StoredPage {
            answer: PageAnswer::Known(Arc::new(Project::new(
                name,
                "https://example.org/simple/".into(),
                files,
                skipped,
            ))),
            freshness: Freshness {
                fetched: 1000,
                lifetime: 600,
            },
            validators: Validators {
                etag: Some("\"x\"".to_owned()),
                last_modified: None,
            },
            digest: [7; 32],
        }
    }

    #[test]
    fn gives_back_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.page");
        let name = PackageName::from_str("demo").unwrap();
        let read = || read(&path, &name, "https://example.org/simple/");
        assert_eq!(read(), None);
        let known = page();
        write(&path, &known).unwrap();
        assert_eq!(read(), Some(known.clone()));
        let unknown = StoredPage {
            answer: PageAnswer::Unknown,
            ..known
        };
        write(&path, &unknown).unwrap();
        assert_eq!(read(), Some(unknown));
    }

    #[test]
    fn damage_is_a_miss() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.page");
        let name = PackageName::from_str("demo").unwrap();
        write(&path, &page()).unwrap();
        let whole = fs::read(&path).unwrap();
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x55;
            fs::write(&path, &damaged).unwrap();
            assert_eq!(read(&path, &name, ""), None, "byte {place}");
            fs::write(&path, &whole[..place]).unwrap();
            assert_eq!(read(&path, &name, ""), None, "cut at {place}");
        }
    }
}
