//! Where a walk over a resolution begins.

use std::collections::BTreeSet;

use petgraph::visit::Dfs;
use pinfix_packaging::PackageName;

use crate::problem::{ClauseId, ClauseKind, Problem};
use crate::resolution::{Asker, Part, Resolution};

/// Whether the lines are a lock: each pins a version, and each package has one.
pub(super) fn is_lock(problem: &Problem, resolution: &Resolution) -> bool {
    let pinned = problem
        .clauses
        .iter()
        .filter(|clause| clause.kind == ClauseKind::Requirement)
        .all(|clause| {
            clause
                .requirement
                .specifiers()
                .is_none_or(|set| set.pinned().is_some())
        });
    pinned && resolution.pins().all(|pin| problem.is_direct(&pin.name))
}

/// The lines of a lock to begin with: `own`, those of the packages that no other one asks for, and where packages ask
/// for each other in a circle, of the first by name.
pub(super) fn roots(
    problem: &Problem,
    resolution: &Resolution,
    own: &BTreeSet<ClauseId>,
) -> BTreeSet<ClauseId> {
    let lines = |name: &PackageName| {
        let ids = problem.clauses_on(name).map(|(id, _)| id);
        ids.collect::<Vec<_>>()
    };
    let mut roots = own.clone();
    let mut reached: BTreeSet<&PackageName> = BTreeSet::new();
    for id in own {
        reached.extend(below(resolution, &problem.clause(*id).requirement.name));
    }
    let asked_for = |name: &PackageName| {
        let askers = resolution.asked_by(name);
        askers.iter().any(|(asker, _)| matches!(asker, Asker::Package(_)))
    };
    let (tops, others): (Vec<_>, Vec<_>) = resolution.pins().partition(|pin| !asked_for(&pin.name));
    for pin in tops.into_iter().chain(others) {
        if reached.contains(&pin.name) {
            continue;
        }
        roots.extend(lines(&pin.name));
        reached.extend(below(resolution, &pin.name));
    }
    roots
}

/// A package and all that it asks for, directly or not.
fn below<'a>(resolution: &'a Resolution, name: &PackageName) -> BTreeSet<&'a PackageName> {
    let graph = &resolution.graph;
    let start = graph.node_indices().find(|node| match &graph[*node] {
        Part::Package(pin) => pin.name == *name,
        Part::Line(_) => false,
    });
    let mut names = BTreeSet::new();
    let Some(start) = start else {
        return names;
    };
    let mut walk = Dfs::new(graph, start);
    while let Some(node) = walk.next(graph) {
        if let Part::Package(pin) = &graph[node] {
            names.insert(&pin.name);
        }
    }
    names
}
