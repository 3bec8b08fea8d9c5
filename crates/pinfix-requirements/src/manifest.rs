//! What the user asked for, from all files, in one list, each line with its origin.

use std::borrow::Cow;
use std::path::PathBuf;

use pinfix_packaging::{ExtraName, Marker, PackageName, Requirement, SpecifierSet};

use crate::error::Diagnosed;
use crate::location::Location;
use crate::origin::Origin;
use crate::redact::redact;
use crate::source::{SourceId, Sources};

/// Everything that was read.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// The texts that all origins point into.
    pub sources: Sources,
    /// Requirements and constraints in the order in which they were met.
    pub lines: Vec<RequirementLine>,
    /// Requirements that replace what packages ask for.
    pub overrides: Vec<RequirementLine>,
    /// Names that are left out wherever they are asked for.
    pub excludes: Vec<PackageName>,
    /// The options of all files, merged in their order.
    pub options: IndexOptions,
    /// What is no mistake but worth saying.
    pub warnings: Vec<Diagnosed>,
    /// The project of the (first) `pyproject.toml` among the files.
    pub project: Option<ProjectTable>,
    /// The name of the project of each `pyproject.toml` that was read, also where only its groups were asked for.
    pub project_names: Vec<(SourceId, PackageName)>,
}

/// The parts of `[project]` that are not lists of requirements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectTable {
    /// The project's name.
    pub name: PackageName,
    /// The Python versions that it says it supports.
    pub requires_python: Option<RequiresPython>,
}

/// `requires-python`, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiresPython {
    /// What it says.
    pub specifiers: SpecifierSet,
    /// Where.
    pub origin: Origin,
}

/// Whether a line asks for a package or only bounds its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LineKind {
    /// It asks for the package.
    Requirement,
    /// It bounds the version, should something else ask for the package.
    Constraint,
}

/// One line of a requirements file, or one entry of a list in `pyproject.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementLine {
    /// Whether it asks or bounds.
    pub kind: LineKind,
    /// For what.
    pub requirement: Requested,
    /// Whether `-e` stands before it.
    pub editable: bool,
    /// The hashes (`--hash`) of which the file must have one; empty: any file will do.
    pub hashes: Vec<Hash>,
    /// What `--config-settings` and `--global-option` pass to a build.
    pub options: BuildOptions,
    /// As written, with continuation lines joined and variables *not* filled in, without comment and hashes. It may
    /// hold credentials that stand in the file: show [`RequirementLine::shown`].
    pub text: String,
    /// Where.
    pub origin: Origin,
    /// The list in `pyproject.toml` that it is an entry of: `project.dependencies`, `dependency-groups.dev`.
    pub list: Option<String>,
    /// The packages that a lock says this one needs (`dependencies` of PEP 751).
    pub depends_on: Vec<PackageName>,
}

/// What a line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requested {
    /// A project by name: `foo>=1`, `foo @ https://example.org/foo-1.0-py3-none-any.whl`.
    Named(Requirement),
    /// A project by its place; its name is only known when that was looked at, or see [`Requested::name`].
    Unnamed {
        /// Where it is.
        location: Location,
        /// The extras that are wanted of it.
        extras: Vec<ExtraName>,
        /// When it is wanted.
        marker: Option<Marker>,
    },
}

/// `--hash=sha256:…`
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash {
    /// `sha256`, `sha384` or `sha512`.
    pub algorithm: String,
    /// Hexadecimal, in lower case.
    pub digest: String,
}

/// What a line passes to the build of its project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BuildOptions {
    /// `--config-settings KEY=VALUE`
    pub config_settings: Vec<(String, String)>,
    /// `--global-option OPTION`
    pub global_options: Vec<String>,
}

/// The value of an option, and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionValue {
    /// The value, variables filled in. It may hold credentials.
    pub value: String,
    /// The directory of the file it stands in (empty: the working directory). pip takes a relative `--find-links`
    /// from there if such a path exists, else from the working directory.
    pub base: PathBuf,
    /// Where.
    pub origin: Origin,
}

/// Options that stand in requirements files, merged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one of pip's flags")]
pub struct IndexOptions {
    /// `-i`, `--index-url`: the last one wins.
    pub index_url: Option<OptionValue>,
    /// `--extra-index-url`, in order.
    pub extra_index_urls: Vec<OptionValue>,
    /// `-f`, `--find-links`, in order.
    pub find_links: Vec<OptionValue>,
    /// `--no-index`
    pub no_index: bool,
    /// `--pre`
    pub pre: bool,
    /// `--prefer-binary`
    pub prefer_binary: bool,
    /// `--require-hashes`
    pub require_hashes: bool,
    /// Normalized names or `:all:` whose wheels are not taken (`--no-binary`).
    pub no_binary: Vec<String>,
    /// Normalized names or `:all:` whose source distributions are not taken (`--only-binary`).
    pub only_binary: Vec<String>,
    /// `--trusted-host`
    pub trusted_hosts: Vec<String>,
    /// `--use-feature`
    pub use_features: Vec<String>,
}

