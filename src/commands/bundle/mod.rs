//! `pinfix bundle`: a deployment for a named target.

mod lock;
mod make;
mod rehearsal;
mod settings;
mod tell;

use super::exit::{Exit, Failure};
use crate::cli::{BundleArguments, StorageArguments};
use crate::settings::{Configuration, TerminalSettings};

pub(super) fn run(
    arguments: &BundleArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    terminal: TerminalSettings,
) -> Result<Exit, Failure> {
    make::make(arguments, storage, configuration, terminal)
}
