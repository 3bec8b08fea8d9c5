//! What builds find in their environments.

use std::path::{Path, PathBuf};

use super::configuration::Configuration;
use super::error::SettingsError;
use crate::cli::BuildArguments;

/// What builds find in their environments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsolationSettings {
    /// Whether each build gets an environment of its own.
    pub isolated: bool,
    /// Files that bound the versions of what builds need.
    pub constraints: Vec<PathBuf>,
}

impl Configuration {
    /// What builds find in their environments.
    pub fn isolation(&self, arguments: &BuildArguments) -> Result<IsolationSettings, SettingsError> {
        let flags = arguments.build_constraints.iter();
        let flags = flags.map(|path| path.to_string_lossy().into_owned()).collect();
        let mut files: Vec<PathBuf> = self
            .many::<String>("build-constraints", flags)?
            .into_iter()
            .map(|setting| self.environment.expanded(Path::new(&setting.value)))
            .collect();
        if files.is_empty() {
            let ambient = self.variable_list(&["UV_BUILD_CONSTRAINT", "PIP_BUILD_CONSTRAINT"]);
            files.extend(
                ambient
                    .into_iter()
                    .map(|it| self.environment.expanded(Path::new(&it.value))),
            );
        }
        if let Some(missing) = files.iter().find(|path| !path.is_file()) {
            return Err(SettingsError::NoBuildConstraints {
                path: missing.clone(),
            });
        }
        let foreign = || self.variable(&["UV_NO_BUILD_ISOLATION", "PIP_NO_BUILD_ISOLATION"]);
        let off = self.switch("no-build-isolation", arguments.no_build_isolation.then_some(true))?;
        let off = match off {
            Some(setting) => setting.value,
            None => foreign().is_some_and(|setting| {
                let denied = matches!(setting.value.as_str(), "0" | "false" | "no" | "off");
                // pip's own oddity: its variable says whether there is isolation.
                denied == setting.set_by.to_string().starts_with("PIP")
            }),
        };
        Ok(IsolationSettings {
            isolated: !off,
            constraints: files,
        })
    }
}
