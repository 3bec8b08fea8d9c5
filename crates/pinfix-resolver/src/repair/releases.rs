//! The releases beyond the bounds of a line: which are worth a look. Thousands may lie there, so as few as possible are
//! judged.

use std::ops::Range;
use std::sync::Arc;

use pinfix_index::{Distribution, Timestamp};
use pinfix_packaging::{SpecifierSet, Version};

use crate::candidate::Candidates;
use crate::problem::Problem;
use crate::rank::Rank;

/// How far apart releases are that have nothing to do with each other, in seconds: two years.
const FAR: i64 = 2 * 365 * 24 * 3600;

/// The releases of a package that specifiers admit, oldest first.
pub(super) struct Releases<'a> {
    problem: &'a Problem,
    candidates: &'a Candidates,
    ranks: Vec<Rank>,
}

impl<'a> Releases<'a> {
    pub(super) fn new(problem: &'a Problem, candidates: &'a Candidates, specifiers: &SpecifierSet) -> Self {
        let ranks = candidates.ranks(specifiers);
        Self {
            problem,
            candidates,
            ranks: ranks.ascending(candidates.count()).collect(),
        }
    }

    /// Whether none of them may be chosen.
    pub(super) fn is_empty(&self) -> bool {
        !(0..self.ranks.len()).rev().any(|at| self.usable(at).is_some())
    }

    /// Whether the newest of them would have to be built for the target, though it has wheels for others.
    pub(super) fn is_built(&self) -> bool {
        let judged = |rank: &Rank| self.candidates.judge(self.problem, *rank).ok();
        let newest = self.ranks.iter().rev().find_map(judged);
        newest.is_some_and(|it| !it.distribution.is_wheel() && it.metadata_from.is_wheel())
    }

    /// The first of those that came out in the last two years before the newest one, where there are older ones. A
    /// series that is still cared for is late whatever its number, and so is what has no date.
    pub(super) fn first_late(&self) -> Option<Version> {
        let series = self.series(None);
        let newest: Vec<Option<Release>> = series.iter().map(|it| self.newest(it.clone())).collect();
        let newest_of_all = newest.iter().flatten().filter_map(|it| it.date).max();
        let is_late = |release: &Release| match (release.date, newest_of_all) {
            (Some(date), Some(newest)) => newest - date <= FAR,
            _ => true,
        };
        let at = newest.iter().position(|it| it.as_ref().is_some_and(is_late))?;
        // The releases of a series come out one after the other.
        let place = series.get(at)?.clone();
        let mut first = newest.into_iter().nth(at)??;
        let (mut early, mut late) = (place.start, first.at);
        while early < late {
            let middle = usize::midpoint(early, late);
            match self.newest(early..middle + 1) {
                Some(release) if is_late(&release) => {
                    late = release.at;
                    first = release;
                }
                _ => early = middle + 1,
            }
        }
        let is_oldest = (0..first.at).all(|before| self.stable(before).is_none());
        (!is_oldest).then_some(first.version)
    }

    /// The last of those that came out in the two years after the oldest one.
    pub(super) fn last_early(&self) -> Option<Version> {
        let series = self.series(None);
        let oldest: Vec<Option<Release>> = series.iter().map(|it| self.oldest(it.clone())).collect();
        let oldest_of_all = oldest.iter().flatten().filter_map(|it| it.date).min()?;
        let is_early = |release: &Release| release.date.is_some_and(|date| date - oldest_of_all <= FAR);
        let at = oldest.iter().rposition(|it| it.as_ref().is_some_and(is_early))?;
        let place = series.get(at)?.clone();
        let mut last = oldest.into_iter().nth(at)??;
        let (mut early, mut late) = (last.at, place.end - 1);
        while early < late {
            let middle = usize::midpoint(early, late) + 1;
            match self.oldest(middle..late + 1) {
                Some(release) if is_early(&release) => {
                    early = release.at;
                    last = release;
                }
                _ => late = middle - 1,
            }
        }
        Some(last.version)
    }

    /// Where the series are of which releases come before a version (all, where none is given), oldest first.
    pub(super) fn series(&self, before: Option<&Version>) -> Vec<Range<usize>> {
        let mut series: Vec<Range<usize>> = Vec::new();
        let versions = (0..self.ranks.len()).map_while(|at| self.version(at));
        for (at, version) in versions.enumerate() {
            if before.is_some_and(|end| version >= end) {
                break;
            }
            let last = series.last_mut().filter(|last| {
                let start = self.version(last.start);
                start.is_some_and(|start| same_series(start, version))
            });
            match last {
                Some(last) => last.end = at + 1,
                None => series.push(at..at + 1),
            }
        }
        series
    }

    /// The newest stable one of a series that may be chosen.
    pub(super) fn newest_stable(&self, series: Range<usize>) -> Option<Version> {
        self.newest(series).map(|it| it.version)
    }

    /// The metadata of those that may be chosen, the newest first.
    pub(super) fn latest(&self) -> impl Iterator<Item = Arc<Distribution>> {
        let judged = |rank: &Rank| self.candidates.judge(self.problem, *rank).ok();
        let usable = self.ranks.iter().rev().filter_map(judged);
        usable.map(|usable| Arc::clone(&usable.metadata_from))
    }

    /// The newest stable one of these places.
    fn newest(&self, places: Range<usize>) -> Option<Release> {
        places.rev().find_map(|at| self.stable(at))
    }

    /// The oldest stable one.
    fn oldest(&self, mut places: Range<usize>) -> Option<Release> {
        places.find_map(|at| self.stable(at))
    }

    /// The release there, if it may be chosen and is no pre-release: a bound that names one asks for others too.
    fn stable(&self, at: usize) -> Option<Release> {
        let is_stable = !self.version(at)?.any_prerelease();
        is_stable.then(|| self.usable(at)).flatten()
    }

    fn version(&self, at: usize) -> Option<&'a Version> {
        Some(&self.candidates.get(*self.ranks.get(at)?)?.version)
    }

    /// The release there, if it may be chosen.
    fn usable(&self, at: usize) -> Option<Release> {
        let usable = self.candidates.judge(self.problem, *self.ranks.get(at)?).ok()?;
        Some(Release {
            at,
            version: self.version(at)?.clone(),
            date: usable.released.map(Timestamp::as_second),
        })
    }
}

/// A release that may be chosen.
struct Release {
    at: usize,
    version: Version,
    /// When it came out, in seconds since 1970.
    date: Option<i64>,
}

/// Whether two versions share their first two numbers.
pub(super) fn same_series(one: &Version, other: &Version) -> bool {
    one.epoch() == other.epoch() && number(one, 0) == number(other, 0) && number(one, 1) == number(other, 1)
}

fn number(version: &Version, at: usize) -> u64 {
    version.release().get(at).copied().unwrap_or(0)
}
