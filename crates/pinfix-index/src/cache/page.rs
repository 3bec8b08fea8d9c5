//! The page of a project, as a file: a magic number, a checksum of the rest, then [`Terms`] and the project as `postcard`
//! writes them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use pinfix_packaging::PackageName;
use serde::{Deserialize, Serialize};

use super::freshness::{Freshness, Validators};
use crate::compact::{ProjectRecord, Written};
use crate::project::Project;

/// The first bytes of each page file.
const MAGIC: [u8; 4] = *b"pfxp";

/// Magic number and checksum.
const HEADER: usize = 8;

/// What a page came with, and how long it may be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// When it was fetched, and how long it may be used.
    pub freshness: Freshness,
    /// With what to ask whether it changed.
    pub validators: Validators,
    /// The SHA-256 of the page as it came, where there are no validators: to see that it did not change.
    pub digest: Option<[u8; 32]>,
}

/// What an index answered when it was asked for a project.
#[derive(Clone)]
pub struct StoredPage {
    /// What the answer came with.
    pub terms: Terms,
    /// The project; `None` where the index does not know the name.
    pub project: Option<Arc<Project>>,
    /// The file.
    bytes: Arc<Vec<u8>>,
    /// Where the project stands in it.
    body: usize,
}

impl StoredPage {
    /// The answer that the index does not know the name.
    pub fn unknown(terms: Terms) -> Option<Self> {
        let (mut bytes, body) = front(&terms)?;
        bytes = postcard::to_extend(&None::<ProjectRecord<'_>>, bytes).ok()?;
        seal(&mut bytes);
        Some(Self {
            terms,
            project: None,
            bytes: Arc::new(bytes),
            body,
        })
    }

    /// The answer that is `written`. `None` where the file would be too large for its numbers.
    pub(crate) fn known(terms: Terms, written: Written<'_>, name: &PackageName, index: &str) -> Option<Self> {
        let (mut bytes, body) = front(&terms)?;
        bytes = postcard::to_extend(&Some(&written.record), bytes).ok()?;
        seal(&mut bytes);
        let bytes = Arc::new(bytes);
        let project = written.project(&bytes, name, index)?;
        Some(Self {
            terms,
            project: Some(Arc::new(project)),
            bytes,
            body,
        })
    }

    /// The same answer, which came again with other terms.
    pub fn again(self, terms: Terms) -> Option<Self> {
        let (mut bytes, body) = front(&terms)?;
        bytes.extend_from_slice(self.bytes.get(self.body..)?);
        seal(&mut bytes);
        Some(Self {
            terms,
            bytes: Arc::new(bytes),
            body,
            // It goes on to read from where it stood before.
            project: self.project,
        })
    }

    /// The file.
    pub fn bytes(&self) -> &Arc<Vec<u8>> {
        &self.bytes
    }
}

/// The beginning of a file, yet without its checksum, and where the project follows.
fn front(terms: &Terms) -> Option<(Vec<u8>, usize)> {
    let mut bytes = MAGIC.to_vec();
    bytes.resize(HEADER, 0);
    let bytes = postcard::to_extend(terms, bytes).ok()?;
    let body = bytes.len();
    Some((bytes, body))
}

/// Writes the checksum.
fn seal(bytes: &mut [u8]) {
    let checksum = crc32fast::hash(&bytes[HEADER..]);
    bytes[MAGIC.len()..HEADER].copy_from_slice(&checksum.to_le_bytes());
}

/// Reads the page at `path`; `None` where it is not there or not in order.
pub(super) fn read(path: &Path, name: &PackageName, index: &str) -> Option<StoredPage> {
    decode(Arc::new(fs::read(path).ok()?), name, index)
}

/// The page that the bytes of a file hold; `None` where they are not in order.
fn decode(bytes: Arc<Vec<u8>>, name: &PackageName, index: &str) -> Option<StoredPage> {
    let (header, rest) = bytes.split_first_chunk::<HEADER>()?;
    let [magic @ .., a, b, c, d] = *header;
    if magic != MAGIC || u32::from_le_bytes([a, b, c, d]) != crc32fast::hash(rest) {
        return None;
    }
    let (terms, record): (Terms, &[u8]) = postcard::take_from_bytes(rest).ok()?;
    let body = bytes.len() - record.len();
    let project = match postcard::from_bytes::<Option<ProjectRecord<'_>>>(record).ok()? {
        None => None,
        Some(record) => Some(Arc::new(record.project(&bytes, name, index)?)),
    };
    Some(StoredPage {
        terms,
        project,
        bytes,
        body,
    })
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use url::Url;

