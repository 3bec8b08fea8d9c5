//! [`Deadline`]: when nobody waits any more.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::error::IndexError;

/// The moment from which nobody waits for an answer any more, if there is one. Copies are the same deadline.
#[derive(Debug, Clone, Default)]
pub struct Deadline(Arc<Mutex<Option<Instant>>>);

impl Deadline {
    /// From this moment on nobody waits; `None`: everybody waits for as long as it takes.
    pub fn set(&self, end: Option<Instant>) {
        *self.lock() = end;
    }

    /// That moment.
    pub fn get(&self) -> Option<Instant> {
        *self.lock()
    }

    /// Whether it has come.
    pub fn is_over(&self) -> bool {
        self.get().is_some_and(|end| Instant::now() >= end)
    }

    /// Fails where nobody waits for `what` any more.
    ///
    /// # Errors
    /// [`IndexError::NotAtHand`] once the moment has come.
    pub fn check(&self, what: impl FnOnce() -> String) -> Result<(), IndexError> {
        if self.is_over() {
            return Err(IndexError::NotAtHand { what: what() });
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PartialEq for Deadline {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for Deadline {}
