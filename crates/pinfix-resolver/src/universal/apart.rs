//! By which markers demands that clash can be kept apart.

use pinfix_packaging::marker::MarkerSpace;
use pinfix_packaging::{ExtraName, Requirement};

use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, Demands, Node};
use crate::problem::Fork;
use crate::rank::RankSet;
use crate::solver::{Derivation, Fact};

/// How many releases are looked at for each fact of a proof: those of one package mostly state the same.
const LOOKED_AT: usize = 24;

/// The parts of a fork that the first demand of a proof makes which does not hold in all of the fork; none where all of
/// them do, so that the proof holds everywhere.
pub(super) fn parts_by_proof(
    graph: &ConstraintGraph<'_>,
    fork: &Fork,
    proof: &Derivation,
) -> Result<Vec<MarkerSpace>, ResolveError> {
    for fact in proof.facts() {
        let Fact::Demand(from, ranks, to, _) = fact else {
            continue;
        };
        for (requirement, extras) in demands(graph, (*from, ranks), *to)? {
            let own = fork.admitted(requirement.marker.as_ref(), &extras);
            let rest = fork.space().without(&own);
            if !own.is_none() && !rest.is_none() {
                return Ok(vec![own, rest]);
            }
        }
    }
    Ok(Vec::new())
}

/// The requirements behind a demand, each with the extras that bring it in.
fn demands(
    graph: &ConstraintGraph<'_>,
    (from, ranks): (Node, &RankSet),
    to: Node,
) -> Result<Vec<(Requirement, Vec<ExtraName>)>, ResolveError> {
    let line = |node: Node| match node {
        Node::Line(id) => Some((graph.problem().clause(id).requirement.clone(), Vec::new())),
        _ => None,
    };
    // A constraint is told the other way round: by what it forbids.
    if let Some(line) = line(from).or_else(|| line(to)) {
        return Ok(vec![line]);
    }
    let (name, extra) = match from {
        Node::Package(name) => (name, None),
        Node::Extra(name, extra) => (name, Some(extra)),
        _ => return Ok(Vec::new()),
    };
    let count = graph.candidates(name)?.count();
    let with: Vec<ExtraName> = extra.map(|extra| graph.extra(extra)).into_iter().collect();
    let mut found = Vec::new();
    for rank in ranks.descending(count).take(LOOKED_AT) {
        let Some(known) = graph.known_demands(name, rank) else {
            continue;
        };
        let Demands::Known { demands, .. } = &*known else {
            continue;
        };
        let behind = demands
            .iter()
            .filter(|it| it.extra == extra && to.name() == Some(it.target));
        found.extend(behind.map(|it| (it.requirement.clone(), with.clone())));
    }
    Ok(found)
}
