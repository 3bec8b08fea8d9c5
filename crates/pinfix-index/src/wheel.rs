//! METADATA out of a wheel, of which no more is read than is needed.
//!
//! [`metadata`] is a pure function over a [`Sparse`] file: where it halts with [`Halt::Need`], get those bytes from
//! wherever the wheel is (a file, a range request), [`supply`](Sparse::supply) them, and call it again.

use std::io::{Read, Seek};
use std::str::FromStr;

use pinfix_packaging::{PackageName, Version, WheelFilename};

use crate::archive::sparse::{Halt, Sparse};
use crate::archive::{ArchiveError, zip};

/// No honest METADATA is larger (the largest known have about 1 MB of description).
const METADATA_LIMIT: u64 = 16 * 1024 * 1024;

/// The bytes of the wheel's METADATA.
pub fn metadata(wheel: &Sparse, filename: &WheelFilename) -> Result<Vec<u8>, Halt> {
    let entries = match zip::entries(wheel) {
        // Directories of large wheels have a megabyte, and the folder of METADATA stands at one of its ends.
        Err(halt @ Halt::Need(_)) => {
            let entry = zip::known_entry(wheel, |entry| is_metadata_of(entry, filename))?;
            return zip::read(wheel, &entry.ok_or(halt)?, METADATA_LIMIT);
        }
        entries => entries?,
    };
    let entry = metadata_entry(&entries, filename)?;
    zip::read(wheel, entry, METADATA_LIMIT)
}

/// The bytes of METADATA of the wheel that `source` is.
pub fn read_metadata<S: Read + Seek>(
    source: &mut S,
    filename: &WheelFilename,
) -> Result<Vec<u8>, ArchiveError> {
    Sparse::drive(source, |wheel| metadata(wheel, filename))
}

/// Which of a wheel's files is its METADATA: that of the folder named as the wheel is, else the only one. Of files of the
/// same name the last one counts, as for Python's `zipfile`.
fn metadata_entry<'entries>(
    entries: &'entries [zip::Entry],
    filename: &WheelFilename,
) -> Result<&'entries zip::Entry, ArchiveError> {
    if let Some(entry) = entries.iter().rev().find(|entry| is_metadata_of(entry, filename)) {
        return Ok(entry);
    }
    let mut found = entries.iter().filter(|entry| dist_info(entry).is_some());
    match (found.next(), found.next()) {
        (Some(entry), None) => Ok(entry),
        (Some(_), Some(_)) => Err(ArchiveError::damaged(
            "it has several `.dist-info` folders, none with its own name",
        )),
        (None, _) => Err(ArchiveError::Missing("METADATA".to_owned())),
    }
}

/// The name and version of the folder that a METADATA stands in.
fn dist_info(entry: &zip::Entry) -> Option<&str> {
    let folder = entry.name.strip_suffix(".dist-info/METADATA")?;
    (!folder.contains('/')).then_some(folder)
}

/// Whether a file is the METADATA in the folder that is named as the wheel is.
fn is_metadata_of(entry: &zip::Entry, filename: &WheelFilename) -> bool {
    let parts = dist_info(entry).and_then(|folder| folder.split_once('-'));
    parts.is_some_and(|(name, version)| {
        PackageName::from_str(name).is_ok_and(|name| name == filename.name)
            && Version::from_str(version).is_ok_and(|version| version == filename.version)
    })
}
