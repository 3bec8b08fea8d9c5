//! `pinfix completions`: a shell's completion script.

use clap::CommandFactory;

use super::exit::{Exit, Failure};
use super::print::print;
use crate::cli::{Cli, CompletionsArguments};

pub(super) fn run(arguments: &CompletionsArguments) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "pinfix", &mut script);
    print(&String::from_utf8_lossy(&script))
}
