//! The commands.

use clap::Subcommand;

use super::bundle::BundleArguments;
use super::cache::CacheArguments;
use super::check::CheckArguments;
use super::completions::CompletionsArguments;
use super::man::ManArguments;
use super::outdated::OutdatedArguments;
use super::resolve::ResolveArguments;
use super::snapshot::SnapshotArguments;
use super::target::NamedTargetsArguments;
use super::tree::TreeArguments;
use super::why::{WhyArguments, WhyNotArguments};

/// What pinfix can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Resolve requirements for one target and write the lock
    Resolve(Box<ResolveArguments>),
    /// Check pinned files without installing: do the pins agree, are they complete, do they fit the target?
    Check(Box<CheckArguments>),
    /// Show by which paths a package is in the resolution, and what keeps it at its version
    Why(Box<WhyArguments>),
    /// Explain why a requirement can't be had here, or show the lock with it
    WhyNot(Box<WhyNotArguments>),
    /// Show the resolution as a tree
    Tree(Box<TreeArguments>),
    /// List what could be newer, and what holds the rest
    Outdated(Box<OutdatedArguments>),
    /// Record the part of the index that a resolution uses, to replay it offline
    Snapshot(Box<SnapshotArguments>),
    /// Make a deployment bundle for a named target: locked, checked, with hooks and settings
    Bundle(Box<BundleArguments>),
    /// List the named targets: what `--target` takes
    Targets(NamedTargetsArguments),
    /// Show or empty the cache
    Cache(CacheArguments),
    /// Print a shell's completion script
    Completions(CompletionsArguments),
    /// Print the manual page, or write one for each command
    Man(ManArguments),
}
