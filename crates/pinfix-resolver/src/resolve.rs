//! From a problem to its answer: the only place that puts the stages together.

use std::sync::Arc;

use pinfix_index::Index;

use crate::conflict::{self, Conflicts, Limits};
use crate::error::ResolveError;
use crate::graph::ConstraintGraph;
use crate::prefetch::{Scout, first_wanted};
use crate::problem::{ClauseId, Problem};
use crate::progress::Progress;
use crate::resolution::Resolution;
use crate::solver::{Solved, Solver};

/// The answer to a [`Problem`].
#[derive(Debug)]
pub enum Outcome {
    /// A complete version set.
    Resolved(Resolution),
    /// There is none, and these conflicts are why.
    Conflicted(Conflicts),
}

/// The lock of a problem, or nothing where there is none: the question of [`resolve`], without its why.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more.
pub(crate) fn lock(
    problem: &Problem,
    index: &dyn Index,
    progress: &dyn Progress,
) -> Result<Option<Resolution>, ResolveError> {
    let graph = ConstraintGraph::new(problem, index);
    let solver = Solver::new(&graph, progress);
    let clauses: Vec<ClauseId> = problem.clause_ids().collect();
    match solver.solve(&clauses)? {
        Solved::Selected(selection) => Ok(Some(Resolution::new(&graph, &selection)?)),
        Solved::Refuted(_) => Ok(None),
    }
}

/// Finds the version set for a problem, or the conflicts for which there is none.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more. That there is no solution is an [`Outcome`].
pub fn resolve(
    problem: &Problem,
    index: &dyn Index,
    progress: &dyn Progress,
) -> Result<Outcome, ResolveError> {
    index.follow(first_wanted(problem), Arc::new(Scout::new(problem)));
    let graph = ConstraintGraph::new(problem, index);
    let solver = Solver::new(&graph, progress);
    let clauses: Vec<ClauseId> = problem.clause_ids().collect();
    match solver.solve(&clauses)? {
        Solved::Selected(selection) => Ok(Outcome::Resolved(Resolution::new(&graph, &selection)?)),
        Solved::Refuted(_) => {
            progress.explaining();
            let limits = Limits {
                conflicts: problem.policy.max_conflicts,
                progress,
            };
            Ok(Outcome::Conflicted(conflict::find(&graph, &solver, limits)?))
        }
    }
}
