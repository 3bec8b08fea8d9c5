//! `pinfix man`

use std::path::PathBuf;

use clap::Args;

/// `pinfix man`
#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  pinfix man | man -l -
  pinfix man ~/.local/share/man/man1
      one page for pinfix, and one for each of its commands")]
pub struct ManArguments {
    /// Write the pages of pinfix and of all its commands into FOLDER; without it that of pinfix is printed
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
}
