//! Copies of source trees: a build may write where it likes.

use std::fs;
use std::io;
use std::path::Path;

/// Folders that are made by tools, hold much, and tell nothing of a project.
const MADE: [&str; 12] = [
    "__pycache__",
    "node_modules",
    ".venv",
    "venv",
    ".tox",
    ".nox",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".idea",
    ".eggs",
    ".hypothesis",
];

/// Copies the tree at `from` to `to`, but for what tools make. Its repository is pointed at, not copied: some backends
/// ask it for the version.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let (source, target) = (entry.path(), to.join(&name));
        let kind = entry.file_type()?;
        if name == ".git" && kind.is_dir() {
            fs::write(&target, format!("gitdir: {}\n", source.canonicalize()?.display()))?;
        } else if kind.is_dir() {
            if !is_made(&name.to_string_lossy(), &source) {
                copy(&source, &target)?;
            }
        } else if kind.is_symlink() {
            copy_link(&source, &target)?;
        } else if kind.is_file() {
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

fn is_made(name: &str, path: &Path) -> bool {
    MADE.contains(&name) || path.join("pyvenv.cfg").exists()
}

/// A link leads where it led, to a file or a folder; one that leads nowhere is left out.
fn copy_link(source: &Path, target: &Path) -> io::Result<()> {
    match source.canonicalize() {
        Ok(real) if real.is_file() => fs::copy(real, target).map(|_| ()),
        #[cfg(unix)]
        Ok(real) => std::os::unix::fs::symlink(real, target),
        #[cfg(not(unix))]
        Ok(_) => Ok(()),
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_make_stays_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        for place in ["src/foo", ".git", "node_modules/x", "environment"] {
            fs::create_dir_all(from.join(place)).unwrap();
        }
        fs::write(from.join("src/foo/__init__.py"), "").unwrap();
        fs::write(from.join("environment/pyvenv.cfg"), "").unwrap();
        copy(&from, &to).unwrap();
        assert!(to.join("src/foo/__init__.py").is_file());
        assert!(to.join(".git").is_file());
        assert!(!to.join("node_modules").exists() && !to.join("environment").exists());
    }
}
