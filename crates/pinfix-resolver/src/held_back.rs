//! What keeps the packages of a lock below their newest allowed releases.
//!
//! Asked for when somebody wants to know, after the lock is there: each reason takes several questions to the solver, and
//! may read metadata that the lock itself did not need.

use std::cell::Cell;

use pinfix_index::Index;
use pinfix_packaging::{PackageName, Requirement};

use crate::conflict::{self, Conflict, CutBy};
use crate::error::ResolveError;
use crate::graph::ConstraintGraph;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::resolution::{Asker, Pin, Resolution};
use crate::solver::{Selection, Solver};
use crate::time_limit::TimeLimit;

/// What holds packages of a lock back.
#[derive(Debug, Clone, Default)]
pub struct HeldBack {
    /// A conflict of kind [`HeldBack`](crate::conflict::ConflictKind::HeldBack) for each package, by its name.
    pub conflicts: Vec<Conflict>,
    /// Why there may be more; `None` if these are all that were asked about.
    pub cut_by: Option<CutBy>,
}

impl HeldBack {
    /// What holds `package` back.
    pub fn of(&self, package: &PackageName) -> Option<&Conflict> {
        self.position(package).and_then(|at| self.conflicts.get(at))
    }

    /// The position of what holds `package` back.
    pub fn position(&self, package: &PackageName) -> Option<usize> {
        let named = |conflict: &Conflict| {
            conflict
                .held
                .as_ref()
                .is_some_and(|held| held.package == *package)
        };
        self.conflicts.iter().position(named)
    }
}

/// Whether a package is below its newest allowed release.
pub fn is_below(pin: &Pin) -> bool {
    let newest = pin.freshness.newest_allowed.as_ref();
    newest.is_some_and(|newest| newest.version > pin.version)
}

/// What other packages of the lock demand of a package that its newest allowed release does not meet, in their order.
/// Empty where nobody stands against that release but what it demands itself.
pub fn demands_against<'a>(resolution: &'a Resolution, pin: &Pin) -> Vec<(&'a Pin, &'a Requirement)> {
    let Some(newest) = &pin.freshness.newest_allowed else {
        return Vec::new();
    };
    let asked = resolution.asked_by(&pin.name).into_iter();
    let against = asked.filter_map(|(asker, requirement)| match asker {
        Asker::Package(other) => Some((other, requirement)),
        Asker::Line(_) => None,
    });
    let refuses = |requirement: &Requirement| {
        requirement
            .specifiers()
            .is_some_and(|set| !set.contains(&newest.version))
    };
    against.filter(|(_, requirement)| refuses(requirement)).collect()
}

/// How many releases are read for one package that the search for the lock did not read.
const ALLOWANCE: u32 = 48;

/// What holds each of these packages back. `progress` says when there were
/// [enough of explanations](Progress::explained_enough).
///
/// A package without a conflict of its own is kept by a preference, or could be newer.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more.
pub fn held_back(
    problem: &Problem,
    index: &dyn Index,
    (resolution, packages): (&Resolution, &[PackageName]),
    progress: &dyn Progress,
) -> Result<HeldBack, ResolveError> {
    let graph = ConstraintGraph::new(problem, index);
    progress.explaining();
    let time = TimeLimit::of_search(progress);
    let solver = Solver::new(&graph, &time);
    let mut held = HeldBack::default();
    let Some(selection) = again(&graph, resolution)? else {
        return Ok(held);
    };
    for package in packages {
        match time.hold(|| one(&graph, &solver, (resolution, &selection), package)) {
            Ok(Some((conflict, is_proven))) => {
                held.conflicts.extend(conflict);
                if !is_proven {
                    held.cut_by.get_or_insert(CutBy::Unseen);
                }
            }
            Ok(None) => {
                held.cut_by = Some(CutBy::Timeout);
                break;
            }
            Err(ResolveError::OutOfTime) if !progress.cancelled() => {
                held.cut_by = Some(CutBy::Timeout);
                break;
            }
            // The lock is there: what can't be read is not told.
            Err(ResolveError::Index(_)) => held.cut_by = Some(CutBy::Unseen),
            Err(error) => return Err(error),
        }
    }
    let package = |conflict: &Conflict| conflict.held.as_ref().map(|held| held.package.clone());
    held.conflicts.sort_by_key(package);
    Ok(held)
}

/// What holds one package back, and whether all that it needed was read.
fn one(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    (resolution, selection): (&Resolution, &Selection),
    package: &PackageName,
) -> Result<(Option<Conflict>, bool), ResolveError> {
    let name = graph.name_id(package);
    let newest = resolution
        .pin(package)
        .and_then(|pin| pin.freshness.newest_allowed.as_ref());
    let candidates = graph.candidates(name)?;
    let Some(newest) = newest.and_then(|newest| candidates.rank_of(&newest.version)) else {
        return Ok((None, true));
    };
    let exhaustive = graph.problem().policy.exhaustive;
    let allowance = Cell::new(if exhaustive { u32::MAX } else { ALLOWANCE });
    let conflict = conflict::held_back(graph, solver, selection, (name, newest), &allowance)?;
    Ok((conflict, allowance.get() > 0 && solver.unseen(name).is_empty()))
}

/// The lock as the solver knew it; `None` where the index has changed since.
fn again(graph: &ConstraintGraph<'_>, resolution: &Resolution) -> Result<Option<Selection>, ResolveError> {
    let mut selection = Selection::default();
    for pin in resolution.pins() {
        let name = graph.name_id(&pin.name);
        let Some(rank) = graph.candidates(name)?.rank_of(&pin.version) else {
            return Ok(None);
        };
        selection.packages.push((name, rank));
        let extras = pin.extras.iter().map(|extra| (name, graph.extra_id(extra)));
        selection.extras.extend(extras);
    }
    selection.packages.sort_unstable();
    selection.extras.sort_unstable();
    Ok(Some(selection))
}
