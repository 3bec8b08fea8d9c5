//! Files that are there in whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// How the names of unfinished files begin.
pub(super) const TEMPORARY_PREFIX: &str = ".unfinished-";

/// Replaces `path` by a file with these `parts`, one after the other. Makes the folder where it is missing.
///
/// Whoever reads meanwhile sees the old file or the new one. Not synced: after a crash of the machine the checksum tells.
pub(super) fn write(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let folder = path
        .parent()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY_PREFIX);
    #[cfg(unix)]
    builder.permissions(shareable());
    let create = || builder.tempfile_in(folder);
    let mut file = match create() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            create()?
        }
        other => other?,
    };
    for part in parts {
        file.write_all(part)?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// As for any new file: the user's mask decides. Temporary files are private otherwise, and users may share a cache.
#[cfg(unix)]
fn shareable() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o666)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_whole_files_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/file");
        write(&path, &[b"one", b" two"]).unwrap();
        write(&path, &[b"three"]).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"three");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
