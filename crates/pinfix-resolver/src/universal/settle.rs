//! Resolves for the parts of all environments, one after the other.

use std::sync::Arc;

use pinfix_index::Index;
use pinfix_packaging::marker::MarkerSpace;
use pinfix_packaging::{PackageName, Version};
use rustc_hash::FxHashMap;

use super::apart::parts_by_proof;
use super::conditions::conditions;
use super::lock::{ForkResolution, UniversalResolution};
use super::place::stand_in;
use crate::conflict::{self, Conflicts, Limits};
use crate::error::ResolveError;
use crate::forking::parts_by_lines;
use crate::graph::{ConstraintGraph, Scout, first_wanted};
use crate::problem::{ClauseId, Fork, ForkStrategy, Lenience, Problem, ResolutionMode};
use crate::progress::Progress;
use crate::quality::{Best, Stale};
use crate::resolution::{Resolution, ResolutionWarning};
use crate::resolve::answer;
use crate::solver::{Derivation, Solved, Solver};
use crate::time_limit::TimeLimit;

/// The answer for many environments.
#[derive(Debug)]
pub enum UniversalOutcome {
    /// A lock for all of them.
    Resolved(UniversalResolution),
    /// Some of them have none.
    Conflicted {
        /// The question about those: a target that stands for them, the lines that hold there.
        problem: Box<Problem>,
        /// What is in the way there.
        conflicts: Conflicts,
    },
}

/// A pin of an existing lock, and the environments that it is for.
pub type Kept = (PackageName, Version, MarkerSpace);

/// How many parts are looked at before what clashes is told as it is.
const PARTS: usize = 400;

/// Finds the releases for all environments of the problem's fork; `kept` are pins to be kept where they still fit.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more. That there is no solution is an answer.
pub fn resolve(
    problem: &Problem,
    kept: &[Kept],
    index: &dyn Index,
    progress: &dyn Progress,
) -> Result<UniversalOutcome, ResolveError> {
    index.follow(first_wanted(problem), Arc::new(Scout::new(problem)));
    let universe = problem.fork.as_ref();
    let universe = universe.map_or_else(MarkerSpace::possible, |fork| fork.space().clone());
    let start = match &problem.fork {
        Some(fork) => fork.clone(),
        None => Fork::new(universe.clone(), ForkStrategy::default()),
    };
    let mut search = Search {
        problem,
        kept,
        index,
        progress,
        lowest: start.representatives().first().cloned(),
        done: Vec::new(),
        looked_at: 0,
    };
    let mut pending = vec![start];
    while let Some(fork) = pending.pop() {
        search.looked_at += 1;
        match search.settle(&fork)? {
            Settled::Done => {}
            Settled::Parted(parts) => pending.extend(parts.into_iter().rev()),
            Settled::Failed { problem, conflicts } => {
                return Ok(UniversalOutcome::Conflicted { problem, conflicts });
            }
        }
    }
    Ok(UniversalOutcome::Resolved(UniversalResolution::new(
        search.done,
        &universe,
    )))
}

/// What became of a fork.
enum Settled {
    Done,
    Parted(Vec<Fork>),
    Failed {
        problem: Box<Problem>,
        conflicts: Conflicts,
    },
}

struct Search<'a> {
    problem: &'a Problem,
    kept: &'a [Kept],
    index: &'a dyn Index,
    progress: &'a dyn Progress,
    /// The oldest Python that the lock has to be for.
    lowest: Option<Version>,
    done: Vec<ForkResolution>,
    looked_at: usize,
}

