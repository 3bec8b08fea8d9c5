//! What is asked for beside what the search waits for, once it has left the way that was fetched ahead.

use std::sync::Arc;

use pinfix_index::IndexError;

use super::provider::Provider;
use super::survey::{self, Survey};
use crate::graph::{NameId, Node};
use crate::rank::RankSet;

impl Provider<'_> {
    /// Asks ahead for packages that are walked back beside this one: they will be looked at right after it.
    pub(super) fn follow_the_others(&self, name: NameId) -> Result<(), IndexError> {
        if self.question.allowance.is_some() {
            return Ok(());
        }
        for (other, rank) in self.ahead.walks(survey::PATIENCE_WITH_OTHERS) {
            if other == name || self.surveyed.borrow().contains_key(&other) {
                continue;
            }
            if !self.prepared.borrow().contains_key(&other) {
                let survey = Survey::new(self.graph, &self.foresight, &|_| true, (other, rank))?;
                self.prepared.borrow_mut().insert(other, survey.ask_ahead(rank)?);
            }
        }
        Ok(())
    }

    /// Asks for what the likely choices for these demands demand themselves, all at once, where the search has left the
    /// way that was fetched ahead.
    pub(super) fn follow(&self, nodes: &[(Node, RankSet)]) {
        if self.question.allowance.is_some() || !self.foresight.refusals().any() {
            return;
        }
        let mut wanted = Vec::new();
        for (node, range) in nodes {
            let Node::Package(name) = *node else { continue };
            let Some(candidates) = self.graph.known_candidates(name) else {
                continue;
            };
            let left = self.foresight.open(name, range);
            let Some(rank) = self.selector.select(&candidates, &left) else {
                continue;
            };
            if self.graph.known_demands(name, rank).is_none()
                && let Ok(usable) = candidates.judge(self.graph.problem(), rank)
                && usable.metadata_from.is_wheel()
            {
                wanted.push(Arc::clone(&usable.metadata_from));
            }
        }
        if wanted.len() > 1 {
            self.graph.index().prefetch(&wanted);
        }
    }
}
