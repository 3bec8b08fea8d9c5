//! The scratch root: where the platform has its folders, and how it unpacks a bundle.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::BundleError;

/// When hooks run.
const MOMENTS: [&str; 3] = ["prebuild", "predeploy", "postdeploy"];

/// The folders of the platform, below the root of a rehearsal.
#[derive(Debug, Clone)]
pub(super) struct Root {
    pub(super) top: PathBuf,
}

impl Root {
    /// Makes what is not there.
    pub(super) fn new(top: &Path) -> Result<Self, BundleError> {
        let root = Self { top: top.to_owned() };
        for folder in [root.logs(), root.state(), root.top.join("var/app/venv")] {
            fs::create_dir_all(&folder).map_err(BundleError::file("make", &folder))?;
        }
        Ok(root)
    }

    pub(super) fn staging(&self) -> PathBuf {
        self.top.join("var/app/staging")
    }

    pub(super) fn current(&self) -> PathBuf {
        self.top.join("var/app/current")
    }

    pub(super) fn logs(&self) -> PathBuf {
        self.top.join("var/log")
    }

    pub(super) fn state(&self) -> PathBuf {
        self.top.join("var/lib/pinfix")
    }

    /// The environment; what is behind the dash means nothing, and no hook may know it.
    pub(super) fn environment(&self) -> PathBuf {
        self.top.join("var/app/venv/staging-rehearsal")
    }

    /// Unpacks a bundle into the staging folder, and lets its hooks be executed, as the platform does.
    pub(super) fn unpack(&self, bundle: &Path) -> Result<(), BundleError> {
        let staging = self.staging();
        if staging.exists() {
            fs::remove_dir_all(&staging).map_err(BundleError::file("empty", &staging))?;
        }
        let unfit = |cause: zip::result::ZipError| BundleError::Zip {
            cause: cause.to_string(),
        };
        let file = File::open(bundle).map_err(BundleError::file("read", bundle))?;
        let mut zip = zip::ZipArchive::new(file).map_err(unfit)?;
        zip.extract(&staging).map_err(unfit)?;
        for hook in MOMENTS.iter().flat_map(|moment| Self::hooks(&staging, moment)) {
            executable(&hook).map_err(BundleError::file("mark", &hook))?;
        }
        Ok(())
    }

    /// The hooks of one moment, in the order of their names.
    pub(super) fn hooks(folder: &Path, moment: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder.join(".platform/hooks").join(moment));
        let mut hooks: Vec<PathBuf> = entries
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
            .collect();
        hooks.sort();
        hooks
    }

    /// The new version takes the place of the old one.
    pub(super) fn flip(&self) -> Result<(), BundleError> {
        let (staging, current) = (self.staging(), self.current());
        if current.exists() {
            fs::remove_dir_all(&current).map_err(BundleError::file("empty", &current))?;
        }
        fs::rename(&staging, &current).map_err(BundleError::file("move", &staging))
    }
}

#[cfg(unix)]
fn executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> io::Result<()> {
    Ok(())
}
