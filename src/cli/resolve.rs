//! `pinfix resolve`

use clap::Args;

use super::build::BuildArguments;
use super::explain::ExplainArguments;
use super::habits::HabitArguments;
use super::index::{IndexArguments, NetworkArguments};
use super::inputs::InputArguments;
use super::output::{AnnotationArguments, EmitArguments, OutputArguments};
use super::selection::SelectionArguments;
use super::target::TargetArguments;
use super::universal::UniversalArguments;

/// `pinfix resolve`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  pinfix resolve requirements.in
      print the lock for the Python of the active virtual environment
  pinfix resolve requirements.in -o requirements.txt --generate-hashes --python-version 3.9
      the lock for another machine, to be installed with pip's --require-hashes
  pinfix resolve pyproject.toml --universal -o requirements.txt
      one lock for all platforms and Pythons that the project supports
  pinfix resolve -c company.txt pyproject.toml --extra web -o requirements.txt -P boto3
      within bounds, with an extra, keeping all pins but boto3's
  echo 'boto3==1.26.164' | pinfix resolve -
      try something out
  pinfix resolve requirements.in -o requirements.txt --check
      in CI: exit with 1 if the lock is out of date")]
pub struct ResolveArguments {
    /// What to resolve.
    #[command(flatten)]
    pub inputs: InputArguments,

    /// For whom.
    #[command(flatten)]
    pub target: TargetArguments,

    /// Whether for all platforms.
    #[command(flatten)]
    pub universal: UniversalArguments,

    /// Where the lock goes.
    #[command(flatten)]
    pub output: OutputArguments,

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

    /// What stands in the lock.
    #[command(flatten)]
    pub emit: EmitArguments,

    /// Its comments.
    #[command(flatten)]
    pub annotations: AnnotationArguments,

    /// What pip-compile has and pinfix has no need of.
    #[command(flatten)]
    pub habits: HabitArguments,
}
