//! What holds a package back, as a conflict.

use std::cell::Cell;
use std::collections::BTreeSet;

use pinfix_packaging::Version;

use super::value::{Conflict, ConflictKind, Held, Keep};
use super::witness::{Scene, witness};
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId};
use crate::problem::ClauseId;
use crate::quality::{Within, hold_back, newer_releases, no_worse};
use crate::rank::{Rank, RankSet};
use crate::solver::{Selection, Solver};

/// What holds a package of `selection` below `newest`, its newest allowed release: a minimal set of lines, and of other
/// packages that would have to become older. Both are empty where newer releases can't be had at all. `None` where nothing
/// holds it back, as far as is known. Releases that nobody read yet are read as far as the allowance goes.
///
/// # Errors
/// Where the index cannot be asked, or the time is over.
pub(crate) fn held_back(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    selection: &Selection,
    (name, newest): (NameId, Rank),
    allowance: &Cell<u32>,
) -> Result<Option<Conflict>, ResolveError> {
    let clauses: Vec<ClauseId> = graph.problem().clause_ids().collect();
    let within = Within {
        allowance: Some(allowance),
        ..Within::default()
    };
    let ask = |within| {
        let question = (&clauses[..], &BTreeSet::new(), within);
        hold_back(graph, solver, question, selection, name)
    };
    let (reason, newer) = match ask(within)? {
        Some(reason) => (reason, newer_releases(graph, selection, name)?),
        // Of more releases than may be read, the newest is what a person asks about.
        None if allowance.get() == 0 => {
            let only = Within {
                only: Some(newest),
                ..Within::default()
            };
            let Some(reason) = ask(only)? else {
                return Ok(None);
            };
            (reason, RankSet::interval(newest, newest + 1))
        }
        None => return Ok(None),
    };
    let newer = (name, newer);
    let mut kept: Vec<(NameId, RankSet)> = Vec::with_capacity(reason.keeps.len());
    for keep in &reason.keeps {
        kept.push((keep.0, no_worse(graph, *keep)?));
    }
    // A person knows the other packages by the releases in the lock.
    let others = selection.packages.iter().filter(|(it, _)| *it != name).copied();
    let shown: Vec<(NameId, Rank)> = std::iter::once((name, newest)).chain(others).collect();
    let scene = Scene {
        newer: Some(&newer),
        kept: &kept,
        shown: &shown,
        ..Scene::of(&reason.clauses)
    };
    let Some((package, clash)) = witness(graph, scene)? else {
        return Ok(None);
    };
    let mut keep = Vec::new();
    for (name, rank) in &reason.keeps {
        if let Some(at_least) = version(graph, *name, *rank)? {
            keep.push(Keep {
                package: graph.name(*name),
                at_least,
            });
        }
    }
    keep.sort_by(|one, other| one.package.cmp(&other.package));
    let pinned = match selection.rank(name) {
        Some(rank) => version(graph, name, rank)?,
        None => None,
    };
    let (Some(pinned), Some(newest)) = (pinned, version(graph, name, newest)?) else {
        return Ok(None);
    };
    Ok(Some(Conflict {
        minimal: true,
        kind: ConflictKind::HeldBack,
        clauses: reason.clauses,
        package,
        clash,
        closing: Vec::new(),
        keep,
        stale: None,
        held: Some(Held {
            package: graph.name(name),
            pinned,
            newest,
        }),
    }))
}

fn version(graph: &ConstraintGraph<'_>, name: NameId, rank: Rank) -> Result<Option<Version>, ResolveError> {
    let candidates = graph.candidates(name)?;
    Ok(candidates.get(rank).map(|candidate| candidate.version.clone()))
}
