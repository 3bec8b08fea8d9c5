//! [`FindLinksIndex`]: folders of distributions and pages of links to them (`--find-links`).

use std::borrow::Cow;
use std::fmt;
use std::fs;
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
use crate::simple::{Collector, Link, Page, html};
use crate::statistics::{Counters, Statistics};

/// The distributions in one folder, or behind the links of one page.
pub struct FindLinksIndex {
    url: Url,
    shown: Arc<str>,
    links: Vec<FoundLink>,
    build: BuildSettings,
    counters: Counters,
}

/// A link and the beginning of its file's name, normalized, to find it by.
struct FoundLink {
    normalized: String,
    link: Link<'static>,
    url: Option<Url>,
}

impl FindLinksIndex {
    /// What is at `path`: a folder of distributions, one distribution, or an HTML page. Builds are off.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, IndexError> {
        let given = path.as_ref();
        let io = |error: &std::io::Error| IndexError::io(given, error);
        let path = std::path::absolute(given).map_err(|error| io(&error))?;
        if fs::metadata(&path).map_err(|error| io(&error))?.is_dir() {
            let mut files = Vec::new();
            for entry in fs::read_dir(&path).map_err(|error| io(&error))? {
                files.push(entry.map_err(|error| io(&error))?.path());
            }
            // The order in which a file system lists its files is not ours to show.
            files.sort_unstable();
            return Self::of_files(&path, &files);
        }
        let is_page = path.extension().is_some_and(|extension| {
            extension.eq_ignore_ascii_case("html") || extension.eq_ignore_ascii_case("htm")
        });
        if is_page {
            let bytes = fs::read(&path).map_err(|error| io(&error))?;
            return Self::of_page(&file_url(&path)?, &bytes);
        }
        Self::of_files(&path, std::slice::from_ref(&path))
    }

    /// The links of the HTML page that came from `url`.
    pub fn of_page(url: &Url, bytes: &[u8]) -> Result<Self, IndexError> {
        let links = html::links(bytes, url).map_err(|error| IndexError::Malformed {
            url: RedactedUrl::new(url),
            cause: error.cause,
        })?;
        let links = links
            .into_iter()
            .map(|(link, url)| FoundLink::new(link, url))
            .collect();
        Ok(Self::new(url.clone(), links))
    }

    fn of_files(place: &Path, files: &[PathBuf]) -> Result<Self, IndexError> {
        let mut links = Vec::new();
        for file in files {
            // Names that are no text are no names of distributions either.
            let Some(filename) = file.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let size = fs::metadata(file).ok().map(|metadata| metadata.len());
            let link = Link {
                filename: Cow::Owned(filename.to_owned()),
                size,
                ..Link::default()
            };
            links.push(FoundLink::new(link, Some(file_url(file)?)));
        }
        Ok(Self::new(file_url(place)?, links))
    }

    fn new(url: Url, links: Vec<FoundLink>) -> Self {
        let shown = Arc::from(RedactedUrl::new(&url).as_str());
        Self {
            url,
            shown,
            links,
            build: BuildSettings::default(),
            counters: Counters::default(),
        }
    }

    /// The same, with builds as `build` has it.
    #[must_use]
    pub fn with_build(mut self, build: BuildSettings) -> Self {
        self.build = build;
        self
    }

    /// What its distributions name as their index.
    pub fn shown(&self) -> &Arc<str> {
        &self.shown
    }
}

impl fmt::Debug for FindLinksIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither its URL nor its links, which may hold credentials.
        let index = &mut formatter.debug_struct("FindLinksIndex");
        index
            .field("shown", &self.shown)
            .field("links", &self.links.len())
            .finish_non_exhaustive()
    }
}

impl FoundLink {
    fn new(link: Link<'static>, url: Option<Url>) -> Self {
        Self {
            normalized: normalized(&link.filename),
            link,
            url,
        }
    }

    /// Whether the file may be one of `project`: its name starts with the project's.
    fn may_be_of(&self, project: &PackageName) -> bool {
        self.normalized
            .strip_prefix(project.as_ref())
            .is_some_and(|rest| rest.starts_with('-'))
    }
}

/// A file's name as names of projects are normalized (PEP 503).
fn normalized(filename: &str) -> String {
    let mut normalized = String::with_capacity(filename.len());
    for character in filename.chars() {
        match character {
            '-' | '_' | '.' if normalized.ends_with('-') => {}
            '-' | '_' | '.' => normalized.push('-'),
            _ => normalized.push(character.to_ascii_lowercase()),
        }
    }
    normalized
}

fn file_url(path: &Path) -> Result<Url, IndexError> {
    Url::from_file_path(path).map_err(|()| IndexError::Io {
        path: path.to_owned(),
        cause: "its path is not absolute".to_owned(),
    })
}

impl Index for FindLinksIndex {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        let page = Page {
            url: &self.url,
            project: name,
            index: &self.shown,
        };
        let mut collector = Collector::new(page);
        for found in self.links.iter().filter(|link| link.may_be_of(name)) {
            collector.add(found.link.clone(), found.url.clone());
        }
        let mut project = collector.finish();
        // `foo-bar-1.0.tar.gz` is only for `foo` a file that can't be read.
        project.skipped.clear();
        Ok((!project.releases.is_empty()).then(|| Arc::new(project)))
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        local::metadata(distribution, &self.build, &self.counters).map(Arc::new)
    }

    fn wait_until(&self, _end: Option<Instant>, last: Option<Instant>) {
        self.build.deadline.set(last);
    }

    fn statistics(&self) -> Statistics {
        self.counters.statistics()
    }
}
