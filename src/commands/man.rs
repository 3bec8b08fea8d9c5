//! `pinfix man`: manual pages.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::CommandFactory;
use clap_mangen::Man;
use miette::Diagnostic;

use super::exit::{Exit, Failure};
use super::print::print;
use crate::cli::{Cli, ManArguments};

/// The pages can't be made or written.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("can't write manual pages to {}", path.display())]
#[diagnostic(code("man::write"), help("name a folder that may be written to"))]
struct ManError {
    path: PathBuf,
    source: io::Error,
}

pub(super) fn run(arguments: &ManArguments) -> Result<Exit, Failure> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &arguments.folder else {
        let mut page = Vec::new();
        Man::new(command).render(&mut page).map_err(|source| {
            let path = PathBuf::from("-");
            Failure::machine(ManError { path, source })
        })?;
        return print(&String::from_utf8_lossy(&page));
    };
    let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map_err(|source| {
        let path = folder.clone();
        Failure::machine(ManError { path, source })
    })?;
    Ok(Exit::Success)
}
