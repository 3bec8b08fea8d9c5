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
    let entries = zip::entries(wheel)?;
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

/// Which of a wheel's files is its METADATA: that of the folder named as the wheel is, else the only one.
fn metadata_entry<'entries>(
    entries: &'entries [zip::Entry],
    filename: &WheelFilename,
) -> Result<&'entries zip::Entry, ArchiveError> {
    let mut found: Option<&zip::Entry> = None;
    let mut several = false;
    for entry in entries {
        let Some(folder) = entry
            .name
            .strip_suffix(".dist-info/METADATA")
            .filter(|name| !name.contains('/'))
        else {
            continue;
        };
        let named_alike = folder.split_once('-').is_some_and(|(name, version)| {
            PackageName::from_str(name).is_ok_and(|name| name == filename.name)
                && Version::from_str(version).is_ok_and(|version| version == filename.version)
        });
        if named_alike {
            return Ok(entry);
        }
        several = found.is_some();
        found = Some(entry);
    }
    match found {
        Some(entry) if !several => Ok(entry),
        Some(_) => Err(ArchiveError::damaged(
            "it has several `.dist-info` folders, none with its own name",
        )),
        None => Err(ArchiveError::Missing("METADATA".to_owned())),
    }
}
