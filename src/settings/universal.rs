//! One lock for all platforms, as far as flags, variables and files ask for it.

use super::configuration::{Configuration, either};
use super::error::SettingsError;
use crate::cli::{ForkStrategy, UniversalArguments};

/// Whether the lock is for all platforms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UniversalSettings {
    /// What counts where not every Python can have the newest release; `None`: the lock is for one target.
    pub strategy: Option<ForkStrategy>,
}

impl Configuration {
    /// Whether the lock is for all platforms.
    pub fn universal(&self, arguments: &UniversalArguments) -> Result<UniversalSettings, SettingsError> {
        let wanted = self.switch("universal", either(arguments.universal, arguments.no_universal))?;
        let strategy = self.one("fork-strategy", arguments.fork_strategy)?;
        let strategy = strategy.map(|setting| setting.value).unwrap_or_default();
        Ok(UniversalSettings {
            strategy: wanted.is_some_and(|setting| setting.value).then_some(strategy),
        })
    }
}
