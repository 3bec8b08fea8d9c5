//! Finds the release that a line would have to admit.

use std::collections::BTreeSet;

use pinfix_index::Timestamp;
use pinfix_packaging::specifier::{Operator, Specifier};
use pinfix_packaging::{PackageName, SpecifierSet, Version};

use super::absurd::STALE;
use super::amendment::Amendment;
use super::bench::{Bench, Trial};
use super::direction::Direction;
use crate::candidate::Candidates;
use crate::error::ResolveError;
use crate::problem::ClauseId;

/// A search for the release that one line would have to admit, the other lines being as `base` amends them.
pub(super) struct Search<'a> {
    pub(super) bench: &'a Bench<'a>,
    pub(super) base: &'a Amendment,
    /// The lines that are asked about; all where nothing is given.
    pub(super) among: Option<&'a BTreeSet<ClauseId>>,
    pub(super) line: ClauseId,
}

/// What a search in one direction found.
pub(super) struct Reached {
    /// The nearest release that works, as far as was looked: the newest of its series.
    pub(super) nearest: Option<Version>,
    /// The newest that works.
    pub(super) newest: Option<Version>,
    /// A release that would do, but is too old to know of the rest.
    pub(super) absurd: Option<(PackageName, Version)>,
}

impl Reached {
    const NOTHING: Self = Self {
        nearest: None,
        newest: None,
        absurd: None,
    };
}

impl Search<'_> {
    fn name(&self) -> &PackageName {
        &self.bench.problem.clause(self.line).requirement.name
    }

    /// The releases beyond the line's bounds in a direction.
    pub(super) fn reach(&self, direction: Direction) -> Result<Reached, ResolveError> {
        let requirement = &self.bench.problem.clause(self.line).requirement;
        let Some(beyond) = requirement.specifiers().and_then(|it| direction.beyond(it)) else {
            return Ok(Reached::NOTHING);
        };
        let candidates = self.bench.candidates(self.name())?;
        let mut absurd = None;
        let mut newest = None;
        for window in self.windows(&candidates, &beyond, direction) {
            match self.admit(window)? {
                Ok(version) => {
                    newest = Some(version);
                    break;
                }
                Err(refused) => absurd = absurd.or(refused),
            }
        }
        let Some(newest) = newest else {
            return Ok(Reached {
                absurd,
                ..Reached::NOTHING
            });
        };
        let nearest = match direction {
            Direction::Newer => self.nearest(&candidates, &beyond, &newest)?,
            Direction::Older | Direction::Hole => newest.clone(),
        };
        Ok(Reached {
            nearest: Some(nearest),
            newest: Some(newest),
            absurd: None,
        })
    }

    /// The release that is chosen where the line admits `specifiers`.
    fn admit(
        &self,
        specifiers: SpecifierSet,
    ) -> Result<Result<Version, Option<(PackageName, Version)>>, ResolveError> {
        let amendment = self.base.with_line(self.line, Some(specifiers));
        Ok(match self.bench.sketch(&amendment, self.among)? {
            Trial::Lock(lock) => lock.pin(self.name()).map(|pin| pin.version.clone()).ok_or(None),
            Trial::Absurd(name, version) => Err(Some((name, version))),
            Trial::None => Err(None),
        })
    }

    /// The parts of the releases beyond in which one is looked for: the newest two years of them; and the two years that
    /// come first, if the way leads to newer ones. A walk over all of them could take long, and what would be found at
    /// its end is too old or too far for anyone.
    fn windows(
        &self,
        candidates: &Candidates,
        beyond: &SpecifierSet,
        direction: Direction,
    ) -> Vec<SpecifierSet> {
        let usable = self.usable(candidates, beyond);
        let times = || usable.iter().filter_map(|(_, released)| *released);
        let (Some(oldest), Some(newest)) = (times().min(), times().max()) else {
            return vec![beyond.clone()];
        };
        let within = |from: Timestamp, to: Timestamp| to.as_second() - from.as_second() <= STALE;
        let edge = |operator: Operator, version: &Version| {
            let edge = Specifier::new(operator, version.clone().without_local());
            beyond.iter().cloned().chain([edge]).collect::<SpecifierSet>()
        };
        let late = usable
            .iter()
            .find(|(_, released)| released.is_some_and(|it| within(it, newest)));
        let mut windows: Vec<SpecifierSet> = Vec::new();
        windows.extend(late.map(|(version, _)| edge(Operator::GreaterThanEqual, version)));
        if direction == Direction::Newer && !within(oldest, newest) {
            let early = usable
                .iter()
                .rfind(|(_, released)| released.is_some_and(|it| within(oldest, it)));
            windows.extend(early.map(|(version, _)| edge(Operator::LessThanEqual, version)));
        }
        windows
    }

    /// The releases among `specifiers` that may be chosen, oldest first.
    fn usable(
        &self,
        candidates: &Candidates,
        specifiers: &SpecifierSet,
    ) -> Vec<(Version, Option<Timestamp>)> {
        let ranks = candidates.ranks(specifiers);
        let ascending = ranks.ascending(candidates.count());
        ascending
            .filter_map(|rank| {
                let usable = candidates.judge(self.bench.problem, rank).ok()?;
                Some((candidates.get(rank)?.version.clone(), usable.released))
            })
            .collect()
    }

    /// The first series of releases that works, by bisection below one that does: its newest release. Histories are
    /// mostly monotone, and where one is not, what is found works all the same.
    fn nearest(
        &self,
        candidates: &Candidates,
        beyond: &SpecifierSet,
        works: &Version,
    ) -> Result<Version, ResolveError> {
        let below = self
            .usable(candidates, beyond)
            .into_iter()
            .map(|(version, _)| version);
        let stable = below.filter(|version| version < works && !version.any_prerelease());
        let mut series: Vec<Version> = Vec::new();
        for version in stable {
            match series.last_mut() {
                Some(last) if same_series(last, &version) => *last = version,
                _ => series.push(version),
            }
        }
        let (mut fails, mut found) = (0, series.len());
        while fails < found {
            let middle = usize::midpoint(fails, found);
            let pinned = Specifier::new(Operator::Equal, series[middle].clone());
            match self.admit(pinned.into())? {
                Ok(_) => found = middle,
                Err(_) => fails = middle + 1,
            }
        }
        Ok(series.get(found).unwrap_or(works).clone())
    }
}

/// Whether two versions share their first two numbers.
pub(super) fn same_series(one: &Version, other: &Version) -> bool {
    let two = |version: &Version| super::direction::first(version, 2);
    two(one) == two(other)
}
