//! From a place to a distribution.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pinfix_packaging::filename::SdistExtension;
use pinfix_packaging::{PackageName, SdistFilename};
use thiserror::Error;
use url::Url;

use super::folder;
use super::git::is_unreached;
use super::index::DirectIndex;
use super::place::{DIRECT, Place, Repository};
use crate::build;
use crate::distribution::{Advertised, Distribution, DistributionKind, FileLocation, Hash};
use crate::error::{IndexError, MetadataError, MetadataProblem};
use crate::index::Index;
use crate::metadata::{CoreMetadata, Provenance};
use crate::sdist;
use crate::verify;

/// Looks into places.
pub trait Finder {
    /// What is at a place. `hash` is what its archive must have.
    ///
    /// # Errors
    /// Where there is nothing, or nothing that can be read.
    fn find(&self, place: &Place, hash: Option<&Hash>) -> Result<Found, FindError>;
}

/// What is at a place.
#[derive(Debug, Clone)]
pub struct Found {
    /// The project there, as a source distribution.
    pub file: Arc<Distribution>,
    /// What it says of itself.
    pub metadata: Arc<CoreMetadata>,
    /// The commit, where it is a repository.
    pub commit: Option<String>,
}

/// Why there is nothing to be had at a place. Each message is a sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FindError {
    /// There is no such file or folder.
    #[error("{} does not exist", path.display())]
    Missing {
        /// Which.
        path: PathBuf,
    },
    /// A folder without a project in it.
    #[error("{} holds no project: neither a pyproject.toml nor a setup.py", path.display())]
    NoProject {
        /// Which.
        path: PathBuf,
    },
    /// Another project than the one that was named.
    #[error("the project there is `{found}`, not `{expected}`")]
    OtherName {
        /// What is there.
        found: PackageName,
        /// What was named.
        expected: PackageName,
    },
    /// git can't get it.
    #[error("the repository can't be used: {cause}")]
    Git {
        /// What git said, or what there is not.
        cause: String,
        /// Whether it was not reached, so that nothing can be said of it.
        unreached: bool,
    },
    /// What it needs can't be told.
    #[error("its name and its dependencies can't be told: {reason}")]
    Unusable {
        /// Why.
        reason: MetadataProblem,
    },
    /// Nothing can be said.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl From<MetadataError> for FindError {
    fn from(error: MetadataError) -> Self {
        match error {
            MetadataError::Index(error) => Self::Index(error),
            MetadataError::Unusable { reason } => Self::Unusable { reason },
        }
    }
}

impl<I: Index> Finder for DirectIndex<I> {
    fn find(&self, place: &Place, hash: Option<&Hash>) -> Result<Found, FindError> {
        let found = match place {
            Place::Git(repository) => self.in_repository(repository),
            Place::Path { path, subdirectory } => self.at_path(path, subdirectory.as_deref(), hash),
            Place::Url { url, subdirectory } => {
                let bytes = self.inner().download(url)?;
                let metadata = self.in_archive(&bytes, url.path(), subdirectory.as_deref(), hash)?;
                let inside = subdirectory.as_deref();
                Ok(found(
                    metadata,
                    FileLocation::Url(with_inside(url, inside).into()),
                    name_of(url.path()),
                ))
            }
        }?;
        self.learn(&found.file.location, &found.metadata);
        Ok(found)
    }
}

impl<I: Index> DirectIndex<I> {
    fn in_repository(&self, repository: &Repository) -> Result<Found, FindError> {
        let checkout = self.git().check_out(repository).map_err(|cause| FindError::Git {
            unreached: is_unreached(&cause),
            cause,
        })?;
        let inside = repository.subdirectory.as_deref();
        let project = inside.map_or_else(|| checkout.folder.clone(), |inner| checkout.folder.join(inner));
        if !folder::holds_project(&project) {
            let cause = match inside {
                Some(inner) => format!("there is no project in its folder {}", inner.display()),
                None => "there is no project at its top: name its folder by `#subdirectory=`".to_owned(),
            };
            return Err(FindError::Git {
                cause,
                unreached: false,
            });
        }
        let metadata = folder::metadata(&checkout.folder, inside, self.build())?;
        let name = metadata.name.to_string();
        Ok(Found {
            commit: Some(checkout.commit),
            ..found(metadata, FileLocation::Path(project), name)
        })
    }

