//! [`CoreMetadata`]: what a distribution says about itself, as far as a resolver needs it.
//!
//! METADATA and PKG-INFO are read as Python's e-mail parser reads them (the core metadata specification refers to it),
//! and leniently: files of all ages are out there. Nothing is dropped in silence: what was read leniently stands in
//! [`CoreMetadata::leniencies`], what could not be read in [`CoreMetadata::unreadable`].

use std::borrow::Cow;
use std::str::FromStr;

use pinfix_packaging::marker::{Expression, MarkerOperator, MarkerVariable, Operand};
use pinfix_packaging::{ExtraName, Marker, PackageName, Requirement, SpecifierSet, Version};
use rustc_hash::FxHashSet;
use thiserror::Error;

use crate::headers::Headers;

/// The metadata of one distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoreMetadata {
    /// The project's name.
    pub name: PackageName,
    /// The version.
    pub version: Version,
    /// What it depends on, with markers as written, in the order of the file.
    pub requires_dist: Vec<Requirement>,
    /// The Python versions that it asks for.
    pub requires_python: Option<SpecifierSet>,
    /// The extras that it has.
    pub provides_extra: Vec<ExtraName>,
    /// The fields that a build may change (PEP 643), in small letters.
    pub dynamic: Vec<String>,
    /// The version of the metadata format: `2.1`.
    pub metadata_version: Option<String>,
    /// Where all this comes from.
    pub provenance: Provenance,
    /// What was wrong in the text and read all the same, one phrase each.
    pub leniencies: Vec<String>,
    /// The dependencies that could not be read at all, as written; a distribution with any can't be trusted.
    pub unreadable: Vec<String>,
}

/// Where metadata comes from, in the order in which the sources are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provenance {
    /// The `.metadata` file that the index serves beside the distribution (PEP 658).
    MetadataFile,
    /// METADATA, read out of the wheel by range requests.
    WheelRange,
    /// METADATA, read out of the whole wheel.
    WheelFile,
    /// PKG-INFO of a source distribution that promises that no build changes it (PEP 643).
    PkgInfo,
    /// The `[project]` table of a source distribution's `pyproject.toml` (PEP 621).
    PyprojectToml,
    /// `*.egg-info/requires.txt` in a source distribution: what the author's own build once said.
    EggInfo,
    /// The index's JSON API (`/pypi/NAME/VERSION/json`).
    JsonApi,
    /// A build by the project's build backend (PEP 517).
    Build,
}

impl Provenance {
    /// What it is called in messages.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::MetadataFile => "metadata file",
            Self::WheelRange | Self::WheelFile => "METADATA in the wheel",
            Self::PkgInfo => "PKG-INFO",
            Self::PyprojectToml => "pyproject.toml",
            Self::EggInfo => "requires.txt in the egg-info",
            Self::JsonApi => "the index's JSON API",
            Self::Build => "a build",
        }
    }
}

/// A text that is no metadata.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MetadataParseError {
    /// There is no such field, which there must be.
    #[error("there is no `{field}` field")]
    Missing {
        /// `Name` or `Version`.
        field: &'static str,
    },
    /// The field's value can't be read.
    #[error("`{field}: {value}` can't be read")]
    Invalid {
        /// `Name` or `Version`.
        field: &'static str,
        /// Its value.
        value: String,
    },
}