impl Requested {
    /// The name of the project, where the line tells it: before `@`, as a wheel's file name, as `#egg=…`.
    pub fn name(&self) -> Option<PackageName> {
        match self {
            Self::Named(requirement) => Some(requirement.name.clone()),
            Self::Unnamed { location, .. } => location.name(),
        }
    }

    /// The place, if it is asked for by one, be it with or without a name before it.
    pub fn location(&self) -> Option<Location> {
        match self {
            Self::Named(requirement) => Location::parse(requirement.url()?, false).ok(),
            Self::Unnamed { location, .. } => Some(location.clone()),
        }
    }

    /// The extras that are wanted of it.
    pub fn extras(&self) -> &[ExtraName] {
        match self {
            Self::Named(requirement) => &requirement.extras,
            Self::Unnamed { extras, .. } => extras,
        }
    }

    /// When it is wanted; nothing means always.
    pub const fn marker(&self) -> Option<&Marker> {
        match self {
            Self::Named(requirement) => requirement.marker.as_ref(),
            Self::Unnamed { marker, .. } => marker.as_ref(),
        }
    }
}

impl RequirementLine {
    /// As written, without passwords.
    pub fn shown(&self) -> Cow<'_, str> {
        redact(&self.text)
    }
}

impl Manifest {
    /// The lines that ask for a package.
    pub fn requirements(&self) -> impl Iterator<Item = &RequirementLine> {
        self.lines
            .iter()
            .filter(|line| line.kind == LineKind::Requirement)
    }

    /// The lines that only bound a version.
    pub fn constraints(&self) -> impl Iterator<Item = &RequirementLine> {
        self.lines.iter().filter(|line| line.kind == LineKind::Constraint)
    }
}

impl IndexOptions {
    /// Adds the options of `other`, which come later: the last index wins, lists grow, and a name is either among
    /// `no_binary` or among `only_binary`.
    pub fn merge(&mut self, other: Self) {
        if other.index_url.is_some() {
            self.index_url = other.index_url;
        }
        self.extra_index_urls.extend(other.extra_index_urls);
        self.find_links.extend(other.find_links);
        self.no_index |= other.no_index;
        self.pre |= other.pre;
        self.prefer_binary |= other.prefer_binary;
        self.require_hashes |= other.require_hashes;
        self.refuse_wheels(&other.no_binary.join(","));
        self.refuse_sources(&other.only_binary.join(","));
        push_new(&mut self.trusted_hosts, other.trusted_hosts);
        push_new(&mut self.use_features, other.use_features);
    }

    /// Takes `--trusted-host HOST` in.
    pub(crate) fn trust(&mut self, host: &str) {
        push_new(&mut self.trusted_hosts, vec![host.to_owned()]);
    }

    /// Takes `--use-feature FEATURE` in.
    pub(crate) fn use_feature(&mut self, feature: &str) {
        push_new(&mut self.use_features, vec![feature.to_owned()]);
    }

    /// Takes `--no-binary VALUE` in.
    pub(crate) fn refuse_wheels(&mut self, value: &str) {
        choose_format(value, &mut self.no_binary, &mut self.only_binary);
    }

    /// Takes `--only-binary VALUE` in.
    pub(crate) fn refuse_sources(&mut self, value: &str) {
        choose_format(value, &mut self.only_binary, &mut self.no_binary);
    }
}

/// Adds what is not there yet.
fn push_new(list: &mut Vec<String>, more: Vec<String>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}

/// pip's rules: names by commas; `:none:` forgets all that came before, `:all:` that and all of the other list; a
/// name that is added here leaves the other list.
fn choose_format(value: &str, list: &mut Vec<String>, other: &mut Vec<String>) {
    for name in value.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match name {
            ":all:" => {
                other.clear();
                list.clear();
                list.push(name.to_owned());
            }
            ":none:" => list.clear(),
            _ => {
                let name = name
                    .parse::<PackageName>()
                    .map_or_else(|_| name.to_owned(), |name| name.to_string());
                other.retain(|known| *known != name);
                push_new(list, vec![name]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_chosen_as_pip_does() {
        let mut options = IndexOptions::default();
        options.refuse_wheels("Foo_Bar,:all:,b");
        assert_eq!(options.no_binary, [":all:", "b"]);
        options.refuse_sources("b,c");
        assert_eq!(
            (options.no_binary.as_slice(), options.only_binary.len()),
            (&[":all:".to_owned()][..], 2)
        );
        options.refuse_sources(":none:");
        assert_eq!(options.only_binary, [""; 0]);
        options.refuse_sources(":all:");
        assert_eq!(options.no_binary, [""; 0]);
    }
}
