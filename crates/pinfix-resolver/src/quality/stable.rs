//! Pre-releases only where they are necessary.
//!
//! The solver takes a stable release of a package as long as what it has chosen so far admits one. So it may come to a
//! pre-release only because it decided on something else first: `protobuf` 6 leaves none but a candidate of the next
//! `grpcio`, and `protobuf` 5 would have done. Hence a lock with a pre-release of a package that has stable ones is
//! asked for anew without it. What the user's own lines name is not made older for that.

use std::cell::Cell;

use super::hold_back::no_worse;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId};
use crate::problem::{ClauseId, ClauseKind};
use crate::rank::{Rank, RankSet};
use crate::solver::{Assumption, Question, Selection, Solved, Solver};

/// How many releases are read at the most to do without pre-releases.
const ALLOWANCE: u32 = 48;

/// How often it is tried: the lock without one pre-release may have another one.
const ATTEMPTS: usize = 4;

/// The same selection, or one that does without some of its pre-releases, while no direct requirement is older. Nothing
/// in it is older than the `question` admits.
pub(super) fn steadied(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    question: Question<'_>,
    selection: Selection,
) -> Result<Selection, ResolveError> {
    let mut selection = selection;
    let mut without: Vec<Assumption> = Vec::new();
    let allowance = Cell::new(ALLOWANCE);
    for _ in 0..ATTEMPTS {
        let tried = |name: &NameId| without.iter().any(|it| it.name == *name);
        let mut hasty = hasty(graph, &selection)?;
        hasty.retain(|it| !tried(&it.name));
        if hasty.is_empty() {
            break;
        }
        let kept = kept(graph, question.clauses, &selection, &hasty)?;
        let ask = |more: &[Assumption]| {
            let assumptions = [&without, more, &kept].concat();
            solver.ask(Question {
                assumptions: &assumptions,
                allowance: Some(&allowance),
                ..question
            })
        };
        if let Solved::Selected(steady) = ask(&hasty)? {
            selection = steady;
            without.extend(hasty);
            continue;
        }
        let Some((one, steady)) = first_without(&hasty, ask)? else {
            break;
        };
        selection = steady;
        without.push(one);
    }
    Ok(selection)
}

/// The first of these assumptions that holds alone, with what is selected then.
fn first_without(
    hasty: &[Assumption],
    ask: impl Fn(&[Assumption]) -> Result<Solved, ResolveError>,
) -> Result<Option<(Assumption, Selection)>, ResolveError> {
    if hasty.len() < 2 {
        return Ok(None);
    }
    for one in hasty {
        if let Solved::Selected(steady) = ask(std::slice::from_ref(one))? {
            return Ok(Some((one.clone(), steady)));
        }
    }
    Ok(None)
}

/// The packages at a pre-release of which there are stable ones that the lines admit, each without its pre-releases.
/// Pins that are kept are left alone.
fn hasty(graph: &ConstraintGraph<'_>, selection: &Selection) -> Result<Vec<Assumption>, ResolveError> {
    let mut hasty = Vec::new();
    for (name, rank) in &selection.packages {
        let candidates = graph.candidates(*name)?;
        let is_prerelease = |rank: Rank| candidates.get(rank).is_some_and(|it| it.version.any_prerelease());
        if !is_prerelease(*rank)
            || candidates.visibility().prereleases_equal
            || graph.is_kept(*name, *rank)?
        {
            continue;
        }
        let newest = graph.newest_allowed(*name)?;
        if newest.is_none_or(|(newest, _)| is_prerelease(newest)) {
            continue;
        }
        let stable = (0..candidates.count()).filter(|rank| !is_prerelease(*rank));
        hasty.push(Assumption {
            name: *name,
            releases: RankSet::of_ascending(stable),
            required: false,
        });
    }
    Ok(hasty)
}

/// That direct requirements get no older, but for those that are at a pre-release themselves.
fn kept(
    graph: &ConstraintGraph<'_>,
    clauses: &[ClauseId],
    selection: &Selection,
    hasty: &[Assumption],
) -> Result<Vec<Assumption>, ResolveError> {
    let problem = graph.problem();
    let lines = clauses.iter().map(|id| problem.clause(*id));
    let direct = lines.filter(|it| it.kind == ClauseKind::Requirement);
    let mut kept: Vec<Assumption> = Vec::new();
    for line in direct {
        let name = graph.name_id(&line.requirement.name);
        let known = hasty.iter().chain(&kept).any(|it| it.name == name);
        if let Some(rank) = selection.rank(name).filter(|_| !known) {
            kept.push(Assumption {
                name,
                releases: no_worse(graph, (name, rank))?,
                required: false,
            });
        }
    }
    Ok(kept)
}
