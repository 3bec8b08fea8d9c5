//! The flags of every command that asks about a resolution.

use clap::Args;

use super::build::BuildArguments;
use super::explain::ExplainArguments;
use super::index::{IndexArguments, NetworkArguments};
use super::inputs::InputArguments;
use super::selection::SelectionArguments;
use super::target::TargetArguments;

/// What is resolved, for whom, from where: as for `pinfix resolve`.
#[derive(Debug, Clone, Default, Args)]
pub struct QuestionArguments {
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

    /// How much is spent on explaining.
    #[command(flatten)]
    pub explain: ExplainArguments,
}
