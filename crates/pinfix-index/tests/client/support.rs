//! What these tests share.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use pinfix_index::client::HttpIndex;
use pinfix_index::{
    BuildSettings, ClientSettings, CoreMetadata, Distribution, Index, IndexError, IndexLocation,
    MetadataError, Project, Wanted,
};
use pinfix_packaging::{PackageName, SpecifierSet};
use pinfix_testing::{LocalIndex, Release, World};
use url::Url;

/// One project with two wheels and a source distribution, and one that it asks for.
pub(crate) fn world() -> World {
    World::new()
        .with(Release::new("apple", "1.0").requires(["pear>=1"]))
        .with(
            Release::new("apple", "2.0")
                .requires(["pear>=2"])
                .requires_python(">=3.9")
                .with_sdist(),
        )
        .with(Release::new("pear", "2.0"))
}

pub(crate) fn name(text: &str) -> PackageName {
    PackageName::from_str(text).unwrap()
}

/// Settings that don't make a test wait.
pub(crate) fn settings() -> ClientSettings {
    ClientSettings {
        timeout: Duration::from_millis(500),
        retries: 2,
        ..ClientSettings::default()
    }
}

pub(crate) fn cached(folder: &Path) -> ClientSettings {
    ClientSettings {
        cache_dir: Some(folder.to_owned()),
        ..settings()
    }
}

pub(crate) fn connect_to(url: &str, settings: &ClientSettings) -> HttpIndex {
    let location = IndexLocation::new(Url::parse(url).unwrap());
    HttpIndex::new(&[location], settings, &BuildSettings::default()).unwrap()
}

pub(crate) fn connect(index: &LocalIndex) -> HttpIndex {
    connect_to(&index.url(), &settings())
}

pub(crate) fn project(client: &HttpIndex, text: &str) -> Result<Option<Arc<Project>>, IndexError> {
    client.project(&name(text))
}

/// The versions of a project, or `unknown`.
pub(crate) fn versions(client: &HttpIndex, text: &str) -> String {
    match project(client, text).unwrap() {
        None => "unknown".to_owned(),
        Some(project) => {
            let versions = project.releases.iter().map(|release| release.version.to_string());
            versions.collect::<Vec<_>>().join(" ")
        }
    }
}

/// The file of that name, or that ends so.
pub(crate) fn file(client: &HttpIndex, project_name: &str, end: &str) -> Arc<Distribution> {
    let project = project(client, project_name).unwrap().unwrap();
    let mut files = project
        .distributions()
        .filter(|file| file.filename.ends_with(end));
    Arc::clone(files.next().unwrap())
}

/// The metadata of apple 2.0's wheel.
pub(crate) fn wheel_metadata(client: &HttpIndex) -> Result<Arc<CoreMetadata>, MetadataError> {
    client.metadata(&file(client, "apple", "2.0-py3-none-any.whl"))
}

/// What it asks for.
pub(crate) fn requires(metadata: &CoreMetadata) -> String {
    let texts = metadata.requires_dist.iter().map(ToString::to_string);
    texts.collect::<Vec<_>>().join(", ")
}

/// A package that something asks for, in whatever release.
pub(crate) fn wanted(text: &str) -> Wanted {
    Wanted {
        name: name(text),
        extras: Vec::new(),
        specifiers: SpecifierSet::default(),
    }
}
