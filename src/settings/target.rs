//! For whom to resolve, as far as flags, variables and files say it.

use std::path::PathBuf;

use pinfix_bundle::{NamedTarget, named_target};
use pinfix_packaging::tag::Platform;
use pinfix_packaging::target::PythonVersion;

use super::configuration::Configuration;
use super::environment::System;
use super::error::SettingsError;
use super::setting::Setting;
use crate::cli::TargetArguments;

/// For whom to resolve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSettings {
    /// The Python, where one was named.
    pub python_version: Option<Setting<PythonVersion>>,
    /// The platform, where one was named.
    pub platform: Option<Setting<Platform>>,
    /// The interpreter, where one was named: a path, an environment, a version, a name.
    pub interpreter: Option<Setting<String>>,
    /// Where interpreters are looked for.
    pub search: InterpreterSearch,
}

/// Where interpreters are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterpreterSearch {
    /// The current folder.
    pub directory: PathBuf,
    /// Environments whose interpreter is tried first: the active one, that of Conda, `.venv`.
    pub environments: Vec<PathBuf>,
    /// The folders of the PATH.
    pub path: Vec<PathBuf>,
    /// Where pyenv keeps its versions.
    pub pyenv_root: Option<PathBuf>,
    /// What pyenv was told by its variable.
    pub pyenv_version: Option<String>,
    /// Where uv keeps its Pythons.
    pub uv_pythons: Option<PathBuf>,
    /// Whether programs end in `.exe`.
    pub is_windows: bool,
}

impl InterpreterSearch {
    /// The same search, as if no environment were active.
    fn outside_environments(mut self) -> Self {
        let environments = std::mem::take(&mut self.environments);
        let is_inside = |folder: &PathBuf| environments.iter().any(|it| folder.starts_with(it));
        self.path.retain(|folder| !is_inside(folder));
        self
    }
}

impl Configuration {
    /// For whom to resolve.
    pub fn target(&self, arguments: &TargetArguments) -> Result<TargetSettings, SettingsError> {
        if let Some(named) = self.named_target(arguments)? {
            return Ok(TargetSettings {
                python_version: Some(named.clone().map(|target| target.python)),
                platform: Some(named.map(|target| target.wheels)),
                interpreter: self.interpreter(arguments)?,
                search: self.search(arguments),
            });
        }
        let version: Option<Setting<String>> =
            self.one("python-version", arguments.python_version.clone())?;
        let platform: Option<Setting<String>> =
            self.one("python-platform", arguments.python_platform.clone())?;
        Ok(TargetSettings {
            python_version: version
                .map(|Setting { value, set_by }| match value.parse() {
                    Ok(version) => Ok(Setting::new(version, set_by)),
                    Err(pinfix_packaging::target::PythonVersionError { message, help }) => {
                        Err(SettingsError::Value {
                            set_by,
                            message,
                            help: Some(help),
                        })
                    }
                })
                .transpose()?,
            platform: platform
                .map(|Setting { value, set_by }| match value.parse::<Platform>() {
                    Ok(platform) => Ok(Setting::new(platform, set_by)),
                    Err(error) => Err(SettingsError::Value {
                        set_by,
                        message: error.to_string(),
                        help: Some(error.help),
                    }),
                })
                .transpose()?,
            interpreter: self.interpreter(arguments)?,
            search: self.search(arguments),
        })
    }

    fn interpreter(&self, arguments: &TargetArguments) -> Result<Option<Setting<String>>, SettingsError> {
        if arguments.system {
            return Ok(None);
        }
        self.one("python", arguments.python.clone())
    }

    fn search(&self, arguments: &TargetArguments) -> InterpreterSearch {
        let search = self.interpreters();
        if arguments.system {
            search.outside_environments()
        } else {
            search
        }
    }

    /// The target that goes by a name, where one was named: by a flag, or elsewhere and no flag says otherwise.
    pub fn named_target(
        &self,
        arguments: &TargetArguments,
    ) -> Result<Option<Setting<NamedTarget>>, SettingsError> {
        let says_otherwise = arguments.python_version.is_some()
            || arguments.python_platform.is_some()
            || arguments.python.is_some();
        if arguments.target.is_none() && says_otherwise {
            return Ok(None);
        }
        let name: Option<Setting<String>> = self.one("target", arguments.target.clone())?;
        name.map(|Setting { value, set_by }| match named_target(&value) {
            Ok(target) => Ok(Setting::new(target, set_by)),
            Err(error) => Err(SettingsError::Value {
                set_by,
                message: error.to_string(),
                help: Some(error.help),
            }),
        })
        .transpose()
    }

    /// That the active virtual environment is gone.
    pub fn missing_environment(&self) -> Option<String> {
        let folder = self.environment.path("VIRTUAL_ENV")?;
        let is_gone = !self.environment.expanded(&folder).is_dir();
        is_gone.then(|| format!("VIRTUAL_ENV names {}, which is no folder", folder.display()))
    }

    /// Where interpreters are looked for.
    pub fn interpreters(&self) -> InterpreterSearch {
        let environment = &self.environment;
        let local = environment.directory.join(".venv");
        let is_windows = environment.system == System::Windows;
        let data = if is_windows {
            environment.path("APPDATA")
        } else {
            environment
                .path("XDG_DATA_HOME")
                .or_else(|| environment.home().map(|home| home.join(".local/share")))
        };
        InterpreterSearch {
            directory: environment.directory.clone(),
            environments: environment
                .path("VIRTUAL_ENV")
                .into_iter()
                .chain(environment.path("CONDA_PREFIX"))
                .chain(local.join("pyvenv.cfg").is_file().then_some(local))
                .collect(),
            path: environment.search_path(),
            pyenv_root: environment
                .path("PYENV_ROOT")
                .or_else(|| environment.home().map(|home| home.join(".pyenv"))),
            pyenv_version: environment.text("PYENV_VERSION"),
            uv_pythons: environment
                .path("UV_PYTHON_INSTALL_DIR")
                .or_else(|| data.map(|folder| folder.join("uv").join("python"))),
            is_windows,
        }
    }
}
