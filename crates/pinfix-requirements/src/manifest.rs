//! What the user asked for, from all files, in one list, each line with its origin.

use std::path::PathBuf;

use pinfix_packaging::{ExtraName, Marker, PackageName, Requirement, SpecifierSet};

use crate::error::Diagnosed;
use crate::location::Location;
use crate::origin::Origin;
use crate::source::Sources;

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
