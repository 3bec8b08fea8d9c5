//! What goes into a bundle: paths, and where their bytes come from.

use std::fs;
use std::io;
use std::path::PathBuf;

/// One file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path in the bundle, with slashes, relative to the top.
    pub path: String,
    /// Where its bytes come from.
    pub source: Source,
    /// Whether it can be executed.
    pub executable: bool,
}

/// Where the bytes of a file come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file of the project, as it is.
    File(PathBuf),
    /// A text file of the project, with line feeds for its line ends.
    Text(PathBuf),
    /// These.
    Made(Vec<u8>),
}

impl Entry {
    /// A file that is made for the bundle.
    pub fn made(path: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            source: Source::Made(text.into()),
            executable: false,
        }
    }

    /// The same, to be executed.
    #[must_use]
    pub fn executable(self) -> Self {
        Self {
            executable: true,
            ..self
        }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// Where its file can't be read.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        match &self.source {
            Source::File(path) => fs::read(path),
            Source::Text(path) => Ok(with_line_feeds(fs::read(path)?)),
            Source::Made(bytes) => Ok(bytes.clone()),
        }
    }
}

/// Whether the platform runs this file by itself, so that a carriage return in it ends a deployment.
pub(crate) fn is_hook(path: &str) -> bool {
    path.starts_with(".platform/hooks/") || path.starts_with(".platform/confighooks/")
}

/// Whether the platform reads this file as a text.
pub(crate) fn is_platform_text(path: &str) -> bool {
    is_hook(path)
        || path == "Procfile"
        || path == "requirements.txt"
        || path.starts_with(".ebextensions/")
        || path.starts_with(".platform/")
}

/// The same bytes with `\n` for each `\r\n`; what is no text stays as it is.
fn with_line_feeds(bytes: Vec<u8>) -> Vec<u8> {
    if bytes.contains(&0) {
        return bytes;
    }
    let mut text = Vec::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            text.push(*byte);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carriage_returns_go_from_texts_only() {
        assert_eq!(with_line_feeds(b"a\r\nb\rc\n".to_vec()), b"a\nb\rc\n");
        assert_eq!(with_line_feeds(b"a\r\n\0".to_vec()), b"a\r\n\0");
    }
}
