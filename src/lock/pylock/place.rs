//! Where a package is that is from no index: a repository, a folder, an archive.

use std::path::{Path, PathBuf};

use pinfix_index::Distribution;
use pinfix_requirements::{Location, VcsKind, VcsLocation};

use super::file::{fields, quoted, seen_from};

/// Where a package is that is from no index.
pub(super) enum Place {
    /// In a repository.
    Repository(Box<VcsLocation>),
    /// In a folder of this machine; `true`: installed as it lies there.
    Folder(PathBuf, bool),
    /// In a file.
    Archive,
}

impl Place {
    /// The place that a lock writes as `reference`.
    pub(super) fn of(reference: &str, editable: bool) -> Self {
        match Location::read(reference, editable) {
            Some(Location::Vcs(repository)) => Self::Repository(Box::new(repository)),
            Some(Location::Path { path, .. }) if path.is_dir() => Self::Folder(path, editable),
            _ if Path::new(reference).is_dir() => Self::Folder(PathBuf::from(reference), editable),
            _ => Self::Archive,
        }
    }

    /// The name of the table.
    pub(super) const fn key(&self) -> &'static str {
        match self {
            Self::Repository(_) => "vcs",
            Self::Folder(..) => "directory",
            Self::Archive => "archive",
        }
    }

    /// What stands in it.
    pub(super) fn fields(&self, file: &Distribution, folder: &Path) -> Vec<(&'static str, String)> {
        match self {
            Self::Repository(repository) => {
                let kind = match repository.kind {
                    VcsKind::Git => "git",
                    VcsKind::Mercurial => "hg",
                    VcsKind::Subversion => "svn",
                    VcsKind::Bazaar => "bzr",
                };
                let mut fields = vec![("type", quoted(kind)), ("url", quoted(&repository.url))];
                // A lock has a repository at its commit.
                let commit = repository.revision.as_deref().unwrap_or_default();
                fields.push(("commit-id", quoted(commit)));
                let inside = repository.subdirectory.as_ref();
                fields.extend(inside.map(|inside| ("subdirectory", quoted(inside))));
                fields
            }
            Self::Folder(path, editable) => {
                let mut fields = vec![("path", quoted(&seen_from(folder, path)))];
                fields.extend(editable.then(|| ("editable", "true".to_owned())));
                fields
            }
            Self::Archive => fields(file, folder, false),
        }
    }
}
