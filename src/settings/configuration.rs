//! Everything beside the flags that settings come from, and how one setting is looked up in it.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use pinfix_index::Timeline;

use super::environment::Environment;
use super::error::SettingsError;
use super::file::{FileValue, SettingsFile};
use super::keys;
use super::pip::PipConfiguration;
use super::setting::{SetBy, Setting};
use super::uv::UvConfiguration;
use crate::cli::ConfigurationArguments;

/// Everything beside the flags that settings come from. The methods of this type, which the other modules of
/// [`crate::settings`] add, make typed settings of flags.
#[derive(Clone)]
pub struct Configuration {
    /// The variables and folders of the process.
    pub environment: Environment,
    /// `pinfix.toml`, or `[tool.pinfix]` of pyproject.toml.
    pub file: Option<SettingsFile>,
    /// pip's configuration files.
    pub pip: PipConfiguration,
    /// What uv's configuration says of indexes.
    pub uv: UvConfiguration,
    /// Who is told of each request, where someone wants to see it.
    pub timeline: Option<Timeline>,
}

impl Configuration {
    /// Reads the configuration files that hold in this environment; of pinfix's and uv's own those that the flags admit.
    pub fn load(environment: Environment, arguments: &ConfigurationArguments) -> Result<Self, SettingsError> {
        let file = match &arguments.config_file {
            Some(path) => Some(SettingsFile::named(&environment.expanded(path))?),
            None if arguments.no_config => None,
            None => SettingsFile::find(&environment)?,
        };
        let pip = PipConfiguration::load(&environment)?;
        let uv = if arguments.no_config {
            UvConfiguration::default()
        } else {
            UvConfiguration::find(&environment)
        };
        Ok(Self {
            environment,
            file,
            pip,
            uv,
            timeline: None,
        })
    }

    /// A setting of one value: its flag, else its PINFIX_ variable, else the configuration file.
    pub(super) fn one<T>(
        &self,
        key: &'static str,
        flag: Option<T>,
    ) -> Result<Option<Setting<T>>, SettingsError>
    where
        T: FromStr,
        T::Err: Display,
    {
        if let Some(value) = flag {
            return Ok(Some(Setting::new(value, SetBy::Flag(key))));
        }
        let variable = keys::variable(key);
        if let Some(text) = self.environment.text(&variable) {
            return parsed(&text, SetBy::Variable(variable)).map(Some);
        }
        match self
            .file_values(key)
            .and_then(|(file, values)| Some((file, values.first()?)))
        {
            Some((file, value)) => from_file(key, file, value).map(Some),
            None => Ok(None),
        }
    }

    /// A setting of several values; those of the first place that has any count.
    pub(super) fn many<T>(&self, key: &'static str, flags: Vec<T>) -> Result<Vec<Setting<T>>, SettingsError>
    where
        T: FromStr,
        T::Err: Display,
    {
        if !flags.is_empty() {
            return Ok(flags
                .into_iter()
                .map(|value| Setting::new(value, SetBy::Flag(key)))
                .collect());
        }
        let variable = keys::variable(key);
        if let Some(text) = self.environment.text(&variable) {
            let set_by = SetBy::Variable(variable);
            return text
                .split_whitespace()
                .map(|text| parsed(text, set_by.clone()))
                .collect();
        }
        let Some((file, values)) = self.file_values(key) else {
            return Ok(Vec::new());
        };
        values.iter().map(|value| from_file(key, file, value)).collect()
    }

    /// A yes or no; `flag` is `None` where neither the flag nor its opposite was given.
    pub(super) fn switch(
        &self,
        key: &'static str,
        flag: Option<bool>,
    ) -> Result<Option<Setting<bool>>, SettingsError> {
        Ok(self
            .one(key, flag.map(Switch))?
            .map(|setting| setting.map(|switch| switch.0)))
    }

    /// Whether a switch that has no opposite is on; off where nothing is said.
    pub(super) fn is_on(&self, key: &'static str, flag: bool) -> Result<bool, SettingsError> {
        Ok(self
            .switch(key, flag.then_some(true))?
            .is_some_and(|setting| setting.value))
    }

    /// A path: `~` is filled in, relative ones are taken from the current folder or that of the file that names them.
    pub(super) fn path(
        &self,
        key: &'static str,
        flag: Option<PathBuf>,
    ) -> Result<Option<Setting<PathBuf>>, SettingsError> {
        Ok(self
            .one(key, flag)?
            .map(|setting| setting.map(|path| self.environment.expanded(&path))))
    }

    /// The first of several variables that is set.
    pub(super) fn variable(&self, names: &[&str]) -> Option<Setting<String>> {
        names.iter().find_map(|name| {
            Some(Setting::new(
                self.environment.text(name)?,
                SetBy::Variable((*name).to_owned()),
            ))
        })
    }

    /// The items of the first of several variables that is set, separated by white space.
    pub(super) fn variable_list(&self, names: &[&str]) -> Vec<Setting<String>> {
        let Some(setting) = self.variable(names) else {
            return Vec::new();
        };
        setting
            .value
            .split_whitespace()
            .map(|item| Setting::new(item.to_owned(), setting.set_by.clone()))
            .collect()
    }

    fn file_values(&self, key: &str) -> Option<(&SettingsFile, &[FileValue])> {
        debug_assert!(
            keys::form(key).is_some(),
            "`{key}` is not in the table of settings"
        );
        let file = self.file.as_ref()?;
        Some((file, file.values(key)?))
    }
}

/// What a flag and its opposite say together.
pub(super) fn either(on: bool, off: bool) -> Option<bool> {
    match (on, off) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// The value that a text is for its setting.
pub(super) fn parsed<T>(text: &str, set_by: SetBy) -> Result<Setting<T>, SettingsError>
where
    T: FromStr,
    T::Err: Display,
{
    match text.parse() {
        Ok(value) => Ok(Setting::new(value, set_by)),
        Err(reason) => Err(SettingsError::Value {
            set_by,
            message: T::Err::to_string(&reason),
            help: None,
        }),
    }
}

fn from_file<T>(key: &str, file: &SettingsFile, value: &FileValue) -> Result<Setting<T>, SettingsError>
where
    T: FromStr,
    T::Err: Display,
{
    match value.text.parse() {
        Ok(parsed) => Ok(file.setting(value, parsed)),
        Err(reason) => Err(file.refuse(key, value, &T::Err::to_string(&reason))),
    }
}

/// A yes or no as pip reads it.
pub(super) struct Switch(pub(super) bool);

impl FromStr for Switch {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            "1" | "y" | "yes" | "t" | "true" | "on" => Ok(Self(true)),
            "0" | "n" | "no" | "f" | "false" | "off" => Ok(Self(false)),
            _ => Err(format!("`{text}` is neither true nor false")),
        }
    }
}
