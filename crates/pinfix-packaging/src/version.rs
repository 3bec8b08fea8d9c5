//! Versions (PEP 440).

pub use pep440_rs::{Version, VersionParseError};
