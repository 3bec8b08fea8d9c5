//! The command line, and nothing else: what can be written, in which words it is explained. What a flag means once it
//! is merged with the environment and the configuration files is the business of [`crate::settings`].

mod build;
mod bundle;
mod cache;
mod check;
mod command;
mod completions;
mod explain;
mod habits;
mod index;
mod inputs;
mod outdated;
mod output;
mod question;
mod report;
mod resolve;
mod selection;
mod snapshot;
mod target;
mod tree;
mod universal;
mod values;
mod why;

#[cfg(test)]
mod tests;

use clap::Parser;

pub use build::BuildArguments;
pub use bundle::{BundleArguments, RehearsalArguments};
pub use cache::{CacheArguments, CacheCommand, StorageArguments};
pub use check::{CheckArguments, RuleArguments, TargetsArguments};
pub use command::Command;
pub use completions::CompletionsArguments;
pub use explain::ExplainArguments;
pub use index::{IndexArguments, NetworkArguments};
pub use inputs::InputArguments;
pub use outdated::OutdatedArguments;
pub use output::{AnnotationArguments, EmitArguments, OutputArguments};
pub use question::QuestionArguments;
pub use report::TerminalArguments;
pub use resolve::ResolveArguments;
pub use selection::SelectionArguments;
pub use snapshot::SnapshotArguments;
pub use target::{NamedTargetsArguments, TargetArguments};
pub use tree::TreeArguments;
pub use universal::UniversalArguments;
pub use values::{
    AnnotationStyle, Charset, CheckFormat, ColorChoice, FailOn, ForkStrategy, IndexStrategy, KeyringProvider,
    PackageSelector, PrereleaseMode, ResolutionMode, TextOrJson, TreeFormat, UpgradePackage,
};
pub use why::{WhyArguments, WhyNotArguments};

/// Finds the best set of versions for a Python project, pins it, or says why there is none.
#[derive(Debug, Parser)]
#[command(
    name = "pinfix",
    version,
    about = "Resolve Python requirements, pin them, and explain every conflict",
    after_help = AFTER_HELP,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 110
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// How much is said, and in which colours.
    #[command(flatten)]
    pub terminal: TerminalArguments,

    /// Where pinfix keeps what it has learnt.
    #[command(flatten)]
    pub storage: StorageArguments,
}

const AFTER_HELP: &str = "\
Examples:
  pinfix resolve requirements.in -o requirements.txt
  pinfix resolve pyproject.toml --python-version 3.9 --python-platform linux
  pinfix check requirements.txt
  pinfix why urllib3
  pinfix why-not 'urllib3>=2'
  pinfix cache dir

Exit codes:
  0  resolved; or nothing found
  1  a conflict: no acceptable set of versions exists; or something found
  2  the command line, the settings or an input file is wrong
  3  the index, the network or the machine failed

Settings come from the first place that has them:
  1. the command line
  2. a variable: PINFIX_INDEX_URL for --index-url
  3. [tool.pinfix] in pyproject.toml, or pinfix.toml
  4. for indexes, certificates and proxies, what uv and pip read: UV_INDEX_URL, PIP_INDEX_URL, pip.conf";
