//! [`SnapshotIndex`]: an index in a folder, in the static layout of the simple API.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use pinfix_packaging::PackageName;
use url::Url;

use crate::build::BuildSettings;
use crate::distribution::Distribution;
use crate::error::{IndexError, MetadataError};
use crate::index::Index;
use crate::local;
use crate::metadata::CoreMetadata;
use crate::project::Project;
use crate::redact::RedactedUrl;
use crate::simple::{Page, html, json};
use crate::statistics::{Counters, Statistics};

/// A snapshot, or any other simple index in files (`file://` indexes).
///
/// The page of a project is `NAME/index.json`, else `NAME/index.html`; links may be relative. Metadata comes from the
/// `.metadata` file beside a distribution, else out of the distribution.
#[derive(Debug)]
pub struct SnapshotIndex {
    root: PathBuf,
    shown: Arc<str>,
    build: BuildSettings,
    counters: Counters,
}

impl SnapshotIndex {
    /// The index in the folder `root`, which must exist. Builds are off.
    pub fn open(root: impl AsRef<Path>) -> Result<Self, IndexError> {
        let given = root.as_ref();
        let root = std::path::absolute(given).map_err(|error| IndexError::io(given, &error))?;
        let is_folder = fs::metadata(&root)
            .map_err(|error| IndexError::io(given, &error))?
            .is_dir();
        let url = Url::from_directory_path(&root).ok().filter(|_| is_folder);
        let Some(url) = url else {
            return Err(IndexError::Io {
                path: given.to_owned(),
                cause: "it is no folder".to_owned(),
            });
        };
        let shown = Arc::from(RedactedUrl::new(&url).as_str());
        Ok(Self {
            root,
            shown,
            build: BuildSettings::default(),
            counters: Counters::default(),
        })
    }

    /// The index at a `file://` URL.
    pub fn open_url(url: &Url) -> Result<Self, IndexError> {
        let root = url.to_file_path().map_err(|()| IndexError::BadUrl {
            url: RedactedUrl::new(url),
            cause: "it names no folder of this machine".to_owned(),
        })?;
        Self::open(root)
    }

    /// The same, with builds as `build` has it.
    #[must_use]
    pub fn with_build(mut self, build: BuildSettings) -> Self {
        self.build = build;
        self
    }

    /// One of a project's two pages, if it is there.
    fn page(&self, name: &PackageName, file: &str) -> Result<Option<(Vec<u8>, Url)>, IndexError> {
        let path = self.root.join(name.as_ref()).join(file);
        match fs::read(&path) {
            Ok(bytes) => {
                let url = Url::from_file_path(&path).map_err(|()| IndexError::Io {
                    path,
                    cause: "its path is not absolute".to_owned(),
                })?;
                Ok(Some((bytes, url)))
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(IndexError::io(path, &error)),
        }
    }
}

impl Index for SnapshotIndex {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        let (found, is_json) = match self.page(name, "index.json")? {
            Some(found) => (Some(found), true),
            None => (self.page(name, "index.html")?, false),
        };
        let Some((bytes, url)) = found else {
            return Ok(None);
        };
        Counters::count(&self.counters.index_pages);
        let page = Page {
            url: &url,
            project: name,
            index: &self.shown,
        };
        let project = if is_json {
            json::parse(&bytes, page)
        } else {
            html::parse(&bytes, page)
        };
        match project {
            Ok(project) => Ok(Some(Arc::new(project))),
            Err(error) => Err(IndexError::Malformed {
                url: RedactedUrl::new(&url),
                cause: error.cause,
            }),
        }
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        local::metadata(distribution, &self.build, &self.counters).map(Arc::new)
    }

    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        let text = local::metadata_file(distribution)?;
        Ok(text.map(|text| Arc::from(CoreMetadata::headers(&text))))
    }

    fn wait_until(&self, _end: Option<Instant>, last: Option<Instant>) {
        self.build.deadline.set(last);
    }

    fn statistics(&self) -> Statistics {
        self.counters.statistics()
    }
}
