//! Where the cache is.

use std::path::PathBuf;

use super::configuration::Configuration;
use super::environment::System;
use super::error::SettingsError;
use super::setting::{SetBy, Setting};
use crate::cli::StorageArguments;

impl Configuration {
    /// The folder of the cache, whether it exists or not; `None`: nothing is to be kept.
    pub fn cache_dir(&self, arguments: &StorageArguments) -> Result<Option<Setting<PathBuf>>, SettingsError> {
        if arguments.no_cache {
            return Ok(None);
        }
        if let Some(setting) = self.path("cache-dir", arguments.cache_dir.clone())? {
            return Ok(Some(setting));
        }
        Ok(self
            .user_cache_dir()
            .map(|folder| Setting::new(folder.join("pinfix"), SetBy::Default)))
    }

    fn user_cache_dir(&self) -> Option<PathBuf> {
        let environment = &self.environment;
        let below_home = |path: &str| environment.home().map(|home| home.join(path));
        match environment.system {
            // The specification of the XDG base directories: a relative path is to be ignored.
            System::Unix => environment
                .path("XDG_CACHE_HOME")
                .filter(|folder| folder.is_absolute())
                .or_else(|| below_home(".cache")),
            System::Macos => below_home("Library/Caches"),
            System::Windows => environment
                .path("LOCALAPPDATA")
                .or_else(|| below_home("AppData/Local")),
        }
    }
}
