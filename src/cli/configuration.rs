//! Flags that say from where a command runs, and which configuration holds.

use std::path::PathBuf;

use clap::Args;

/// From where a command runs, and which configuration holds.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Configuration")]
pub struct ConfigurationArguments {
    /// Run as if started in DIR: every relative path counts from there
    #[arg(long, global = true, value_name = "DIR")]
    pub directory: Option<PathBuf>,

    /// Take settings from FILE, and from no other pinfix.toml or pyproject.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config_file: Option<PathBuf>,

    /// Take settings from no pinfix.toml and no pyproject.toml
    #[arg(long, global = true, conflicts_with = "config_file")]
    pub no_config: bool,
}
