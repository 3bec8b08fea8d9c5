//! What is to be read.

use std::path::{Path, PathBuf};

use pinfix_requirements::Request;

use super::configuration::Configuration;
use super::error::SettingsError;
use crate::cli::InputArguments;

impl Configuration {
    /// What is to be read. Paths of the flags stay as the user wrote them, so that messages can name them so.
    pub fn inputs(&self, arguments: &InputArguments) -> Result<Request, SettingsError> {
        let files = |key, flags: &[PathBuf]| -> Result<Vec<PathBuf>, SettingsError> {
            let settings = self.many::<String>(
                key,
                flags
                    .iter()
                    .map(|path| path.to_string_lossy().into_owned())
                    .collect(),
            )?;
            Ok(settings
                .into_iter()
                .map(|setting| self.as_written(Path::new(&setting.value)))
                .collect())
        };
        Ok(Request {
            files: self.sources(arguments)?,
            constraints: files("constraints", &arguments.constraints)?,
            overrides: files("overrides", &arguments.overrides)?,
            excludes: files("excludes", &arguments.excludes)?,
            extras: self
                .many("extra", arguments.extra.clone())?
                .into_iter()
                .map(|setting| setting.value)
                .collect(),
            all_extras: self.is_on("all-extras", arguments.all_extras)?,
            groups: arguments.group.clone(),
            all_groups: self.is_on("all-groups", arguments.all_groups)?,
        })
    }

    fn sources(&self, arguments: &InputArguments) -> Result<Vec<PathBuf>, SettingsError> {
        // A group is asked of pyproject.toml; nothing else need be read for it.
        if !arguments.sources.is_empty() || !arguments.group.is_empty() || arguments.all_groups {
            return Ok(arguments.sources.clone());
        }
        let usual = ["requirements.in", "pyproject.toml", "requirements.txt"].map(PathBuf::from);
        let found = usual
            .into_iter()
            .find(|name| self.environment.directory.join(name).is_file());
        found.map(|name| vec![name]).ok_or(SettingsError::NoInput)
    }

    /// A path of a configuration file is absolute; below the current folder it is shown from there.
    fn as_written(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.environment.directory)
            .unwrap_or(path)
            .to_path_buf()
    }
}
