//! The extras that a lock does without, found again by what its comments say came in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pinfix_index::{Index, IndexError};
use pinfix_packaging::{ExtraName, PackageName, Version};
use pinfix_requirements::{Manifest, Requested};
use rustc_hash::FxHashMap;

use crate::graph::{ConstraintGraph, Scout, first_wanted};
use crate::problem::{Clause, ClauseId, Problem};

/// Asks for the extras that must have been asked for where a lock says that pins came in by others which do not need them:
/// in the problem, and in the lines that it was made of.
///
/// # Errors
/// Where the index cannot be asked.
pub fn ask_for_told_extras(
    problem: &mut Problem,
    manifest: &mut Manifest,
    index: &dyn Index,
) -> Result<(), IndexError> {
    for (clause, extras) in told(problem, manifest, index)? {
        let Some(clause) = problem.clauses.get_mut(clause.index()) else {
            continue;
        };
        for line in &mut manifest.lines {
            if let Requested::Named(requirement) = &mut line.requirement
                && clause.places.contains(&line.origin)
            {
                requirement.extras.extend(extras.iter().cloned());
            }
        }
        clause.requirement.extras.extend(extras);
    }
    Ok(())
}

/// Those extras, with the lines that pin what has them.
fn told(
    problem: &Problem,
    manifest: &Manifest,
    index: &dyn Index,
) -> Result<Vec<(ClauseId, BTreeSet<ExtraName>)>, IndexError> {
    let mut told = Vec::new();
    let mut brought: BTreeMap<ClauseId, BTreeSet<PackageName>> = BTreeMap::new();
    for (line, askers) in manifest.lines.iter().zip(manifest.askers()) {
        let Some(name) = line.requirement.name() else {
            continue;
        };
        for asker in askers {
            let pins = problem.clauses_on(&asker).filter(|(_, it)| pinned(it).is_some());
            for (asker, _) in pins {
                brought.entry(asker).or_default().insert(name.clone());
            }
        }
    }
    if brought.is_empty() {
        return Ok(told);
    }
    index.follow(first_wanted(problem), Arc::new(Scout::new(problem)));
    let graph = ConstraintGraph::new(problem, index);
    let pins = problem.clauses.iter();
    let pins = pins.filter_map(|it| Some((&it.requirement.name, pinned(it)?)));
    let versions: FxHashMap<&PackageName, &Version> = pins.collect();
    for (asker, names) in brought {
        let clause = problem.clause(asker);
        let id = graph.name_id(&clause.requirement.name);
        let candidates = graph.candidates(id)?;
        let Some(rank) = pinned(clause).and_then(|it| candidates.rank_of(it)) else {
            continue;
        };
        let Some(metadata) = graph.metadata(id, rank)? else {
            continue;
        };
        let asked = &clause.requirement.extras;
        let names: BTreeSet<&PackageName> = names.iter().collect();
        let version = |name: &PackageName| versions.get(name).map(|it| (*it).clone());
        let extras = metadata.extras_behind(&problem.target.environment, asked, &names, version, true);
        told.push((asker, extras));
    }
    Ok(told)
}

/// What a line pins its package to.
fn pinned(clause: &Clause) -> Option<&Version> {
    clause.requirement.specifiers()?.pinned()
}
