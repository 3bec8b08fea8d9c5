//! Finds the release that a line would have to admit.

use std::collections::BTreeSet;
use std::rc::Rc;

use pinfix_packaging::specifier::{Operator, Specifier};
use pinfix_packaging::{PackageName, SpecifierSet, Version};

use super::amendment::Amendment;
use super::bench::{Bench, Dated, Drawn};
use super::direction::Direction;
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
pub(super) enum Reached {
    /// Releases that work: the nearest, as far as was looked (the newest of its series), and the newest.
    Releases { nearest: Version, newest: Version },
    /// There is nothing beyond the bounds.
    Nothing,
    /// None works with `lines`; looked at were those from `since` on, or all where nothing is given.
    Refused {
        lines: Rc<[ClauseId]>,
        since: Option<Version>,
    },
    /// It was not found out.
    Unknown,
}

/// The newest release that works, or why none does.
enum Admitted {
    Release(Version),
    Refused(Rc<[ClauseId]>),
    Unknown,
}

/// How far behind the newest release an older one is looked for, in seconds: two years. What is found beyond is of no
/// use to anyone.
const FAR: i64 = 2 * 365 * 24 * 3600;

impl Search<'_> {
    fn name(&self) -> &PackageName {
        &self.bench.problem.clause(self.line).requirement.name
    }

    /// The releases beyond the line's bounds in a direction.
    pub(super) fn reach(&self, direction: Direction) -> Result<Reached, ResolveError> {
        let requirement = &self.bench.problem.clause(self.line).requirement;
        let Some(beyond) = requirement.specifiers().and_then(|it| direction.beyond(it)) else {
            return Ok(Reached::Nothing);
        };
        let Some(usable) = self.bench.usable(self.base, self.name(), &beyond) else {
            return Ok(Reached::Unknown);
        };
        if usable.is_empty() {
            return Ok(Reached::Nothing);
        }
        if direction == Direction::Newer {
            return self.newer(&usable, beyond);
        }
        let (window, since) = late(&usable, &beyond);
        Ok(match self.admit(window)? {
            Admitted::Release(newest) => Reached::Releases {
                nearest: newest.clone(),
                newest,
            },
            Admitted::Refused(lines) => Reached::Refused { lines, since },
            Admitted::Unknown => Reached::Unknown,
        })
    }

    /// The releases beyond, where they are newer: all at once; or where that takes too long, those that come first.
    fn newer(&self, usable: &[Dated], beyond: SpecifierSet) -> Result<Reached, ResolveError> {
        let early = early(usable, &beyond);
        let newest = match self.admit(beyond)? {
            Admitted::Refused(lines) => return Ok(Reached::Refused { lines, since: None }),
            Admitted::Release(newest) => newest,
            Admitted::Unknown => match self.admit(early)? {
                Admitted::Release(newest) => newest,
                Admitted::Refused(_) | Admitted::Unknown => return Ok(Reached::Unknown),
            },
        };
        let nearest = self.nearest(usable, &newest)?;
        Ok(Reached::Releases { nearest, newest })
    }

    /// The release that is chosen where the line admits `specifiers`.
    fn admit(&self, specifiers: SpecifierSet) -> Result<Admitted, ResolveError> {
        let amendment = self.base.with_line(self.line, Some(specifiers));
        Ok(match self.bench.sketch(&amendment, self.among)? {
            Drawn::Holds(versions) => match versions.get(self.name()) {
                Some(version) => Admitted::Release(version.clone()),
                None => Admitted::Unknown,
            },
            Drawn::Fails { lines, read: true } => Admitted::Refused(lines),
            Drawn::Fails { read: false, .. } | Drawn::Unknown => Admitted::Unknown,
        })
    }

    /// The first series of releases that works, by bisection below one that does: its newest release. Histories are
    /// mostly monotone, and where one is not, what is found works all the same.
    fn nearest(&self, usable: &[Dated], works: &Version) -> Result<Version, ResolveError> {
        let below = usable.iter().map(|(version, _)| version);
        let stable = below.filter(|version| *version < works && !version.any_prerelease());
        let mut series: Vec<&Version> = Vec::new();
        for version in stable {
            match series.last_mut() {
                Some(last) if same_series(last, version) => *last = version,
                _ => series.push(version),
            }
        }
        let (mut fails, mut found) = (0, series.len());
        while fails < found {
            let middle = usize::midpoint(fails, found);
            let pinned = Specifier::new(Operator::Equal, series[middle].clone());
            match self.admit(pinned.into())? {
                Admitted::Release(_) => found = middle,
                Admitted::Refused(_) | Admitted::Unknown => fails = middle + 1,
            }
        }
        Ok((*series.get(found).unwrap_or(&works)).clone())
    }
}

/// What admits the newest two years of releases beyond a bound, and the first of them where there are older ones.
fn late(usable: &[Dated], beyond: &SpecifierSet) -> (SpecifierSet, Option<Version>) {
    let newest = usable.iter().filter_map(|(_, released)| *released).max();
    let is_late = |(_, released): &&Dated| match (released, newest) {
        (Some(released), Some(newest)) => newest.as_second() - released.as_second() <= FAR,
        _ => true,
    };
    match usable.iter().position(|it| is_late(&it)) {
        Some(first) if first > 0 => {
            let first = &usable[first].0;
            (
                bounded(beyond, Operator::GreaterThanEqual, first),
                Some(first.clone()),
            )
        }
        _ => (beyond.clone(), None),
    }
}

/// What admits the first two years of releases beyond a bound.
fn early(usable: &[Dated], beyond: &SpecifierSet) -> SpecifierSet {
    let oldest = usable.iter().filter_map(|(_, released)| *released).min();
    let is_early = |(_, released): &&Dated| match (released, oldest) {
        (Some(released), Some(oldest)) => released.as_second() - oldest.as_second() <= FAR,
        _ => false,
    };
    let last = usable.iter().rfind(is_early);
    last.map_or_else(
        || beyond.clone(),
        |(version, _)| bounded(beyond, Operator::LessThanEqual, version),
    )
}

fn bounded(beyond: &SpecifierSet, operator: Operator, version: &Version) -> SpecifierSet {
    let edge = Specifier::new(operator, version.clone().without_local());
    beyond.iter().cloned().chain([edge]).collect()
}

/// Whether two versions share their first two numbers.
pub(super) fn same_series(one: &Version, other: &Version) -> bool {
    let two = |version: &Version| super::direction::first(version, 2);
    two(one) == two(other)
}
