//! The border to the world: files, standard input and variables come in through [`Files`] and nowhere else.

use std::collections::HashMap;
use std::io;
use std::path::{Component, Path, PathBuf};

/// What reading needs from the world.
pub trait Files {
    /// The bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// All of standard input.
    fn read_stdin(&self) -> io::Result<Vec<u8>>;

    /// The value of an environment variable, for `${NAME}` in requirements files.
    fn var(&self, name: &str) -> Option<String>;

    /// One and the same path for one and the same file, so that cycles are seen. By default the path with its `.` and
    /// `..` taken out.
    fn identity(&self, path: &Path) -> PathBuf {
        normalized(path)
    }
}

/// The files of this machine.
#[derive(Debug, Clone, Copy)]
pub struct DiskFiles {
    variable: fn(&str) -> Option<String>,
}

/// Files that are made up, for tests and for texts that were read elsewhere.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: HashMap<PathBuf, Vec<u8>>,
    stdin: Vec<u8>,
    variables: HashMap<String, String>,
}

impl DiskFiles {
    /// The files of this machine; variables are asked from `variable`, since a library must not read the environment.
    pub const fn new(variable: fn(&str) -> Option<String>) -> Self {
        Self { variable }
    }
}

impl Files for DiskFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn read_stdin(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes)?;
        Ok(bytes)
    }

    fn var(&self, name: &str) -> Option<String> {
        (self.variable)(name)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        std::fs::canonicalize(path).unwrap_or_else(|_| normalized(path))
    }
}

impl MemoryFiles {
    /// No files at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more file.
    #[must_use]
    pub fn with(mut self, path: impl AsRef<Path>, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(normalized(path.as_ref()), content.into());
        self
    }

    /// With this standard input.
    #[must_use]
    pub fn with_stdin(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.stdin = content.into();
        self
    }

    /// With one more environment variable.
    #[must_use]
    pub fn with_var(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files
            .get(&normalized(path))
            .cloned()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read_stdin(&self) -> io::Result<Vec<u8>> {
        Ok(self.stdin.clone())
    }

    fn var(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }
}

/// The path without `.` and, as far as names stand before them, without `..`; links are not followed.
pub(crate) fn normalized(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(parts.components().next_back(), Some(Component::Normal(_))) => {
                parts.pop();
            }
            Component::ParentDir if parts.has_root() => {}
            other => parts.push(other),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_same_however_it_is_written() {
        for (written, plain) in [
            ("./a.txt", "a.txt"),
            ("b/../a.txt", "a.txt"),
            ("../a.txt", "../a.txt"),
            ("../../a.txt", "../../a.txt"),
            ("/../a.txt", "/a.txt"),
        ] {
            assert_eq!(normalized(Path::new(written)), Path::new(plain), "{written}");
        }
    }
}
