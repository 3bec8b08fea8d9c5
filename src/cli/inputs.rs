//! What is to be resolved: files, constraints, overrides, extras and groups.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use pinfix_packaging::{ExtraName, PackageName};
use pinfix_requirements::GroupSpec;

/// The files that say what is wanted.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArguments {
    /// Requirements files, pyproject.toml, or `-` for standard input
    ///
    /// Without any, the first of `requirements.in`, `pyproject.toml` and `requirements.txt` in the current folder.
    #[arg(value_name = "SRC")]
    pub sources: Vec<PathBuf>,

    /// Bound the versions of packages without asking for them, by the lines of FILE
    #[arg(short, long, alias = "constraint", value_name = "FILE")]
    pub constraints: Vec<PathBuf>,

    /// Replace what anyone says about a package by the lines of FILE
    #[arg(long, alias = "override", value_name = "FILE")]
    pub overrides: Vec<PathBuf>,

    /// Leave the packages that FILE names out of the resolution
    #[arg(long, alias = "exclude", value_name = "FILE")]
    pub excludes: Vec<PathBuf>,

    /// Include an extra of pyproject.toml (its optional-dependencies)
    #[arg(
        long,
        value_name = "EXTRA",
        value_delimiter = ',',
        conflicts_with = "all_extras"
    )]
    pub extra: Vec<ExtraName>,

    /// Include all extras
    #[arg(long)]
    pub all_extras: bool,

    /// Include a dependency group, of pyproject.toml in the current folder or of PATH
    #[arg(long, value_name = "[PATH:]GROUP")]
    pub group: Vec<GroupSpec>,

    /// Include all dependency groups
    #[arg(long, conflicts_with = "group")]
    pub all_groups: bool,
}

/// Reads a package name; clap's message for a bad one is better with the name in it.
pub(super) fn package_name(text: &str) -> Result<PackageName, String> {
    PackageName::from_str(text).map_err(|_| format!("`{text}` is not a package name"))
}