    fn at_path(&self, path: &Path, inside: Option<&Path>, hash: Option<&Hash>) -> Result<Found, FindError> {
        let location = fs::canonicalize(path).map_err(|_| FindError::Missing {
            path: path.to_owned(),
        })?;
        let name = name_of(&location.to_string_lossy());
        if location.is_dir() {
            let project = inside.map_or_else(|| location.clone(), |inner| location.join(inner));
            if !folder::holds_project(&project) {
                return Err(FindError::NoProject {
                    path: path.to_owned(),
                });
            }
            let metadata = folder::metadata(&location, inside, self.build())?;
            return Ok(found(metadata, FileLocation::Path(project), name));
        }
        let bytes = fs::read(&location).map_err(|error| IndexError::io(path, &error))?;
        let metadata = self.in_archive(&bytes, &name, inside, hash)?;
        Ok(found(metadata, FileLocation::Path(location), name))
    }

    /// The metadata of the project in an archive of any name.
    fn in_archive(
        &self,
        bytes: &[u8],
        path: &str,
        inside: Option<&Path>,
        hash: Option<&Hash>,
    ) -> Result<CoreMetadata, FindError> {
        let name = name_of(path);
        let unusable = |reason| FindError::Unusable { reason };
        if let Some(hash) = hash {
            verify::check_hash(&name, bytes, hash).map_err(unusable)?;
        }
        if inside.is_none() {
            let extension = extension(&name, bytes);
            let stated = sdist::anonymous_metadata(&mut Cursor::new(bytes), extension).map_err(|error| {
                unusable(MetadataProblem::BadArchive {
                    cause: error.to_string(),
                })
            })?;
            if let Some(metadata) = stated {
                return Ok(metadata);
            }
        }
        let folder = tempfile::tempdir().map_err(|error| IndexError::io(std::env::temp_dir(), &error))?;
        let archive = folder.path().join(&name);
        fs::File::create_new(&archive)
            .and_then(|mut file| file.write_all(bytes))
            .map_err(|error| IndexError::io(archive.clone(), &error))?;
        let text = build::build_metadata(&archive, inside, self.build())?;
        CoreMetadata::parse(&text, Provenance::Build).map_err(|error| {
            unusable(MetadataProblem::Unparsable {
                cause: error.to_string(),
            })
        })
    }
}

/// Two projects in one archive are two distributions.
fn with_inside(url: &Url, inside: Option<&Path>) -> Url {
    let mut url = url.clone();
    url.set_fragment(
        inside
            .map(|inner| format!("subdirectory={}", inner.display()))
            .as_deref(),
    );
    url
}

fn found(metadata: CoreMetadata, location: FileLocation, filename: String) -> Found {
    let kind = SdistFilename {
        name: metadata.name.clone(),
        version: metadata.version.clone(),
        extension: SdistExtension::TarGz,
    };
    Found {
        file: Arc::new(Distribution {
            project: metadata.name.clone(),
            version: metadata.version.clone(),
            kind: DistributionKind::Sdist(kind),
            filename,
            location,
            hashes: Vec::new(),
            requires_python: None,
            yanked: None,
            size: None,
            upload_time: None,
            metadata_hashes: Advertised::No,
            index: Arc::from(DIRECT),
        }),
        metadata: Arc::new(metadata),
        commit: None,
    }
}

/// The last part of a path, as a file may be called.
fn name_of(path: &str) -> String {
    let last = path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next();
    let name = percent_encoding::percent_decode_str(last.unwrap_or_default()).decode_utf8_lossy();
    match name.replace(['/', '\\', ':'], "-") {
        name if name.is_empty() || name == "." || name == ".." => "project".to_owned(),
        name => name,
    }
}

/// The kind of an archive by its name, else by its first bytes: not all services name them by their kind.
fn extension(name: &str, bytes: &[u8]) -> SdistExtension {
    let lower = name.to_ascii_lowercase();
    let by_name = [
        (".zip", SdistExtension::Zip),
        (".tar.bz2", SdistExtension::TarBz2),
        (".tar.xz", SdistExtension::TarXz),
        (".tar", SdistExtension::Tar),
    ];
    let named = by_name.iter().find(|(ending, _)| lower.ends_with(ending));
    match named {
        _ if bytes.starts_with(b"PK") => SdistExtension::Zip,
        _ if bytes.starts_with(&[0x1f, 0x8b]) => SdistExtension::TarGz,
        Some((_, extension)) => *extension,
        None => SdistExtension::TarGz,
    }
}
