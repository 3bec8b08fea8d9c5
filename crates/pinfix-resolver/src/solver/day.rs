//! Near which day packages are looked for.

use std::cell::RefCell;

use pinfix_index::Timestamp;
use rustc_hash::FxHashMap;

use crate::graph::NameId;

/// How many releases near a day are tried; where none of them fits, the package is walked back as any other.
const TRIES: u32 = 3;

/// Near which day each package is looked for, where any solution will do.
#[derive(Debug, Default)]
pub(super) struct Days {
    known: RefCell<FxHashMap<NameId, Day>>,
}

#[derive(Debug, Clone, Copy)]
struct Day {
    time: Timestamp,
    /// How many releases were refused since.
    refused: u32,
}

/// What becomes of a day that was found for a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// The package is looked for near it from here on.
    New,
    /// Enough was tried near the day that was known.
    Over,
    /// It is no earlier than the one that was known.
    None,
}

impl Days {
    /// Near which day a package is looked for.
    pub(super) fn of(&self, name: NameId) -> Option<Timestamp> {
        let known = self.known.borrow();
        let day = known.get(&name).filter(|it| it.refused < TRIES);
        day.map(|it| it.time)
    }

    /// Whether a day was looked for, and found or not.
    pub(super) fn is_settled(&self, name: NameId) -> bool {
        self.known.borrow().contains_key(&name)
    }

    /// Whether a day is known by now at which a package was looked for in vain, or that there is none.
    pub(super) fn is_over(&self, name: NameId) -> bool {
        let known = self.known.borrow();
        known.get(&name).is_some_and(|it| it.refused >= TRIES)
    }

    /// Remembers that nobody knows near which day to look for a package.
    pub(super) fn give_up(&self, name: NameId) {
        let nowhere = Day {
            time: Timestamp::MAX,
            refused: TRIES,
        };
        self.known.borrow_mut().entry(name).or_insert(nowhere);
    }

    /// Notes that a release of a package was refused which came out after a day.
    pub(super) fn note(&self, name: NameId, day: Timestamp) -> Change {
        let mut known = self.known.borrow_mut();
        if let Some(before) = known.get_mut(&name) {
            before.refused += 1;
            if before.refused == TRIES {
                return Change::Over;
            }
            if before.refused > TRIES || before.time <= day {
                return Change::None;
            }
        }
        let day = Day {
            time: day,
            refused: 0,
        };
        known.insert(name, day);
        Change::New
    }
}
