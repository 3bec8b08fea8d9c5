//! Which versions are chosen among those that fit.

use clap::Args;

use super::values::{PrereleaseMode, ResolutionMode, UpgradePackage};

/// Which versions are chosen among those that fit.
#[derive(Debug, Clone, Default, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
#[command(next_help_heading = "Versions")]
pub struct SelectionArguments {
    /// Keep no pin of the existing output file
    #[arg(short = 'U', long)]
    pub upgrade: bool,

    /// Keep the pins of the existing output file, but for this package; `-P requests==2.30.0` bounds it for this run
    #[arg(short = 'P', long, value_name = "PACKAGE")]
    pub upgrade_package: Vec<UpgradePackage>,

    /// Which of the fitting versions to choose [default: highest]
    #[arg(long, value_enum, value_name = "MODE")]
    pub resolution: Option<ResolutionMode>,

    /// When a pre-release may be chosen [default: if-necessary]
    #[arg(long, value_enum, value_name = "MODE")]
    pub prerelease: Option<PrereleaseMode>,

    /// The same as --prerelease allow
    #[arg(long, conflicts_with = "prerelease")]
    pub pre: bool,

    /// Act as if nothing after DATE had been uploaded: 2026-01-31 (its end, in UTC), 2026-01-31T12:00:00Z or "30 days"
    #[arg(long, value_name = "DATE")]
    pub exclude_newer: Option<String>,

    /// The same for one package, in place of --exclude-newer: `requests=2026-01-31`, or `requests=false` for no limit
    #[arg(long, value_name = "PACKAGE=DATE")]
    pub exclude_newer_package: Vec<String>,

    /// Refuse a lock in which a release is more than this older than the newest allowed one of its package only since it
    /// is too old to know what it is locked with; "none" lifts the limit [default: 2y]
    #[arg(long, value_name = "DURATION")]
    pub max_staleness: Option<String>,

    /// Lock a release that is too old to know what it is locked with all the same, and warn
    #[arg(long)]
    pub allow_anachronisms: bool,

    /// Look at every release that could be newer, however many that are; otherwise those skipped are in the report
    #[arg(long)]
    pub exhaustive: bool,

    /// Pin what is asked for, and nothing that it needs
    #[arg(long)]
    pub no_deps: bool,
}