    use super::*;
    use crate::compact::Writer;
    use crate::simple::{Page, json};

    const INDEX: &str = "https://example.org/simple/";

    fn terms() -> Terms {
        Terms {
            freshness: Freshness {
                fetched: 1000,
                lifetime: 600,
            },
            validators: Validators {
                etag: Some("\"x\"".to_owned()),
                last_modified: None,
            },
            digest: Some([7; 32]),
        }
    }

    fn name() -> PackageName {
        PackageName::from_str("demo").unwrap()
    }

    fn page() -> StoredPage {
        let (url, name, index) = (
            Url::parse(INDEX).unwrap().join("demo/").unwrap(),
            name(),
            Arc::from(INDEX),
        );
        let page = Page {
            url: &url,
            project: &name,
            index: &index,
        };
        let text = r#"{"files": [
            {"filename": "demo-1.0-py3-none-any.whl", "url": "/f/demo-1.0-py3-none-any.whl", "hashes": {"sha256": "00ff"}},
            {"filename": "demo-2.0.tar.gz", "url": "/f/demo-2.0.tar.gz", "requires-python": ">=3.9"}
        ]}"#;
        let mut writer = Writer::new(page);
        json::each_link(text.as_bytes(), |link, url| writer.follow(link, url)).unwrap();
        StoredPage::known(terms(), writer.finish().unwrap(), &name, INDEX).unwrap()
    }

    /// What can be seen of a page.
    fn seen(page: Option<&StoredPage>) -> Option<(Terms, Option<Project>)> {
        page.map(|page| (page.terms.clone(), page.project.as_deref().cloned()))
    }

    #[test]
    fn gives_back_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.page");
        let read = || read(&path, &name(), INDEX);
        assert!(read().is_none());
        let known = page();
        fs::write(&path, &**known.bytes()).unwrap();
        assert_eq!(seen(read().as_ref()), seen(Some(&known)));
        let unknown = StoredPage::unknown(terms()).unwrap();
        fs::write(&path, &**unknown.bytes()).unwrap();
        assert_eq!(seen(read().as_ref()), Some((terms(), None)));
    }

    #[test]
    fn an_answer_that_comes_again_has_other_terms_only() {
        let later = Terms {
            digest: None,
            validators: Validators {
                etag: Some("a much longer one".to_owned()),
                ..Validators::default()
            },
            ..terms()
        };
        for page in [page(), StoredPage::unknown(terms()).unwrap()] {
            let again = page.clone().again(later.clone()).unwrap();
            let read = decode(Arc::clone(again.bytes()), &name(), INDEX);
            let expected = (later.clone(), page.project.as_deref().cloned());
            assert_eq!(seen(Some(&again)), Some(expected.clone()));
            assert_eq!(seen(read.as_ref()), Some(expected));
        }
    }

    #[test]
    fn damage_is_a_miss() {
        let whole = page().bytes().to_vec();
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x55;
            assert!(decode(Arc::new(damaged), &name(), "").is_none(), "byte {place}");
            let cut = whole[..place].to_vec();
            assert!(decode(Arc::new(cut), &name(), "").is_none(), "cut at {place}");
        }
    }
}
