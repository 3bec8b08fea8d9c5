//! Archives, read by pieces and with limits: whoever made the file may mean harm.

pub mod sparse;
pub mod tarball;
pub mod zip;

use thiserror::Error;

/// An archive that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArchiveError {
    /// It is something else, or damaged.
    #[error("{0}")]
    Damaged(String),
    /// It makes use of something that pinfix does not know.
    #[error("{0}")]
    Unsupported(String),
    /// A part is larger than is sensible.
    #[error("{what} is larger than {limit} bytes")]
    TooLarge {
        /// Which part.
        what: String,
        /// How large it may be.
        limit: u64,
    },
    /// The file that was looked for is not in it.
    #[error("there is no {0} in it")]
    Missing(String),
    /// The operating system can't read the file.
    #[error("{0}")]
    Io(String),
}

impl ArchiveError {
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }
}

impl From<std::io::Error> for ArchiveError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string())
    }
}
