//! How metadata that only a build can tell is built.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::variables::Variables;
use super::workshop::Workshop;
use crate::deadline::Deadline;

/// How metadata that only a build can tell is built (PEP 517).
#[derive(Clone, PartialEq, Eq)]
pub struct BuildSettings {
    /// Whether builds are allowed at all.
    pub enabled: bool,
    /// The interpreter to build with: one of the target's Python version, or what comes nearest.
    pub python: Option<PathBuf>,
    /// How long one build may take in all.
    pub timeout: Duration,
    /// Options for those who install build requirements: indexes, find-links. May hold credentials; they go into a file,
    /// not on a command line, and are never shown.
    pub index_arguments: Vec<String>,
    /// The `uv` program, where there is one: it installs faster than pip does.
    pub uv: Option<PathBuf>,
    /// The variables that builds see, but for secrets.
    pub variables: Variables,
    /// Whether the build gets an environment of its own; otherwise that of `python` is used as it is.
    pub isolated: bool,
    /// The folder in which environments and logs are kept; `None`: nowhere.
    pub cache_dir: Option<PathBuf>,
    /// Who chooses the releases of build requirements; `None`: whoever installs them.
    pub chooser: Option<Chooser>,
    /// Ends all building at once, for each index that was opened with a copy of these settings.
    pub switch: BuildSwitch,
    /// When builds are given up that are under way, for each index that was opened with a copy of these settings.
    pub deadline: Deadline,
    /// What builds share: environments, and what failed before.
    pub workshop: Workshop,
}

impl BuildSettings {
    /// Whether something may be built now.
    pub(crate) fn may_build(&self) -> bool {
        self.enabled && !self.switch.is_off()
    }

    /// Whether something could be built at another time.
    pub(crate) fn might_build(&self) -> bool {
        self.enabled && self.python.is_some() && self.switch.is_off()
    }

    /// Whether builds are allowed, but there is nothing to build with: what the author's own build said must do then.
    pub(crate) fn lacks_interpreter(&self) -> bool {
        self.enabled && self.python.is_none()
    }
}

/// Ends building: a lock is worth a build, a proposal is not. Copies are the same switch.
#[derive(Debug, Clone, Default)]
pub struct BuildSwitch(Arc<AtomicBool>);

impl BuildSwitch {
    /// From now on nothing is built; what only a build could tell can't be known then.
    pub fn turn_off(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_off(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl PartialEq for BuildSwitch {
    fn eq(&self, other: &Self) -> bool {
        self.is_off() == other.is_off()
    }
}

impl Eq for BuildSwitch {}

/// Chooses the releases of build requirements.
pub trait ChooseRequirements: Send + Sync {
    /// All that is to be installed for these requirements (PEP 508) and what they need, as `name==version`; `Ok(None)`
    /// where that is better left to whoever installs them.
    ///
    /// # Errors
    /// Why they can't be had together, in a phrase.
    fn choose(&self, requirements: &[String]) -> Result<Option<Vec<String>>, String>;
}

/// Someone who chooses the releases of build requirements.
#[derive(Clone)]
pub struct Chooser(pub Arc<dyn ChooseRequirements>);

impl PartialEq for Chooser {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Chooser {}

impl fmt::Debug for Chooser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Chooser")
    }
}

impl Default for BuildSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            python: None,
            timeout: Duration::from_mins(5),
            index_arguments: Vec::new(),
            uv: None,
            variables: Variables::default(),
            isolated: true,
            cache_dir: None,
            chooser: None,
            switch: BuildSwitch::default(),
            deadline: Deadline::default(),
            workshop: Workshop::default(),
        }
    }
}

impl fmt::Debug for BuildSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BuildSettings")
            .field("enabled", &self.enabled)
            .field("python", &self.python)
            .field("timeout", &self.timeout)
            .field("index_arguments", &self.index_arguments.len())
            .field("uv", &self.uv)
            .field("isolated", &self.isolated)
            .field("cache_dir", &self.cache_dir)
            .field("chooser", &self.chooser)
            .field("switch", &self.switch)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
