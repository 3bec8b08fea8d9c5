//! `pinfix cache clean` and `prune`.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::atomic::TEMPORARY_PREFIX;
use super::location::{FOLDER_PREFIX, SCHEMA, TAG_FILE};

/// An unfinished file that is older than this belongs to a process that was killed.
const LEFT_OVER_AFTER: Duration = Duration::from_hours(1);

/// What was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Removed {
    /// Number of files.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
}

/// Removes everything that pinfix keeps in the cache folder `root`, and the folder itself where nothing else is in it.
///
/// Files that are not ours stay, so a wrong `--cache-dir` costs nobody a home folder. A missing folder is no error.
pub fn clean(root: &Path) -> io::Result<Removed> {
    let mut removed = Removed::default();
    for folder in our_folders(root)? {
        remove_folder(&folder.path, &mut removed)?;
    }
    remove_file(&root.join(TAG_FILE), &mut removed)?;
    // Fails where others keep something there, which is then none of our business.
    let _ = fs::remove_dir(root);
    Ok(removed)
}

/// Removes what no process will read again: the folders of other schemas, and unfinished files of killed processes.
pub fn prune(root: &Path) -> io::Result<Removed> {
    let mut removed = Removed::default();
    for folder in our_folders(root)? {
        if folder.schema != SCHEMA {
            remove_folder(&folder.path, &mut removed)?;
            continue;
        }
        for index in entries(&folder.path)? {
            for file in entries(&index.path())? {
                let unfinished = file.file_name().to_string_lossy().starts_with(TEMPORARY_PREFIX);
                if unfinished && is_left_over(&file) {
                    remove_file(&file.path(), &mut removed)?;
                }
            }
        }
    }
    Ok(removed)
}

struct OurFolder {
    path: std::path::PathBuf,
    schema: u32,
}

fn our_folders(root: &Path) -> io::Result<Vec<OurFolder>> {
    let mut folders = Vec::new();
    for entry in entries(root)? {
        let name = entry.file_name();
        let schema = name
            .to_str()
            .and_then(|name| name.strip_prefix(FOLDER_PREFIX))
            .map(str::parse);
        if let Some(Ok(schema)) = schema
            && entry.file_type()?.is_dir()
        {
            folders.push(OurFolder {
                path: entry.path(),
                schema,
            });
        }
    }
    Ok(folders)
}

/// What is in a folder; nothing where it is missing or no folder.
fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

fn is_left_over(file: &fs::DirEntry) -> bool {
    let age = file
        .metadata()
        .and_then(|data| data.modified())
        .map(|modified| modified.elapsed());
    matches!(age, Ok(Ok(age)) if age > LEFT_OVER_AFTER)
}

fn remove_folder(folder: &Path, removed: &mut Removed) -> io::Result<()> {
    for entry in entries(folder)? {
        if entry.file_type()?.is_dir() {
            remove_folder(&entry.path(), removed)?;
        } else {
            remove_file(&entry.path(), removed)?;
        }
    }
    match fs::remove_dir(folder) {
        // Another process cleans too, or wrote something meanwhile.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty
            ) =>
        {
            Ok(())
        }
        other => other,
    }
}

fn remove_file(path: &Path, removed: &mut Removed) -> io::Result<()> {
    let size = path.symlink_metadata().map(|data| data.len()).unwrap_or_default();
    match fs::remove_file(path) {
        Ok(()) => {
            removed.files += 1;
            removed.bytes += size;
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn put(path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "12345").unwrap();
    }

    #[test]
    fn clean_removes_what_is_ours_only() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("cache");
        put(&root.join("index-v1/abc/boto3.page"));
        put(&root.join("index-v77/abc/boto3.page"));
        put(&root.join("index-vfoo/keep"));
        put(&root.join("thesis.txt"));
        put(&root.join(TAG_FILE));
        assert_eq!(clean(&root).unwrap(), Removed { files: 3, bytes: 15 });
        assert!(root.join("thesis.txt").exists());
        assert!(root.join("index-vfoo/keep").exists());
        assert!(!root.join("index-v1").exists());

        fs::remove_file(root.join("thesis.txt")).unwrap();
        fs::remove_dir_all(root.join("index-vfoo")).unwrap();
        clean(&root).unwrap();
        assert!(!root.exists());
        assert_eq!(clean(&root).unwrap(), Removed::default());
    }

    #[test]
    fn prune_keeps_what_is_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let current = root.join(format!("{FOLDER_PREFIX}{SCHEMA}/abc"));
        put(&current.join("boto3.page"));
        put(&current.join(".unfinished-new"));
        put(&current.join(".unfinished-old"));
        #[expect(clippy::disallowed_methods, reason = "a test that needs an old file")]
        let long_ago = SystemTime::now() - 2 * LEFT_OVER_AFTER;
        let old = fs::File::options()
            .write(true)
            .open(current.join(".unfinished-old"))
            .unwrap();
        old.set_modified(long_ago).unwrap();
        put(&root.join("index-v0/abc/boto3.page"));
        assert_eq!(prune(root).unwrap(), Removed { files: 2, bytes: 10 });
        assert!(current.join("boto3.page").exists() && current.join(".unfinished-new").exists());
    }
}
