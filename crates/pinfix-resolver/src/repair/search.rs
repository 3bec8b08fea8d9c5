//! Finds the release that a line would have to admit.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use pinfix_packaging::specifier::{Operator, Specifier};
use pinfix_packaging::{PackageName, SpecifierSet, Version};

use super::amendment::Amendment;
use super::bench::{Bench, Drawn};
use super::direction::Direction;
use super::releases::{Releases, same_series};
use crate::error::ResolveError;
use crate::problem::ClauseId;
use crate::resolve::Reading;

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
        /// Whether each of them was read: otherwise some are taken to be like those around them.
        read: bool,
    },
    /// It was not found out.
    Unknown,
}

/// The newest release that works, or why none does.
enum Admitted {
    Release(Version),
    Refused { lines: Rc<[ClauseId]>, read: bool },
    Unknown,
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method is one for some lifetime, a closure one for all"
)]
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
        match self.look(&beyond, |it| it.is_empty()) {
            None => return Ok(Reached::Unknown),
            Some(true) => return Ok(Reached::Nothing),
            Some(false) => {}
        }
        if direction == Direction::Newer {
            return self.newer(&beyond);
        }
        let since = self.look(&beyond, |it| it.first_late()).flatten();
        let late = since.as_ref().map_or_else(
            || beyond.clone(),
            |since| bounded(&beyond, Operator::GreaterThanEqual, since),
        );
        Ok(match self.admit(late)? {
            Admitted::Release(late) => {
                let newest = self.stable_before(late, since.as_ref(), &beyond)?;
                Reached::Releases {
                    nearest: newest.clone(),
                    newest,
                }
            }
            Admitted::Refused { lines, read } => Reached::Refused { lines, since, read },
            Admitted::Unknown => Reached::Unknown,
        })
    }

    /// Rather a stable release from before `since` than a pre-release that came after it.
    fn stable_before(
        &self,
        late: Version,
        since: Option<&Version>,
        beyond: &SpecifierSet,
    ) -> Result<Version, ResolveError> {
        let Some(since) = since.filter(|_| late.any_prerelease()) else {
            return Ok(late);
        };
        Ok(match self.admit(bounded(beyond, Operator::LessThan, since))? {
            Admitted::Release(early) if !early.any_prerelease() => early,
            _ => late,
        })
    }

    /// Asks about the releases beyond the line's bounds.
    fn look<T>(&self, beyond: &SpecifierSet, question: impl FnOnce(&Releases<'_>) -> T) -> Option<T> {
        self.bench.look(self.base, self.name(), beyond, question)
    }

    /// The releases beyond, where they are newer: all at once; or where that takes too long, those that come first.
    fn newer(&self, beyond: &SpecifierSet) -> Result<Reached, ResolveError> {
        let newest = match self.admit(beyond.clone())? {
            Admitted::Refused { lines, read } => {
                return Ok(Reached::Refused {
                    lines,
                    since: None,
                    read,
                });
            }
            Admitted::Release(newest) => newest,
            Admitted::Unknown => {
                let Some(last) = self.look(beyond, |it| it.last_early()).flatten() else {
                    return Ok(Reached::Unknown);
                };
                match self.admit(bounded(beyond, Operator::LessThanEqual, &last))? {
                    Admitted::Release(newest) => newest,
                    Admitted::Refused { .. } | Admitted::Unknown => return Ok(Reached::Unknown),
                }
            }
        };
        let nearest = self.nearest(beyond, &newest)?;
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
            Drawn::Fails {
                read: Reading::Failed,
                ..
            }
            | Drawn::Unknown => Admitted::Unknown,
            Drawn::Fails { lines, read } => Admitted::Refused {
                lines,
                read: read == Reading::All,
            },
        })
    }

    /// The first series of releases that works, by bisection below one that does: its newest release. Histories are
    /// mostly monotone, and where one is not, what is found works all the same.
    fn nearest(&self, beyond: &SpecifierSet, works: &Version) -> Result<Version, ResolveError> {
        let mut series = self.look(beyond, |it| it.series(Some(works))).unwrap_or_default();
        let mut nearest = works.clone();
        // Where there are wheels, nobody wants to build what is nearer.
        let has_wheel = |version: &Version| self.look(&pin(version), |it| it.is_built()) == Some(false);
        let wants_wheel = has_wheel(works);
        let newest_of = |place: &Range<usize>| {
            let place = place.clone();
            let newest = self.look(beyond, |it| it.newest_stable(place)).flatten();
            newest.filter(|it| !wants_wheel || has_wheel(it))
        };
        let (mut fails, mut found) = (0, series.len());
        while fails < found {
            let middle = usize::midpoint(fails, found);
            let Some(newest) = newest_of(&series[middle]) else {
                series.remove(middle);
                found -= 1;
                continue;
            };
            for (start, end) in [(fails, middle), (middle + 1, found)] {
                if start < end
                    && let Some(next) = newest_of(&series[usize::midpoint(start, end)])
                {
                    let pinned = self.base.with_line(self.line, Some(pin(&next)));
                    self.bench.expect(pinned, self.among);
                }
            }
            match self.admit(pin(&newest))? {
                Admitted::Release(_) => {
                    found = middle;
                    nearest = newest;
                }
                Admitted::Refused { .. } | Admitted::Unknown => fails = middle + 1,
            }
        }
        // What comes before a release of its series is not nearer in any sense that counts.
        Ok(if same_series(&nearest, works) {
            works.clone()
        } else {
            nearest
        })
    }
}

fn bounded(beyond: &SpecifierSet, operator: Operator, version: &Version) -> SpecifierSet {
    let edge = Specifier::new(operator, version.clone().without_local());
    beyond.iter().cloned().chain([edge]).collect()
}

/// What admits one version only.
fn pin(version: &Version) -> SpecifierSet {
    Specifier::new(Operator::Equal, version.clone()).into()
}
