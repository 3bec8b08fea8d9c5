//! From the lines that can't hold together to conflicts that a person can act on.

use pinfix_packaging::{PackageName, Version};
use pubgrub::VersionSet as _;

use super::clash::Clash;
use super::core::shrink;
use super::enumerate::{Found, Search};
use super::errands::with_errands;
use super::grounds::Grounds;
use super::limits::{CutBy, Limits};
use super::oracle::{Oracle, Satisfiable, Timely, Verdict};
use super::value::{Closing, Conflict, ConflictKind};
use super::witness::{Scene, witness};
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId, follow_lines};
use crate::problem::{ClauseId, ClauseKind};
use crate::quality::{Anachronism, Stale};
use crate::rank::{Rank, RankSet};
use crate::solver::{Selection, Solver};
use crate::time_limit::TimeLimit;
use crate::unseen::Unseen;

/// The conflicts for which there is no solution.
#[derive(Debug, Clone)]
pub struct Conflicts {
    /// The conflicts, in the order of their lines.
    pub list: Vec<Conflict>,
    /// Why there may be more; `None` if these are all.
    pub cut_by: Option<CutBy>,
    /// The minimal sets of lines without which there is a solution, the smallest first; all of them where nothing was
    /// cut short.
    pub corrections: Vec<Vec<ClauseId>>,
    /// Releases that were not looked at: of what nobody looked at, nothing is claimed.
    pub unseen: Vec<Unseen>,
}

/// The conflicts among all lines: every minimal set that can't hold together, unless the limits cut the search short.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more.
pub fn find(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    limits: Limits<'_>,
) -> Result<Conflicts, ResolveError> {
    find_with(graph, &Satisfiable::new(graph, solver), limits)
}

/// The same where it is known that all lines can't hold together, since some of them can't.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more.
pub(crate) fn find_more(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    failed: Vec<ClauseId>,
    limits: Limits<'_>,
) -> Result<Conflicts, ResolveError> {
    with_errands(graph.problem(), graph.index(), |errands| {
        let oracle = Satisfiable::new(graph, solver)
            .knowing(failed)
            .sending(errands, limits.time);
        find_with(graph, &oracle, limits)
    })
}

fn find_with(
    graph: &ConstraintGraph<'_>,
    oracle: &Satisfiable<'_>,
    limits: Limits<'_>,
) -> Result<Conflicts, ResolveError> {
    let found = search(graph, oracle, limits)?;
    let mut list = Vec::new();
    for core in found.conflicts {
        let minimal = !found.unproven.contains(&core);
        let conflict = conflict(graph, (oracle, limits.time), core, None)?;
        list.extend(conflict.map(|it| Conflict { minimal, ..it }));
    }
    Ok(Conflicts {
        list,
        cut_by: found.cut_by,
        corrections: found.corrections,
        unseen: Vec::new(),
    })
}

/// The conflicts among lines that can hold together with anachronisms only: every minimal set of such lines, unless the
/// limits cut the search short.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more.
pub(crate) fn find_anachronisms(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    stale: &Stale,
    limits: Limits<'_>,
) -> Result<Conflicts, ResolveError> {
    let oracle = Timely::new(graph, solver).with(stale);
    let found = search(graph, &oracle, limits)?;
    let mut list = Vec::new();
    for core in found.conflicts {
        list.extend(untimely(graph, (&oracle, limits.time), core)?);
    }
    Ok(Conflicts {
        list,
        cut_by: found.cut_by,
        corrections: found.corrections,
        unseen: Vec::new(),
    })
}

/// The conflict among some lines that can hold together with anachronisms only; `None` where they can without, or not at
/// all. Of several, the first.
///
/// # Errors
/// Where the index cannot be asked, or the caller wants no more.
pub(crate) fn anachronism_among(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    lines: &[ClauseId],
    time: &TimeLimit<'_>,
) -> Result<Option<Conflict>, ResolveError> {
    let oracle = Timely::new(graph, solver);
    let Verdict::Fail(lines) = oracle.ask(lines)? else {
        return Ok(None);
    };
    let core = shrink(&oracle, lines)?;
    let conflict = untimely(graph, (&oracle, time), core)?;
    Ok(conflict.filter(|it| it.kind == ConflictKind::Anachronism))
}

/// The conflict that a minimal set of lines is which can't hold together without anachronisms.
fn untimely(
    graph: &ConstraintGraph<'_>,
    (oracle, time): (&Timely<'_>, &TimeLimit<'_>),
    core: Vec<ClauseId>,
) -> Result<Option<Conflict>, ResolveError> {
    let stale = oracle.stale(&core).and_then(|it| {
        let told = most_telling(graph, &core, it.found)?;
        Some((told, it.selection))
    });
    conflict(graph, (oracle, time), core, stale)
}

/// The anachronism of a package that one of the lines names, else the first.
fn most_telling(
    graph: &ConstraintGraph<'_>,
    clauses: &[ClauseId],
    found: Vec<Anachronism>,
) -> Option<Anachronism> {
    let named = |it: &Anachronism| {
        clauses
            .iter()
            .any(|id| graph.problem().clause(*id).requirement.name == it.old.package)
    };
    let at = found.iter().position(named).unwrap_or(0);
    found.into_iter().nth(at)
}

