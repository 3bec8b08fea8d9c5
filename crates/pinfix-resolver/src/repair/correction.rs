//! From lines whose removal repairs a group to edits that keep as much of them as possible.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_packaging::{PackageName, SpecifierSet, Version};

use super::amendment::Amendment;
use super::bench::Bench;
use super::direction::Direction;
use super::offer::Offer;
use super::search::{Search, same_series};
use super::spelling::{Spelling, spellings};
use crate::error::ResolveError;
use crate::problem::{ClauseId, ClauseKind};

/// How often a correction is widened by pinned lines that move with it.
const WIDENED: usize = 3;

/// Looks for edits that repair one group.
pub(super) struct Workshop<'a> {
    pub(super) bench: &'a Bench<'a>,
    /// What is done about the other groups meanwhile.
    pub(super) base: &'a Amendment,
    /// The lines that have to do with the group: asking about them alone is quick.
    pub(super) core: &'a BTreeSet<ClauseId>,
}

/// What came of a correction.
#[derive(Default)]
pub(super) struct Outcome {
    /// Edits that repair the group, the other groups being as they are meanwhile.
    pub(super) offers: Vec<Offer>,
    /// Releases that would do but are too old to know of the rest.
    pub(super) absurd: Vec<(PackageName, Version)>,
}

/// A line's new bounds, and how far they reach.
struct Move {
    spelling: Spelling,
    distance: i64,
}

