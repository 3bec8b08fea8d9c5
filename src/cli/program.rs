//! The program: its commands, and the flags that all of them have.

use clap::Parser;

use super::cache::StorageArguments;
use super::command::Command;
use super::configuration::ConfigurationArguments;
use super::report::TerminalArguments;

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

    /// From where it runs, and which configuration holds.
    #[command(flatten)]
    pub configuration: ConfigurationArguments,
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
