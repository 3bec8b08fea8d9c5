//! One short story per subcommand.

mod answer;
mod builds;
mod bundle;
mod cache;
mod check;
mod command_line;
mod completions;
mod conflicts;
mod delivery;
mod environments;
mod exit;
mod held_back;
mod man;
mod outdated;
mod policy;
mod print;
mod question;
mod report;
mod resolve;
mod setup;
mod snapshot;
mod targets;
mod tree;
mod universal;
mod upgrade;
mod why;
mod why_not;

use std::io::Write;

use pinfix_index::Timeline;

use crate::cli::{Cli, Command};
use crate::settings::{Configuration, Environment, TerminalSettings, Terminals, Verbosity};

pub use exit::{Exit, Failure};

/// Does what the command line says. Errors are shown here, on standard error.
pub fn run(cli: Cli, environment: Environment) -> Exit {
    match try_run(cli, environment) {
        Ok(exit) => exit,
        Err(failure) => {
            // Where standard error is closed there is nobody left to tell; the exit code still speaks.
            let _ = writeln!(std::io::stderr(), "{:?}", failure.report);
            failure.exit
        }
    }
}

fn try_run(cli: Cli, environment: Environment) -> Result<Exit, Failure> {
    let mut configuration = Configuration::load(environment).map_err(Failure::usage)?;
    let terminal = configuration
        .terminal(&cli.terminal, Terminals::of_process())
        .map_err(Failure::usage)?;
    show_errors_as(terminal);
    configuration.timeline = (terminal.verbosity >= Verbosity::Debug).then(Timeline::new);
    let done = obey(cli, &configuration, terminal);
    if let Some(timeline) = &configuration.timeline {
        delivery::Messages { terminal }.timeline(&timeline.story());
    }
    done
}

fn obey(cli: Cli, configuration: &Configuration, terminal: TerminalSettings) -> Result<Exit, Failure> {
    match cli.command {
        Command::Resolve(arguments) => resolve::run(&arguments, &cli.storage, configuration, terminal),
        Command::Check(arguments) => check::run(&arguments, &cli.storage, configuration, terminal),
        Command::Why(arguments) => why::run(&arguments, &cli.storage, configuration, terminal),
        Command::WhyNot(arguments) => why_not::run(&arguments, &cli.storage, configuration, terminal),
        Command::Tree(arguments) => tree::run(&arguments, &cli.storage, configuration, terminal),
        Command::Outdated(arguments) => outdated::run(&arguments, &cli.storage, configuration, terminal),
        Command::Snapshot(arguments) => snapshot::run(&arguments, &cli.storage, configuration, terminal),
        Command::Bundle(arguments) => bundle::run(&arguments, &cli.storage, configuration, terminal),
        Command::Targets(arguments) => targets::run(&arguments),
        Command::Cache(arguments) => cache::run(&arguments, &cli.storage, configuration),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    }
}

/// How miette renders errors from here on.
fn show_errors_as(terminal: TerminalSettings) {
    let set = miette::set_hook(Box::new(move |_| {
        Box::new(
            miette::MietteHandlerOpts::new()
                .color(terminal.color_stderr)
                .break_words(false)
                .word_splitter(textwrap::WordSplitter::NoHyphenation)
                .word_separator(crate::report::wrap::SEPARATOR)
                .build(),
        )
    }));
    // It fails if it is set already, which then holds.
    let _ = set;
}
