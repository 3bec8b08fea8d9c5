//! Releases that are too old to know what they are locked with.

use std::collections::BTreeSet;

use pinfix_index::Timestamp;
use pinfix_packaging::{PackageName, Version};
use rustc_hash::FxHashMap;

use super::hold_back::{HoldBack, Within, hold_back, is_capped};
use crate::error::ResolveError;
use crate::foresight::{bounds, is_too_young, is_unknown};
use crate::graph::{ConstraintGraph, NameId};
use crate::problem::{ClauseId, ClauseKind};
use crate::rank::{Rank, RankSet};
use crate::solver::{Selection, Solver};

/// A release that is much older than the newest allowed one of its package, and only there because it is too old to say
/// what newer ones say: that they don't work with some younger release that is locked beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anachronism {
    /// The old release.
    pub old: Dated,
    /// The newest allowed release of the same package.
    pub newest: Dated,
    /// The youngest release that it does not know of.
    pub younger: Dated,
    /// All packages whose releases it does not know of.
    pub unknown: Vec<PackageName>,
    /// The lines that hold it back.
    pub clauses: Vec<ClauseId>,
    /// Whether it is so in any lock: the lines alone hold it back, and none of them admits a release of what it can't know
    /// that it could know.
    pub(crate) in_any_lock: bool,
}

/// A release and when it came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The package.
    pub package: PackageName,
    /// The version.
    pub version: Version,
    /// When its earliest file was uploaded.
    pub released: Timestamp,
}

impl Dated {
    /// The month in which it came out, as one says it: `August 2018`.
    pub fn month(&self) -> String {
        self.released.strftime("%B %Y").to_string()
    }
}

/// The anachronisms in a selection that can't be made newer. Packages in `spared` are blamed only where it can't be said
/// without them.
pub(super) fn anachronisms(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    (clauses, spared): (&[ClauseId], &BTreeSet<NameId>),
    selection: &Selection,
) -> Result<Vec<Anachronism>, ResolveError> {
    let policy = &graph.problem().policy;
    let mut found = Vec::new();
    for name in order(graph, clauses, selection) {
        let Some(rank) = selection.rank(name) else {
            continue;
        };
        let Some((released, newest)) = graph.ages(name, rank)? else {
            continue;
        };
        if !policy.is_stale(released, newest) {
            continue;
        }
        // Who caps it knows it.
        if is_capped(graph, solver, clauses, selection, name)? {
            continue;
        }
        let judged = |blames_roughly| {
            let within = Within {
                blames_roughly,
                ..Within::default()
            };
            match hold_back(graph, solver, (clauses, spared, within), selection, name)? {
                Some(reason) => judge(graph, (clauses, selection), (name, rank), reason),
                None => Ok(None),
            }
        };
        // What is one at first sight may be none for the best of reasons, unless it is one in any lock.
        found.extend(match judged(true)? {
            Some(it) if !it.in_any_lock => judged(false)?,
            other => other,
        });
        // One is enough to refuse a lock; who wants it all the same is told of each.
        if !found.is_empty() && !policy.allow_anachronisms {
            break;
        }
    }
    Ok(found)
}

/// What the lines name first: an old release of that is what a person wonders at.
fn order(graph: &ConstraintGraph<'_>, clauses: &[ClauseId], selection: &Selection) -> Vec<NameId> {
    let lines = clauses.iter().map(|id| graph.problem().clause(*id));
    let named = lines.map(|clause| graph.name_id(&clause.requirement.name));
    let mut places: FxHashMap<NameId, usize> = FxHashMap::default();
    for (place, name) in named.enumerate() {
        places.entry(name).or_insert(place);
    }
    let mut order: Vec<NameId> = selection.packages.iter().map(|(name, _)| *name).collect();
    order.sort_by_key(|name| (places.get(name).copied().unwrap_or(usize::MAX), *name));
    order
}