impl CoreMetadata {
    /// Metadata that says nothing but name and version.
    pub fn new(name: PackageName, version: Version, provenance: Provenance) -> Self {
        Self {
            name,
            version,
            requires_dist: Vec::new(),
            requires_python: None,
            provides_extra: Vec::new(),
            dynamic: Vec::new(),
            metadata_version: None,
            provenance,
            leniencies: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    /// Reads METADATA or PKG-INFO.
    pub fn parse(text: &[u8], provenance: Provenance) -> Result<Self, MetadataParseError> {
        // The description does not count, not even for the encoding.
        let (text, latin) = decode(Self::headers(text));
        let headers = Headers::parse(&text);
        let name = headers
            .first("name")
            .ok_or(MetadataParseError::Missing { field: "Name" })?;
        let name = PackageName::from_str(name).map_err(|_| MetadataParseError::Invalid {
            field: "Name",
            value: name.to_owned(),
        })?;
        let version = headers
            .first("version")
            .ok_or(MetadataParseError::Missing { field: "Version" })?;
        let version = Version::from_str(version).map_err(|_| MetadataParseError::Invalid {
            field: "Version",
            value: version.to_owned(),
        })?;
        let mut metadata = Self::new(name, version, provenance);
        if latin {
            metadata
                .leniencies
                .push("the text is not UTF-8; read as Latin-1".to_owned());
        }
        metadata.leniencies.extend(headers.broken_off());
        metadata.metadata_version = headers.first("metadata-version").map(str::to_owned);
        metadata.dynamic = headers.all("dynamic").map(str::to_lowercase).collect();
        for requirement in headers.all("requires-dist") {
            metadata.add_requirement(requirement);
        }
        if let Some(python) = headers.first("requires-python") {
            metadata.set_requires_python(python);
            let others = headers.all("requires-python").filter(|other| *other != python);
            metadata.leniencies.extend(
                others.map(|other| format!("ignored `Requires-Python: {other}`, as it is not the first")),
            );
        }
        // There are packages with hundreds of extras: none is looked for among all the others.
        let mut seen = FxHashSet::default();
        for text in headers.all("provides-extra") {
            match ExtraName::from_str(text) {
                Ok(extra) if seen.insert(extra.clone()) => metadata.provides_extra.push(extra),
                Ok(_) => {}
                Err(_) => metadata.add_extra(text),
            }
        }
        Ok(metadata)
    }

    /// The part of METADATA before the description: all header lines, without the empty line that ends them.
    pub fn headers(text: &[u8]) -> &[u8] {
        Headers::extent(text)
    }

    /// METADATA that says the same as this value.
    pub fn to_text(&self) -> String {
        let version = self.metadata_version.as_deref().unwrap_or("2.1");
        let mut lines = vec![
            format!("Metadata-Version: {version}"),
            format!("Name: {}", self.name),
            format!("Version: {}", self.version),
        ];
        lines.extend(
            self.requires_python
                .iter()
                .map(|python| format!("Requires-Python: {python}")),
        );
        lines.extend(self.dynamic.iter().map(|field| format!("Dynamic: {field}")));
        lines.extend(
            self.provides_extra
                .iter()
                .map(|extra| format!("Provides-Extra: {extra}")),
        );
        lines.extend(
            self.requires_dist
                .iter()
                .map(|requirement| format!("Requires-Dist: {requirement}")),
        );
        lines.extend(
            self.unreadable
                .iter()
                .map(|text| format!("Requires-Dist: {text}")),
        );
        lines.join("\n") + "\n"
    }

    /// Reads one `Requires-Dist` leniently and adds it, to the unreadable ones if that is what it is.
    pub(crate) fn add_requirement(&mut self, text: &str) {
        match Requirement::parse_lenient(text) {
            Ok((requirement, leniencies)) => {
                self.requires_dist.push(requirement);
                self.leniencies.extend(leniencies);
            }
            Err(_) => self.unreadable.push(text.to_owned()),
        }
    }

    /// Adds a requirement that holds for an extra only, or where a marker holds, or both.
    pub(crate) fn add_extra_requirement(
        &mut self,
        text: &str,
        extra: Option<&ExtraName>,
        marker: Option<&Marker>,
    ) {
        let before = self.requires_dist.len();
        self.add_requirement(text);
        for requirement in &mut self.requires_dist[before..] {
            let markers = [
                requirement.marker.take(),
                marker.cloned(),
                extra.map(extra_marker),
            ];
            requirement.marker = markers.into_iter().flatten().reduce(Marker::and);
        }
    }

    /// Reads a `Requires-Python` leniently; one that can't be read excludes nothing, as pip has it.
    pub(crate) fn set_requires_python(&mut self, text: &str) {
        match SpecifierSet::parse_lenient(text) {
            Ok((specifiers, leniencies)) => {
                // One that allows everything (`*`) is as good as none.
                self.requires_python = Some(specifiers).filter(|specifiers| !specifiers.is_empty());
                self.leniencies.extend(leniencies);
            }
            Err(_) => self
                .leniencies
                .push(format!("ignored `Requires-Python: {text}`, which can't be read")),
        }
    }

    /// Adds an extra under its normalized name, once.
    pub(crate) fn add_extra(&mut self, text: &str) {
        match ExtraName::from_str(text) {
            Ok(extra) => {
                if !self.provides_extra.contains(&extra) {
                    self.provides_extra.push(extra);
                }
            }
            Err(_) => self
                .leniencies
                .push(format!("ignored the extra `{text}`, which is no name")),
        }
    }
}

/// `extra == "name"`
fn extra_marker(extra: &ExtraName) -> Marker {
    Marker::Expression(Expression {
        left: Operand::Variable(MarkerVariable::Extra),
        operator: MarkerOperator::Eq,
        right: Operand::Literal(extra.as_ref().into()),
    })
}

/// The text, and whether it had to be read as Latin-1.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (Cow::Owned(bytes.iter().copied().map(char::from).collect()), true),
    }
}
