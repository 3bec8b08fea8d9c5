//! Where each package of a fork's resolution is needed.

use std::collections::BTreeSet;

use pinfix_packaging::marker::MarkerSpace;
use pinfix_packaging::{ExtraName, PackageName};
use rustc_hash::FxHashMap;

use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, Demands, ExtraId, NameId};
use crate::problem::{ClauseKind, Fork};
use crate::solver::Selection;

/// A package, by itself or with one of its extras.
type Needed = (NameId, Option<ExtraId>);

/// In which environments of the fork something asks for each package that is selected.
pub(super) fn conditions(
    graph: &ConstraintGraph<'_>,
    fork: &Fork,
    selection: &Selection,
) -> Result<FxHashMap<PackageName, MarkerSpace>, ResolveError> {
    let mut spread = Spread {
        needed: FxHashMap::default(),
        pending: BTreeSet::new(),
    };
    let problem = graph.problem();
    for clause in problem
        .clauses
        .iter()
        .filter(|it| it.kind == ClauseKind::Requirement)
    {
        let requirement = &clause.requirement;
        let space = fork.admitted(requirement.marker.as_ref(), &[]);
        let extras = requirement.extras.iter().map(|extra| graph.extra_id(extra));
        spread.ask(graph.name_id(&requirement.name), extras, &space);
    }
    while let Some((name, extra)) = spread.pending.pop_first() {
        let Some(rank) = selection.rank(name) else {
            continue;
        };
        let Some(here) = spread.needed.get(&(name, extra)).cloned() else {
            continue;
        };
        let known = graph.demands(name, rank)?;
        let Demands::Known { demands, .. } = &*known else {
            continue;
        };
        let with: Vec<ExtraName> = extra.map(|extra| graph.extra(extra)).into_iter().collect();
        for demand in demands.iter().filter(|demand| demand.extra == extra) {
            let space = here.and(&fork.admitted(demand.requirement.marker.as_ref(), &with));
            spread.ask(demand.target, demand.extras.iter().copied(), &space);
        }
    }
    let packages = spread
        .needed
        .into_iter()
        .filter(|((_, extra), _)| extra.is_none());
    Ok(packages
        .map(|((name, _), space)| (graph.name(name), space))
        .collect())
}

/// What is asked for where, so far.
struct Spread {
    needed: FxHashMap<Needed, MarkerSpace>,
    /// What is asked for in more environments than its own demands were followed for.
    pending: BTreeSet<Needed>,
}

impl Spread {
    fn ask(&mut self, name: NameId, extras: impl Iterator<Item = ExtraId>, space: &MarkerSpace) {
        if space.is_none() {
            return;
        }
        let all = std::iter::once(None).chain(extras.map(Some));
        for needed in all.map(|extra| (name, extra)) {
            let before = self.needed.entry(needed).or_insert_with(MarkerSpace::none);
            let now = before.or(space);
            if now != *before {
                *before = now;
                self.pending.insert(needed);
            }
        }
    }
}
