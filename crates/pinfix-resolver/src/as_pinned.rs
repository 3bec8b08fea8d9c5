//! A lock as it is, whether its pins hold together or not.

use pinfix_index::Index;
use rustc_hash::FxHashMap;

use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, Demands, NameId};
use crate::problem::{ClauseKind, Problem};
use crate::rank::Rank;
use crate::resolution::Resolution;
use crate::solver::Selection;

/// The resolution that the lines of a lock are by themselves, whether they hold together or not. `None` where they are no lock:
/// a line pins nothing, two pin different releases, a pinned one can't be had, or something that is demanded has no line.
///
/// # Errors
/// Where the index cannot be asked.
pub fn as_pinned(problem: &Problem, index: &dyn Index) -> Result<Option<Resolution>, ResolveError> {
    let graph = ConstraintGraph::new(problem, index);
    let mut ranks: FxHashMap<NameId, Rank> = FxHashMap::default();
    let mut extras = Vec::new();
    for clause in &problem.clauses {
        if clause.kind == ClauseKind::Constraint {
            continue;
        }
        let requirement = &clause.requirement;
        let name = graph.name_id(&requirement.name);
        let pinned = requirement.specifiers().and_then(|it| it.pinned());
        let Some(rank) = pinned.and_then(|it| graph.candidates(name).ok()?.rank_of(it)) else {
            return Ok(None);
        };
        if *ranks.entry(name).or_insert(rank) != rank {
            return Ok(None);
        }
        extras.extend(requirement.extras.iter().map(|it| (name, graph.extra_id(it))));
    }
    let mut packages: Vec<(NameId, Rank)> = ranks.iter().map(|(name, rank)| (*name, *rank)).collect();
    packages.sort_unstable();
    for (name, rank) in &packages {
        let known = graph.demands(*name, *rank)?;
        let Demands::Known { demands, .. } = &*known else {
            return Ok(None);
        };
        let asked = |extra| extras.contains(&(*name, extra));
        let mut wanted = demands.iter().filter(|it| it.extra.is_none_or(asked));
        if wanted.any(|it| !ranks.contains_key(&it.target)) {
            return Ok(None);
        }
    }
    Resolution::new(&graph, &Selection { packages, extras }).map(Some)
}
