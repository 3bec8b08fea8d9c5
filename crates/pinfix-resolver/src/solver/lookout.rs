//! When one looks ahead of a package that is walked back.

use pinfix_index::IndexError;
use pubgrub::VersionSet as _;

use super::provider::Provider;
use super::survey::{PATIENCE, Survey};
use crate::graph::NameId;
use crate::rank::{Rank, RankSet};

impl Provider<'_> {
    /// Looks ahead before a release is read, where enough newer ones were refused for a reason of its neighbour's.
    pub(super) fn look_ahead(&self, name: NameId, rank: Rank) -> Result<(), IndexError> {
        let refusals = self.foresight.refusals();
        if !self.is_worth_it(name) || self.graph.known_demands(name, rank).is_some() {
            return Ok(());
        }
        let Some((neighbour, reasons)) = refusals.next_above(name, rank) else {
            return Ok(());
        };
        if refusals.count(name, &reasons) < PATIENCE {
            return Ok(());
        }
        self.follow_the_others(name)?;
        self.ask_for_demanded(name)?;
        let others: Vec<NameId> = refusals.targets(name);
        let others = others
            .into_iter()
            .filter(|it| *it != name && self.is_worth_it(*it));
        let mut others = others.peekable();
        if others.peek().is_some() {
            self.prepare(name, neighbour)?;
        }
        // A release that demands what can't be had either is known to do so only when that is looked at.
        for other in others {
            self.ask_for_demanded(other)?;
            self.survey(other, None)?;
        }
        self.survey(name, Some(neighbour))
    }

    /// Whether enough releases of a package were refused since one looked ahead the last time.
    fn is_worth_it(&self, name: NameId) -> bool {
        let before = self.surveyed.borrow().get(&name).copied().unwrap_or(0);
        self.foresight.refusals().total(name) >= before + PATIENCE
    }

    /// Looks ahead of a package, from a release that was refused, or from the last one before any that was not read.
    fn survey(&self, name: NameId, from: Option<Rank>) -> Result<(), IndexError> {
        let affordable = |rank| !self.is_unaffordable(name, rank);
        let asked = self.prepared.borrow().get(&name).cloned();
        let survey = Survey::new(self.graph, &self.foresight, &affordable, name)?
            .having_asked(asked.unwrap_or_else(RankSet::empty));
        let from = match from {
            Some(from) => Some(from),
            None => survey.last_read()?,
        };
        if let Some(from) = from {
            survey.run(from)?;
        }
        let total = self.foresight.refusals().total(name);
        self.surveyed.borrow_mut().insert(name, total);
        Ok(())
    }
}
