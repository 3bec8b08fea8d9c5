//! `pinfix cache`, and the flags that say where the cache is.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Where pinfix keeps what it has learnt.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Cache")]
pub struct StorageArguments {
    /// The folder of the cache [env: PINFIX_CACHE_DIR] [default: pinfix in the user's cache folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub cache_dir: Option<PathBuf>,

    /// Neither read nor keep anything on disk
    #[arg(short = 'n', long, visible_alias = "no-cache-dir", global = true)]
    pub no_cache: bool,
}

/// `pinfix cache`
#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  pinfix cache dir      where it is
  pinfix cache prune    remove what no version of pinfix from this one on reads
  pinfix cache clean    remove all of it

The cache is shared by any number of processes; removing it while others run costs them a download, no more.")]
pub struct CacheArguments {
    /// What to do with the cache.
    #[command(subcommand)]
    pub command: CacheCommand,
}

/// What can be done with the cache.
#[derive(Debug, Clone, Subcommand)]
pub enum CacheCommand {
    /// Print the cache's folder
    Dir,
    /// Remove everything in the cache
    Clean,
    /// Remove what this version of pinfix no longer reads
    Prune,
}
