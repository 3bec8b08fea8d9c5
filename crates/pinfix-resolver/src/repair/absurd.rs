//! Repairs that nobody wants: a release so old that it does not know of what it is locked with.

use std::collections::{BTreeSet, VecDeque};

use petgraph::graph::NodeIndex;
use pinfix_index::Timestamp;
use pinfix_packaging::{PackageName, Version};
use pubgrub::VersionSet as _;
use rustc_hash::FxHashSet;

use crate::candidate::Selector;
use crate::error::ResolveError;
use crate::foresight::{bounds, is_too_young, is_unknown};
use crate::graph::{ConstraintGraph, Demands, NameId};
use crate::rank::{Rank, RankSet};
use crate::resolution::{Asker, Part, Pin, Resolution};

/// Two years, in seconds.
const STALE: i64 = 2 * 365 * 24 * 3600;

/// How many releases the walk from a newer release may visit.
const VISITS: usize = 40;

/// A package whose line is edited, or that only such a package asks for, and that is there only because its old release
/// does not say what its newer ones say: that they don't work with some younger package of the lock. The edited lines
/// don't count: a repair may not hide behind what it wrote itself. All other packages are judged by the resolver. Where an
/// edited line pins a package (`pinned`), the next release of it is asked, too.
pub(super) fn is_absurd(
    graph: &ConstraintGraph<'_>,
    lock: &Resolution,
    (edited, pinned): (&BTreeSet<PackageName>, &BTreeSet<PackageName>),
) -> Result<Option<(PackageName, Version)>, ResolveError> {
    let others = asked_for_by_others(lock, edited);
    for pin in lock.pins().filter(|pin| !others.contains(&pin.name)) {
        let Some(released) = pin.released else { continue };
        let name = graph.name_id(&pin.name);
        let Some((newest, came)) = newest(graph, lock, pin, edited)? else {
            continue;
        };
        let age = came.as_second() - released.as_second();
        if age > STALE && clashes_with_younger(graph, lock, &others, (name, newest), released)?
            || pinned.contains(&pin.name) && is_silent(graph, lock, &others, (name, pin), released)?
        {
            return Ok(Some((pin.name.clone(), pin.version.clone())));
        }
    }
    Ok(None)
}

/// Whether a release does only since it does not say yet what the next one says: that it does not work with some younger
/// package of the lock. Not so where the next one does not work with some old one, either.
fn is_silent(
    graph: &ConstraintGraph<'_>,
    lock: &Resolution,
    others: &FxHashSet<&PackageName>,
    (name, pin): (NameId, &Pin),
    released: Timestamp,
) -> Result<bool, ResolveError> {
    let candidates = graph.candidates(name)?;
    let Some(rank) = candidates.rank_of(&pin.version) else {
        return Ok(false);
    };
    let newer = (rank + 1..candidates.count()).find(|rank| {
        let is_stable = candidates
            .get(*rank)
            .is_some_and(|it| !it.version.any_prerelease());
        is_stable && candidates.judge(graph.problem(), *rank).is_ok()
    });
    let Some(newer) = newer else { return Ok(false) };
    let next = graph.demands(name, newer)?;
    let Demands::Known { demands: next, .. } = &*next else {
        return Ok(false);
    };
    let locked = |name: NameId| {
        let pin = lock.pin(&graph.name(name))?;
        graph.candidates(name).ok()?.rank_of(&pin.version)
    };
    let mut is_silent = false;
    for demand in next.iter().filter(|it| it.extra.is_none()) {
        let Some(other) = lock.pin(&graph.name(demand.target)) else {
            continue;
        };
        let admitted = graph.demanded(demand)?;
        let Some(rank) = locked(demand.target).filter(|it| !admitted.contains(it)) else {
            continue;
        };
        if bounds(graph, locked, (name, released), demand.target)? {
            return Ok(false);
        }
        if let Some(came) = other.released
            && is_unknown(graph, released, (demand.target, rank), came)?
        {
            is_silent = true;
        } else if others.contains(&other.name) {
            return Ok(false);
        }
    }
    Ok(is_silent)
}

