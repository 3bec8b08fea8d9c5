//! From a problem to its answer: the only place that puts the stages together.

use std::sync::Arc;

use pinfix_index::Index;
use pinfix_packaging::{PackageName, Version};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::candidate::Exclusion;
use crate::conflict::{self, Conflict, Conflicts, CutBy, Limits};
use crate::error::ResolveError;
use crate::graph::{
    ConstraintGraph, Demands, Node, Scout, first_wanted, follow_next_python, follow_without_each,
};
use crate::problem::{ClauseId, Problem, ResolutionMode};
use crate::progress::Progress;
use crate::quality::{Anachronism, Best, best};
use crate::resolution::{Resolution, ResolutionWarning};
use crate::solver::{Fact, Habits, Solved, Solver};
use crate::time_limit::TimeLimit;
use crate::unseen::unseen;

/// The answer to a [`Problem`].
#[derive(Debug)]
pub enum Outcome {
    /// A complete version set.
    Resolved(Resolution),
    /// There is none, and these conflicts are why.
    Conflicted(Conflicts),
}

/// Whether some lines of a problem can hold together.
#[derive(Debug)]
pub(crate) enum Sketch {
    /// They can: with these versions, say. They need not make a good lock.
    Holds(FxHashMap<PackageName, Version>),
    /// They can't; these of them can't either.
    Fails {
        /// Some of the lines, in order.
        lines: Vec<ClauseId>,
        /// Whether every release that could have helped was read.
        read: Reading,
    },
}

/// How much was read of the releases that could have made a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Each of them.
    All,
    /// Some; the others are taken to be like those around them. So that is no proof, but likely.
    Some,
    /// Some could not be read: that is no proof.
    Failed,
}

/// What questions about the same packages have found out that helps with later ones.
#[derive(Debug, Default)]
pub(crate) struct Experience(Habits);

impl Experience {
    /// Takes it to be likely that releases of each of these packages demand of the other one what can't be had.
    pub(crate) fn suspect(&mut self, graph: &ConstraintGraph<'_>, parting: &[(PackageName, PackageName)]) {
        for (source, target) in parting {
            self.0.suspect(graph.name_id(source), graph.name_id(target));
        }
    }
}

/// Whether some lines of a problem can hold together: quicker to find than a lock.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more.
pub(crate) fn sketch(
    graph: &ConstraintGraph<'_>,
    clauses: &[ClauseId],
    experience: &mut Experience,
    progress: &dyn Progress,
) -> Result<Sketch, ResolveError> {
    let solver = Solver::new(graph, progress)
        .guessing()
        .heeding(std::mem::take(&mut experience.0));
    let answer = solver.solve(clauses);
    let has_presumed = solver.has_presumed();
    experience.0 = solver.into_habits();
    let selection = match answer? {
        Solved::Selected(selection) => selection,
        Solved::Refuted(proof) => {
            let nodes = proof.facts().flat_map(Fact::nodes);
            let blamed: FxHashSet<Node> = nodes.collect();
            let is_blamed = |id: &ClauseId| blamed.contains(&Node::Line(*id));
            return Ok(Sketch::Fails {
                lines: clauses.iter().copied().filter(is_blamed).collect(),
                read: if proof.facts().any(|fact| is_unread(graph, fact)) {
                    Reading::Failed
                } else if has_presumed {
                    Reading::Some
                } else {
                    Reading::All
                },
            });
        }
    };
    let mut versions = FxHashMap::default();
    for (name, rank) in &selection.packages {
        if let Some(candidate) = graph.candidates(*name)?.get(*rank) {
            versions.insert(graph.name(*name), candidate.version.clone());
        }
    }
    Ok(Sketch::Holds(versions))
}

/// Whether a fact is that the metadata of releases can't be used.
fn is_unread(graph: &ConstraintGraph<'_>, fact: &Fact) -> bool {
    let Fact::Unusable(Node::Package(name) | Node::Extra(name, _), ranks) = fact else {
        return false;
    };
    let Ok(candidates) = graph.candidates(*name) else {
        return true;
    };
    ranks.descending(candidates.count()).any(|rank| {
        let demands = graph.known_demands(*name, rank);
        matches!(
            demands.as_deref(),
            Some(Demands::Unusable(Exclusion::Metadata { .. }))
        )
    })
}

/// What a problem has for a lock.
#[derive(Debug)]
pub(crate) enum Locked {
    /// A good one.
    Good(Box<Resolution>),
    /// One with anachronisms only, of which this is one.
    Anachronistic(Box<Anachronism>),
    /// None.
    None,
}

