//! pip's configuration files: where they are, and what they say together.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::NamedSource;

use super::environment::{Environment, System};
use super::error::SettingsError;
use super::ini;
use super::setting::{SetBy, Setting};

/// The sections that count, the strongest first: pinfix does what `pip install` and `pip download` do before they install
/// or download.
const SECTIONS: [&str; 4] = ["install", "download", "wheel", "global"];

/// What pip's configuration files say, the later files over the earlier ones.
#[derive(Debug, Clone, Default)]
pub struct PipConfiguration {
    values: HashMap<(String, String), Setting<String>>,
    /// The files that were read, the weakest first.
    pub files: Vec<PathBuf>,
}

impl PipConfiguration {
    /// Reads all of pip's configuration files that there are.
    pub fn load(environment: &Environment) -> Result<Self, SettingsError> {
        let mut configuration = Self::default();
        for path in places(environment) {
            // As in pip, a file that can't be read is a file that is not there.
            let Ok(bytes) = std::fs::read(&path) else { continue };
            configuration.add(&path, &String::from_utf8_lossy(&bytes))?;
            configuration.files.push(path);
        }
        Ok(configuration)
    }

    fn add(&mut self, path: &Path, text: &str) -> Result<(), SettingsError> {
        let values = ini::parse(text).map_err(|error| SettingsError::Syntax {
            message: format!(
                "pip's configuration file {} can't be read: {}",
                path.display(),
                error.message
            ),
            span: error.span.into(),
            text: Arc::new(NamedSource::new(path.display().to_string(), text.to_owned())),
        })?;
        // [DEFAULT] is part of every section that there is, weaker than what the section says itself.
        let (defaults, own): (Vec<_>, Vec<_>) =
            values.into_iter().partition(|value| value.section == "DEFAULT");
        let lent: Vec<_> = SECTIONS
            .iter()
            .filter(|section| own.iter().any(|value| value.section == **section))
            .flat_map(|section| {
                defaults.iter().map(|value| ini::IniValue {
                    section: (*section).to_owned(),
                    ..value.clone()
                })
            })
            .collect();
        for value in lent.into_iter().chain(own) {
            let key = value.key.replace('_', "-");
            let key = key.strip_prefix("--").unwrap_or(&key).to_owned();
            let line = text[..value.span.start].matches('\n').count() + 1;
            let set_by = SetBy::File {
                path: path.to_path_buf(),
                line,
            };
            self.values
                .insert((value.section, key), Setting::new(value.value, set_by));
        }
        Ok(())
    }

    /// What the files say about an option of pip, if it is not empty.
    pub fn get(&self, key: &str) -> Option<Setting<String>> {
        SECTIONS
            .iter()
            .find_map(|section| self.values.get(&((*section).to_owned(), key.to_owned())))
            .filter(|setting| !setting.value.trim().is_empty())
            .cloned()
    }

    /// What the files say about an option that takes several values.
    pub fn list(&self, key: &str) -> Vec<Setting<String>> {
        let Some(setting) = self.get(key) else {
            return Vec::new();
        };
        setting
            .value
            .split_whitespace()
            .map(|item| Setting::new(item.to_owned(), setting.set_by.clone()))
            .collect()
    }
}

/// Where pip looks for configuration files, the weakest first.
fn places(environment: &Environment) -> Vec<PathBuf> {
    let named = environment.path("PIP_CONFIG_FILE");
    if named.as_deref().is_some_and(is_null_device) {
        return Vec::new();
    }
    let name = if environment.system == System::Windows {
        "pip.ini"
    } else {
        "pip.conf"
    };
    let mut places = system_folders(environment);
    // A file that was named takes the place of the user's own.
    if !named.as_deref().is_some_and(Path::exists) {
        places.extend(user_folders(environment));
    }
    places.extend(active_prefix(environment));
    let mut files: Vec<PathBuf> = places.into_iter().map(|folder| folder.join(name)).collect();
    files.extend(named.map(|path| environment.expanded(&path)));
    files
}

fn is_null_device(path: &Path) -> bool {
    path == Path::new("/dev/null") || path.to_str().is_some_and(|text| text.eq_ignore_ascii_case("nul"))
}

fn system_folders(environment: &Environment) -> Vec<PathBuf> {
    match environment.system {
        System::Unix => {
            let folders = environment.raw("XDG_CONFIG_DIRS").map_or_else(
                || vec![environment.system_path("/etc/xdg")],
                |value| {
                    std::env::split_paths(value)
                        .map(|folder| environment.expanded(&folder))
                        .collect()
                },
            );
            let mut folders: Vec<PathBuf> = folders.into_iter().map(|folder| folder.join("pip")).collect();
            folders.push(environment.system_path("/etc"));
            folders
        }
        System::Macos => vec![environment.system_path("/Library/Application Support/pip")],
        System::Windows => environment
            .path("PROGRAMDATA")
            .map(|folder| folder.join("pip"))
            .into_iter()
            .collect(),
    }
}

/// First the folder of old, which the one of today overrides.
fn user_folders(environment: &Environment) -> Vec<PathBuf> {
    let home = environment.home();
    let below_home = |path: &str| home.as_ref().map(|home| home.join(path));
    let folders = match environment.system {
        System::Unix => [
            below_home(".pip"),
            environment
                .path("XDG_CONFIG_HOME")
                .map(|folder| environment.expanded(&folder))
                .or_else(|| below_home(".config"))
                .map(|folder| folder.join("pip")),
        ],
        System::Macos => [
            below_home(".pip"),
            below_home("Library/Application Support/pip")
                .filter(|folder| folder.is_dir())
                .or_else(|| below_home(".config/pip")),
        ],
        System::Windows => [
            below_home("pip"),
            environment.path("APPDATA").map(|folder| folder.join("pip")),
        ],
    };
    folders.into_iter().flatten().collect()
}

/// The virtual environment that pip would run in.
fn active_prefix(environment: &Environment) -> Option<PathBuf> {
    environment
        .path("VIRTUAL_ENV")
        .or_else(|| environment.path("CONDA_PREFIX"))
        .or_else(|| {
            Some(environment.directory.join(".venv")).filter(|folder| folder.join("pyvenv.cfg").is_file())
        })
}
