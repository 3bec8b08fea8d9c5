//! Compressed tar archives, read from front to back.

use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use pinfix_packaging::filename::SdistExtension;

use super::ArchiveError;

/// How much is unpacked at most to look through an archive.
const UNPACKED_LIMIT: u64 = 2 * 1024 * 1024 * 1024;

/// How many bytes are uncompressed at once where all of them are written.
const WRITTEN_AT_ONCE: usize = 128 * 1024;

/// Shows each regular file of the archive to `visit`, with its path, until that says stop.
pub fn each_file<R: Read>(
    source: R,
    extension: SdistExtension,
    mut visit: impl FnMut(&str, &mut dyn Read) -> Result<ControlFlow<()>, ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut archive = tar::Archive::new(uncompressed(source, extension)?.take(UNPACKED_LIMIT));
    for entry in archive.entries().map_err(|error| damaged(&error))? {
        let mut entry = entry.map_err(|error| damaged(&error))?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if visit(&path, &mut entry)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// The content of a file that `visit` was shown, of at most `limit` bytes.
pub fn read(name: &str, file: &mut dyn Read, limit: u64) -> Result<Vec<u8>, ArchiveError> {
    let mut content = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut content)
        .map_err(|error| damaged(&error))?;
    if content.len() as u64 > limit {
        return Err(ArchiveError::TooLarge {
            what: name.to_owned(),
            limit,
        });
    }
    Ok(content)
}

/// Writes the archive's files, folders and links into a folder that there is, and nothing outside of it, for as long as
/// `goes_on`.
pub fn write_into<R: Read>(
    source: R,
    extension: SdistExtension,
    folder: &Path,
    goes_on: impl Fn() -> bool,
) -> Result<(), ArchiveError> {
    let whole = uncompressed(source, extension)?.take(UNPACKED_LIMIT);
    let mut archive = tar::Archive::new(BufReader::with_capacity(WRITTEN_AT_ONCE, whole));
    for entry in archive.entries().map_err(|error| damaged(&error))? {
        let mut entry = entry.map_err(|error| damaged(&error))?;
        let kind = entry.header().entry_type();
        if !(kind.is_file() || kind.is_dir() || kind.is_symlink() || kind.is_hard_link()) {
            continue;
        }
        if !goes_on() {
            return Err(ArchiveError::Io("it took too long".to_owned()));
        }
        if !entry.unpack_in(folder)? {
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            return Err(ArchiveError::damaged(format!(
                "the archive wants to write outside of its folder: {path}"
            )));
        }
    }
    Ok(())
}

/// Undoes the compression.
fn uncompressed<'source, R: Read + 'source>(
    source: R,
    extension: SdistExtension,
) -> Result<Box<dyn Read + 'source>, ArchiveError> {
    match extension {
        SdistExtension::TarGz | SdistExtension::Tgz => Ok(Box::new(MultiGzDecoder::new(source))),
        SdistExtension::TarBz2 | SdistExtension::Tbz => Ok(Box::new(MultiBzDecoder::new(source))),
        SdistExtension::Tar => Ok(Box::new(source)),
        other => Err(ArchiveError::Unsupported(format!(
            "archives of the kind `{}` can't be read",
            other.as_str()
        ))),
    }
}

/// Errors in the compressed stream come as those of reading.
fn damaged(error: &std::io::Error) -> ArchiveError {
    ArchiveError::damaged(error.to_string())
}
