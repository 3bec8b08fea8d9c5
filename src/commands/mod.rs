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
use crate::report::show_errors_as;
use crate::settings::{Configuration, Environment, SettingsError, TerminalSettings, Terminals, Verbosity};

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

fn try_run(cli: Cli, mut environment: Environment) -> Result<Exit, Failure> {
    let too_soon = |error: SettingsError| {
        show_errors_as(None, false);
        Failure::usage(error)
    };
    if let Some(folder) = &cli.configuration.directory {
        let entered = environment.enter(folder);
        entered.map_err(|source| {
            too_soon(SettingsError::Directory {
                path: folder.clone(),
                source,
            })
        })?;
    }
    let mut configuration = Configuration::load(environment, &cli.configuration).map_err(too_soon)?;
    let terminal = configuration
        .terminal(&cli.terminal, Terminals::of_process())
        .map_err(too_soon)?;
    show_errors_as(
        Some(terminal.color_stderr),
        terminal.verbosity >= Verbosity::Verbose,
    );
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
