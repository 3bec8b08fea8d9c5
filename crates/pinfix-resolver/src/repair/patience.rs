//! How long one trial may take.

use std::cell::{Cell, RefCell};
use std::time::Instant;

use pinfix_packaging::{PackageName, Version};
use rustc_hash::FxHashSet;

use crate::error::ResolveError;
use crate::progress::Progress;

/// How many steps of the search one trial may take.
const STEPS: u32 = 40_000;

/// The releases that were looked at in earlier trials: to look at them again costs next to nothing.
pub(super) type Seen = RefCell<FxHashSet<(PackageName, Version)>>;

/// Gives up after so many releases that nobody has looked at before, after many steps, or when there was enough of
/// explanations.
pub(super) struct Patience<'a> {
    progress: &'a dyn Progress,
    seen: &'a Seen,
    looks: Cell<u32>,
    most: u32,
    steps: Cell<u32>,
}

impl<'a> Patience<'a> {
    /// Patience for `most` new releases.
    pub(super) fn new(progress: &'a dyn Progress, seen: &'a Seen, most: u32) -> Self {
        Self {
            progress,
            seen,
            looks: Cell::new(0),
            most,
            steps: Cell::new(0),
        }
    }

    /// Takes "no more" for "not found out", unless the caller wants no more at all. So with a release of another Python
    /// or before another cutoff that could not be asked for: a repair that can't be tried is no repair.
    pub(super) fn forgive<T>(&self, answer: Result<T, ResolveError>) -> Result<Option<T>, ResolveError> {
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if self.progress.cancelled() => Err(error),
            Err(_) => Ok(None),
        }
    }
}

impl Progress for Patience<'_> {
    fn looking_at(&self, name: &PackageName, version: &Version) {
        if self.seen.borrow_mut().insert((name.clone(), version.clone())) {
            self.looks.set(self.looks.get() + 1);
        }
        self.progress.looking_at(name, version);
    }

    fn explains_until(&self) -> Option<Instant> {
        self.progress.explains_until()
    }

    fn explained_enough(&self) -> bool {
        self.progress.explained_enough()
    }

    fn cancelled(&self) -> bool {
        self.steps.set(self.steps.get() + 1);
        self.looks.get() > self.most
            || self.steps.get() > STEPS
            || self.progress.cancelled()
            || self.progress.explained_enough()
    }
}
