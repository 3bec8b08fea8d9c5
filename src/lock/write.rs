//! Writes a file whole or not at all.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use tempfile::NamedTempFile;

/// A file can't be written.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("can't write {}", path.display())]
#[diagnostic(
    code("lock::write"),
    help("check that the folder exists and may be written to; the old file is as it was")
)]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// What the operating system said.
    pub source: io::Error,
}

/// Writes `text` to `path` by way of a temporary file beside it, so that a reader sees the old text or the new one.
/// A symbolic link stays one, and the permissions stay as they are.
///
/// # Errors
/// Where the folder does not exist or may not be written to.
pub fn write_atomically(path: &Path, text: &str) -> Result<(), WriteError> {
    Staged::new(path, text)?.commit()
}

/// A text that is written beside its place, and takes it at once when it is [committed](Staged::commit).
#[derive(Debug)]
pub struct Staged {
    path: PathBuf,
    way: Way,
}

/// How a text comes to its place.
#[derive(Debug)]
enum Way {
    /// A file beside the place takes it.
    Replace { place: PathBuf, file: NamedTempFile },
    /// The place is a device or a pipe, and takes the text.
    Through(String),
}

impl Staged {
    /// Writes `text` beside `path`.
    ///
    /// # Errors
    /// Where the folder does not exist or may not be written to.
    pub fn new(path: &Path, text: &str) -> Result<Self, WriteError> {
        let fail = |source| WriteError {
            path: path.to_path_buf(),
            source,
        };
        Ok(Self {
            path: path.to_path_buf(),
            way: stage(path, text).map_err(fail)?,
        })
    }

    /// Puts the text in its place.
    ///
    /// # Errors
    /// Where the place may not be written to.
    pub fn commit(self) -> Result<(), WriteError> {
        let done = match self.way {
            Way::Replace { place, file } => file.persist(&place).map(|_| ()).map_err(|error| error.error),
            Way::Through(text) => std::fs::write(&self.path, text),
        };
        done.map_err(|source| WriteError {
            path: self.path,
            source,
        })
    }
}

fn stage(path: &Path, text: &str) -> io::Result<Way> {
    if std::fs::metadata(path).is_ok_and(|place| !place.is_file() && !place.is_dir()) {
        return Ok(Way::Through(text.to_owned()));
    }
    let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = real
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let message = format!("there is no folder {}", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    let mut file = tempfile::Builder::new().prefix(".pinfix-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    set_permissions(file.path(), &real)?;
    Ok(Way::Replace { place: real, file })
}

/// Those of the file that is replaced, else those of any new file (a temporary one is closed to others).
#[cfg(unix)]
fn set_permissions(temporary: &Path, real: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = match std::fs::metadata(real) {
        Ok(metadata) => metadata.permissions(),
        Err(_) => std::fs::Permissions::from_mode(0o644),
    };
    std::fs::set_permissions(temporary, permissions)
}

#[cfg(not(unix))]
fn set_permissions(_temporary: &Path, _real: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_text_gives_way_to_the_new_one_and_nothing_stays_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("requirements.txt");
        write_atomically(&path, "old").unwrap();
        write_atomically(&path, "new").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_does_not_exist_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = write_atomically(&folder.path().join("none/requirements.txt"), "text").unwrap_err();
        assert!(error.to_string().contains("none"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("real.txt");
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let link = folder.path().join("link.txt");
        symlink(&path, &link).unwrap();
        write_atomically(&link, "new").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
