//! Names of wheels (PEP 427, PEP 425).

use std::str::FromStr;

use super::error::FilenameError;
use crate::name::PackageName;
use crate::tag::WheelTag;
use crate::version::Version;

/// The name of a wheel: `name-version(-build)-python-abi-platform.whl`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WheelFilename {
    /// The project, normalized.
    pub name: PackageName,
    /// The version.
    pub version: Version,
    /// The build tag, which starts with a digit and breaks ties between wheels of one version.
    pub build: Option<String>,
    /// The tags, with compressed sets (`py2.py3-none-any`) written out.
    pub tags: Vec<WheelTag>,
}

impl WheelFilename {
    /// The build tag as it sorts: its number, then the rest; wheels without one come first.
    pub fn build_order(&self) -> Option<(u64, &str)> {
        let build = self.build.as_deref()?;
        let digits = build.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = build.split_at(digits);
        Some((number.parse().unwrap_or(u64::MAX), rest))
    }
}

impl FromStr for WheelFilename {
    type Err = FilenameError;

    fn from_str(_filename: &str) -> Result<Self, Self::Err> {
        Err(FilenameError::new("not written yet"))
    }
}
