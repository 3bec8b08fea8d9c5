//! Which packages the cache knows of.

use std::fs;
use std::path::Path;

use pinfix_packaging::PackageName;

use super::location::{FOLDER_PREFIX, SCHEMA};

/// The names of the packages whose metadata is in the cache folder `root`, in order: they were of use once. What can't
/// be read is left out, since this serves guesses only.
pub fn names(root: &Path) -> Vec<PackageName> {
    let folder = root.join(format!("{FOLDER_PREFIX}{SCHEMA}"));
    let indexes = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = indexes.flat_map(|index| fs::read_dir(index.path()).into_iter().flatten().flatten());
    let mut names: Vec<PackageName> = files
        .filter_map(|file| file.file_name().to_str()?.strip_suffix(".pack")?.parse().ok())
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_metadata_has_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path().join(format!("{FOLDER_PREFIX}{SCHEMA}/0123"));
        fs::create_dir_all(&index).unwrap();
        for file in ["flask.pack", "flask.page", "requets.page", "a b.pack"] {
            fs::write(index.join(file), "").unwrap();
        }
        let found: Vec<String> = names(folder.path()).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["flask"]);
        assert!(names(Path::new("nowhere")).is_empty());
    }
}