impl Search<'_> {
    fn settle(&mut self, fork: &Fork) -> Result<Settled, ResolveError> {
        let target = stand_in(fork);
        let target = target.unwrap_or_else(|| self.problem.target.clone());
        let mut problem = self.problem.within(fork.clone(), target);
        let parts = parts_by_lines(&problem, fork);
        if !parts.is_empty() {
            return Ok(parted(fork, parts));
        }
        problem.preferences = self.preferences(fork);
        let graph = ConstraintGraph::new(&problem, self.index);
        let solver = Solver::new(&graph, self.progress).parting();
        let clauses: Vec<ClauseId> = problem.clause_ids().collect();
        let best = if fork.lenience() == Lenience::default() {
            answer(&graph, &solver, &clauses)
        } else {
            // What is passed over must not make room for something newer.
            first(&solver, &clauses)
        };
        let (selection, warnings) = match best {
            Ok(Best::Good(selection)) => (selection, Vec::new()),
            Ok(Best::Anachronistic(stale)) if problem.policy.allow_anachronisms => {
                let told = stale.found.iter().cloned().map(Box::new);
                let warnings = told.map(ResolutionWarning::Anachronism).collect();
                (stale.selection, warnings)
            }
            Ok(Best::Anachronistic(stale)) => return self.anachronistic(&graph, &stale),
            Ok(Best::None(proof)) => return self.refuted(&graph, fork, &proof),
            Err(ResolveError::Parted(parts)) => return Ok(parted(fork, parts)),
            Err(error) => return Err(error),
        };
        let mut resolution = Resolution::new(&graph, &selection)?;
        resolution.warnings.extend(warnings);
        let needed = conditions(&graph, fork, &selection)?;
        drop(solver);
        drop(graph);
        self.done.push(ForkResolution {
            problem,
            resolution,
            needed,
        });
        Ok(Settled::Done)
    }

    /// No lock: the fork is parted by what clashes in it, or resolved without regard to what releases say of Pythons that
    /// they don't know; else it is a conflict.
    fn refuted(
        &self,
        graph: &ConstraintGraph<'_>,
        fork: &Fork,
        proof: &Derivation,
    ) -> Result<Settled, ResolveError> {
        if self.looked_at < PARTS {
            let parts = parts_by_proof(graph, fork, proof)?;
            if !parts.is_empty() {
                return Ok(parted(fork, parts));
            }
        }
        if fork.lenience() == Lenience::default() {
            // What the user names has to be admitted; what is newer than that, a release may not know yet.
            let has_lowest = self.lowest.as_ref().is_some_and(|it| fork.pythons().contains(it));
            let lenience = Lenience {
                caps: !has_lowest,
                wheels: true,
            };
            return Ok(Settled::Parted(vec![fork.lenient(lenience)]));
        }
        let problem = graph.problem();
        let graph = ConstraintGraph::new(problem, self.index);
        let graph = if problem.clauses.iter().any(|clause| clause.direct.is_some()) {
            graph.beside_direct()
        } else {
            graph
        };
        let time = TimeLimit::new(self.index, self.progress);
        time.explaining();
        let solver = Solver::new(&graph, &time);
        Ok(Settled::Failed {
            conflicts: conflict::find(&graph, &solver, self.limits(&time))?,
            problem: Box::new(problem.clone()),
        })
    }

    fn anachronistic(&self, graph: &ConstraintGraph<'_>, stale: &Stale) -> Result<Settled, ResolveError> {
        let time = TimeLimit::new(self.index, self.progress);
        time.explaining();
        let solver = Solver::new(graph, &time);
        Ok(Settled::Failed {
            conflicts: conflict::find_anachronisms(graph, &solver, stale, self.limits(&time))?,
            problem: Box::new(graph.problem().clone()),
        })
    }

    fn limits<'t>(&self, time: &'t TimeLimit<'t>) -> Limits<'t> {
        Limits {
            conflicts: self.problem.policy.max_conflicts,
            time,
        }
    }

    /// The versions to keep: of the existing lock where it has some for these environments; else those of the forks before,
    /// so that few different releases are locked. Another Python may have another release, unless few are wanted.
    fn preferences(&self, fork: &Fork) -> FxHashMap<PackageName, Version> {
        let mut preferences: FxHashMap<PackageName, Version> = FxHashMap::default();
        let oldest = self.problem.policy.order == ResolutionMode::Lowest;
        let mut prefer = |name: &PackageName, version: &Version| {
            let known = preferences.entry(name.clone()).or_insert_with(|| version.clone());
            if (oldest && *version < *known) || (!oldest && *known < *version) {
                known.clone_from(version);
            }
        };
        // Where packages asked for by the user are treated otherwise than others, forks differ in that.
        if self.problem.policy.order != ResolutionMode::LowestDirect {
            let fewest = fork.strategy() == ForkStrategy::Fewest;
            for other in &self.done {
                let pythons = other.fork().map(|it| it.pythons().and(fork.pythons()));
                if fewest || pythons.is_some_and(|it| !it.is_empty()) {
                    other
                        .resolution
                        .pins()
                        .for_each(|pin| prefer(&pin.name, &pin.version));
                }
            }
        }
        for (name, version, space) in self.kept {
            if !space.is_disjoint(fork.space()) {
                preferences.insert(name.clone(), version.clone());
            }
        }
        preferences
    }
}

/// The first answer that there is, without a look for a better one.
fn first(solver: &Solver<'_>, clauses: &[ClauseId]) -> Result<Best, ResolveError> {
    Ok(match solver.solve(clauses)? {
        Solved::Selected(selection) => Best::Good(selection),
        Solved::Refuted(proof) => Best::None(proof),
    })
}

fn parted(fork: &Fork, parts: Vec<MarkerSpace>) -> Settled {
    Settled::Parted(parts.into_iter().map(|space| fork.part(space)).collect())
}
