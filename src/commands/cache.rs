//! `pinfix cache`: where the cache is, and how to be rid of it.

use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;

use super::exit::{Exit, Failure};
use super::print::print;
use crate::cli::{CacheArguments, CacheCommand, StorageArguments};
use crate::settings::Configuration;
use crate::target;

/// The cache can't be found or emptied.
#[derive(Debug, thiserror::Error, Diagnostic)]
enum CacheError {
    #[error("there is no cache: {reason}")]
    #[diagnostic(
        code("cache::none"),
        help("name a folder with --cache-dir or in PINFIX_CACHE_DIR")
    )]
    None { reason: &'static str },

    #[error("can't remove all of the cache in {}", path.display())]
    #[diagnostic(code("cache::remove"), help("see who owns the files there"))]
    Remove { path: PathBuf, source: io::Error },
}

/// What was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Removed {
    files: u64,
    bytes: u64,
}

pub(super) fn run(
    arguments: &CacheArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
) -> Result<Exit, Failure> {
    let reason = if storage.no_cache {
        "--no-cache forbids it"
    } else {
        "the user's own folder is unknown"
    };
    let folder = configuration
        .cache_dir(storage)
        .map_err(Failure::usage)?
        .ok_or_else(|| Failure::usage(CacheError::None { reason }))?
        .value;
    let removed = match arguments.command {
        CacheCommand::Dir => return print(&format!("{}\n", folder.display())),
        CacheCommand::Clean => clean(&folder),
        CacheCommand::Prune => prune(&folder),
    };
    let removed = removed.map_err(|source| {
        Failure::machine(CacheError::Remove {
            path: folder.clone(),
            source,
        })
    })?;
    print(&format!("{} from {}\n", describe(removed), folder.display()))
}

fn clean(folder: &Path) -> io::Result<Removed> {
    // First the interpreters, since the index removes the folder itself when nothing else is left in it.
    let interpreters = target::clean_cache(folder)?;
    let rest = pinfix_index::cache::clean(folder)?;
    Ok(Removed {
        files: interpreters.files + rest.files,
        bytes: interpreters.bytes + rest.bytes,
    })
}

fn prune(folder: &Path) -> io::Result<Removed> {
    let interpreters = target::prune_cache(folder)?;
    let rest = pinfix_index::cache::prune(folder)?;
    Ok(Removed {
        files: interpreters.files + rest.files,
        bytes: interpreters.bytes + rest.bytes,
    })
}

fn describe(removed: Removed) -> String {
    let files = match removed.files {
        0 => return "Removed nothing".to_owned(),
        1 => "1 file".to_owned(),
        number => format!("{number} files"),
    };
    format!("Removed {files} ({})", size(removed.bytes))
}

/// A size in the unit that suits it.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB"];
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(120), "0.1 kB");
        assert_eq!(size(1_234_567), "1.2 MB");
        assert_eq!(size(5_000_000_000_000), "5000.0 GB");
    }

    #[test]
    fn what_was_removed_is_counted() {
        assert_eq!(describe(Removed { files: 0, bytes: 0 }), "Removed nothing");
        assert_eq!(
            describe(Removed {
                files: 1,
                bytes: 1000
            }),
            "Removed 1 file (1.0 kB)"
        );
        assert_eq!(
            describe(Removed {
                files: 2,
                bytes: 1000
            }),
            "Removed 2 files (1.0 kB)"
        );
    }
}
