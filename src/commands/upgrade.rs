//! `-P requests==2.30.0`: a bound that holds for one run.

use std::io;
use std::path::{Path, PathBuf};

use pinfix_packaging::{PackageName, Version};
use pinfix_requirements::{DiskFiles, Files, Request};

use crate::cli::UpgradePackage;
use crate::settings::{UPGRADE_BOUNDS, Upgrade};

/// The files of this machine, and the bounds of `-P` as one of constraints.
pub(super) struct WithBounds {
    disk: DiskFiles,
    bounds: String,
}

impl WithBounds {
    /// Adds the bounds of `packages` to what is read.
    pub(super) fn new(disk: DiskFiles, packages: &[UpgradePackage], request: &mut Request) -> Self {
        let bounds = packages.iter().filter_map(|package| package.bound.as_deref());
        let bounds: Vec<&str> = bounds.collect();
        if !bounds.is_empty() {
            request.constraints.push(PathBuf::from(UPGRADE_BOUNDS));
        }
        Self {
            disk,
            bounds: bounds.join("\n"),
        }
    }
}

impl Files for WithBounds {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path == Path::new(UPGRADE_BOUNDS) {
            Ok(self.bounds.clone().into_bytes())
        } else {
            self.disk.read(path)
        }
    }

    fn read_stdin(&self) -> io::Result<Vec<u8>> {
        self.disk.read_stdin()
    }

    fn var(&self, name: &str) -> Option<String> {
        self.disk.var(name)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.disk.identity(path)
    }
}

/// A warning for each package that is to be upgraded and that neither the lock before nor the one now has.
pub(super) fn idle(
    upgrade: &Upgrade,
    before: &[(PackageName, Version)],
    now: &[(PackageName, Version)],
) -> String {
    let Upgrade::Packages(names) = upgrade else {
        return String::new();
    };
    let is_known = |name: &PackageName| before.iter().chain(now).any(|(known, _)| known == name);
    let idle = names.iter().filter(|name| !is_known(name));
    let warnings: Vec<String> = idle
        .map(|name| format!("warning: nothing asks for `{name}`, so `-P {name}` upgrades nothing\n"))
        .collect();
    warnings.concat()
}

/// A warning for flags of other tools that have no effect.
pub(super) fn habits(given: &[&str]) -> String {
    match given {
        [] => String::new(),
        [only] => format!("warning: `{only}` changes nothing in pinfix\n"),
        several => format!("warning: `{}` change nothing in pinfix\n", several.join("`, `")),
    }
}
