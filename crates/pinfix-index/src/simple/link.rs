//! A link of a page, as the page has it: texts point into the page where they can, since most links are never followed.

use std::borrow::Cow;

use crate::distribution::{Advertised, Hash, Yanked};

/// One link, as the page has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Link<'a> {
    pub(crate) filename: Cow<'a, str>,
    pub(crate) hashes: LinkHashes<'a>,
    pub(crate) requires_python: Option<Cow<'a, str>>,
    pub(crate) yanked: Option<Yanked>,
    pub(crate) size: Option<u64>,
    pub(crate) upload_time: Option<Cow<'a, str>>,
    pub(crate) metadata: LinkMetadata<'a>,
}

impl Link<'_> {
    /// The Python versions that it asks for, where it asks for any.
    pub(crate) fn python(&self) -> Option<&str> {
        let text = self.requires_python.as_deref().map(str::trim);
        text.filter(|text| !text.is_empty())
    }
}

/// A hash as it is written, in any mixture of small and capital letters.
#[derive(Debug, Clone)]
pub(crate) struct LinkHash<'a> {
    pub(crate) algorithm: Cow<'a, str>,
    pub(crate) digest: Cow<'a, str>,
}

impl LinkHash<'_> {
    pub(crate) fn hash(&self) -> Hash {
        Hash {
            algorithm: self.algorithm.to_ascii_lowercase(),
            digest: self.digest.to_ascii_lowercase(),
        }
    }
}

impl From<Hash> for LinkHash<'_> {
    fn from(hash: Hash) -> Self {
        Self {
            algorithm: Cow::Owned(hash.algorithm),
            digest: Cow::Owned(hash.digest),
        }
    }
}

/// The hashes of a file: mostly one.
#[derive(Debug, Clone, Default)]
pub(crate) struct LinkHashes<'a> {
    first: Option<LinkHash<'a>>,
    more: Vec<LinkHash<'a>>,
}

impl<'a> LinkHashes<'a> {
    pub(crate) fn push(&mut self, hash: LinkHash<'a>) {
        if self.first.is_none() {
            self.first = Some(hash);
        } else {
            self.more.push(hash);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &LinkHash<'a>> {
        self.first.iter().chain(&self.more)
    }

    /// Puts them in the order of their algorithms, as objects have no order of their own.
    pub(crate) fn sorted(mut self) -> Self {
        if self.more.is_empty() {
            return self;
        }
        let mut all: Vec<LinkHash<'a>> = self.first.take().into_iter().chain(self.more).collect();
        all.sort_by_cached_key(LinkHash::hash);
        all.into_iter().collect()
    }

    /// SHA-256, else the first of them.
    pub(crate) fn preferred(self) -> Option<LinkHash<'a>> {
        let sha256 = |hash: &&LinkHash<'a>| hash.algorithm.eq_ignore_ascii_case("sha256");
        self.iter().find(sha256).or(self.first.as_ref()).cloned()
    }
}

impl<'a> FromIterator<LinkHash<'a>> for LinkHashes<'a> {
    fn from_iter<I: IntoIterator<Item = LinkHash<'a>>>(hashes: I) -> Self {
        let mut hashes = hashes.into_iter();
        Self {
            first: hashes.next(),
            more: hashes.collect(),
        }
    }
}

/// Whether a page says that there is metadata beside a file, with the metadata's hash where it states one.
#[derive(Debug, Clone, Default)]
pub(crate) enum LinkMetadata<'a> {
    #[default]
    No,
    Yes(Option<LinkHash<'a>>),
}

impl LinkMetadata<'_> {
    pub(crate) fn advertised(&self) -> Advertised {
        match self {
            Self::No => Advertised::No,
            Self::Yes(hash) => Advertised::Yes(hash.as_ref().map(LinkHash::hash)),
        }
    }
}
