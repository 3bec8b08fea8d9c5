//! Metadata of distributions that lie on this machine.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::archive::ArchiveError;
use crate::build;
use crate::build::BuildSettings;
use crate::distribution::{Distribution, DistributionKind, FileLocation, Hash};
use crate::error::{IndexError, MetadataError, MetadataProblem};
use crate::metadata::{CoreMetadata, Provenance};
use crate::sdist::Statement;
use crate::statistics::Counters;
use crate::{sdist, verify, wheel};

/// Where `distribution` is on this machine.
pub(crate) fn path_of(distribution: &Distribution) -> Result<&Path, IndexError> {
    match &distribution.location {
        FileLocation::Path(path) => Ok(path),
        FileLocation::Url(url) => Err(IndexError::BadUrl {
            url: url.redacted(),
            cause: "an index of files can't fetch it".to_owned(),
        }),
    }
}

/// The `.metadata` file beside the distribution, checked against its hash, if there is one.
pub(crate) fn metadata_file(distribution: &Distribution) -> Result<Option<Vec<u8>>, MetadataError> {
    let path = path_of(distribution)?;
    let mut name = path.as_os_str().to_owned();
    name.push(".metadata");
    let name = PathBuf::from(name);
    let bytes = match fs::read(&name) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(IndexError::io(name, &error).into()),
    };
    if let Some(expected) = distribution.metadata_hashes.hash() {
        verify::check_hash(&format!("{}.metadata", distribution.filename), &bytes, expected)?;
    }
    Ok(Some(bytes))
}

/// The metadata of a distribution on this machine: from the file beside it, from within it, or from a build.
pub(crate) fn metadata(
    distribution: &Distribution,
    build: &BuildSettings,
    counters: &Counters,
) -> Result<CoreMetadata, MetadataError> {
    Counters::count(&counters.metadata_files);
    let metadata = match metadata_file(distribution)? {
        Some(text) => parse(&text, Provenance::MetadataFile)?,
        None => from_file(distribution, build, counters)?,
    };
    verify::check_identity(&metadata, distribution)?;
    Ok(metadata)
}

/// Reads METADATA, with its error as one of the distribution.
pub(crate) fn parse(text: &[u8], provenance: Provenance) -> Result<CoreMetadata, MetadataProblem> {
    CoreMetadata::parse(text, provenance).map_err(|error| MetadataProblem::Unparsable {
        cause: error.to_string(),
    })
}

fn from_file(
    distribution: &Distribution,
    build: &BuildSettings,
    counters: &Counters,
) -> Result<CoreMetadata, MetadataError> {
    let path = path_of(distribution)?;
    let mut file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => IndexError::MissingFile {
            file: distribution.filename.clone(),
            index: distribution.index.to_string(),
        },
        _ => IndexError::io(path, &error),
    })?;
    check_file(distribution, &mut file).map_err(|error| IndexError::io(path, &error))??;
    match &distribution.kind {
        DistributionKind::Wheel(filename) => {
            Counters::count(&counters.wheels_opened);
            let text = wheel::read_metadata(&mut file, filename).map_err(|error| unusable(path, error))?;
            Ok(parse(&text, Provenance::WheelFile)?)
        }
        DistributionKind::Sdist(filename) => {
            Counters::count(&counters.sdists_opened);
            match sdist::static_metadata(&mut file, filename) {
                Ok(Statement::Promised(metadata)) => return Ok(metadata),
                // One that was left in the archive by mistake is that of another release.
                Ok(Statement::Reported(metadata))
                    if verify::check_identity(&metadata, distribution).is_ok() =>
                {
                    return Ok(metadata);
                }
                Ok(Statement::Guessed(metadata)) if build.lacks_interpreter() => return Ok(metadata),
                Err(error) if !build.may_build() => return Err(unusable(path, error)),
                _ => {}
            }
            Counters::count(&counters.builds);
            let text = build::build_metadata(path, None, build)?;
            Ok(parse(&text, Provenance::Build)?)
        }
    }
}

/// The SHA-256 of a distribution's file: as stated, else of the file, which must be on this machine.
pub(crate) fn file_hash(distribution: &Distribution) -> Result<Hash, MetadataError> {
    if let Some(stated) = distribution.sha256() {
        return Ok(Hash::sha256(stated));
    }
    let path = path_of(distribution)?;
    let hash = File::open(path).and_then(|mut file| sha256(&mut file));
    Ok(hash.map_err(|error| IndexError::io(path, &error))?)
}

fn sha256(file: &mut File) -> std::io::Result<Hash> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            return Ok(verify::finish(hasher));
        }
        hasher.update(&buffer[..length]);
    }
}

/// Checks the file's SHA-256 where the page states it; leaves the file at its start.
fn check_file(distribution: &Distribution, file: &mut File) -> std::io::Result<Result<(), MetadataProblem>> {
    let Some(expected) = distribution.hashes.iter().find(|hash| hash.algorithm == "sha256") else {
        return Ok(Ok(()));
    };
    let found = sha256(file)?;
    file.rewind()?;
    Ok(verify::compare(&distribution.filename, &found, expected))
}

fn unusable(path: &Path, error: ArchiveError) -> MetadataError {
    match error {
        ArchiveError::Io(cause) => IndexError::Io {
            path: path.to_owned(),
            cause,
        }
        .into(),
        other => MetadataProblem::BadArchive {
            cause: other.to_string(),
        }
        .into(),
    }
}
