//! Which candidate is tried first.

use pinfix_index::Timestamp;
use pinfix_packaging::PackageName;
use pubgrub::VersionSet as _;

use super::list::{Candidate, Candidates};
use crate::problem::{Problem, ResolutionMode};
use crate::rank::{Rank, RankSet};

/// Chooses among candidates by the problem's policy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selector<'a> {
    problem: &'a Problem,
    /// Releases after this time come last, the oldest first.
    day: Option<Timestamp>,
}

impl<'a> Selector<'a> {
    /// A selector for this problem.
    pub(crate) fn new(problem: &'a Problem) -> Self {
        Self { problem, day: None }
    }

    /// The same, but releases after this time come last, the oldest first.
    pub(crate) fn near(self, day: Option<Timestamp>) -> Self {
        Self { day, ..self }
    }

    /// The candidate to try first among those in `range`: the version to keep, where there is one, else the newest
    /// (or oldest) stable one, else the newest (or oldest) pre-release.
    pub(crate) fn select(self, candidates: &Candidates, range: &RankSet) -> Option<Rank> {
        self.select_where(candidates, range, |_| false, |_| true)
    }

    /// The same among those that are not closed and for which `test` holds. Closed ones are not even judged.
    pub(crate) fn select_where(
        self,
        candidates: &Candidates,
        range: &RankSet,
        closed: impl Fn(Rank) -> bool,
        test: impl Fn(Rank) -> bool,
    ) -> Option<Rank> {
        let usable =
            |rank: &Rank| !closed(*rank) && candidates.judge(self.problem, *rank).is_ok() && test(*rank);
        let kept = self
            .problem
            .preferences
            .get(candidates.name())
            .and_then(|version| candidates.rank_of(version));
        if let Some(rank) = kept.filter(|rank| range.contains(rank) && usable(rank)) {
            return Some(rank);
        }
        candidates.tiers().find_map(|tier| {
            let stable = |candidate: &Candidate| {
                candidates.visibility().prereleases_equal || !candidate.version.any_prerelease()
            };
            let find = |wanted: bool| {
                let fits = |rank: &Rank| {
                    let candidate = candidates.get(*rank);
                    candidate.is_some_and(|it| it.tier == tier && stable(it) == wanted) && usable(rank)
                };
                let count = candidates.count();
                if self.wants_oldest(candidates.name()) {
                    return range.ascending(count).find(fits);
                }
                let Some(day) = self.day else {
                    return range.descending(count).find(fits);
                };
                let later = |rank: &Rank| {
                    let judged = candidates.judge(self.problem, *rank).ok();
                    let released = judged.and_then(|usable| usable.released);
                    released.is_some_and(|released| released > day)
                };
                let before = range.descending(count).find(|rank| !later(rank) && fits(rank));
                before.or_else(|| range.ascending(count).find(|rank| later(rank) && fits(rank)))
            };
            find(true).or_else(|| find(false))
        })
    }

    /// The newest candidate in `range`, whatever is to be kept and whichever end is wanted: a stable one that is not
    /// yanked, if there is one; of the first index that has any.
    pub(crate) fn newest(self, candidates: &Candidates, range: &RankSet) -> Option<Rank> {
        self.newest_where(candidates, range, |_| true)
    }

    /// The same among those for which `test` holds.
    pub(crate) fn newest_where(
        self,
        candidates: &Candidates,
        range: &RankSet,
        test: impl Fn(Rank) -> bool,
    ) -> Option<Rank> {
        let find = |fits: &dyn Fn(&Candidate) -> bool| {
            range.descending(candidates.count()).find(|rank| {
                candidates.get(*rank).is_some_and(fits)
                    && candidates.judge(self.problem, *rank).is_ok()
                    && test(*rank)
            })
        };
        let equal = candidates.visibility().prereleases_equal;
        let stable = |candidate: &Candidate| equal || !candidate.version.any_prerelease();
        let standing = |candidate: &Candidate| candidate.distributions.iter().any(|it| it.yanked.is_none());
        candidates.tiers().find_map(|tier| {
            find(&|it| it.tier == tier && stable(it) && standing(it))
                .or_else(|| find(&|it| it.tier == tier && standing(it)))
                .or_else(|| find(&|it| it.tier == tier))
        })
    }

    fn wants_oldest(self, name: &PackageName) -> bool {
        match self.problem.policy.order {
            ResolutionMode::Highest => false,
            ResolutionMode::Lowest => true,
            ResolutionMode::LowestDirect => self.problem.is_direct(name),
        }
    }
}
