//! When one looks ahead of a package that is walked back.

use std::sync::Arc;

use pinfix_index::IndexError;
use pubgrub::VersionSet as _;

use super::provider::Provider;
use super::survey::{PATIENCE, PATIENCE_WITH_OTHERS, Survey};
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

    /// Asks ahead for packages that are walked back beside this one: they will be looked at right after it.
    fn follow_the_others(&self, name: NameId) -> Result<(), IndexError> {
        if self.question.allowance.is_some() {
            return Ok(());
        }
        for (other, rank) in self.ahead.walks(PATIENCE_WITH_OTHERS) {
            if other == name || self.surveyed.borrow().contains_key(&other) {
                continue;
            }
            self.prepare(other, rank)?;
        }
        Ok(())
    }

    /// Asks for the release that would be chosen of what is demanded in vain: who is to blame is found out by asking what
    /// there would be without the line that forbids it.
    fn ask_for_demanded(&self, name: NameId) -> Result<(), IndexError> {
        if self.question.allowance.is_some() {
            return Ok(());
        }
        let refusals = self.foresight.refusals();
        let mut wanted = Vec::new();
        for (target, demanded) in refusals.last_demanded(name) {
            let candidates = self.graph.candidates(target)?;
            let Some(rank) = self.selector.select(&candidates, &demanded) else {
                continue;
            };
            let judged = candidates.judge(self.graph.problem(), rank);
            if self.graph.known_demands(target, rank).is_none()
                && let Ok(usable) = judged
                && usable.metadata_from.is_wheel()
            {
                wanted.push(Arc::clone(&usable.metadata_from));
            }
        }
        self.graph.index().prefetch(&wanted);
        Ok(())
    }

    /// Asks for releases of packages that can't be chosen either and which releases of this one demand, that is walked back.
    /// Of what was looked ahead of under another question, it asks for what a look ahead will begin with as well: it is
    /// likely under this one.
    pub(super) fn ask_beside(&self, name: NameId, last: Option<Rank>) -> Result<(), IndexError> {
        let refusals = self.foresight.refusals();
        if let Some(last) = last.filter(|_| self.foresight.was_skipped(name)) {
            self.prepare(name, last)?;
        }
        for target in refusals.targets(name) {
            let Some(lowest) = refusals.lowest(target) else {
                continue;
            };
            if let Some(candidates) = self.graph.known_candidates(target) {
                let admitted = self.foresight.admitted(target);
                self.ahead
                    .beside(self.graph, (target, lowest), (&candidates, &admitted));
            }
            if self.foresight.was_skipped(target) {
                self.prepare(target, lowest)?;
            }
        }
        Ok(())
    }

    /// Asks for what a look ahead will begin with.
    fn prepare(&self, name: NameId, rank: Rank) -> Result<(), IndexError> {
        if self.question.allowance.is_none() && !self.prepared.borrow().contains_key(&name) {
            let survey = Survey::new(self.graph, &self.foresight, &|_| true, name)?;
            self.prepared.borrow_mut().insert(name, survey.ask_ahead(rank)?);
        }
        Ok(())
    }
}
