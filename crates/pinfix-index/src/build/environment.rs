//! The Python environment that a build happens in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::run::{Failure, Job};
use crate::settings::BuildSettings;

/// A Python environment.
pub(super) struct Environment {
    python: PathBuf,
}

impl Environment {
    /// A fresh virtual environment of `python` in `folder`, with pip.
    pub(super) fn create(python: &Path, folder: &Path, deadline: Instant) -> Result<Self, Failure> {
        let place = folder.join("environment");
        let mut command = command(python);
        command.args(["-m", "venv"]).arg(&place);
        let what = "no virtual environment can be made for it";
        Job {
            command,
            what,
            log: &folder.join("log"),
            deadline,
        }
        .run()?;
        let python = if cfg!(windows) {
            place.join("Scripts/python.exe")
        } else {
            place.join("bin/python")
        };
        Ok(Self { python })
    }

    /// The environment of `python` as it is.
    pub(super) fn existing(python: &Path) -> Self {
        Self {
            python: python.to_owned(),
        }
    }

    /// A command that runs its Python.
    pub(super) fn python(&self) -> Command {
        command(&self.python)
    }

    /// Installs requirements, one per line.
    pub(super) fn install(
        &self,
        requirements: &str,
        settings: &BuildSettings,
        folder: &Path,
        deadline: Instant,
    ) -> Result<(), Failure> {
        if requirements.trim().is_empty() {
            return Ok(());
        }
        let file = folder.join("requirements.txt");
        fs::write(&file, options(&settings.index_arguments) + requirements)?;
        let mut command = self.python();
        command
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-input",
                "-r",
            ])
            .arg(&file);
        let what = "its build requirements can't be installed";
        Job {
            command,
            what,
            log: &folder.join("log"),
            deadline,
        }
        .run()
    }
}

/// Index options as lines of a requirements file: a command line is for everybody on the machine to see, and these may
/// hold credentials.
fn options(arguments: &[String]) -> String {
    let mut lines = String::new();
    for argument in arguments {
        if argument.starts_with('-') {
            if !lines.is_empty() {
                lines.push('\n');
            }
        } else {
            lines.push(' ');
        }
        lines.push_str(argument);
    }
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines
}

/// Runs Python such that nothing of the user's own environment leaks in.
fn command(python: &Path) -> Command {
    let mut command = Command::new(python);
    for variable in [
        "PYTHONPATH",
        "PYTHONHOME",
        "PYTHONSTARTUP",
        "VIRTUAL_ENV",
        "PIP_REQUIRE_VIRTUALENV",
    ] {
        command.env_remove(variable);
    }
    command
        .env("PYTHONIOENCODING", "utf-8")
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}
