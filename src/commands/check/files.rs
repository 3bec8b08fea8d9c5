//! Which files are checked, and how they are opened.

use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use pinfix_requirements::{DiskFiles, Files};

use crate::settings;

/// No file was named, and there is none by the usual name.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("there is no requirements*.txt in {}", folder.display())]
#[diagnostic(
    code("check::no-file"),
    help("name the pinned file: `pinfix check requirements/prod.txt`")
)]
pub(super) struct NoFile {
    folder: PathBuf,
}

/// The `requirements*.txt` of a folder, by name, but for those that are `others`.
pub(super) fn usual(folder: &Path, others: &[PathBuf]) -> Result<Vec<PathBuf>, NoFile> {
    let is_usual = |name: &str| {
        let name = Path::new(name);
        let is_text = name.extension().is_some_and(|it| it == "txt");
        is_text && name.to_string_lossy().starts_with("requirements")
    };
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let mut names: Vec<PathBuf> = entries
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| is_usual(name))
        .map(PathBuf::from)
        .filter(|name| !others.contains(name))
        .collect();
    names.sort();
    if names.is_empty() {
        let folder = folder.to_owned();
        return Err(NoFile { folder });
    }
    Ok(names)
}

/// The files of this machine, but for those that would be waited for without end.
pub(super) struct PlainFiles {
    disk: DiskFiles,
}

impl PlainFiles {
    pub(super) const fn new() -> Self {
        Self {
            disk: DiskFiles::new(settings::variable),
        }
    }
}

impl Files for PlainFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        // What a shell hands over as `<(…)` is a pipe too, and has someone who writes.
        let by_shell = path.starts_with("/dev/fd") || path.starts_with("/proc");
        if let Ok(metadata) = std::fs::metadata(path)
            && !(by_shell || metadata.is_file() || metadata.is_dir())
        {
            return Err(io::Error::other("it is a pipe or a device and no file"));
        }
        self.disk.read(path)
    }

    fn read_stdin(&self) -> io::Result<Vec<u8>> {
        self.disk.read_stdin()
    }

    fn var(&self, name: &str) -> Option<String> {
        self.disk.var(name)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.disk.identity(path)
    }
}
