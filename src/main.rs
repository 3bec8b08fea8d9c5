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

/// What the system allocates with stops one thread whenever the heap of another one grows.
#[cfg(all(feature = "jemalloc", target_os = "linux", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    commands::run(cli, Environment::of_process()).into()
}