/// The packages that are asked for by other lines and packages than those that are edited.
fn asked_for_by_others<'l>(
    lock: &'l Resolution,
    edited: &BTreeSet<PackageName>,
) -> FxHashSet<&'l PackageName> {
    let mut found = FxHashSet::default();
    let lines = lock
        .graph
        .node_indices()
        .filter(|node| matches!(lock.graph[*node], Part::Line(_)));
    let mut queue: Vec<NodeIndex> = lines.collect();
    while let Some(node) = queue.pop() {
        for next in lock.graph.neighbors(node) {
            if let Part::Package(pin) = &lock.graph[next]
                && !edited.contains(&pin.name)
                && found.insert(&pin.name)
            {
                queue.push(next);
            }
        }
    }
    found
}

/// The newest release that all who ask for a package would take, but for the lines on edited packages.
fn newest(
    graph: &ConstraintGraph<'_>,
    lock: &Resolution,
    pin: &Pin,
    edited: &BTreeSet<PackageName>,
) -> Result<Option<(Rank, Timestamp)>, ResolveError> {
    let name = graph.name_id(&pin.name);
    let candidates = graph.candidates(name)?;
    let mut set = RankSet::full();
    if !edited.contains(&pin.name) {
        set = set.intersection(&graph.admitted_by_lines(name)?);
    }
    for (asker, requirement) in lock.asked_by(&pin.name) {
        if let (Asker::Package(_), Some(specifiers)) = (asker, requirement.specifiers()) {
            set = set.intersection(&graph.ranks(name, specifiers)?);
        }
    }
    let newest = Selector::new(graph.problem()).newest(&candidates, &set);
    Ok(newest.and_then(|rank| {
        let usable = candidates.judge(graph.problem(), rank).ok()?;
        Some((rank, usable.released?))
    }))
}

/// Whether a release leads, by what it demands, to a package whose locked release is younger than `released` by half a
/// year and not what is demanded. Not so where it also leads to one that is as old as `released` and that others ask for
/// as well: then that is the honest reason.
fn clashes_with_younger(
    graph: &ConstraintGraph<'_>,
    lock: &Resolution,
    others: &FxHashSet<&PackageName>,
    from: (NameId, Rank),
    released: Timestamp,
) -> Result<bool, ResolveError> {
    let mut queue = VecDeque::from([from]);
    let mut seen: FxHashSet<NameId> = FxHashSet::from_iter([from.0]);
    let mut clashes = false;
    while let Some((name, rank)) = queue.pop_front() {
        if seen.len() > VISITS {
            return Ok(clashes);
        }
        let known = graph.demands(name, rank)?;
        let Demands::Known { demands, .. } = &*known else {
            continue;
        };
        for demand in demands.iter().filter(|demand| demand.extra.is_none()) {
            let set = graph.demanded(demand)?;
            let candidates = graph.candidates(demand.target)?;
            let locked = lock.pin(&graph.name(demand.target));
            let fits = |pin: &Pin| {
                candidates
                    .rank_of(&pin.version)
                    .is_some_and(|it| set.contains(&it))
            };
            match locked {
                Some(pin) if fits(pin) => continue,
                Some(pin) => {
                    let is_unknown = match (candidates.rank_of(&pin.version), pin.released) {
                        (Some(rank), Some(came)) => is_unknown(graph, released, (demand.target, rank), came)?,
                        (None, Some(came)) => is_too_young(came, released),
                        (_, None) => false,
                    };
                    if is_unknown {
                        clashes = true;
                    } else if others.contains(&pin.name) && !is_dragged(graph, demand.target, pin)? {
                        return Ok(false);
                    }
                }
                // The line of a package that is not there forbids what would bring it in.
                None if graph.admitted_by_lines(demand.target)?.is_disjoint(&set) => {
                    let newest = graph.newest_allowed(demand.target)?;
                    let came = newest.and_then(|(_, came)| came);
                    clashes |= came.is_some_and(|it| is_too_young(it, released));
                }
                None => {}
            }
            if seen.insert(demand.target)
                && let Some(next) = Selector::new(graph.problem()).newest(&candidates, &set)
            {
                queue.push_back((demand.target, next));
            }
        }
    }
    Ok(clashes)
}

/// Whether a release is much older than what its lines admit: then it is no reason for others to be old, but is old with them.
fn is_dragged(graph: &ConstraintGraph<'_>, name: NameId, pin: &Pin) -> Result<bool, ResolveError> {
    let newest = graph.newest_allowed(name)?.and_then(|(_, came)| came);
    let (Some(newest), Some(released)) = (newest, pin.released) else {
        return Ok(false);
    };
    Ok(newest.as_second() - released.as_second() > STALE)
}
