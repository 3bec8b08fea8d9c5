//! The zip: the same files give the same bytes, on any machine and at any time.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::entry::Entry;
use crate::error::{BundleError, MB};

/// How many of the largest files are told of a bundle that is too large.
const LARGEST: usize = 10;

/// A zip, in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many files it holds.
    pub files: usize,
    /// How many bytes they have unpacked.
    pub unpacked: u64,
}

/// What a platform takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Its family.
    pub platform: String,
    /// In bytes.
    pub bytes: u64,
}

/// Packs files, which are in order. `progress` is told of each.
///
/// # Errors
/// Where a file can't be read, and where the zip is larger than the platform takes.
pub fn pack(entries: &[Entry], limit: &Limit, progress: &dyn Fn(&Entry)) -> Result<Archive, BundleError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut unpacked = 0;
    for entry in entries {
        progress(entry);
        let bytes = entry.bytes().map_err(BundleError::file("read", &entry.path))?;
        unpacked += bytes.len() as u64;
        // No time of any file: a checkout has other times than the next.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(6))
            .last_modified_time(DateTime::default())
            .large_file(false)
            .unix_permissions(if entry.executable { 0o755 } else { 0o644 });
        zip.start_file(&entry.path, options).map_err(unfit)?;
        zip.write_all(&bytes).map_err(|error| unfit(error.into()))?;
    }
    let bytes = zip.finish().map_err(unfit)?.into_inner();
    let size = bytes.len() as u64;
    if size > limit.bytes {
        return Err(BundleError::TooLarge {
            size,
            limit: limit.bytes,
            platform: limit.platform.clone(),
            largest: largest(entries),
        });
    }
    Ok(Archive {
        files: entries.len(),
        bytes,
        unpacked,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn unfit(cause: zip::result::ZipError) -> BundleError {
    BundleError::Zip {
        cause: cause.to_string(),
    }
}

fn largest(entries: &[Entry]) -> Vec<String> {
    let size = |entry: &Entry| entry.bytes().map_or(0, |bytes| bytes.len() as u64);
    let mut sizes: Vec<(u64, &str)> = entries
        .iter()
        .map(|entry| (size(entry), entry.path.as_str()))
        .collect();
    sizes.sort_by(|one, other| other.cmp(one));
    let told = sizes.into_iter().take(LARGEST);
    told.map(|(size, path)| format!("{:8.1} MB  {path}", as_megabytes(size)))
        .collect()
}

/// For people.
#[expect(clippy::cast_precision_loss, reason = "it is shown with one digit")]
fn as_megabytes(bytes: u64) -> f64 {
    bytes as f64 / MB as f64
}

/// What came of writing a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// There was none.
    New,
    /// It is there, byte for byte.
    Unchanged,
    /// The one before is kept there, if any are kept.
    Replaced(Option<PathBuf>),
}

/// Writes a bundle whole or not at all, and keeps up to `keep` of those before: `app.zip.1` is the last one.
///
/// # Errors
/// Where it can't be written; then the one before is still in place.
pub fn write(path: &Path, archive: &Archive, keep: usize) -> Result<Written, BundleError> {
    let failed = || BundleError::file("write", path);
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let before = fs::read(path).ok();
    if before.as_ref() == Some(&archive.bytes) {
        return Ok(Written::Unchanged);
    }
    fs::create_dir_all(folder).map_err(failed())?;
    let mut staged = tempfile::Builder::new()
        .prefix(".pinfix-bundle")
        .tempfile_in(folder)
        .map_err(failed())?;
    staged.write_all(&archive.bytes).map_err(failed())?;
    readable(staged.as_file()).map_err(failed())?;
    let kept = before
        .is_some()
        .then(|| back_up(path, keep))
        .transpose()?
        .flatten();
    staged
        .persist(path)
        .map_err(|error| BundleError::file("write", path)(error.error))?;
    Ok(match before {
        None => Written::New,
        Some(_) => Written::Replaced(kept),
    })
}

/// Whoever uploads a bundle need not be who made it.
#[cfg(unix)]
fn readable(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &fs::File) -> std::io::Result<()> {
    Ok(())
}

/// `app.zip` is copied to `app.zip.1`, that of before moves to `app.zip.2`, and so on; the last one goes.
fn back_up(path: &Path, keep: usize) -> Result<Option<PathBuf>, BundleError> {
    if keep == 0 {
        return Ok(None);
    }
    for number in (1..keep).rev() {
        let (from, to) = (backup(path, number), backup(path, number + 1));
        if from.exists() {
            fs::rename(&from, &to).map_err(BundleError::file("rename", &from))?;
        }
    }
    let last = backup(path, 1);
    fs::copy(path, &last).map_err(BundleError::file("copy", path))?;
    Ok(Some(last))
}

/// Where the backup of a bundle is that was made so many bundles ago.
pub fn backup(path: &Path, number: usize) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(bytes: u64) -> Limit {
        Limit {
            platform: "elastic-beanstalk".to_owned(),
            bytes,
        }
    }

    fn entries(text: &str) -> Vec<Entry> {
        vec![
            Entry::made(".platform/hooks/prebuild/01.sh", "#!/bin/bash\n").executable(),
            Entry::made("app.py", text),
        ]
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let one = pack(&entries("x"), &limit(MB), &|_| {}).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert_eq!(pack(&entries("x"), &limit(MB), &|_| {}).unwrap(), one);
        let mut read = zip::ZipArchive::new(Cursor::new(one.bytes)).unwrap();
        assert_eq!(read.by_index(0).unwrap().unix_mode().unwrap() & 0o777, 0o755);
        assert_eq!(read.by_index(1).unwrap().unix_mode().unwrap() & 0o777, 0o644);
    }

    #[test]
    fn what_is_too_large_is_told_with_the_largest_files() {
        let error = pack(&entries("x"), &limit(10), &|_| {}).unwrap_err().to_string();
        assert!(error.contains("elastic-beanstalk takes 0 MB"), "{error}");
        assert!(error.contains("app.py"), "{error}");
    }

    #[test]
    fn backups_move_on_and_the_last_one_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.zip");
        for number in 0..6 {
            let archive = pack(&entries(&number.to_string()), &limit(MB), &|_| {}).unwrap();
            write(&path, &archive, 3).unwrap();
            assert_eq!(write(&path, &archive, 3).unwrap(), Written::Unchanged);
        }
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["app.zip", "app.zip.1", "app.zip.2", "app.zip.3"]);
    }
}
