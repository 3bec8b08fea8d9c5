//! `pinfix snapshot`

use std::path::PathBuf;

use clap::Args;

use super::build::BuildArguments;
use super::index::{IndexArguments, NetworkArguments};
use super::inputs::InputArguments;
use super::selection::SelectionArguments;
use super::target::TargetArguments;

/// `pinfix snapshot`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  pinfix snapshot requirements.in -o index --python-version 3.9 --python-platform linux
      record what resolving those requirements reads
  pinfix resolve requirements.in --index-url index --python-version 3.9 --python-platform linux
      resolve them again from the recording: the same result, without a network")]
pub struct SnapshotArguments {
    /// The folder to write; a snapshot that is there already is replaced
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    pub output_dir: PathBuf,

    /// What to resolve.
    #[command(flatten)]
    pub inputs: InputArguments,

    /// For whom.
    #[command(flatten)]
    pub target: TargetArguments,

    /// Which versions are chosen.
    #[command(flatten)]
    pub selection: SelectionArguments,

    /// From where.
    #[command(flatten)]
    pub index: IndexArguments,

    /// How the index is reached.
    #[command(flatten)]
    pub network: NetworkArguments,

    /// Which kinds of distributions.
    #[command(flatten)]
    pub build: BuildArguments,
}
