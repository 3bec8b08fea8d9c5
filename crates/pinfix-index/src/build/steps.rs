//! The steps of a build, from the archive to its metadata.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tempfile::TempDir;

use super::environment::Environment;
use super::run::{Failure, Job};
use crate::error::{IndexError, MetadataError, MetadataProblem};
use crate::settings::BuildSettings;

/// The Python program that talks to the build backend.
const DRIVER: &str = include_str!("driver.py");

/// Builds the metadata of the source distribution at `archive` and returns the bytes of METADATA.
pub fn build_metadata(archive: &Path, settings: &BuildSettings) -> Result<Vec<u8>, MetadataError> {
    let needed = |why: &str| MetadataProblem::BuildNeeded { why: why.to_owned() };
    if !settings.may_build() {
        return Err(needed("builds are switched off").into());
    }
    let python = settings
        .python
        .as_deref()
        .ok_or_else(|| needed("there is no interpreter of the target's Python version to build with"))?;
    let folder = TempDir::with_prefix("pinfix-build-")
        .map_err(|error| IndexError::io(std::env::temp_dir(), &error))?;
    let build = Build {
        settings,
        folder: folder.path(),
        deadline: Instant::now() + settings.timeout,
    };
    build.run(python, archive).map_err(|failure| match failure {
        Failure::Failed { cause, log_tail } => MetadataProblem::BuildFailed { cause, log_tail }.into(),
        Failure::Io(error) => IndexError::io(folder.path(), &error).into(),
    })
}

/// One build under way.
struct Build<'a> {
    settings: &'a BuildSettings,
    folder: &'a Path,
    deadline: Instant,
}

impl Build<'_> {
    fn run(&self, python: &Path, archive: &Path) -> Result<Vec<u8>, Failure> {
        let driver = self.folder.join("driver.py");
        fs::write(&driver, DRIVER)?;
        let environment = if self.settings.isolated {
            Environment::create(python, self.folder, self.deadline)?
        } else {
            Environment::existing(python)
        };
        let unpacked = self.step(&environment, &driver, "unpack", &[archive])?;
        let source = PathBuf::from(unpacked);
        if self.settings.isolated {
            let requires = self.step(&environment, &driver, "requires", &[&source])?;
            environment.install(&requires, self.settings, self.folder, self.deadline)?;
            let more = self.step(&environment, &driver, "more-requires", &[&source])?;
            environment.install(&more, self.settings, self.folder, self.deadline)?;
        }
        let metadata = self.step(&environment, &driver, "metadata", &[&source])?;
        Ok(fs::read(metadata)?)
    }

    /// Runs the driver for one step, which answers in a file: what a backend prints may be anything.
    fn step(
        &self,
        environment: &Environment,
        driver: &Path,
        step: &str,
        arguments: &[&Path],
    ) -> Result<String, Failure> {
        let answer = self.folder.join(format!("{step}.answer"));
        let mut command = environment.python();
        command
            .arg(driver)
            .arg(step)
            .arg(&answer)
            .arg(self.folder)
            .args(arguments);
        let what = match step {
            "unpack" => "the archive can't be unpacked",
            "requires" => "its build requirements can't be read",
            "more-requires" => "its build backend does not name its requirements",
            _ => "its build backend gives no metadata",
        };
        Job {
            command,
            what,
            log: &self.folder.join("log"),
            deadline: self.deadline,
        }
        .run()?;
        Ok(fs::read_to_string(answer)?)
    }
}
