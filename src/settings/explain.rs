//! How much is spent on explaining.

use std::time::Duration;

use super::configuration::Configuration;
use super::error::SettingsError;
use crate::cli::ExplainArguments;

/// How much is spent on explaining why there is no lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExplainSettings {
    /// How many conflicts are wanted at the most.
    pub max_conflicts: usize,
    /// For how long they are looked for.
    pub timeout: Duration,
}

impl Configuration {
    /// How much is spent on explaining why there is no lock.
    pub fn explain(&self, arguments: &ExplainArguments) -> Result<ExplainSettings, SettingsError> {
        let conflicts = self.one("max-conflicts", arguments.max_conflicts)?;
        let seconds = self.one("explain-timeout", arguments.explain_timeout)?;
        Ok(ExplainSettings {
            max_conflicts: conflicts.map_or(20, |setting| setting.value).max(1),
            timeout: Duration::from_secs(seconds.map_or(10, |setting| setting.value)),
        })
    }
}
