//! What is asked for beside what the search waits for, once it has left the way that was fetched ahead.

use std::sync::Arc;

use super::provider::Provider;
use crate::graph::Node;
use crate::rank::RankSet;

impl Provider<'_> {
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