/// The lock of a problem: the question of [`resolve`], without its why.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more.
pub(crate) fn lock(
    problem: &Problem,
    index: &dyn Index,
    progress: &dyn Progress,
) -> Result<Locked, ResolveError> {
    let graph = ConstraintGraph::new(problem, index).scouting();
    let solver = Solver::new(&graph, progress).guessing();
    let clauses: Vec<ClauseId> = problem.clause_ids().collect();
    Ok(match answer(&graph, &solver, &clauses)? {
        Best::Good(selection) => Locked::Good(Box::new(Resolution::new(&graph, &selection)?)),
        Best::Anachronistic(stale) if problem.policy.allow_anachronisms => {
            Locked::Good(Box::new(Resolution::new(&graph, &stale.selection)?))
        }
        Best::Anachronistic(stale) => match stale.found.into_iter().next() {
            Some(first) => Locked::Anachronistic(Box::new(first)),
            None => Locked::None,
        },
        Best::None(_) => Locked::None,
    })
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
    match asked(problem, index, progress) {
        // Where nobody answers, what needs no answer can still be told.
        Err(error @ ResolveError::Index(_)) => match conflict::contradictions(problem) {
            Some(conflicts) => Ok(Outcome::Conflicted(conflicts)),
            None => Err(error),
        },
        outcome => outcome,
    }
}

fn asked(problem: &Problem, index: &dyn Index, progress: &dyn Progress) -> Result<Outcome, ResolveError> {
    let scout = Arc::new(Scout::new(problem));
    index.follow(first_wanted(problem), Arc::<Scout>::clone(&scout));
    let graph = ConstraintGraph::new(problem, index);
    let time = &TimeLimit::new(index, progress);
    let solver = Solver::new(&graph, time);
    let clauses: Vec<ClauseId> = problem.clause_ids().collect();
    let limits = Limits {
        conflicts: problem.policy.max_conflicts,
        time,
    };
    match answer(&graph, &solver, &clauses)? {
        Best::Good(selection) => {
            let mut resolution = Resolution::new(&graph, &selection)?;
            let newer = |name, rank| selection.rank(name).is_some_and(|pinned| rank > pinned);
            let packages = selection.packages.iter().map(|(name, _)| *name);
            resolution.unseen = unseen(&graph, &solver, packages, newer)?;
            Ok(Outcome::Resolved(resolution))
        }
        Best::Anachronistic(stale) if problem.policy.allow_anachronisms => {
            let selection = &stale.selection;
            let mut resolution = Resolution::new(&graph, selection)?;
            let newer = |name, rank| selection.rank(name).is_some_and(|pinned| rank > pinned);
            let packages = selection.packages.iter().map(|(name, _)| *name);
            resolution.unseen = unseen(&graph, &solver, packages, newer)?;
            resolution.warnings.extend(
                stale
                    .found
                    .into_iter()
                    .map(|it| ResolutionWarning::Anachronism(Box::new(it))),
            );
            Ok(Outcome::Resolved(resolution))
        }
        Best::Anachronistic(stale) => {
            time.explaining();
            follow_next_python(problem, index, None);
            let found = conflict::find_anachronisms(&graph, &solver, &stale, limits)?;
            Ok(Outcome::Conflicted(with_unseen(&graph, &solver, found)?))
        }
        Best::None(proof) => {
            time.explaining();
            graph.lead(scout);
            let lines = conflict::lines_of(&proof);
            conflict::ask_ahead(&graph, &proof);
            if !problem.points_at_files() {
                follow_without_each(problem, index, &lines);
                let found = conflict::find_more(&graph, &solver, lines, limits)?;
                follow_next_python(problem, index, None);
                return Ok(Outcome::Conflicted(found));
            }
            // A line that points at a file is to blame for what it keeps out.
            let graph = ConstraintGraph::new(problem, index).beside_direct();
            let solver = Solver::new(&graph, time);
            Ok(Outcome::Conflicted(conflict::find(&graph, &solver, limits)?))
        }
    }
}

/// The conflict among some lines of a problem that hold together only with an anachronism; `None` where they don't.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more.
pub(crate) fn anachronism_among(
    problem: &Problem,
    index: &dyn Index,
    lines: &[ClauseId],
    (progress, time): (&dyn Progress, &TimeLimit<'_>),
) -> Result<Option<Conflict>, ResolveError> {
    let graph = ConstraintGraph::new(problem, index);
    let solver = Solver::new(&graph, progress);
    conflict::anachronism_among(&graph, &solver, lines, time)
}

/// The conflicts, with what was not looked at.
fn with_unseen(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    conflicts: Conflicts,
) -> Result<Conflicts, ResolveError> {
    let unseen = unseen(graph, solver, solver.partly_seen(), |_, _| true)?;
    let cut_by = conflicts.cut_by.or((!unseen.is_empty()).then_some(CutBy::Unseen));
    Ok(Conflicts {
        cut_by,
        unseen,
        ..conflicts
    })
}

/// The answer for these lines: the best where the newest releases are wanted, else the first.
pub(crate) fn answer(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    clauses: &[ClauseId],
) -> Result<Best, ResolveError> {
    if graph.problem().policy.order == ResolutionMode::Highest {
        return best(graph, solver, clauses);
    }
    Ok(match solver.solve(clauses)? {
        Solved::Selected(selection) => Best::Good(selection),
        Solved::Refuted(proof) => Best::None(proof),
    })
}
