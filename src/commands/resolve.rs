//! `pinfix resolve`

use super::exit::{Exit, Failure};
use super::print::print;
use super::setup::{Arguments, Setup};
use crate::cli::{ResolveArguments, StorageArguments};
use crate::settings::Configuration;

pub(super) fn run(
    arguments: &ResolveArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
) -> Result<Exit, Failure> {
    let setup = Setup::new(
        Arguments {
            inputs: &arguments.inputs,
            target: &arguments.target,
            selection: &arguments.selection,
            index: &arguments.index,
            network: &arguments.network,
            build: &arguments.build,
            storage,
        },
        configuration,
    )?;
    print(&(setup.describe().join("\n") + "\n"))
}
