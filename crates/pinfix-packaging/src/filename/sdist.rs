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

/// Files that lie beside distributions on an index and are none.
const OTHER_FILES: [(&str, &str); 9] = [
    (".egg", "eggs are not supported"),
    (".exe", "Windows installers are not supported"),
    (".msi", "Windows installers are not supported"),
    (".rpm", "RPM packages are not supported"),
    (".deb", "Debian packages are not supported"),
    (".dmg", "disk images are not supported"),
    (".asc", "it is a signature"),
    (".sig", "it is a signature"),
    (".metadata", "it is the metadata of a distribution"),
];

impl SdistFilename {
    /// Reads the name of a source distribution of `expected`.
    ///
    /// Before PEP 625 names and versions could hold dashes, so only the project it is listed under tells where the
    /// version begins: `a-b-1.0-1.zip` is `a-b` `1.0.post1`.
    pub fn parse(filename: &str, expected: &PackageName) -> Result<Self, FilenameError> {
        let (stem, extension) = split_extension(filename)?;
        let version = after_name(stem, expected)
            .ok_or_else(|| FilenameError::new(format!("its name does not start with `{expected}-`")))?;
        if version.is_empty() {
            return Err(FilenameError::new("its name has no version"));
        }
        let error = || FilenameError::new(format!("`{version}` is no version (PEP 440)"));
        if version.contains(char::is_whitespace) {
            return Err(error());
        }
        let version = match version.parse() {
            Ok(version) => version,
            Err(_) if is_built(version) => {
                return Err(FilenameError::new(format!(
                    "`{version}` names a platform: it is a built archive"
                )));
            }
            Err(_) => return Err(error()),
        };
        Ok(Self {
            name: expected.clone(),
            version,
            extension,
        })
    }
}

fn split_extension(filename: &str) -> Result<(&str, SdistExtension), FilenameError> {
    let found = SdistExtension::ALL.into_iter().find_map(|extension| {
        filename
            .strip_suffix(extension.as_str())
            .map(|stem| (stem, extension))
    });
    found.ok_or_else(|| {
        let other = OTHER_FILES
            .into_iter()
            .find(|(suffix, _)| filename.ends_with(suffix));
        FilenameError::new(other.map_or(
            "its name does not end as that of a source distribution",
            |(_, why)| why,
        ))
    })
}

/// What follows the first dash before which the text is, in normal form, the name.
fn after_name<'stem>(stem: &'stem str, name: &PackageName) -> Option<&'stem str> {
    stem.match_indices('-')
        .find(|(at, _)| {
            stem[..*at]
                .parse::<PackageName>()
                .is_ok_and(|candidate| candidate == *name)
        })
        .map(|(at, _)| &stem[at + 1..])
}

/// Whether this is the end of the name of a `bdist_dumb` archive.
fn is_built(version: &str) -> bool {
    ["linux-", "win32", "win-amd64", "macosx-", "py2", "py3"]
        .iter()
        .any(|mark| version.contains(mark))
}

impl SdistExtension {
    /// Every extension, longer ones before those that end them.
    pub const ALL: [Self; 12] = [
        Self::TarGz,
        Self::Tgz,
        Self::Zip,
        Self::TarBz2,
        Self::Tbz,
        Self::TarXz,
        Self::Txz,
        Self::TarLzma,
        Self::Tlz,
        Self::TarLz,
        Self::TarZ,
        Self::Tar,
    ];

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
