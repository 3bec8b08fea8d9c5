//! Which kinds of distributions may be used.

use std::path::PathBuf;

use clap::Args;

use super::values::PackageSelector;

/// Which kinds of distributions may be used.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Builds")]
pub struct BuildArguments {
    /// Build nothing: source distributions don't count, and none of their code is run
    ///
    /// A release without a wheel for the target can then not be chosen, as with `--only-binary :all:`.
    #[arg(long)]
    pub no_build: bool,

    /// Use no source distribution of PACKAGE, or of any with `:all:`
    #[arg(long, value_name = "PACKAGE", value_delimiter = ',')]
    pub only_binary: Vec<PackageSelector>,

    /// Use no wheel of PACKAGE, or of any with `:all:`
    #[arg(long, value_name = "PACKAGE", value_delimiter = ',')]
    pub no_binary: Vec<PackageSelector>,

    /// Bound the versions of what builds need by the lines of FILE
    #[arg(short, long, alias = "build-constraint", value_name = "FILE")]
    pub build_constraints: Vec<PathBuf>,

    /// Build with what is installed beside the interpreter, not in an environment of the build's own
    #[arg(long)]
    pub no_build_isolation: bool,
}
