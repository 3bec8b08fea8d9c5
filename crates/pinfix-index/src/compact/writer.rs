//! From the links of a page to a project that is written down.

use std::borrow::Cow;
use std::sync::Arc;

use pinfix_packaging::{PackageName, Version};
use rustc_hash::FxHashMap;
use url::Url;

use super::names::{Named, Names};
use super::record::{FileRecord, ProjectRecord};
use crate::project::Project;
use crate::simple::{Link, Links, NO_URL, Page, from_network};

/// Gathers the links of a page from the network.
pub(crate) struct Writer<'p, 'a> {
    links: Links<'p>,
    names: Names<'p>,
    files: Vec<Placed<'a>>,
    skipped: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// A link, with what its name says and where it leads.
struct Placed<'a> {
    named: Named,
    url: Cow<'a, str>,
    link: Link<'a>,
}

impl<'p, 'a> Writer<'p, 'a> {
    pub(crate) fn new(page: Page<'p>) -> Self {
        Self {
            links: Links::of(page.url),
            names: Names::of(page.project),
            files: Vec::new(),
            skipped: Vec::new(),
        }
    }

    /// Adds a link that leads to `url`.
    pub(crate) fn add(&mut self, link: Link<'a>, url: Option<Url>) {
        let url = url.ok_or_else(|| NO_URL.to_owned()).and_then(from_network);
        self.place(link, url.map(|url| Cow::Owned(url.into())));
    }

    /// Adds a link by what it says itself of where it leads.
    pub(crate) fn follow(&mut self, link: Link<'a>, written: Cow<'a, str>) {
        let url = self.links.url(written);
        self.place(link, url);
    }

    fn place(&mut self, link: Link<'a>, url: Result<Cow<'a, str>, String>) {
        let checked = self
            .names
            .read(&link.filename)
            .and_then(|named| Ok((named, url?)));
        match checked {
            Ok((named, url)) => self.files.push(Placed { named, url, link }),
            Err(reason) => self.skipped.push((link.filename, Cow::Owned(reason))),
        }
    }

    /// Writes everything down. `None` where that takes more room than numbers have.
    pub(crate) fn finish(self) -> Option<Written<'a>> {
        let base = base(&self.files);
        let mut pythons = Pythons::default();
        let mut by_release: Vec<Vec<&Placed<'_>>> = Vec::new();
        for file in &self.files {
            let number = file.named.release;
            if by_release.len() <= number {
                by_release.resize_with(number + 1, Vec::new);
            }
            by_release[number].push(file);
        }
        let (mut versions, mut releases, mut files) = (Vec::new(), Vec::new(), Vec::new());
        for (version, number) in self.names.into_releases() {
            // A release of which all files lead nowhere is none.
            let Some(own) = by_release.get(number).filter(|own| !own.is_empty()) else {
                continue;
            };
            let mut records = Vec::with_capacity(own.len());
            for file in own {
                let python = match file.link.python() {
                    Some(text) => Some(pythons.number(text)?),
                    None => None,
                };
                let url = file.url.get(base.len()..)?;
                records.push(FileRecord::of(&file.link, file.named.wheel, url, python));
            }
            let before = files.len();
            files = postcard::to_extend(&records, files).ok()?;
            let length = u32::try_from(files.len() - before).ok()?;
            releases.push((Cow::Owned(version.to_string()), length));
            versions.push(version);
        }
        let record = ProjectRecord {
            base: Cow::Owned(base),
            requires_python: pythons.texts,
            releases,
            skipped: self.skipped,
            files: Cow::Owned(files),
        };
        Some(Written { record, versions })
    }
}

/// How the URLs of all files begin.
fn base(files: &[Placed<'_>]) -> String {
    let Some((first, others)) = files.split_first() else {
        return String::new();
    };
    let mut base: &str = &first.url;
    for file in others {
        if !file.url.starts_with(base) {
            let same = base.bytes().zip(file.url.bytes()).take_while(|(a, b)| a == b);
            // URLs are ASCII, so that every place is a border between characters.
            base = base.get(..same.count()).unwrap_or_default();
        }
    }
    base.to_owned()
}

/// The different Requires-Python texts.
#[derive(Default)]
struct Pythons {
    texts: Vec<Cow<'static, str>>,
    numbers: FxHashMap<String, u32>,
}

impl Pythons {
    fn number(&mut self, text: &str) -> Option<u32> {
        if let Some(number) = self.numbers.get(text) {
            return Some(*number);
        }
        let number = u32::try_from(self.texts.len()).ok()?;
        self.texts.push(Cow::Owned(text.to_owned()));
        self.numbers.insert(text.to_owned(), number);
        Some(number)
    }
}

/// A project that is written down.
pub(crate) struct Written<'a> {
    /// What goes into the file.
    pub(crate) record: ProjectRecord<'a>,
    versions: Vec<Version>,
}

impl Written<'_> {
    /// The project, where `bytes` end with the record.
    pub(crate) fn project(self, bytes: &Arc<Vec<u8>>, name: &PackageName, index: &str) -> Option<Project> {
        self.record.shelve(self.versions, bytes, name, index)
    }
}