fn search(
    graph: &ConstraintGraph<'_>,
    oracle: &dyn Oracle,
    limits: Limits<'_>,
) -> Result<Found, ResolveError> {
    let clauses: Vec<ClauseId> = graph.problem().clause_ids().collect();
    let mut alone = Vec::new();
    for id in &clauses {
        if !stands_alone(graph, *id)? {
            alone.push(vec![*id]);
        }
    }
    if !alone.is_empty() {
        let is_alone = |id: &ClauseId| alone.iter().any(|core| core.contains(id));
        let rest: Vec<ClauseId> = clauses.iter().copied().filter(|id| !is_alone(id)).collect();
        follow_lines(graph.problem(), graph.index(), &rest);
    }
    let mut found = Search::new(oracle, clauses, alone, limits).run()?;
    found.conflicts.sort();
    Ok(found)
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

/// How the lines clash: on the newest releases that they admit. Where what is too old has nothing to do with that, it is
/// shown what its newest release clashes with in the lock that there is.
fn picture(
    graph: &ConstraintGraph<'_>,
    time: &TimeLimit<'_>,
    clauses: &[ClauseId],
    stale: Option<(&Anachronism, &Selection)>,
) -> Result<Option<(PackageName, Clash)>, ResolveError> {
    let plain = witness(graph, Scene::of(clauses))?;
    let Some((stale, selection)) = stale else {
        let proved = match &plain {
            Some((_, clash)) => proved(graph, time, clauses, clash)?,
            None => None,
        };
        return Ok(proved.or(plain));
    };
    let old = &stale.old.package;
    let shows = |(package, clash): &(PackageName, Clash)| {
        let mut links = clash.stands.iter().flat_map(|stand| &stand.links);
        clash.settled && (package == old || links.any(|link| link.package == *old))
    };
    let name = graph.name_id(old);
    let newest = graph.newest_allowed(name)?;
    let Some((newest, _)) = newest.filter(|_| !plain.as_ref().is_some_and(shows)) else {
        return Ok(plain);
    };
    let kept = [(name, RankSet::singleton(newest))];
    let scene = Scene {
        kept: &kept,
        shown: &selection.packages,
        ..Scene::of(clauses)
    };
    let settled = witness(graph, scene)?.filter(|(_, clash)| clash.settled);
    Ok(settled.or(plain))
}

/// How one line clashes with itself where a proof says that there is no way around, if `shown` is beside that: the newest
/// releases of what it leads to may be at odds where older ones are not.
fn proved(
    graph: &ConstraintGraph<'_>,
    time: &TimeLimit<'_>,
    clauses: &[ClauseId],
    shown: &Clash,
) -> Result<Option<(PackageName, Clash)>, ResolveError> {
    let may_be_avoided = shown.stands.iter().any(|stand| stand.links.len() > 1);
    if clauses.len() > 1 || !may_be_avoided {
        return Ok(None);
    }
    let grounds = time.hold(|| Grounds::of(graph, clauses, time))?.flatten();
    let Some(grounds) = grounds.filter(|grounds| !grounds.cover(graph, shown)) else {
        return Ok(None);
    };
    let scene = Scene {
        grounds: Some(&grounds),
        ..Scene::of(clauses)
    };
    Ok(witness(graph, scene)?.filter(|(_, clash)| clash.settled))
}

fn conflict(
    graph: &ConstraintGraph<'_>,
    (oracle, time): (&dyn Oracle, &TimeLimit<'_>),
    clauses: Vec<ClauseId>,
    stale: Option<(Anachronism, Selection)>,
) -> Result<Option<Conflict>, ResolveError> {
    let Some((package, clash)) = picture(graph, time, &clauses, stale.as_ref().map(|(it, lock)| (it, lock)))?
    else {
        return Ok(None);
    };
    let mut closing = Vec::new();
    for id in &clauses {
        if clash.stands.iter().any(|stand| stand.clause == *id) {
            continue;
        }
        let others: Vec<ClauseId> = clauses.iter().copied().filter(|it| it != id).collect();
        let name = graph.name_id(&graph.problem().clause(*id).requirement.name);
        let otherwise = time.hold(|| oracle.otherwise(name, &others))?.flatten();
        closing.push(Closing {
            clause: *id,
            otherwise: otherwise
                .map(|rank| version(graph, name, rank))
                .transpose()?
                .flatten(),
        });
    }
    Ok(Some(Conflict {
        kind: if stale.is_some() {
            ConflictKind::Anachronism
        } else {
            ConflictKind::Unsatisfiable
        },
        clauses,
        minimal: true,
        package,
        clash,
        closing,
        keep: Vec::new(),
        stale: stale.map(|(it, _)| it),
        held: None,
    }))
}

fn version(graph: &ConstraintGraph<'_>, name: NameId, rank: Rank) -> Result<Option<Version>, ResolveError> {
    let candidates = graph.candidates(name)?;
    Ok(candidates.get(rank).map(|candidate| candidate.version.clone()))
}
