//! The steps of a build, from the archive to its metadata.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

use super::environment::environment;
use super::run::{Failure, Job};
use super::settings::BuildSettings;
use super::system::BuildSystem;
use super::unpack::unpack;
use super::{tree, variables};
use crate::error::{IndexError, MetadataError, MetadataProblem};

/// The Python program that talks to the build backend.
const DRIVER: &str = include_str!("driver.py");

/// Builds the metadata of the project in `subdirectory` of the source distribution at `archive` and returns the bytes of METADATA.
///
/// # Errors
/// Where nothing may be built, or the build fails.
pub fn build_metadata(
    archive: &Path,
    subdirectory: Option<&Path>,
    settings: &BuildSettings,
) -> Result<Vec<u8>, MetadataError> {
    let name = archive.file_name().unwrap_or_default().to_string_lossy();
    // The steps run in a folder of their own.
    let archive = std::path::absolute(archive).map_err(|error| IndexError::io(archive, &error))?;
    built(settings, &name, |build| {
        let source = build.unpacked(&archive)?;
        build.metadata(&subdirectory.map_or_else(|| source.clone(), |inner| source.join(inner)))
    })
}

/// Builds the metadata of the project in `subdirectory` of the folder `root`, in a copy of it.
///
/// # Errors
/// Where nothing may be built, or the build fails.
pub fn build_tree_metadata(
    root: &Path,
    subdirectory: Option<&Path>,
    settings: &BuildSettings,
) -> Result<Vec<u8>, MetadataError> {
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    built(settings, &name, |build| {
        let copy = build.folder.join("source");
        tree::copy(root, &copy).map_err(|error| IndexError::io(root, &error))?;
        build.metadata(&subdirectory.map_or_else(|| copy.clone(), |inner| copy.join(inner)))
    })
}

fn built(
    settings: &BuildSettings,
    name: &str,
    run: impl FnOnce(&Build<'_>) -> Result<Vec<u8>, Failure>,
) -> Result<Vec<u8>, MetadataError> {
    let needed = |why: &str| MetadataProblem::BuildNeeded {
        why: why.to_owned(),
        possible: settings.might_build(),
    };
    if !settings.may_build() {
        return Err(needed("builds are switched off").into());
    }
    let python = settings
        .python
        .as_deref()
        .ok_or_else(|| needed("there is no interpreter to build with"))?;
    settings.deadline.check(|| name.to_owned())?;
    let _running = settings.workshop.begin();
    let folder = TempDir::with_prefix("pinfix-build-")
        .map_err(|error| IndexError::io(std::env::temp_dir(), &error))?;
    let build = Build {
        settings,
        python,
        folder: folder.path(),
        deadline: Instant::now() + settings.timeout,
    };
    run(&build).map_err(|failure| match failure {
        Failure::Failed { cause, log_tail } => {
            let cause = match build.keep_log(name) {
                Some(log) => format!("{cause}; its log is {}", log.display()),
                None => cause,
            };
            MetadataProblem::BuildFailed { cause, log_tail }.into()
        }
        Failure::Machine(error) => error.into(),
    })
}

/// One build under way.
struct Build<'a> {
    settings: &'a BuildSettings,
    python: &'a Path,
    folder: &'a Path,
    deadline: Instant,
}

impl Build<'_> {
    /// The folder of the project in an archive.
    fn unpacked(&self, archive: &Path) -> Result<PathBuf, Failure> {
        let goes_on = || Instant::now() < self.deadline && !self.settings.deadline.is_over();
        let folder = self.folder.join("source");
        let unpacked = unpack(archive, &folder, goes_on).map_err(|error| IndexError::io(archive, &error))?;
        if let Some(source) = unpacked {
            return Ok(source);
        }
        let what = "the archive can't be unpacked";
        let answer = self.step(self.python, "unpack", &[archive.as_os_str()], what)?;
        Ok(PathBuf::from(answer))
    }

    /// The metadata of the project in the folder `source`.
    fn metadata(&self, source: &Path) -> Result<Vec<u8>, Failure> {
        let mut system = BuildSystem::of(source).map_err(|why| Failure::failed(&why))?;
        self.write_settings(&system, source)?;
        let mut python = self.environment(&system.requires)?;
        if system.asks_for_more && self.settings.isolated {
            let what = "its build backend does not name its requirements";
            let more = self.step(&python, "more-requires", &[], what)?;
            let known = system.requires.len();
            let new = more.lines().map(str::trim).filter(|line| !line.is_empty());
            for line in new {
                if !system.requires.iter().any(|it| it == line) {
                    system.requires.push(line.to_owned());
                }
            }
            if system.requires.len() > known {
                python = self.environment(&system.requires)?;
            }
        }
        let answer = self.step(&python, "metadata", &[], "its build backend gives no metadata")?;
        let path = PathBuf::from(answer);
        Ok(fs::read(&path).map_err(|error| IndexError::io(path, &error))?)
    }

    fn environment(&self, requirements: &[String]) -> Result<PathBuf, Failure> {
        environment(
            self.settings,
            self.python,
            requirements,
            self.folder,
            self.deadline,
        )
    }

    /// What the driver must know, where it finds it.
    fn write_settings(&self, system: &BuildSystem, source: &Path) -> Result<(), Failure> {
        let text = serde_json::json!({
            "source": source.to_string_lossy(),
            "backend": system.backend,
            "path": system.path,
        });
        let path = self.folder.join("settings.json");
        Ok(fs::write(&path, text.to_string()).map_err(|error| IndexError::io(path, &error))?)
    }

    /// Runs the driver for one step, which answers in a file: what a backend prints may be anything.
    fn step(
        &self,
        python: &Path,
        step: &str,
        arguments: &[&std::ffi::OsStr],
        what: &str,
    ) -> Result<String, Failure> {
        let driver = self.folder.join("driver.py");
        fs::write(&driver, DRIVER).map_err(|error| IndexError::io(&driver, &error))?;
        let answer = self.folder.join(format!("{step}.answer"));
        let mut command = Command::new(python);
        variables::of_backend(&mut command, &self.settings.variables, python, self.folder);
        command
            .arg(driver)
            .arg(step)
            .arg(&answer)
            .arg(self.folder)
            .args(arguments)
            .current_dir(self.folder);
        Job {
            command,
            what,
            log: &self.folder.join("log"),
            deadline: self.deadline,
            wanted: &self.settings.deadline,
        }
        .run()?;
        Ok(fs::read_to_string(&answer).map_err(|error| IndexError::io(answer, &error))?)
    }

    /// Keeps the log of a failed build; where it is then.
    fn keep_log(&self, name: &str) -> Option<PathBuf> {
        let folder = self.settings.cache_dir.as_ref()?.join("logs");
        let path = folder.join(format!("{name}.log"));
        fs::create_dir_all(&folder).ok()?;
        let text = super::run::whole_log(&self.folder.join("log"))?;
        fs::write(&path, text).ok()?;
        Some(path)
    }
}
