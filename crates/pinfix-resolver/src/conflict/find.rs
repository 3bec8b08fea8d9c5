//! From a proof that there is no solution to conflicts that a person can act on.

use super::core::{Core, shrink};
use super::value::{Closing, Conflict};
use super::witness::witness;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId};
use crate::problem::{ClauseId, ClauseKind};
use crate::solver::{Selection, Solved, Solver};

/// The conflicts behind a refutation: every line that can't hold even alone, and one minimal conflict among the rest,
/// if the rest can't hold together either.
///
/// # Errors
/// Where the index cannot be asked, or the time is over.
pub fn find(graph: &ConstraintGraph<'_>, solver: &Solver<'_>) -> Result<Vec<Conflict>, ResolveError> {
    let mut conflicts = Vec::new();
    let mut rest = Vec::new();
    for id in graph.problem().clause_ids() {
        if stands_alone(graph, id)? {
            rest.push(id);
        } else {
            conflicts.extend(conflict(
                graph,
                Core {
                    clauses: vec![id],
                    without: vec![Selection::default()],
                },
            )?);
        }
    }
    if let Solved::Refuted(derivation) = solver.solve(&rest)? {
        conflicts.extend(conflict(graph, shrink(solver, &derivation)?)?);
    }
    Ok(conflicts)
}

/// Whether a line admits any release at all of its own package.
fn stands_alone(graph: &ConstraintGraph<'_>, id: ClauseId) -> Result<bool, ResolveError> {
    let problem = graph.problem();
    let clause = problem.clause(id);
    if clause.kind == ClauseKind::Constraint {
        return Ok(true);
    }
    let candidates = graph.candidates(graph.name_id(&clause.requirement.name))?;
    let admitted = graph.clause_ranks(id)?;
    Ok(admitted
        .descending(candidates.count())
        .any(|rank| candidates.judge(problem, rank).is_ok()))
}

fn conflict(graph: &ConstraintGraph<'_>, core: Core) -> Result<Option<Conflict>, ResolveError> {
    let Some((package, clash)) = witness(graph, &core.clauses)? else {
        return Ok(None);
    };
    let mut closing = Vec::new();
    for (id, without) in core.clauses.iter().zip(&core.without) {
        if clash.stands.iter().any(|stand| stand.clause == *id) {
            continue;
        }
        let name = graph.name_id(&graph.problem().clause(*id).requirement.name);
        closing.push(Closing {
            clause: *id,
            otherwise: chosen(graph, without, name)?,
        });
    }
    Ok(Some(Conflict {
        clauses: core.clauses,
        package,
        clash,
        closing,
    }))
}

fn chosen(
    graph: &ConstraintGraph<'_>,
    selection: &Selection,
    name: NameId,
) -> Result<Option<pinfix_packaging::Version>, ResolveError> {
    let Some((_, rank)) = selection.packages.iter().find(|(it, _)| *it == name) else {
        return Ok(None);
    };
    let candidates = graph.candidates(name)?;
    Ok(candidates.get(*rank).map(|candidate| candidate.version.clone()))
}
