//! What is asked for beside what the search waits for, once it has left the way that was fetched ahead.

use std::sync::Arc;

use pinfix_index::IndexError;

use super::provider::Provider;
use super::survey::{PATIENCE_WITH_OTHERS, Survey};
use crate::graph::{NameId, Node};
use crate::rank::{Rank, RankSet};

impl Provider<'_> {
    /// Asks for what the likely choices for these demands demand themselves, all at once, where the search has left the
    /// way that was fetched ahead.
    pub(super) fn follow(&self, nodes: &[(Node, RankSet)]) {
        let strays = self.question.any || self.foresight.refusals().any();
        if self.question.allowance.is_some() || !strays {
            return;
        }
        let mut wanted = Vec::new();
        for (node, range) in nodes {
            let Node::Package(name) = *node else { continue };
            let Some(candidates) = self.graph.known_candidates(name) else {
                continue;
            };
            self.jump_if_refused(name, range);
            let left = self.foresight.open(name, range);
            let selector = self.selector.near(self.day(name));
            let Some(rank) = selector.select(&candidates, &left) else {
                continue;
            };
            if self.graph.known_demands(name, rank).is_none()
                && let Ok(usable) = candidates.judge(self.graph.problem(), rank)
                && usable.metadata_from.is_wheel()
            {
                wanted.push(Arc::clone(&usable.metadata_from));
            }
        }
        let least = if self.question.any { 1 } else { 2 };
        if wanted.len() >= least {
            self.graph.index().prefetch(&wanted);
        }
    }

    /// Asks ahead for packages that are walked back beside this one: they will be looked at right after it.
    pub(super) fn follow_the_others(&self, name: NameId) -> Result<(), IndexError> {
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
    pub(super) fn ask_for_demanded(&self, name: NameId) -> Result<(), IndexError> {
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
    pub(super) fn prepare(&self, name: NameId, rank: Rank) -> Result<(), IndexError> {
        if self.question.allowance.is_none() && !self.prepared.borrow().contains_key(&name) {
            let survey = Survey::new(self.graph, &self.foresight, &|_| true, name)?;
            self.prepared.borrow_mut().insert(name, survey.ask_ahead(rank)?);
        }
        Ok(())
    }
}
