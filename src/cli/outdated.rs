//! `pinfix outdated`

use clap::Args;

use super::question::QuestionArguments;
use super::values::TextOrJson;

/// `pinfix outdated`
#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  pinfix outdated requirements.txt --python-version 3.9
      which pins of a lock could be newer, and what holds the others
  pinfix outdated requirements.in --all
      the same of what requirements resolve to, with all that they bring in
  pinfix outdated --exit-code
      in CI: exit with 1 if there is anything newer")]
pub struct OutdatedArguments {
    /// List every package, not only those that you ask for yourself
    #[arg(long, help_heading = "Output")]
    pub all: bool,

    /// Exit with 1 if there is anything newer
    #[arg(long, help_heading = "Output")]
    pub exit_code: bool,

    /// How the answer is written
    #[arg(
        long,
        alias = "output-format",
        value_enum,
        value_name = "FORMAT",
        default_value_t,
        help_heading = "Output"
    )]
    pub format: TextOrJson,

    /// What is resolved.
    #[command(flatten)]
    pub question: QuestionArguments,
}
