//! The end of the time for explanations, as all those notice it who may take longer.

use std::cell::Cell;
use std::time::Instant;

use pinfix_index::Index;
use pinfix_packaging::{PackageName, Version};

use crate::error::ResolveError;
use crate::progress::Progress;

/// Ends a single question, too, when there was enough of explanations, and whatever the index is doing for it; but only
/// while that is wanted, since something has to be told.
pub struct TimeLimit<'a> {
    /// Who is told until when to wait; nobody where an answer that is on its way is worth the wait.
    index: Option<&'a dyn Index>,
    progress: &'a dyn Progress,
    holds: Cell<bool>,
    /// When it is over, where that is sooner than when there was enough of explanations.
    end: Cell<Option<Instant>>,
}

/// How much of the time may go into finding conflicts, in thirds: what is left of it is for repairs.
const THIRDS: u32 = 2;

impl<'a> TimeLimit<'a> {
    /// The limit that `progress` sets to questions about `index`. It does not hold yet.
    pub fn new(index: &'a dyn Index, progress: &'a dyn Progress) -> Self {
        let mut limit = Self::of_search(progress);
        limit.index = Some(index);
        limit
    }

    /// The limit that `progress` sets to the search, but not to a single answer of the index.
    pub(crate) fn of_search(progress: &'a dyn Progress) -> Self {
        Self {
            index: None,
            progress,
            holds: Cell::new(false),
            end: Cell::new(None),
        }
    }

    /// The same limit, which holds from now on.
    #[must_use]
    pub(crate) fn holding(self) -> Self {
        self.set();
        self
    }

    /// The answer to a question for which it holds; `None` where the time was over before it was found.
    ///
    /// # Errors
    /// The question's own, and where the caller wants no more at all.
    pub(crate) fn hold<T>(
        &self,
        question: impl FnOnce() -> Result<T, ResolveError>,
    ) -> Result<Option<T>, ResolveError> {
        let held = self.holds.get();
        self.set();
        let answer = question();
        let was_late = self.is_over() && !self.progress.cancelled();
        if !held {
            self.lift();
        }
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(_) if was_late => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn set(&self) {
        if !self.holds.replace(true)
            && let Some(index) = self.index
        {
            index.wait_until(self.explains_until(), self.progress.explains_until());
        }
    }

    fn lift(&self) {
        if self.holds.replace(false)
            && let Some(index) = self.index
        {
            index.wait_until(None, None);
        }
    }

    /// When it ends, where it holds.
    pub(crate) fn end(&self) -> Option<Instant> {
        self.explains_until().filter(|_| self.holds.get())
    }

    /// Whether the time is over, whatever holds.
    pub(crate) fn is_over(&self) -> bool {
        self.end.get().is_some_and(|end| Instant::now() >= end) || self.progress.explained_enough()
    }
}

impl Drop for TimeLimit<'_> {
    fn drop(&mut self) {
        self.lift();
    }
}

impl Progress for TimeLimit<'_> {
    fn looking_at(&self, name: &PackageName, version: &Version) {
        self.progress.looking_at(name, version);
    }

    /// Conflicts are to be found: not all of the time is for that.
    fn explaining(&self) {
        self.progress.explaining();
        let now = Instant::now();
        let share = |end: Instant| now + end.saturating_duration_since(now) / 3 * THIRDS;
        self.end.set(self.progress.explains_until().map(share));
    }

    fn explains_until(&self) -> Option<Instant> {
        self.end.get().or_else(|| self.progress.explains_until())
    }

    fn explained_enough(&self) -> bool {
        self.is_over()
    }

    fn cancelled(&self) -> bool {
        self.progress.cancelled() || (self.holds.get() && self.is_over())
    }
}
