//! When the search begins again.

use std::cell::Cell;

/// How often it begins again as soon as there is a reason to. Most searches never do so more often.
const AT_ONCE: u32 = 3;

/// How many times as long it goes on from then on.
const LONGER: u64 = 3;

/// Whether a run has found a reason to begin again, and when it does so.
///
/// A search among thousands of packages finds one reason after the other, and each time begins again with the first
/// package. So from the fourth time on a run goes on for three times as long as it took to find the first reason, to find
/// more of them: what all runs take together then stays in proportion to the last one.
#[derive(Debug, Default)]
pub(super) struct Renewal {
    /// How often the search began again before this run.
    before: u32,
    steps: Cell<u64>,
    /// After how many steps it begins again.
    due: Cell<Option<u64>>,
}

impl Renewal {
    /// For a search that began again so often before.
    pub(super) fn after(before: u32) -> Self {
        Self {
            before,
            ..Self::default()
        }
    }

    /// There is a reason.
    pub(super) fn want(&self) {
        let steps = self.steps.get();
        let wait = if self.before < AT_ONCE { 0 } else { LONGER * steps };
        self.due.set(self.due.get().or(Some(steps + wait)));
    }

    /// Where there was a reason, nothing is to be gained from going on.
    pub(super) fn hurry(&self) {
        self.due.set(self.due.get().map(|due| due.min(self.steps.get())));
    }

    /// Whether there was any reason.
    pub(super) fn is_wanted(&self) -> bool {
        self.due.get().is_some()
    }

    /// The run goes on; whether the search begins again instead.
    pub(super) fn is_due(&self) -> bool {
        let steps = self.steps.get();
        self.steps.set(steps + 1);
        self.due.get().is_some_and(|due| steps >= due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many further steps a run ends that has a reason after so many.
    fn goes_on(before: u32, found_after: u64) -> usize {
        let renewal = Renewal::after(before);
        for _ in 0..found_after {
            assert!(!renewal.is_due());
        }
        renewal.want();
        let steps = std::iter::repeat_with(|| renewal.is_due()).take_while(|due| !due);
        let further = steps.count();
        assert!(renewal.is_wanted());
        further
    }

    #[test]
    fn it_goes_on_for_long_once_it_began_again_often() {
        assert_eq!([0, 1, 2].map(|before| goes_on(before, 100)), [0, 0, 0]);
        assert_eq!([3, 9].map(|before| goes_on(before, 100)), [300, 300]);
        assert!(!Renewal::after(5).is_wanted());
    }
}
