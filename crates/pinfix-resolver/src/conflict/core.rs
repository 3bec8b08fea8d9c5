//! From a proof to a minimal set of lines.

use rustc_hash::FxHashSet;

use crate::error::ResolveError;
use crate::graph::Node;
use crate::problem::ClauseId;
use crate::solver::{Derivation, Fact, Selection, Solved, Solver};

/// A minimal set of lines that can't hold together, and for each what would be selected without it.
pub(super) struct Core {
    /// The lines, in order.
    pub(super) clauses: Vec<ClauseId>,
    /// For each line, in the same order, a selection that all the others admit.
    pub(super) without: Vec<Selection>,
}

/// The lines that a proof rests on, in order.
pub(super) fn lines_of(derivation: &Derivation) -> Vec<ClauseId> {
    let mut lines: Vec<ClauseId> = derivation
        .facts()
        .flat_map(|fact| match fact {
            Fact::Demand(from, _, to, _) => [Some(*from), Some(*to)],
            Fact::NoCandidate(node, _) | Fact::Unusable(node, _) => [Some(*node), None],
            Fact::Question => [None, None],
        })
        .flatten()
        .filter_map(|node| match node {
            Node::Line(id) => Some(id),
            Node::Root | Node::Package(_) | Node::Extra(..) | Node::Assumed(_) | Node::Horizon(_) => None,
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// Shrinks the lines of a proof to a minimal set, by leaving out one after the other for as long as the rest still
/// can't hold together. Later lines are left out first, so that of two equal reasons the one named first stays.
pub(super) fn shrink(solver: &Solver<'_>, derivation: &Derivation) -> Result<Core, ResolveError> {
    let mut clauses = lines_of(derivation);
    let mut needed: Vec<(ClauseId, Selection)> = Vec::new();
    while let Some(candidate) = clauses
        .iter()
        .rev()
        .find(|id| !needed.iter().any(|(it, _)| it == *id))
        .copied()
    {
        let rest: Vec<ClauseId> = clauses.iter().copied().filter(|id| *id != candidate).collect();
        match solver.solve(&rest)? {
            Solved::Selected(selection) => needed.push((candidate, selection)),
            Solved::Refuted(derivation) => {
                let used: FxHashSet<ClauseId> = lines_of(&derivation).into_iter().collect();
                clauses.retain(|id| *id != candidate && used.contains(id));
                // What was needed in a larger set is needed in a smaller one, but its selection may not be the same.
            }
        }
    }
    needed.sort_by_key(|(id, _)| *id);
    needed.retain(|(id, _)| clauses.contains(id));
    let (clauses, without) = needed.into_iter().unzip();
    Ok(Core { clauses, without })
}
