//! Where any solution will do: a package that is refused is looked for near the day of what refuses it.
//!
//! Releases that came out at the same time were made to go together. To walk back to there release by release takes as
//! many answers as there are releases; what the newest one is that fits is not asked.

use pinfix_index::{IndexError, Timestamp};
use pubgrub::VersionSet as _;

use super::day::Change;
use super::provider::Provider;
use crate::candidate::Selector;
use crate::graph::{Demand, NameId};
use crate::rank::{Rank, RankSet};

/// In seconds.
const LEEWAY: i64 = 7 * 24 * 3600;

/// How many releases are asked for at once where a package is looked for anew.
const AT_ONCE: usize = 4;

impl Provider<'_> {
    /// Near which day a package is looked for.
    pub(super) fn day(&self, name: NameId) -> Option<Timestamp> {
        self.days.of(name)
    }

    /// Whether a package is not to be looked ahead of yet, since a release near the day of what refuses it may do.
    pub(super) fn may_jump(&self, name: NameId) -> bool {
        self.question.any && !self.days.is_over(name)
    }

    /// Looks for a package near the day of what refuses its releases, where newer ones than these are known to be refused.
    pub(super) fn jump_ahead(&self, name: NameId, left: &RankSet) -> Result<(), IndexError> {
        if !self.question.any || self.days.is_settled(name) {
            return Ok(());
        }
        let count = self.graph.candidates(name)?.count();
        let newest = left.descending(count).next();
        let refused = newest.and_then(|newest| self.foresight.refusals().next_above(name, newest));
        if let Some((refused, _)) = refused {
            self.jump(name, refused)?;
        }
        Ok(())
    }

    /// After a release was refused for what it demands: whether its package is looked for near an earlier day from here on.
    pub(super) fn jump(&self, name: NameId, rank: Rank) -> Result<bool, IndexError> {
        if !self.question.any {
            return Ok(false);
        }
        let mut first: Option<Timestamp> = None;
        for target in self.foresight.refusals().targets_of(name, rank) {
            let left = self.foresight.open(target, &RankSet::full());
            let candidates = self.graph.candidates(target)?;
            let newest = Selector::new(self.graph.problem()).select(&candidates, &left);
            let day = newest
                .map(|newest| self.released(target, newest))
                .transpose()?
                .flatten();
            first = first.into_iter().chain(day).min();
        }
        let Some(day) = first else {
            self.days.give_up(name);
            return Ok(false);
        };
        self.look_near(name, rank, later(day))
    }

    /// After a release was given up that demands releases of packages which are looked for near a day: looks for its own
    /// near that day, too.
    pub(super) fn look_near_demands(
        &self,
        name: NameId,
        rank: Rank,
        demands: &[Demand],
    ) -> Result<(), IndexError> {
        let days = demands.iter().filter_map(|demand| self.day(demand.target));
        match days.min() {
            Some(day) => self.look_near(name, rank, day).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Looks for a package near the day of what refuses its likely choice, if that is at hand and refused: so what several
    /// packages are held back by is found out at once.
    pub(super) fn jump_if_refused(&self, name: NameId, range: &RankSet) {
        if !self.question.any || self.day(name).is_some() {
            return;
        }
        let Some(candidates) = self.graph.known_candidates(name) else {
            return;
        };
        let left = self.foresight.open(name, range);
        let likely = self.selector.select(&candidates, &left);
        if let Some(rank) = likely.filter(|rank| self.graph.is_at_hand(name, *rank))
            && let Ok(false) = self.foresight.admits(name, rank)
        {
            // What can't be asked here is told by who asks in earnest.
            let _ = self.jump(name, rank);
        }
    }

    /// After a release was refused for what was chosen of another package: looks for it near the day of that.
    pub(super) fn look_near_choice(&self, name: NameId, rank: Rank, other: NameId) -> Result<(), IndexError> {
        let chosen = self.chosen.borrow().get(&other).copied();
        if let Some(chosen) = chosen
            && let Some(day) = self.released(other, chosen)?
        {
            self.look_near(name, rank, later(day))?;
        }
        Ok(())
    }

    /// Looks for a package near a day, if that is before the release that was refused.
    pub(super) fn look_near(&self, name: NameId, rank: Rank, day: Timestamp) -> Result<bool, IndexError> {
        let released = self.released(name, rank)?;
        if !self.question.any || released.is_none_or(|released| released <= day) {
            return Ok(false);
        }
        match self.days.note(name, day) {
            Change::New => {}
            Change::Over => return Ok(true),
            Change::None => return Ok(false),
        }
        let candidates = self.graph.candidates(name)?;
        let mut left = self.foresight.open(name, &RankSet::full());
        let selector = self.selector.near(Some(day));
        let mut near = Vec::new();
        while near.len() < AT_ONCE
            && let Some(next) = selector.select(&candidates, &left)
        {
            near.push(next);
            left = left.intersection(&RankSet::singleton(next).complement());
        }
        self.graph.ask_for(name, near)?;
        Ok(true)
    }

    fn released(&self, name: NameId, rank: Rank) -> Result<Option<Timestamp>, IndexError> {
        let candidates = self.graph.candidates(name)?;
        let judged = candidates.judge(self.graph.problem(), rank);
        Ok(judged.ok().and_then(|usable| usable.released))
    }
}

/// What belongs together is not published at the same moment.
fn later(day: Timestamp) -> Timestamp {
    Timestamp::from_second(day.as_second().saturating_add(LEEWAY)).unwrap_or(day)
}
