//! Which kinds of distributions may be used.

use clap::Args;

use super::values::PackageSelector;

/// Which kinds of distributions may be used.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Builds")]
pub struct BuildArguments {
    /// Build nothing: run no code of source distributions
    #[arg(long)]
    pub no_build: bool,

    /// Use no source distribution of PACKAGE, or of any with `:all:`
    #[arg(long, value_name = "PACKAGE", value_delimiter = ',')]
    pub only_binary: Vec<PackageSelector>,

    /// Use no wheel of PACKAGE, or of any with `:all:`
    #[arg(long, value_name = "PACKAGE", value_delimiter = ',')]
    pub no_binary: Vec<PackageSelector>,
}
