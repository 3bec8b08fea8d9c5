//! The command line, and nothing else: what can be written, in which words it is explained. What a flag means once it
//! is merged with the environment and the configuration files is the business of [`crate::settings`].

mod build;
mod bundle;
mod cache;
mod check;
mod command;
mod completions;
mod configuration;
mod explain;
mod habits;
mod index;
mod inputs;
mod man;
mod outdated;
mod output;
mod program;
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

pub use build::BuildArguments;
pub use bundle::{BundleArguments, RehearsalArguments};
pub use cache::{CacheArguments, CacheCommand, StorageArguments};
pub use check::{CheckArguments, RuleArguments, TargetsArguments};
pub use command::Command;
pub use completions::CompletionsArguments;
pub use configuration::ConfigurationArguments;
pub use explain::ExplainArguments;
pub use index::{IndexArguments, NetworkArguments};
pub use inputs::InputArguments;
pub use man::ManArguments;
pub use outdated::OutdatedArguments;
pub use output::{AnnotationArguments, EmitArguments, OutputArguments};
pub use program::Cli;
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
    LockFormat, PackageSelector, PrereleaseMode, ResolutionMode, TextOrJson, TreeFormat, UpgradePackage,
};
pub use why::{WhyArguments, WhyNotArguments};
