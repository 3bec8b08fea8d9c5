//! Where a requirement that is no name and version is to be had: a URL, a path, a repository.

mod fragment;
mod parse;

use std::fmt;
use std::path::PathBuf;

use pinfix_packaging::{PackageName, WheelFilename};

pub(crate) use fragment::egg_extras;
use fragment::{decode_percent, egg};
pub(crate) use parse::{has_scheme, is_archive};

/// Where to get a project that was named by its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Location {
    /// A file behind a URL (`https`, `http`, `ftp`, or `file` on another host), variables filled in.
    Url(String),
    /// A file or directory of this machine.
    Path {
        /// The path, relative to the working directory as pip has it (not to the file that names it).
        path: PathBuf,
        /// As written, or the `file:` URL, variables filled in.
        verbatim: String,
    },
    /// A version control repository.
    Vcs(VcsLocation),
}

/// A version control repository, and what of it: `git+https://host/repository@revision#subdirectory=path`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VcsLocation {
    /// The tool.
    pub kind: VcsKind,
    /// The repository, without the tool, the revision and the fragment.
    pub url: String,
    /// The branch, tag or commit behind `@`.
    pub revision: Option<String>,
    /// The directory of the project inside the repository.
    pub subdirectory: Option<String>,
    /// The project's name, where `#egg=` tells it.
    pub egg: Option<String>,
    /// All of it as written, variables filled in.
    pub verbatim: String,
}

/// A version control tool that pip knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VcsKind {
    /// `git+…`
    Git,
    /// `hg+…`
    Mercurial,
    /// `svn+…`
    Subversion,
    /// `bzr+…`
    Bazaar,
}

impl fmt::Display for Location {
    /// As written. It may hold credentials: show it through [`redact`](crate::redact::redact) only.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Url(url) => url,
            Self::Path { verbatim, .. } => verbatim,
            Self::Vcs(vcs) => &vcs.verbatim,
        })
    }
}

impl Location {
    /// Reads what stands behind `name @` in the metadata of a package.
    ///
    /// # Errors
    /// What is wrong with it, in a phrase.
    pub fn from_url(text: &str) -> Result<Self, String> {
        Self::parse(text, false).map_err(|mistake| mistake.message)
    }

    /// The name that the location itself tells: that of a wheel's file name, or `#egg=…`.
    pub fn name(&self) -> Option<PackageName> {
        let text = match self {
            Self::Vcs(vcs) => return vcs.egg.as_deref().and_then(|egg| egg.parse().ok()),
            Self::Url(text) | Self::Path { verbatim: text, .. } => text,
        };
        let (place, _) = text.split_once('#').unwrap_or((text, ""));
        let place = place.split('?').next().unwrap_or_default();
        let file = place.rsplit(['/', '\\']).next().unwrap_or_default();
        let wheel: Option<WheelFilename> = decode_percent(file).parse().ok();
        wheel
            .map(|wheel| wheel.name)
            .or_else(|| egg(text)?.0.parse().ok())
    }
}