impl Workshop<'_> {
    /// The edits that keep what they can of the lines of a correction.
    pub(super) fn offers(&self, correction: &[ClauseId]) -> Result<Outcome, ResolveError> {
        let mut outcome = Outcome::default();
        if let [line] = correction {
            self.relax_one(*line, &mut outcome)?;
            if let Some(offer) = self.drop_one(*line)? {
                outcome.offers.push(offer);
            }
        }
        if outcome.offers.is_empty() {
            outcome.offers.extend(self.relax_several(correction)?);
        }
        Ok(outcome)
    }

    fn specifiers(&self, line: ClauseId) -> Option<&SpecifierSet> {
        let clause = self.bench.problem.clause(line);
        let specifiers = clause.requirement.specifiers()?;
        // Hashes are those of what is pinned; with another version they would have to be others.
        (clause.hashes.is_empty() && clause.direct.is_none() && !specifiers.is_empty()).then_some(specifiers)
    }

    /// Every way to relax a single line.
    fn relax_one(&self, line: ClauseId, outcome: &mut Outcome) -> Result<(), ResolveError> {
        for direction in Direction::ALL {
            let mut found = false;
            for among in [Some(self.core), None] {
                let search = Search {
                    bench: self.bench,
                    base: self.base,
                    among,
                    line,
                };
                let reached = search.reach(direction)?;
                outcome.absurd.extend(reached.absurd);
                let beside = reached.nearest.clone();
                let farther = reached.newest.filter(|newest| {
                    self.is_pinned(line) && beside.is_some_and(|nearest| !same_series(&nearest, newest))
                });
                if reached.nearest.is_none() {
                    break;
                }
                for version in reached.nearest.into_iter().chain(farther) {
                    let offer = self
                        .written(line, &version, None)?
                        .map(|it| Self::offer([(line, it)].into()));
                    found |= offer.is_some();
                    outcome.offers.extend(offer);
                }
                if found {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The first spelling with which the amended problem resolves.
    fn written(
        &self,
        line: ClauseId,
        version: &Version,
        meanwhile: Option<&Amendment>,
    ) -> Result<Option<Move>, ResolveError> {
        let Some(old) = self.specifiers(line) else {
            return Ok(None);
        };
        for spelling in spellings(old, version) {
            let base = meanwhile.unwrap_or(self.base);
            let amendment = base.with_line(line, Some(spelling.set()));
            let trial = match meanwhile {
                None => self.bench.attempt(&amendment)?,
                Some(_) => self.bench.sketch(&amendment, Some(self.core))?,
            };
            if trial.lock().is_some() {
                let distance = self.distance(line, version)?;
                return Ok(Some(Move { spelling, distance }));
            }
        }
        Ok(None)
    }

    /// Leaves the line out, where nothing is lost by it.
    fn drop_one(&self, line: ClauseId) -> Result<Option<Offer>, ResolveError> {
        let problem = self.bench.problem;
        let clause = problem.clause(line);
        let name = &clause.requirement.name;
        let amendment = self.base.and(&Amendment::without(&[line]));
        let Some(lock) = self.bench.attempt(&amendment)?.lock() else {
            return Ok(None);
        };
        let is_unknown = !self.bench.candidates(name)?.is_known();
        let is_repeated = problem
            .clauses_on(name)
            .any(|(id, other)| id != line && other.kind == ClauseKind::Requirement);
        let still_there = lock.pin(name).is_some_and(|pin| {
            clause
                .requirement
                .extras
                .iter()
                .all(|extra| pin.extras.contains(extra))
        });
        let lost = clause.kind == ClauseKind::Requirement && !still_there && !is_unknown;
        // A line that says something else than another one on the same package is the first that one would drop.
        let distance = i64::from(!is_repeated);
        Ok((!lost).then(|| Offer {
            amendment: Amendment::without(&[line]),
            spellings: BTreeMap::new(),
            distance,
        }))
    }

    /// Relaxes several lines together, one after the other, those that are left to come being open meanwhile. Pinned
    /// lines that stand in the way of all this move along.
    fn relax_several(&self, correction: &[ClauseId]) -> Result<Option<Offer>, ResolveError> {
        let mut lines = correction.to_vec();
        for _ in 0..=WIDENED {
            if lines.iter().any(|line| self.specifiers(*line).is_none()) {
                return Ok(None);
            }
            let open = lines.iter().fold(self.base.clone(), |open, line| {
                open.with_line(*line, Some(SpecifierSet::default()))
            });
            if self.bench.sketch(&open, None)?.lock().is_some() {
                return if lines.len() > 1 {
                    self.close(&lines, open)
                } else {
                    Ok(None)
                };
            }
            let Some(left) = self.bench.conflict_left(&open)? else {
                return Ok(None);
            };
            let before = lines.len();
            lines.extend(
                left.into_iter()
                    .filter(|line| self.is_pinned(*line) && !correction.contains(line)),
            );
            lines.sort_unstable();
            lines.dedup();
            if lines.len() == before {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Gives each of the open lines bounds again.
    fn close(&self, lines: &[ClauseId], mut open: Amendment) -> Result<Option<Offer>, ResolveError> {
        let mut moves: BTreeMap<ClauseId, Move> = BTreeMap::new();
        for line in lines {
            let stay = self.specifiers(*line).cloned();
            if self
                .bench
                .sketch(&open.with_line(*line, stay.clone()), Some(self.core))?
                .lock()
                .is_some()
            {
                open = open.with_line(*line, stay);
                continue;
            }
            let search = Search {
                bench: self.bench,
                base: &open,
                among: Some(self.core),
                line: *line,
            };
            let mut best: Option<Move> = None;
            for direction in Direction::ALL {
                let Some(version) = search.reach(direction)?.nearest else {
                    continue;
                };
                let found = self.written(*line, &version, Some(&open))?;
                let nearer = |it: &Move| best.as_ref().is_none_or(|best| it.distance < best.distance);
                if let Some(found) = found.filter(nearer) {
                    best = Some(found);
                }
            }
            let Some(best) = best else { return Ok(None) };
            open = open.with_line(*line, Some(best.spelling.set()));
            moves.insert(*line, best);
        }
        let offer = Self::offer(moves);
        let works = self
            .bench
            .attempt(&self.base.and(&offer.amendment))?
            .lock()
            .is_some();
        Ok(works.then_some(offer))
    }

    fn offer(moves: BTreeMap<ClauseId, Move>) -> Offer {
        let lines = moves.iter().map(|(line, it)| (*line, Some(it.spelling.set())));
        Offer {
            amendment: Amendment {
                lines: lines.collect(),
                ..Amendment::default()
            },
            distance: moves.values().map(|it| it.distance).sum(),
            spellings: moves.into_iter().map(|(line, it)| (line, it.spelling)).collect(),
        }
    }

    fn is_pinned(&self, line: ClauseId) -> bool {
        self.specifiers(line).is_some_and(|it| it.pinned().is_some())
    }

    /// The days between a release and the nearest of those that a line admits.
    fn distance(&self, line: ClauseId, version: &Version) -> Result<i64, ResolveError> {
        let problem = self.bench.problem;
        let candidates = self.bench.candidates(&problem.clause(line).requirement.name)?;
        let released = |rank: crate::rank::Rank| candidates.judge(problem, rank).ok()?.released;
        let Some(here) = candidates.rank_of(version).and_then(released) else {
            return Ok(0);
        };
        let Some(specifiers) = self.specifiers(line) else {
            return Ok(0);
        };
        let admitted = candidates.ranks(specifiers);
        let days = admitted
            .ascending(candidates.count())
            .filter_map(released)
            .map(|there| (there.as_second() - here.as_second()).abs() / (24 * 3600));
        Ok(days.min().unwrap_or(0))
    }
}
