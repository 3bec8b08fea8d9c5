//! Which candidate is tried first.

use pinfix_packaging::{PackageName, Version};
use pubgrub::VersionSet as _;

use super::list::Candidates;
use crate::problem::{PrereleaseMode, Problem, ResolutionMode};
use crate::rank::{Rank, RankSet};

/// What the user's own lines make visible of one package. Settled once, from all lines, so that leaving a line out of
/// a question never takes a candidate away.
#[derive(Debug, Clone)]
pub(crate) struct Visibility {
    /// Whether pre-releases may be chosen at all.
    pub(crate) prereleases: bool,
    /// Whether pre-releases rank as stable releases do, instead of after all of them.
    pub(crate) prereleases_equal: bool,
    /// Versions that a line pins: a yanked one of them may be chosen.
    pinned: Vec<Version>,
}

impl Visibility {
    /// What the lines on `name` make visible.
    pub(crate) fn of(problem: &Problem, name: &PackageName) -> Self {
        let lines = || {
            problem
                .clauses_on(name)
                .filter_map(|(_, clause)| clause.requirement.specifiers())
        };
        let overrides = || {
            problem
                .overrides
                .get(name)
                .into_iter()
                .flatten()
                .filter_map(|it| it.specifiers())
        };
        let named = || {
            lines()
                .chain(overrides())
                .any(pinfix_packaging::SpecifierSet::mentions_prerelease)
        };
        let (prereleases, prereleases_equal) = match problem.policy.prerelease {
            PrereleaseMode::Disallow => (false, false),
            PrereleaseMode::Allow => (true, true),
            PrereleaseMode::IfNecessary => (true, false),
            PrereleaseMode::Explicit => (named(), true),
            PrereleaseMode::IfNecessaryOrExplicit => (true, named()),
        };
        let pinned = lines()
            .chain(overrides())
            .filter_map(|set| set.pinned().cloned())
            .collect();
        Self {
            prereleases,
            prereleases_equal,
            pinned,
        }
    }

    /// Whether a yanked release of this version may be chosen.
    pub(crate) fn keeps_yanked(&self, version: &Version) -> bool {
        self.pinned.contains(version)
    }
}

/// Chooses among candidates by the problem's policy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selector<'a> {
    problem: &'a Problem,
}

impl<'a> Selector<'a> {
    /// A selector for this problem.
    pub(crate) fn new(problem: &'a Problem) -> Self {
        Self { problem }
    }

    /// The candidate to try first among those in `range`: the version to keep, where there is one, else the newest
    /// (or oldest) stable one, else the newest (or oldest) pre-release.
    pub(crate) fn select(self, candidates: &Candidates, range: &RankSet) -> Option<Rank> {
        let usable = |rank: &Rank| candidates.judge(self.problem, *rank).is_ok();
        let kept = self
            .problem
            .preferences
            .get(candidates.name())
            .and_then(|version| candidates.rank_of(version));
        if let Some(rank) = kept.filter(|rank| range.contains(rank) && usable(rank)) {
            return Some(rank);
        }
        let stable = |rank: &Rank| {
            candidates.visibility().prereleases_equal
                || candidates
                    .get(*rank)
                    .is_some_and(|candidate| !candidate.version.any_prerelease())
        };
        let count = candidates.count();
        if self.wants_oldest(candidates.name()) {
            let first =
                |test: &dyn Fn(&Rank) -> bool| range.ascending(count).find(|rank| test(rank) && usable(rank));
            first(&stable).or_else(|| first(&|rank| !stable(rank)))
        } else {
            let first = |test: &dyn Fn(&Rank) -> bool| {
                range.descending(count).find(|rank| test(rank) && usable(rank))
            };
            first(&stable).or_else(|| first(&|rank| !stable(rank)))
        }
    }

    fn wants_oldest(self, name: &PackageName) -> bool {
        match self.problem.policy.order {
            ResolutionMode::Highest => false,
            ResolutionMode::Lowest => true,
            ResolutionMode::LowestDirect => self.problem.is_direct(name),
        }
    }
}
