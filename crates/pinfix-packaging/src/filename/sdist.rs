//! Names of source distributions (PEP 625 and the time before it).

use super::error::FilenameError;
use crate::name::PackageName;
use crate::version::Version;

/// The name of a source distribution: `name-version.tar.gz`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SdistFilename {
    /// The project, normalized.
    pub name: PackageName,
    /// The version.
    pub version: Version,
    /// The kind of archive.
    pub extension: SdistExtension,
}

/// The archives that source distributions come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SdistExtension {
    /// `.tar.gz`, the only one PEP 625 allows
    TarGz,
    /// `.tgz`
    Tgz,
    /// `.zip`
    Zip,
    /// `.tar.bz2`
    TarBz2,
    /// `.tbz`
    Tbz,
    /// `.tar.xz`
    TarXz,
    /// `.txz`
    Txz,
    /// `.tar.lzma`
    TarLzma,
    /// `.tlz`
    Tlz,
    /// `.tar.lz`
    TarLz,
    /// `.tar.Z`
    TarZ,
    /// `.tar`
    Tar,
}

impl SdistFilename {
    /// Reads the name of a source distribution of `expected`.
    ///
    /// Before PEP 625 names could hold dashes, so only the project it is listed under tells where the version begins.
    pub fn parse(_filename: &str, _expected: &PackageName) -> Result<Self, FilenameError> {
        Err(FilenameError::new("not written yet"))
    }
}

impl SdistExtension {
    /// How it is written, with the dot.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TarGz => ".tar.gz",
            Self::Tgz => ".tgz",
            Self::Zip => ".zip",
            Self::TarBz2 => ".tar.bz2",
            Self::Tbz => ".tbz",
            Self::TarXz => ".tar.xz",
            Self::Txz => ".txz",
            Self::TarLzma => ".tar.lzma",
            Self::Tlz => ".tlz",
            Self::TarLz => ".tar.lz",
            Self::TarZ => ".tar.Z",
            Self::Tar => ".tar",
        }
    }
}
