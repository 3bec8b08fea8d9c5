//! Versions of Python, and which patches there are.

use std::fmt;
use std::str::FromStr;

use crate::version::Version;

/// The newest patch of each minor version of Python 3, as of November 2026.
const NEWEST_PATCHES: [(u64, u64); 8] = [
    (8, 20),
    (9, 25),
    (10, 22),
    (11, 18),
    (12, 16),
    (13, 18),
    (14, 10),
    (15, 2),
];

/// The last minor version that pinfix is tested for; a later one is resolved for as well as can be known.
const NEWEST_TESTED: u64 = 14;

/// The oldest minor version: the ABI tags of those before were of another make (`cp37m`).
const OLDEST: u64 = 8;

/// The newest minor version that is known of.
const NEWEST: u64 = NEWEST_PATCHES[NEWEST_PATCHES.len() - 1].0;

/// The newest minor version that is taken: the one after the newest known may be out by now. A number beyond is more
/// likely a slip of the pen.
const HIGHEST: u64 = NEWEST + 1;

/// A full version of CPython 3, with its patch: `3.9.25`, `3.13.0rc1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PythonVersion {
    full: Version,
    minor: u64,
}

/// A text that is no version of Python, or of none that can be resolved for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PythonVersionError {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl PythonVersion {
    /// The newest patch known of every minor version that pinfix is tested for, the oldest first: 3.8 to 3.14.
    pub fn known_minors() -> impl Iterator<Item = Self> {
        NEWEST_PATCHES
            .into_iter()
            .filter(|(minor, _)| *minor <= NEWEST_TESTED)
            .map(|(minor, patch)| Self {
                full: Version::new([3, minor, patch]),
                minor,
            })
    }

    /// The major and the minor number.
    pub fn major_minor(&self) -> (u64, u64) {
        (3, self.minor)
    }

    /// The full version.
    pub fn full(&self) -> &Version {
        &self.full
    }

    /// The major and the minor number as `python_version` has them: `3.9`.
    pub fn short(&self) -> String {
        format!("3.{}", self.minor)
    }
}

impl FromStr for PythonVersion {
    type Err = PythonVersionError;

    /// Reads `3.9` as the newest known patch of 3.9; more numbers as they stand.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = |message: String| PythonVersionError {
            message,
            help: "write a version such as 3.9 or 3.9.25".to_owned(),
        };
        let wrong = || error(format!("`{text}` is no version of Python"));
        let version: Version = text.trim().parse().map_err(|_| wrong())?;
        let &[major, minor, ref rest @ ..] = version.release() else {
            return Err(wrong());
        };
        if rest.len() > 1 || version.epoch() != 0 || version.is_post() {
            return Err(wrong());
        }
        if major != 3 || !(OLDEST..=HIGHEST).contains(&minor) {
            return Err(PythonVersionError {
                message: format!("Python {major}.{minor} is not supported"),
                help: format!("pinfix resolves for Python 3.{OLDEST} to 3.{HIGHEST}"),
            });
        }
        if !rest.is_empty() {
            return Ok(Self { full: version, minor });
        }
        if version.any_prerelease() || version.is_local() {
            // `3.15rc1` is `3.15.0rc1`, as Python itself says it.
            return Ok(Self {
                full: version.with_release([3, minor, 0]),
                minor,
            });
        }
        let patch = NEWEST_PATCHES
            .into_iter()
            .find(|(known, _)| *known == minor)
            .map_or(0, |(_, patch)| patch);
        Ok(Self {
            full: Version::new([3, minor, patch]),
            minor,
        })
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.full)
    }
}
