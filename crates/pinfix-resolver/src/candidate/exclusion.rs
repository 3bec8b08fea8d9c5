//! Why a candidate may not be chosen.

use std::fmt;

use pinfix_index::Timestamp;

use super::misfit::Misfit;

/// Why a candidate may not be chosen. Nothing is left out without one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Exclusion {
    /// The release has no files that pinfix can use at all (eggs and installers only, or none).
    NoFiles,
    /// `Requires-Python` does not admit the target's Python.
    RequiresPython {
        /// The specifier as the release states it.
        specifier: String,
    },
    /// There are wheels, none for the target, and no source distribution.
    NoCompatibleWheel(Misfit),
    /// There are wheels, none for the target; there is a source distribution too, and builds are off.
    NoCompatibleWheelNorBuild(Misfit),
    /// There is only a source distribution, and builds are off.
    NoBuild,
    /// There are only wheels, and they may not be used (`--no-binary`).
    NoBinary,
    /// There are wheels, which may not be used, and a source distribution, and builds are off.
    NeitherBinaryNorBuild,
    /// None of the files has a hash that the user's own lines demand.
    OtherHashes,
    /// The maintainers withdrew it (PEP 592).
    Yanked {
        /// Their reason, where they gave one.
        reason: Option<String>,
    },
    /// A pre-release, and the policy wants none.
    Prerelease,
    /// Uploaded after the cutoff (`--exclude-newer`).
    TooNew {
        /// When its earliest file was uploaded.
        uploaded: Timestamp,
    },
    /// The index does not say when it was uploaded, and there is a cutoff.
    NoUploadTime,
    /// It asks for itself in a version that it is not.
    AsksForAnother {
        /// What it asks for.
        requirement: String,
    },
    /// Its metadata could not be had or read.
    Metadata {
        /// What went wrong.
        reason: String,
    },
}

impl fmt::Display for Exclusion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFiles => formatter.write_str("has no wheel and no source distribution"),
            Self::RequiresPython { specifier } => write!(formatter, "needs Python {specifier}"),
            Self::NoCompatibleWheel(misfit) => {
                write!(
                    formatter,
                    "has wheels for {misfit} only, and no source distribution"
                )
            }
            Self::NoCompatibleWheelNorBuild(misfit) => write!(
                formatter,
                "has wheels for {misfit} only and a source distribution, and builds are off"
            ),
            Self::NoBuild => formatter.write_str("has only a source distribution, and builds are off"),
            Self::NoBinary => formatter.write_str("has only wheels, which `--no-binary` rules out"),
            Self::NeitherBinaryNorBuild => formatter.write_str(
                "has wheels, which `--no-binary` rules out, and a source distribution, and builds are off",
            ),
            Self::OtherHashes => formatter.write_str("has no file with a hash that the line demands"),
            Self::Yanked { reason: Some(reason) } if !reason.is_empty() => {
                write!(formatter, "was yanked ({reason})")
            }
            Self::Yanked { .. } => formatter.write_str("was yanked"),
            Self::Prerelease => formatter.write_str("is a pre-release, which the settings rule out"),
            Self::TooNew { uploaded } => {
                write!(
                    formatter,
                    "was uploaded on {}, after the cutoff",
                    uploaded.strftime("%Y-%m-%d")
                )
            }
            Self::NoUploadTime => formatter.write_str("has no upload time to hold against the cutoff"),
            Self::AsksForAnother { requirement } => {
                write!(formatter, "asks for `{requirement}`, which it is not itself")
            }
            Self::Metadata { reason } => write!(formatter, "can't be used: {reason}"),
        }
    }
}
