//! Where a project is that was named by its place.

use std::fmt;
use std::path::PathBuf;

use url::Url;

use crate::redact::RedactedUrl;

/// What stands for the index of distributions that a line points at.
pub const DIRECT: &str = "direct reference";

/// Where a project is that was named by its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// An archive at a URL, which may hold credentials.
    Url {
        /// Without its fragment.
        url: Url,
        /// The folder of the project in the archive.
        subdirectory: Option<PathBuf>,
    },
    /// An archive or a folder of this machine.
    Path {
        /// Where.
        path: PathBuf,
        /// The folder of the project below it, or in the archive.
        subdirectory: Option<PathBuf>,
    },
    /// A git repository.
    Git(Repository),
}

/// A git repository, and what of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Repository {
    /// What git is to clone, which may hold credentials.
    pub url: String,
    /// A branch, a tag, a commit or a reference; nothing: what the repository shows by default.
    pub revision: Option<String>,
    /// The folder of the project in the repository.
    pub subdirectory: Option<PathBuf>,
}

impl fmt::Debug for Repository {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Repository")
            .field("url", &RedactedUrl::from_text(&self.url))
            .field("revision", &self.revision)
            .field("subdirectory", &self.subdirectory)
            .finish()
    }
}

impl fmt::Display for Place {
    /// What may be shown of it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url { url, .. } => RedactedUrl::new(url).fmt(formatter),
            Self::Path { path, .. } => path.display().fmt(formatter),
            Self::Git(repository) => RedactedUrl::from_text(&repository.url).fmt(formatter),
        }
    }
}
