//! Sets of versions, as the solver sees them: by rank among the releases that there are.
//!
//! A release's *rank* is its position among all releases of its package, oldest first. Specifiers are turned into sets
//! of ranks by asking PEP 440's own `contains` of real versions, so that no range algebra over version numbers is
//! needed, with its traps of local versions, `===` and post-releases; sets that admit the same releases are equal; and
//! comparing ranks is comparing integers.

use std::fmt;
use std::ops::Bound::{Excluded, Included, Unbounded};

use pubgrub::{Ranges, VersionSet};

/// A release's position among all releases of its package, oldest first.
pub type Rank = u32;

/// A set of ranks. Kept as half-open intervals, so that equal sets are equal values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RankSet(Ranges<Rank>);

impl RankSet {
    /// The ranks from `start` up to and without `end`.
    pub fn interval(start: Rank, end: Rank) -> Self {
        if start >= end {
            Self(Ranges::empty())
        } else {
            Self(Ranges::between(start, end))
        }
    }

    /// These ranks, which come oldest first.
    pub fn of_ascending(ranks: impl IntoIterator<Item = Rank>) -> Self {
        let mut spans: Vec<(Rank, Rank)> = Vec::new();
        for rank in ranks {
            match spans.last_mut() {
                Some((_, end)) if *end == rank => *end = rank.saturating_add(1),
                _ => spans.push((rank, rank.saturating_add(1))),
            }
        }
        let spans = spans.into_iter();
        Self(
            spans
                .map(|(start, end)| (Included(start), Excluded(end)))
                .collect(),
        )
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ranks below `count` that are in the set, newest first.
    pub fn descending(&self, count: Rank) -> impl Iterator<Item = Rank> + '_ {
        let spans: Vec<(Rank, Rank)> = self.spans(count).collect();
        spans
            .into_iter()
            .rev()
            .flat_map(|(start, end)| (start..end).rev())
    }

    /// The ranks below `count` that are in the set, oldest first.
    pub fn ascending(&self, count: Rank) -> impl Iterator<Item = Rank> + '_ {
        self.spans(count).flat_map(|(start, end)| start..end)
    }

    /// How many of the ranks below `count` are in the set.
    pub fn count(&self, count: Rank) -> u32 {
        self.spans(count).map(|(start, end)| end - start).sum()
    }

    /// The runs of ranks below `count`, each from its first up to and without its end.
    pub fn spans(&self, count: Rank) -> impl Iterator<Item = (Rank, Rank)> + '_ {
        self.0.iter().filter_map(move |(start, end)| {
            let start = match start {
                Included(start) => *start,
                Excluded(start) => start.saturating_add(1),
                Unbounded => 0,
            };
            let end = match end {
                Included(end) => end.saturating_add(1),
                Excluded(end) => *end,
                Unbounded => count,
            }
            .min(count);
            (start < end).then_some((start, end))
        })
    }
}

impl VersionSet for RankSet {
    type V = Rank;

    fn empty() -> Self {
        Self(Ranges::empty())
    }

    fn singleton(rank: Rank) -> Self {
        Self::interval(rank, rank.saturating_add(1))
    }

    fn complement(&self) -> Self {
        Self(self.0.complement())
    }

    fn intersection(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0))
    }

    fn contains(&self, rank: &Rank) -> bool {
        self.0.contains(rank)
    }

    fn full() -> Self {
        Self(Ranges::full())
    }

    fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0))
    }

    fn is_disjoint(&self, other: &Self) -> bool {
        self.0.is_disjoint(&other.0)
    }

    fn subset_of(&self, other: &Self) -> bool {
        self.0.subset_of(&other.0)
    }
}

impl fmt::Display for RankSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_join_into_one_set() {
        assert_eq!(
            RankSet::interval(1, 3).union(&RankSet::interval(3, 5)),
            RankSet::interval(1, 5)
        );
        assert_eq!(
            RankSet::singleton(1).union(&RankSet::singleton(2)),
            RankSet::interval(1, 3)
        );
        assert_eq!(RankSet::interval(2, 2), RankSet::empty());
    }

    #[test]
    fn ranks_that_come_one_after_the_other_make_the_same_set_as_one_by_one() {
        let ranks = [0, 1, 2, 5, 6, 9];
        let one_by_one = ranks
            .into_iter()
            .fold(RankSet::empty(), |set, rank| set.union(&RankSet::singleton(rank)));
        assert_eq!(RankSet::of_ascending(ranks), one_by_one);
        assert_eq!(RankSet::of_ascending([]), RankSet::empty());
    }

    #[test]
    fn a_hole_survives_complement() {
        let set = RankSet::interval(1, 3).complement();
        assert_eq!(set.ascending(5).collect::<Vec<_>>(), [0, 3, 4]);
        assert_eq!(set.descending(5).collect::<Vec<_>>(), [4, 3, 0]);
        assert_eq!(set.count(5), 3);
        assert_eq!(set.complement(), RankSet::interval(1, 3));
    }
}
