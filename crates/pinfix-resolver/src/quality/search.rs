//! Looks for a lock without anachronisms.

use std::collections::{BTreeSet, VecDeque};

use rustc_hash::FxHashSet;

use super::anachronism::{Anachronism, anachronisms};
use super::improve::improve;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId, Node};
use crate::problem::ClauseId;
use crate::solver::{Derivation, Fact, Horizon, Question, Selection, Solved, Solver};

/// The best that there is.
#[derive(Debug)]
pub(crate) enum Best {
    /// A lock without anachronisms.
    Good(Selection),
    /// Each lock that was found has some: the first lock, and its anachronisms.
    Anachronistic(Selection, Vec<Anachronism>),
    /// There is no lock at all.
    None(Derivation),
}

/// How many sets of packages are let past the horizon at the most, where the first lock past it is no good.
const ATTEMPTS: usize = 6;

/// The best lock for these lines: one within the horizon; else one past it that is no anachronism; else the first one.
///
/// # Errors
/// Where the index cannot be asked, or the time is over.
pub(crate) fn best(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    clauses: &[ClauseId],
) -> Result<Best, ResolveError> {
    let proof = match within(graph, solver, clauses, &BTreeSet::new())? {
        Solved::Selected(selection) => return Ok(Best::Good(improve(graph, solver, clauses, selection)?)),
        Solved::Refuted(proof) => proof,
    };
    let horizons = horizons_of(&proof);
    if horizons.is_empty() {
        return Ok(Best::None(proof));
    }
    let first = match solver.solve(clauses)? {
        Solved::Selected(selection) => selection,
        Solved::Refuted(proof) => return Ok(Best::None(proof)),
    };
    let found = anachronisms(graph, solver, clauses, &first)?;
    if found.is_empty() {
        return Ok(Best::Good(first));
    }
    let timely = relaxed_one_by_one(graph, solver, clauses, horizons)?;
    Ok(timely.map_or_else(|| Best::Anachronistic(first, found), Best::Good))
}

/// A lock without anachronisms for which some packages are let past the horizon, few at a time.
fn relaxed_one_by_one(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    clauses: &[ClauseId],
    horizons: BTreeSet<NameId>,
) -> Result<Option<Selection>, ResolveError> {
    let mut queue: VecDeque<BTreeSet<NameId>> =
        horizons.into_iter().map(|name| BTreeSet::from([name])).collect();
    let mut seen: FxHashSet<BTreeSet<NameId>> = queue.iter().cloned().collect();
    for _ in 0..ATTEMPTS {
        let Some(relaxed) = queue.pop_front() else { break };
        match within(graph, solver, clauses, &relaxed)? {
            Solved::Selected(selection) => {
                if anachronisms(graph, solver, clauses, &selection)?.is_empty() {
                    return Ok(Some(selection));
                }
            }
            Solved::Refuted(proof) => {
                for name in horizons_of(&proof) {
                    let mut more = relaxed.clone();
                    more.insert(name);
                    if seen.insert(more.clone()) {
                        queue.push_back(more);
                    }
                }
            }
        }
    }
    Ok(None)
}

/// A lock within the horizon, but for these packages.
fn within(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    clauses: &[ClauseId],
    relaxed: &BTreeSet<NameId>,
) -> Result<Solved, ResolveError> {
    let horizon = Horizon {
        staleness: graph.problem().policy.max_staleness.unwrap_or(i64::MAX),
        relaxed: relaxed.iter().copied().collect(),
    };
    solver.ask(Question {
        clauses,
        assumptions: &[],
        horizon: Some(&horizon),
    })
}

/// The packages whose horizons a proof rests on.
fn horizons_of(proof: &Derivation) -> BTreeSet<NameId> {
    let horizon = |node: Node| match node {
        Node::Horizon(name) => Some(name),
        _ => None,
    };
    proof.facts().flat_map(Fact::nodes).filter_map(horizon).collect()
}
