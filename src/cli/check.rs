//! `pinfix check`

use std::path::PathBuf;

use clap::Args;
use pinfix_check::RuleSelector;
use pinfix_packaging::ExtraName;
use pinfix_requirements::GroupSpec;

use super::build::BuildArguments;
use super::explain::ExplainArguments;
use super::index::{IndexArguments, NetworkArguments};
use super::values::{CheckFormat, FailOn};

/// `pinfix check`
#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  pinfix check
      the requirements*.txt of this folder, for the Python at hand
  pinfix check --python-version 3.9,3.12 --python-platform linux requirements.txt
      for two targets; each finding says for which
  pinfix check --against requirements.in requirements.txt
      whether the lock still satisfies its input
  pinfix check --select conflicting-pins,missing-pin --output-format sarif > pins.sarif
      two rules only, for a code scanner

Exit codes:
  0  nothing found at the level of --fail-on or above
  1  something found
  2  the command line, the settings or an input file is wrong
  3  the index, the network or the machine failed, so that nothing can be said")]
pub struct CheckArguments {
    /// Pinned requirements files, or `-` for standard input
    ///
    /// Without any, the `requirements*.txt` of the current folder. Files of one folder are taken to be installed
    /// together.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Check that the pins satisfy the lines of INPUT (requirements.in, pyproject.toml), without rewriting anything
    #[arg(long, value_name = "INPUT", help_heading = "Input")]
    pub against: Vec<PathBuf>,

    /// Bound the versions of packages by the lines of FILE
    #[arg(
        short,
        long,
        alias = "constraint",
        value_name = "FILE",
        help_heading = "Input"
    )]
    pub constraints: Vec<PathBuf>,

    /// Replace what anyone says about a package by the lines of FILE, as when the lock was made
    #[arg(long, alias = "override", value_name = "FILE", help_heading = "Input")]
    pub overrides: Vec<PathBuf>,

    /// Leave the packages that FILE names out, as when the lock was made
    #[arg(long, alias = "exclude", value_name = "FILE", help_heading = "Input")]
    pub excludes: Vec<PathBuf>,

    /// With `--against pyproject.toml`: this extra belongs to the input
    #[arg(
        long,
        value_name = "EXTRA",
        value_delimiter = ',',
        conflicts_with = "all_extras",
        help_heading = "Input"
    )]
    pub extra: Vec<ExtraName>,

    /// With `--against pyproject.toml`: all extras belong to the input
    #[arg(long, help_heading = "Input")]
    pub all_extras: bool,

    /// With `--against`: this dependency group belongs to the input
    #[arg(long, value_name = "[PATH:]GROUP", help_heading = "Input")]
    pub group: Vec<GroupSpec>,

    /// Which rules are looked for, and what is done with what they find.
    #[command(flatten)]
    pub rules: RuleArguments,

    /// For whom.
    #[command(flatten)]
    pub targets: TargetsArguments,

    /// From where.
    #[command(flatten)]
    pub index: IndexArguments,

    /// How the index is reached.
    #[command(flatten)]
    pub network: NetworkArguments,

    /// Which kinds of distributions.
    #[command(flatten)]
    pub build: BuildArguments,

    /// How much is spent on repairs.
    #[command(flatten)]
    pub explain: ExplainArguments,
}

/// Which rules are looked for, and what is done with what they find.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Rules")]
pub struct RuleArguments {
    /// Look for these rules only, by their names; `all` for every one
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<RuleSelector>,

    /// Look for these rules besides
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub extend_select: Vec<RuleSelector>,

    /// Do not look for these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<RuleSelector>,

    /// Accept lines that are not pinned
    #[arg(long)]
    pub allow_unpinned: bool,

    /// Ask the index for known vulnerabilities of each pin, one more request for each
    #[arg(long)]
    pub vulnerabilities: bool,

    /// How much older than the newest allowed release of its package a pin may be before it has to be justified
    /// [default: 2y]; `none` for any age
    #[arg(long, value_name = "DURATION")]
    pub max_staleness: Option<String>,

    /// Where a release is looked for in place of a pin, act as if nothing after DATE had been uploaded, as when the lock
    /// was made: 2026-01-31 (its end, in UTC), 2026-01-31T12:00:00Z or "30 days"
    #[arg(long, value_name = "DATE")]
    pub exclude_newer: Option<String>,

    /// Look for changes of the lines after which all is well, each tried before it is told
    #[arg(long)]
    pub repairs: bool,

    /// How findings are written
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub output_format: Option<CheckFormat>,

    /// Exit with 1 where something of this level or above is found [default: warning]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub fail_on: Option<FailOn>,
}

/// For whom the pins are checked.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Targets")]
pub struct TargetsArguments {
    /// The named targets to check for, such as eb-al2023-python3.9; `pinfix targets` lists them
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        conflicts_with_all = ["python_version", "python_platform"]
    )]
    pub target: Vec<String>,

    /// The Pythons to check for, such as 3.9,3.12; no interpreter is needed
    #[arg(long, value_name = "VERSION", value_delimiter = ',')]
    pub python_version: Vec<String>,

    /// The platforms to check for, such as linux,macos,windows or x86_64-manylinux_2_34
    #[arg(long, value_name = "PLATFORM", value_delimiter = ',')]
    pub python_platform: Vec<String>,

    /// The interpreter to check for: a path, a virtual environment, a version or a name on the PATH
    #[arg(short, long, value_name = "PYTHON")]
    pub python: Option<String>,
}