/// Whether what holds an old release back is something that it can't know of.
///
/// Where others only bound the package itself, that is no silence: they know it, and say which releases of it they work
/// with. It is silence where newer releases of the package would say something that the old one does not.
fn judge(
    graph: &ConstraintGraph<'_>,
    (clauses, selection): (&[ClauseId], &Selection),
    (name, rank): (NameId, Rank),
    reason: HoldBack,
) -> Result<Option<Anachronism>, ResolveError> {
    if reason.spoken_of.is_empty() {
        return Ok(None);
    }
    let Some(old) = dated(graph, name, rank)? else {
        return Ok(None);
    };
    let mut younger = Vec::new();
    // Who only bounds what newer releases speak of is none that the old one would have to know.
    for other in &reason.spoken_of {
        let Some(rank) = selection.rank(*other) else {
            continue;
        };
        // Who has said up to where it works was not silent.
        if let Some(young) = dated(graph, *other, rank)?
            && is_unknown(graph, old.released, (*other, rank), young.released)?
            && !bounds(graph, |it| selection.rank(it), (name, old.released), *other)?
        {
            younger.push(young);
        }
    }
    let unknown: Vec<PackageName> = younger.iter().map(|it| it.package.clone()).collect();
    let youngest = younger.into_iter().rev().max_by_key(|it| it.released);
    let newest = match graph.newest_allowed(name)? {
        Some((newest, _)) => dated(graph, name, newest)?,
        None => None,
    };
    let (Some(younger), Some(newest)) = (youngest, newest) else {
        return Ok(None);
    };
    let in_any_lock = is_in_any_lock(graph, clauses, (name, rank), (&reason, &unknown))?;
    Ok(Some(Anachronism {
        old,
        newest,
        younger,
        unknown,
        clauses: reason.clauses,
        in_any_lock,
    }))
}

/// Whether an old release would be no better in any other lock: one of the lines asks for the package; the lines alone hold
/// it back, so that it is this one or an older one; and one of them asks for a package of which it admits only what is too
/// young for all of these.
fn is_in_any_lock(
    graph: &ConstraintGraph<'_>,
    clauses: &[ClauseId],
    (name, rank): (NameId, Rank),
    (reason, unknown): (&HoldBack, &[PackageName]),
) -> Result<bool, ResolveError> {
    let problem = graph.problem();
    let asked_for = |id: &&ClauseId| {
        let clause = problem.clause(**id);
        (clause.kind == ClauseKind::Requirement).then(|| graph.name_id(&clause.requirement.name))
    };
    let has_to_be_there = clauses.iter().any(|id| asked_for(&id) == Some(name));
    if !has_to_be_there || !reason.keeps.is_empty() {
        return Ok(false);
    }
    let Some((_, Some(newest))) = graph.newest_allowed(name)? else {
        return Ok(false);
    };
    let Some(latest) = days(graph, name, &RankSet::interval(0, rank + 1))?
        .into_iter()
        .max()
    else {
        return Ok(false);
    };
    if !problem.policy.is_stale(latest, newest) {
        return Ok(false);
    }
    for id in &reason.clauses {
        let is_among = |it: &NameId| unknown.iter().any(|name| graph.name_id(name) == *it);
        let Some(other) = asked_for(&id).filter(|it| reason.spoken_of.contains(it) && is_among(it)) else {
            continue;
        };
        let first = days(graph, other, &graph.clause_ranks(*id)?)?.into_iter().min();
        if first.is_some_and(|first| is_too_young(first, latest)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// When those of some releases came out that may be chosen; nothing where that is not known of each.
fn days(graph: &ConstraintGraph<'_>, name: NameId, ranks: &RankSet) -> Result<Vec<Timestamp>, ResolveError> {
    let candidates = graph.candidates(name)?;
    let usable = ranks
        .descending(candidates.count())
        .filter_map(|rank| candidates.judge(graph.problem(), rank).ok());
    let days: Option<Vec<Timestamp>> = usable.map(|usable| usable.released).collect();
    Ok(days.unwrap_or_default())
}

fn dated(graph: &ConstraintGraph<'_>, name: NameId, rank: Rank) -> Result<Option<Dated>, ResolveError> {
    let candidates = graph.candidates(name)?;
    let released = candidates
        .judge(graph.problem(), rank)
        .ok()
        .and_then(|usable| usable.released);
    let (Some(candidate), Some(released)) = (candidates.get(rank), released) else {
        return Ok(None);
    };
    Ok(Some(Dated {
        package: candidates.name().clone(),
        version: candidate.version.clone(),
        released,
    }))
}
