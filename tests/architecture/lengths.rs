//! Files that have grown too long.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines of any file, tests and comments included.
pub(crate) const FILE: usize = 500;
/// Lines of a page of contents: `mod.rs` and `lib.rs`.
pub(crate) const CONTENTS: usize = 100;

/// One text for each file below `root` that is too long.
pub(crate) fn find(root: &Path) -> Vec<String> {
    let files = all_files(root, &["src", "tests", "benches", "examples"]);
    files.iter().filter_map(|file| too_long(root, file)).collect()
}

/// All Rust files of all packages below `root`, in these folders of theirs, sorted.
///
/// # Panics
/// If there is none: then a rule would hold for nothing.
pub(crate) fn all_files(root: &Path, folders: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let crates = fs::read_dir(root.join("crates"))
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path());
    for package in crates.chain([root.to_owned()]) {
        for folder in folders {
            rust_files(&package.join(folder), &mut files);
        }
    }
    assert!(!files.is_empty(), "no Rust file below {}", root.display());
    files.sort();
    files
}

fn too_long(root: &Path, file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    let limit = if matches!(name, "mod.rs" | "lib.rs") {
        CONTENTS
    } else {
        FILE
    };
    let lines = fs::read_to_string(file).unwrap().lines().count();
    let shown = file.strip_prefix(root).unwrap_or(file).display();
    (lines > limit).then(|| format!("{shown}: {lines} lines, at most {limit} are allowed"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}
