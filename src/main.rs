//! pinfix: resolves Python requirements, pins them, and explains every conflict.

#![expect(
    unreachable_pub,
    reason = "nothing outside can reach into a program; `pub` says what other modules may use"
)]

mod cli;
mod commands;
mod lock;
mod report;
mod settings;
mod target;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::settings::Environment;

fn main() -> ExitCode {
    let cli = Cli::parse();
    commands::run(cli, Environment::of_process()).into()
}
