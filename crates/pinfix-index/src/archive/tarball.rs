//! Compressed tar archives, read from front to back.

use std::io::Read;
use std::ops::ControlFlow;

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use pinfix_packaging::filename::SdistExtension;

use super::ArchiveError;

/// How much is unpacked at most to look through an archive.
const UNPACKED_LIMIT: u64 = 2 * 1024 * 1024 * 1024;

/// Shows each regular file of the archive to `visit`, with its path, until that says stop.
pub fn each_file<R: Read>(
    source: R,
    extension: SdistExtension,
    mut visit: impl FnMut(&str, &mut dyn Read) -> Result<ControlFlow<()>, ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut archive = tar::Archive::new(unpack(source, extension)?.take(UNPACKED_LIMIT));
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

/// Undoes the compression.
fn unpack<'source, R: Read + 'source>(
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
