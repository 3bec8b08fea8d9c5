//! Flags that say how much is said, and how it looks.

use clap::{ArgAction, Args};

use super::values::ColorChoice;

/// How much is said on standard error, and in which colours.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Messages")]
pub struct TerminalArguments {
    /// Say less: once for no summary, twice for errors only
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "verbose")]
    pub quiet: u8,

    /// Say more: which settings came from where, which files were read; twice for every request
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,

    /// When to colour the output
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        hide_possible_values = true
    )]
    #[arg(help = "When to colour the output: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]")]
    pub color: Option<ColorChoice>,

    /// Show no spinner, even on a terminal
    #[arg(long, global = true)]
    pub no_progress: bool,
}
