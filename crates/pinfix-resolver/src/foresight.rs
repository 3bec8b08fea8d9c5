//! What an old release can know of younger ones that it is locked with.

use std::collections::BTreeSet;

use pinfix_index::{IndexError, Timestamp};
use pinfix_packaging::{SpecifierSet, Version};

use crate::graph::{ConstraintGraph, Demands, NameId};
use crate::rank::Rank;

/// How much younger another release must be for an old one not to know of it: half a year, in seconds.
const UNKNOWN_AFTER: i64 = 365 * 24 * 3600 / 2;

/// Whether what came out at `other` is too young for a release of `old` to know of it.
pub(crate) fn is_too_young(other: Timestamp, old: Timestamp) -> bool {
    other.as_second() - old.as_second() > UNKNOWN_AFTER
}

/// Whether a release of `old` can't know another one, which came out at `came`: that is too young, and so is its series.
pub(crate) fn is_unknown(
    graph: &ConstraintGraph<'_>,
    old: Timestamp,
    (other, rank): (NameId, Rank),
    came: Timestamp,
) -> Result<bool, IndexError> {
    Ok(is_too_young(came, old) && !knows_series(graph, old, (other, rank))?)
}

/// Whether an old release can know the series that a young one belongs to: its first release was out in time. What comes
/// later in a series mends it.
fn knows_series(
    graph: &ConstraintGraph<'_>,
    released: Timestamp,
    (other, rank): (NameId, Rank),
) -> Result<bool, IndexError> {
    let candidates = graph.candidates(other)?;
    let series = |version: &Version| (version.epoch(), version.release().get(..2).map(<[u64]>::to_vec));
    let Some(own) = candidates.get(rank).map(|it| series(&it.version)) else {
        return Ok(false);
    };
    let of_series = (0..rank).filter(|it| candidates.get(*it).is_some_and(|it| series(&it.version) == own));
    let mut days = of_series.filter_map(|it| candidates.judge(graph.problem(), it).ok()?.released);
    Ok(own.1.is_some() && days.any(|day| !is_too_young(day, released)))
}

/// Whether an old release has said up to which releases of `other` it works: by a bound of its own, or of what it needs and
/// that was there in its time. Then a late release of an old series, a `protobuf` 4.25.9 two years after 4.25.0, is one that
/// it meant to admit: it is not silent on it. `locked`: the release of each package that is there.
pub(crate) fn bounds(
    graph: &ConstraintGraph<'_>,
    locked: impl Fn(NameId) -> Option<Rank>,
    (old, released): (NameId, Timestamp),
    other: NameId,
) -> Result<bool, IndexError> {
    let mut seen = BTreeSet::from([old]);
    let mut open = vec![old];
    while let Some(name) = open.pop() {
        let Some(rank) = locked(name) else {
            continue;
        };
        let day = graph.ages(name, rank)?.map(|(day, _)| day);
        if day.is_none_or(|day| is_too_young(day, released)) {
            continue;
        }
        let all = graph.demands(name, rank)?;
        let Demands::Known { demands, .. } = &*all else {
            continue;
        };
        for demand in demands.iter().filter(|it| it.extra.is_none()) {
            let is_bounded = demand
                .requirement
                .specifiers()
                .is_some_and(SpecifierSet::has_upper_bound);
            if demand.target == other && is_bounded {
                return Ok(true);
            }
            if seen.insert(demand.target) {
                open.push(demand.target);
            }
        }
    }
    Ok(false)
}
