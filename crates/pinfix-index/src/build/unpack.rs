//! Source distributions, unpacked for a build: quicker than a Python does it, which reads what is left to it.

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use pinfix_packaging::filename::SdistExtension;

use crate::archive::tarball;

/// Unpacks the archive into `folder`, which must not be there; the folder with the project. `None`: it is of a kind, or made
/// in a way, that is for a Python to read, and nothing was written.
pub(super) fn unpack(
    archive: &Path,
    folder: &Path,
    goes_on: impl Fn() -> bool,
) -> io::Result<Option<PathBuf>> {
    let mut file = File::open(archive)?;
    let Some(kind) = kind(&mut file)? else {
        return Ok(None);
    };
    fs::create_dir(folder)?;
    if tarball::write_into(file, kind, folder, goes_on).is_err() {
        fs::remove_dir_all(folder)?;
        return Ok(None);
    }
    project(folder).map(Some)
}

/// The kind of archive by how it begins: a name may say something else.
fn kind(file: &mut File) -> io::Result<Option<SdistExtension>> {
    let mut start = Vec::new();
    file.take(3).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(match start[..] {
        [0x1f, 0x8b, ..] => Some(SdistExtension::TarGz),
        [b'B', b'Z', b'h'] => Some(SdistExtension::TarBz2),
        _ => None,
    })
}

/// The folder with the project: the only one there is, where no project is beside it.
fn project(folder: &Path) -> io::Result<PathBuf> {
    let mut inner = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            inner.push(path);
        }
    }
    let is_project = ["setup.py", "pyproject.toml"]
        .iter()
        .any(|name| folder.join(name).exists());
    Ok(match <[PathBuf; 1]>::try_from(inner) {
        Ok([only]) if !is_project => only,
        _ => folder.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    /// An archive of these files in a folder; what it holds besides is added by `more`.
    fn archive(folder: &Path, more: impl FnOnce(&mut tar::Builder<GzEncoder<File>>)) -> PathBuf {
        let path = folder.join("some.tar.gz");
        let mut builder =
            tar::Builder::new(GzEncoder::new(File::create(&path).unwrap(), Compression::fast()));
        for (name, mode) in [("foo-1/setup.py", 0o644), ("foo-1/configure", 0o755)] {
            let mut header = tar::Header::new_gnu();
            header.set_size(3);
            header.set_mode(mode);
            builder.append_data(&mut header, name, &b"abc"[..]).unwrap();
        }
        more(&mut builder);
        builder.into_inner().unwrap().finish().unwrap();
        path
    }

    #[test]
    fn the_project_is_in_the_only_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path(), |_| {});
        let target = folder.path().join("source");
        let project = unpack(&path, &target, || true).unwrap().unwrap();
        assert_eq!(project, target.join("foo-1"));
        assert_eq!(fs::read(project.join("setup.py")).unwrap(), b"abc");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(project.join("configure"))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o111, 0o111);
        }
    }

    #[test]
    fn nothing_is_written_outside_nor_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path(), |builder| {
            let mut link = tar::Header::new_gnu();
            link.set_entry_type(tar::EntryType::Symlink);
            link.set_size(0);
            builder
                .append_link(&mut link, "foo-1/out", folder.path())
                .unwrap();
            let mut header = tar::Header::new_gnu();
            header.set_size(3);
            header.set_mode(0o644);
            builder
                .append_data(&mut header, "foo-1/out/written", &b"abc"[..])
                .unwrap();
        });
        let target = folder.path().join("source");
        assert_eq!(unpack(&path, &target, || true).unwrap(), None);
        assert!(!target.exists() && !folder.path().join("written").exists());
    }

    #[test]
    fn what_nobody_waits_for_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path(), |_| {});
        let target = folder.path().join("source");
        let asked = Cell::new(0);
        let once = || asked.replace(asked.get() + 1) == 0;
        assert_eq!(unpack(&path, &target, once).unwrap(), None);
        assert!(!target.exists());
    }

    #[test]
    fn other_kinds_are_left_to_a_python() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.tar.gz");
        fs::write(&path, "PK\x03\x04").unwrap();
        assert_eq!(
            unpack(&path, &folder.path().join("source"), || true).unwrap(),
            None
        );
    }
}
