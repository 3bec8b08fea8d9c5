//! [`open`]: from settings to an index.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use pinfix_packaging::PackageName;
use url::Url;

use crate::distribution::{Distribution, FileLocation, Hash};
use crate::error::{IndexError, MetadataError};
use crate::find_links::FindLinksIndex;
use crate::index::{Guide, Index, Wanted};
use crate::metadata::CoreMetadata;
use crate::project::Project;
use crate::settings::{ClientSettings, FindLinks, IndexLocation, IndexSettings, IndexStrategy};
use crate::several::SeveralIndexes;
use crate::snapshot::SnapshotIndex;
use crate::statistics::Statistics;

/// Opens the indexes and links that the settings name, as one index.
///
/// Nothing is asked of the network yet, except for pages of links.
pub fn open(indexes: &IndexSettings, client: &ClientSettings) -> Result<Box<dyn Index>, IndexError> {
    let remote = connect(&[], indexes, client)?;
    let mut several = SeveralIndexes::new(indexes.strategy).with_direct(Box::new(remote.clone()));
    for links in &indexes.find_links {
        let index = open_links(links, remote.as_ref())?.with_build(indexes.build.clone());
        several.add_links(Box::new(Local {
            pages: index,
            remote: remote.clone(),
        }));
    }
    if indexes.no_index {
        return Ok(Box::new(several));
    }
    let mut rest = indexes.indexes.as_slice();
    while let Some(first) = rest.first() {
        let length = together(rest, indexes.strategy);
        let (group, others) = rest.split_at(length);
        rest = others;
        let index: Box<dyn Index> = if first.url.scheme() == "file" {
            let pages = SnapshotIndex::open_url(&first.url)?.with_build(indexes.build.clone());
            Box::new(Local {
                pages,
                remote: remote.clone(),
            })
        } else {
            Box::new(connect(group, indexes, client)?)
        };
        if rest.is_empty() && group.len() == indexes.indexes.len() && indexes.find_links.is_empty() {
            return Ok(index);
        }
        several.add_index(index);
    }
    Ok(Box::new(several))
}

/// How many of these indexes one client can serve: those over HTTP, where the first that knows a name counts anyway, so
/// that they share connections and what is fetched ahead.
fn together(indexes: &[IndexLocation], strategy: IndexStrategy) -> usize {
    let remote = indexes
        .iter()
        .take_while(|location| location.url.scheme() != "file")
        .count();
    if strategy == IndexStrategy::FirstIndex {
        remote.max(1)
    } else {
        1
    }
}

/// Opens links: a path, or a URL.
fn open_links(links: &FindLinks, remote: &dyn Remote) -> Result<FindLinksIndex, IndexError> {
    match Url::parse(&links.0) {
        Ok(url) if url.scheme() == "file" => {
            let path = url.to_file_path().map_err(|()| IndexError::BadUrl {
                url: links.redacted(),
                cause: "it names no file or folder of this machine".to_owned(),
            })?;
            FindLinksIndex::open(path)
        }
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            let (url, page) = remote.page(&url)?;
            FindLinksIndex::of_page(&url, &page)
        }
        // A drive letter looks like a scheme.
        Ok(url) if url.scheme().len() > 1 => Err(IndexError::BadUrl {
            url: links.redacted(),
            cause: format!("`{}:` is no scheme that pinfix knows", url.scheme()),
        }),
        _ => FindLinksIndex::open(Path::new(&links.0)),
    }
}

/// An index that reaches files at URLs.
trait Remote: Index {
    /// A page, with the URL that it came from after redirects.
    fn page(&self, url: &Url) -> Result<(Url, Vec<u8>), IndexError>;
}

#[cfg(feature = "http")]
impl Remote for crate::client::HttpIndex {
    fn page(&self, url: &Url) -> Result<(Url, Vec<u8>), IndexError> {
        self.fetch_page(url)
    }
}

#[cfg(feature = "http")]
fn connect(
    locations: &[IndexLocation],
    indexes: &IndexSettings,
    client: &ClientSettings,
) -> Result<Arc<dyn Remote>, IndexError> {
    for location in locations {
        if !matches!(location.url.scheme(), "http" | "https") {
            let cause = format!("`{}:` is no scheme that pinfix knows", location.url.scheme());
            return Err(IndexError::BadUrl {
                url: location.redacted(),
                cause,
            });
        }
    }
    Ok(Arc::new(crate::client::HttpIndex::new(
        locations,
        client,
        &indexes.build,
    )?))
}

/// Stands for the client where the feature `http` is off.
#[cfg(not(feature = "http"))]
struct NoHttp;

#[cfg(not(feature = "http"))]
fn no_http(url: crate::RedactedUrl) -> IndexError {
    IndexError::BadUrl {
        url,
        cause: "this build of pinfix has no HTTP client".to_owned(),
    }
}

#[cfg(not(feature = "http"))]
impl Index for NoHttp {
    fn project(&self, _name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        Ok(None)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        Err(no_http(crate::RedactedUrl::from_text(&distribution.location.to_string())).into())
    }
}

#[cfg(not(feature = "http"))]
impl Remote for NoHttp {
    fn page(&self, url: &Url) -> Result<(Url, Vec<u8>), IndexError> {
        Err(no_http(crate::RedactedUrl::new(url)))
    }
}

#[cfg(not(feature = "http"))]
fn connect(
    locations: &[IndexLocation],
    _indexes: &IndexSettings,
    _client: &ClientSettings,
) -> Result<Arc<dyn Remote>, IndexError> {
    match locations.first() {
        Some(location) => Err(no_http(location.redacted())),
        None => Ok(Arc::new(NoHttp)),
    }
}

/// Pages on this machine, whose links may lead anywhere.
struct Local<I> {
    pages: I,
    remote: Arc<dyn Remote>,
}

impl<I: Index> Local<I> {
    fn holder(&self, distribution: &Distribution) -> &dyn Index {
        match distribution.location {
            FileLocation::Path(_) => &self.pages,
            FileLocation::Url(_) => &self.remote,
        }
    }
}

impl<I: Index> Index for Local<I> {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        self.pages.project(name)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        self.holder(distribution).metadata(distribution)
    }

    fn has_project(&self, name: &PackageName) -> bool {
        self.pages.has_project(name)
    }

    fn has_metadata(&self, distribution: &Arc<Distribution>) -> bool {
        self.holder(distribution).has_metadata(distribution)
    }

    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        self.holder(distribution).metadata_text(distribution)
    }

    fn file_hash(&self, distribution: &Arc<Distribution>) -> Result<Hash, MetadataError> {
        self.holder(distribution).file_hash(distribution)
    }

    fn download(&self, url: &Url) -> Result<Vec<u8>, IndexError> {
        self.remote.download(url)
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        self.pages.follow(wanted, guide);
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        for distribution in distributions {
            self.holder(distribution)
                .prefetch(std::slice::from_ref(distribution));
        }
    }

    fn wait_until(&self, end: Option<Instant>, last: Option<Instant>) {
        self.pages.wait_until(end, last);
        self.remote.wait_until(end, last);
    }

    fn statistics(&self) -> Statistics {
        // The client is shared by several of these: what it did is counted by nobody, as it is next to nothing.
        self.pages.statistics()
    }
}
