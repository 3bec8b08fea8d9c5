//! Looks for a lock without anachronisms.

use std::collections::{BTreeSet, VecDeque};

use rustc_hash::FxHashSet;

use super::anachronism::{Anachronism, anachronisms};
use super::improve::improve;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId, Node};
use crate::problem::{ClauseId, ResolutionMode};
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

/// How many sets of packages are let past the horizon at the most.
const ATTEMPTS: usize = 96;

/// The best lock for these lines.
///
/// # Errors
/// Where the index cannot be asked, or the time is over.
pub(crate) fn best(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    clauses: &[ClauseId],
) -> Result<Best, ResolveError> {
    let policy = &graph.problem().policy;
    let mut queue: VecDeque<BTreeSet<NameId>> = VecDeque::from([BTreeSet::new()]);
    let mut seen: FxHashSet<BTreeSet<NameId>> = FxHashSet::default();
    let mut fallback = None;
    let mut attempts = 0;
    while let Some(relaxed) = queue.pop_front() {
        attempts += 1;
        if attempts > ATTEMPTS {
            break;
        }
        let horizon = Horizon {
            staleness: policy.max_staleness,
            relaxed: relaxed.iter().copied().collect(),
        };
        match solver.ask(Question {
            clauses,
            assumptions: &[],
            horizon: Some(&horizon),
        })? {
            Solved::Selected(selection) => {
                let (selection, found) = judged(graph, solver, clauses, selection)?;
                if found.is_empty() {
                    return Ok(Best::Good(selection));
                }
                fallback.get_or_insert((selection, found));
            }
            Solved::Refuted(proof) => {
                let horizons = horizons_of(&proof);
                if horizons.is_empty() {
                    return Ok(Best::None(proof));
                }
                for name in horizons {
                    let mut more = relaxed.clone();
                    more.insert(name);
                    if seen.insert(more.clone()) {
                        queue.push_back(more);
                    }
                }
            }
        }
    }
    if let Some((selection, found)) = fallback {
        return Ok(Best::Anachronistic(selection, found));
    }
    match solver.solve(clauses)? {
        Solved::Refuted(proof) => Ok(Best::None(proof)),
        Solved::Selected(selection) => {
            let (selection, found) = judged(graph, solver, clauses, selection)?;
            Ok(if found.is_empty() {
                Best::Good(selection)
            } else {
                Best::Anachronistic(selection, found)
            })
        }
    }
}

/// The selection made as new as it can be, and its anachronisms.
fn judged(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    clauses: &[ClauseId],
    selection: Selection,
) -> Result<(Selection, Vec<Anachronism>), ResolveError> {
    if graph.problem().policy.order != ResolutionMode::Highest {
        return Ok((selection, Vec::new()));
    }
    let improved = improve(graph, solver, clauses, selection)?;
    let found = anachronisms(graph, solver, clauses, &improved)?;
    Ok((improved, found))
}

/// The packages whose horizons a proof rests on.
fn horizons_of(proof: &Derivation) -> BTreeSet<NameId> {
    let horizon = |node: Node| match node {
        Node::Horizon(name) => Some(name),
        _ => None,
    };
    proof.facts().flat_map(Fact::nodes).filter_map(horizon).collect()
}
