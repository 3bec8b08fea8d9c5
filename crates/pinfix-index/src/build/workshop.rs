//! What the builds of a run share.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use pinfix_packaging::PackageName;
use rustc_hash::FxHashMap;
use tempfile::TempDir;

use super::run::Failure;

/// So many releases of one project may fail to build; the next are not tried. One that failed ten times is not going to
/// build in its hundredth release, each of which could take minutes.
const PATIENCE: u32 = 5;

/// What the builds of a run share: environments, and what failed before. Copies are the same workshop.
#[derive(Clone, Default)]
pub struct Workshop(Arc<Shared>);

#[derive(Default)]
struct Shared {
    environments: Mutex<FxHashMap<String, Slot>>,
    folder: OnceLock<Option<TempDir>>,
    failures: Mutex<FxHashMap<PackageName, u32>>,
    pip: OnceLock<bool>,
    /// How many builds are under way.
    running: Mutex<u32>,
    /// Told when one ends.
    ended: Condvar,
}

/// A build under way, until it is dropped.
pub(super) struct Running(Arc<Shared>);

impl Drop for Running {
    fn drop(&mut self) {
        *self.0.running.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.ended.notify_all();
    }
}

/// The interpreter of an environment that is made once, however many need it.
pub(super) type Slot = Arc<OnceLock<Result<PathBuf, Failure>>>;

impl Workshop {
    /// A build begins.
    pub(super) fn begin(&self) -> Running {
        *self.0.running.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Running(Arc::clone(&self.0))
    }

    /// Waits until no build is under way, but no longer than that.
    #[cfg_attr(
        not(feature = "http"),
        expect(dead_code, reason = "only indexes over HTTP build on other threads")
    )]
    pub(crate) fn wait_for_builds(&self, longest: Duration) {
        let running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.0.ended.wait_timeout_while(running, longest, |it| *it > 0);
        drop(waited);
    }

    /// The place of the environment with this key.
    pub(super) fn environment(&self, key: &str) -> Slot {
        let mut slots = self.0.environments.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(key.to_owned()).or_default())
    }

    /// Forgets what came of the environment with this key: it is made anew for whoever needs it next.
    pub(super) fn forget(&self, key: &str) {
        let mut slots = self.0.environments.lock().unwrap_or_else(PoisonError::into_inner);
        slots.remove(key);
    }

    /// A folder for what need not outlive the run.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        let folder = self
            .0
            .folder
            .get_or_init(|| TempDir::with_prefix("pinfix-builds-").ok());
        folder.as_ref().map(|folder| folder.path().to_owned())
    }

    /// Whether the interpreter's pip can install into other environments, told once by `ask`.
    pub(super) fn has_pip(&self, ask: impl FnOnce() -> bool) -> bool {
        *self.0.pip.get_or_init(ask)
    }

    /// How many releases of a project failed, where that is too many to try another.
    #[cfg_attr(
        not(feature = "http"),
        expect(dead_code, reason = "only indexes over HTTP build old releases")
    )]
    pub(crate) fn hopeless(&self, project: &PackageName) -> Option<u32> {
        let failures = self.0.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.get(project).copied().filter(|count| *count >= PATIENCE)
    }

    /// Another release of a project failed to build.
    #[cfg_attr(
        not(feature = "http"),
        expect(dead_code, reason = "only indexes over HTTP build old releases")
    )]
    pub(crate) fn failed(&self, project: &PackageName) {
        let mut failures = self.0.failures.lock().unwrap_or_else(PoisonError::into_inner);
        *failures.entry(project.clone()).or_default() += 1;
    }
}

impl PartialEq for Workshop {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Workshop {}
