//! From links to distributions, the same for JSON and HTML.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use pinfix_packaging::{PackageName, SdistFilename, WheelFilename};
use rustc_hash::FxHashMap;
use url::Url;

use super::link::{Link, LinkHash};
use super::links::{Links, NO_URL};
use crate::distribution::{Distribution, DistributionKind, FileLocation, RequiresPython, Timestamp};
use crate::project::{Project, SkippedFile};

/// What is known about a page before it is read.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// Where the page came from, after redirects; what its links are relative to.
    pub url: &'a Url,
    /// The project that it should be the page of.
    pub project: &'a PackageName,
    /// The index, as it may be shown.
    pub index: &'a Arc<str>,
}

/// Gathers the links of one page.
pub(crate) struct Collector<'a> {
    page: Page<'a>,
    links: Links<'a>,
    distributions: Vec<Distribution>,
    skipped: Vec<SkippedFile>,
    /// Pages repeat few different texts thousands of times.
    requires_python: FxHashMap<String, Arc<RequiresPython>>,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(page: Page<'a>) -> Self {
        Self {
            links: Links::of(page.url),
            page,
            distributions: Vec::new(),
            skipped: Vec::new(),
            requires_python: FxHashMap::default(),
        }
    }

    /// Adds a link that leads to `url`.
    pub(crate) fn add(&mut self, link: Link<'_>, url: Option<Url>) {
        let url = url.ok_or_else(|| NO_URL.to_owned());
        let location = url.and_then(|url| self.links.location(url));
        self.place(link, location);
    }

    /// Adds a link by what it says itself of where it leads.
    pub(crate) fn follow(&mut self, link: Link<'_>, written: &str) {
        let location = self.links.resolve(written);
        self.place(link, location);
    }

    fn place(&mut self, link: Link<'_>, location: Result<FileLocation, String>) {
        let checked = kind_of(&link.filename, self.page.project).and_then(|kind| Ok((kind, location?)));
        match checked {
            Ok((kind, location)) => {
                let distribution = self.distribution(link, kind, location);
                self.distributions.push(distribution);
            }
            Err(reason) => self.skipped.push(SkippedFile {
                filename: link.filename.into_owned(),
                reason,
            }),
        }
    }

    pub(crate) fn finish(self) -> Project {
        Project::new(
            self.page.project.clone(),
            self.page.index.clone(),
            self.distributions,
            self.skipped,
        )
    }

    fn distribution(
        &mut self,
        link: Link<'_>,
        kind: DistributionKind,
        location: FileLocation,
    ) -> Distribution {
        let requires_python = link.python().map(|text| self.requires_python(text));
        Distribution {
            project: self.page.project.clone(),
            version: match &kind {
                DistributionKind::Wheel(wheel) => wheel.version.clone(),
                DistributionKind::Sdist(sdist) => sdist.version.clone(),
            },
            kind,
            location,
            requires_python,
            hashes: link.hashes.iter().map(LinkHash::hash).collect(),
            metadata_hashes: link.metadata.advertised(),
            filename: link.filename.into_owned(),
            yanked: link.yanked,
            size: link.size,
            upload_time: link.upload_time.as_deref().and_then(timestamp),
            index: self.page.index.clone(),
        }
    }

    fn requires_python(&mut self, text: &str) -> Arc<RequiresPython> {
        if let Some(known) = self.requires_python.get(text) {
            return known.clone();
        }
        let read = Arc::new(RequiresPython::parse(text));
        self.requires_python.insert(text.to_owned(), read.clone());
        read
    }
}

/// What the name of a file says about it; the error is the reason to skip it.
pub(crate) fn kind_of(filename: &str, project: &PackageName) -> Result<DistributionKind, String> {
    let extension = Path::new(filename)
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("");
    match extension.to_ascii_lowercase().as_str() {
        "whl" => {
            let wheel = WheelFilename::from_str(filename).map_err(|error| error.reason)?;
            if wheel.name != *project {
                return Err(format!("it is a wheel of `{}`", wheel.name));
            }
            Ok(DistributionKind::Wheel(wheel))
        }
        "egg" => Err("eggs are not supported".to_owned()),
        "exe" | "msi" => Err("Windows installers are not supported".to_owned()),
        "rpm" | "deb" | "dmg" => Err("packages of operating systems are not supported".to_owned()),
        "metadata" | "asc" | "sig" | "provenance" => Err("it belongs to another file".to_owned()),
        _ => SdistFilename::parse(filename, project)
            .map(DistributionKind::Sdist)
            .map_err(|error| error.reason),
    }
}

/// A moment as pages write it (RFC 3339).
pub(crate) fn timestamp(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}
