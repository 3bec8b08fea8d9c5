//! Versions of Python, and which patches there are.

use std::fmt;
use std::str::FromStr;

use crate::version::Version;

/// The newest patch of each minor version, as of November 2026; the first and the last are the ends of what pinfix
/// supports.
const NEWEST_PATCHES: [(u64, u64, u64); 7] = [
    (3, 8, 20),
    (3, 9, 25),
    (3, 10, 22),
    (3, 11, 18),
    (3, 12, 16),
    (3, 13, 18),
    (3, 14, 10),
];

/// A full version of Python, with its patch: `3.9.25`, `3.13.0rc1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PythonVersion {
    full: Version,
    major: u64,
    minor: u64,
}

/// A text that is no version of Python.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PythonVersionError {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl PythonVersion {
    /// The newest patch known of every supported minor version, the oldest first.
    pub fn known_minors() -> impl Iterator<Item = Self> {
        NEWEST_PATCHES.into_iter().map(|(major, minor, patch)| Self {
            full: Version::new([major, minor, patch]),
            major,
            minor,
        })
    }

    /// The major and the minor number.
    pub fn major_minor(&self) -> (u64, u64) {
        (self.major, self.minor)
    }

    /// The full version.
    pub fn full(&self) -> &Version {
        &self.full
    }

    /// The major and the minor number as `python_version` has them: `3.9`.
    pub fn short(&self) -> String {
        format!("{}.{}", self.major, self.minor)
    }
}

impl FromStr for PythonVersion {
    type Err = PythonVersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let help = "write a version such as 3.9 or 3.9.25";
        let version: Version = text.parse().map_err(|_| PythonVersionError {
            message: format!("`{text}` is no version of Python"),
            help: help.into(),
        })?;
        let (major, minor) = (
            version.release()[0],
            version.release().get(1).copied().unwrap_or(0),
        );
        Ok(Self {
            full: version,
            major,
            minor,
        })
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.full)
    }
}
