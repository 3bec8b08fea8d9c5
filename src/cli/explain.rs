//! How much is spent on explaining.

use clap::Args;

/// How much is spent on explaining why there is no lock.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Explanations")]
pub struct ExplainArguments {
    /// Look for this many conflicts at the most [default: 20]
    #[arg(long, value_name = "NUMBER")]
    pub max_conflicts: Option<usize>,

    /// Look for conflicts and their repairs for this many seconds at the most; what is known by then is told
    /// [default: 10]
    #[arg(long, value_name = "SECONDS")]
    pub explain_timeout: Option<u64>,
}
