//! What a selection is needed for.

use rustc_hash::FxHashSet;

use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, Demands, ExtraId, NameId};
use crate::problem::{ClauseId, ClauseKind};
use crate::solver::Selection;

/// The same selection without what the lines don't lead to: a question that asks for a package selects it even where
/// nothing else asks for it any more.
pub(super) fn needed(
    graph: &ConstraintGraph<'_>,
    clauses: &[ClauseId],
    selection: &Selection,
) -> Result<Selection, ResolveError> {
    let mut pending: Vec<(NameId, Option<ExtraId>)> = Vec::new();
    for id in clauses {
        let clause = graph.problem().clause(*id);
        if clause.kind == ClauseKind::Requirement {
            let name = graph.name_id(&clause.requirement.name);
            let extras = clause.requirement.extras.iter();
            pending.push((name, None));
            pending.extend(extras.map(|extra| (name, Some(graph.extra_id(extra)))));
        }
    }
    let mut reached: FxHashSet<(NameId, Option<ExtraId>)> = FxHashSet::default();
    while let Some((name, extra)) = pending.pop() {
        let Some(rank) = selection.rank(name).filter(|_| reached.insert((name, extra))) else {
            continue;
        };
        if let Demands::Known { demands, .. } = &*graph.demands(name, rank)? {
            for demand in demands.iter().filter(|demand| demand.extra == extra) {
                pending.push((demand.target, None));
                pending.extend(demand.extras.iter().map(|extra| (demand.target, Some(*extra))));
            }
        }
    }
    let mut needed = selection.clone();
    needed
        .packages
        .retain(|(name, _)| reached.contains(&(*name, None)));
    needed
        .extras
        .retain(|(name, extra)| reached.contains(&(*name, Some(*extra))));
    Ok(needed)
}
