//! Repairs that nobody wants: a release so old that it does not know of what it is locked with.

use std::collections::{BTreeSet, VecDeque};

use petgraph::graph::NodeIndex;
use pinfix_index::Timestamp;
use pinfix_packaging::{PackageName, Version};
use pubgrub::VersionSet as _;
use rustc_hash::FxHashSet;

use crate::candidate::Selector;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, Demands, NameId};
use crate::rank::{Rank, RankSet};
use crate::resolution::{Asker, Part, Pin, Resolution};

/// Two years and half a year, in seconds.
const STALE: i64 = 2 * 365 * 24 * 3600;
const YOUNGER: i64 = 365 * 24 * 3600 / 2;

/// How many releases the walk from a newer release may visit.
const VISITS: usize = 40;

/// A package whose line is edited, or that only such a package asks for, and that is there only because its old release
/// does not say what its newer ones say: that they don't work with some younger package of the lock. The edited lines
/// don't count: a repair may not hide behind what it wrote itself. All other packages are judged by the resolver.
pub(super) fn is_absurd(
    graph: &ConstraintGraph<'_>,
    lock: &Resolution,
    edited: &BTreeSet<PackageName>,
) -> Result<Option<(PackageName, Version)>, ResolveError> {
    let others = asked_for_by_others(lock, edited);
    for pin in lock.pins().filter(|pin| !others.contains(&pin.name)) {
        let Some(released) = pin.released else { continue };
        let name = graph.name_id(&pin.name);
        let Some((newest, came)) = newest(graph, lock, pin, edited)? else {
            continue;
        };
        let age = came.as_second() - released.as_second();
        if age > STALE && clashes_with_younger(graph, lock, &others, (name, newest), released)? {
            return Ok(Some((pin.name.clone(), pin.version.clone())));
        }
    }
    Ok(None)
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
                    let younger = |it: Timestamp| it.as_second() - released.as_second() > YOUNGER;
                    if pin.released.is_some_and(younger) {
                        clashes = true;
                    } else if others.contains(&pin.name) {
                        return Ok(false);
                    }
                }
                // The line of a package that is not there forbids what would bring it in.
                None if graph.admitted_by_lines(demand.target)?.is_disjoint(&set) => {
                    let newest = graph.newest_allowed(demand.target)?;
                    let came = newest.and_then(|(_, came)| came);
                    clashes |= came.is_some_and(|it| it.as_second() - released.as_second() > YOUNGER);
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
