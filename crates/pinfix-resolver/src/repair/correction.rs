//! From lines whose removal repairs a group to edits that keep as much of them as possible.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_packaging::{PackageName, SpecifierSet, Version};

use super::amendment::Amendment;
use super::bench::{Bench, Drawn, Trial};
use super::direction::Direction;
use super::offer::Offer;
use super::search::{Reached, Search, same_series};
use super::several::Several;
use super::spelling::{Spelling, spellings};
use crate::error::ResolveError;
use crate::problem::{ClauseId, ClauseKind};

/// How much shorter a way back has to be than one ahead to be offered beside it (days back already count twice).
const STEP_BACK: i64 = 2;

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
    /// Releases with which a line would do, but that are too old to know of the rest.
    pub(super) absurd: Vec<(ClauseId, PackageName, Version)>,
    /// What was looked at of single lines in vain.
    pub(super) vain: Vec<(ClauseId, Reached)>,
}

/// A line's new bounds, and how far they reach.
pub(super) struct Move {
    pub(super) spelling: Spelling,
    pub(super) distance: i64,
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
            self.forget_far_steps_back(*line, &mut outcome.offers);
        }
        if outcome.offers.is_empty() {
            outcome
                .offers
                .extend(Several { workshop: self }.relax(correction)?);
        }
        Ok(outcome)
    }

    /// Where a pin can move ahead, leaves out a way back that is not much shorter.
    fn forget_far_steps_back(&self, line: ClauseId, offers: &mut Vec<Offer>) {
        let bounds = self.specifiers(line).and_then(|it| it.pinned());
        let Some(pinned) = bounds else { return };
        let target = |offer: &Offer| match offer.amendment.lines.get(&line) {
            Some(Some(specifiers)) => specifiers.pinned().cloned(),
            _ => None,
        };
        let is_ahead = |offer: &&Offer| target(offer).is_some_and(|version| version > *pinned);
        let ahead = offers.iter().filter(is_ahead).map(|offer| offer.distance).min();
        if let Some(ahead) = ahead {
            let back = |offer: &Offer| target(offer).is_some_and(|version| version < *pinned);
            offers.retain(|offer| !back(offer) || offer.distance * STEP_BACK < ahead);
        }
    }

    /// The bounds of a line that may be given others.
    pub(super) fn specifiers(&self, line: ClauseId) -> Option<&SpecifierSet> {
        let clause = self.bench.problem.clause(line);
        let specifiers = clause.requirement.specifiers()?;
        // Hashes are those of what is pinned; with another version they would have to be others.
        (clause.hashes.is_empty() && clause.direct.is_none() && !specifiers.is_empty()).then_some(specifiers)
    }

    /// Every way to relax a single line.
    fn relax_one(&self, line: ClauseId, outcome: &mut Outcome) -> Result<(), ResolveError> {
        for direction in Direction::ALL {
            for among in [Some(self.core), None] {
                let search = Search {
                    bench: self.bench,
                    base: self.base,
                    among,
                    line,
                };
                let (nearest, newest) = match search.reach(direction)? {
                    Reached::Releases { nearest, newest } => (nearest, newest),
                    vain => {
                        outcome.vain.push((line, vain));
                        break;
                    }
                };
                let farther = self.is_pinned(line) && !same_series(&nearest, &newest);
                let before = outcome.offers.len();
                for version in std::iter::once(nearest).chain(farther.then_some(newest)) {
                    self.offer_release(line, &version, outcome)?;
                }
                if outcome.offers.len() > before {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Offers the first spelling that admits a release and with which the whole resolves.
    fn offer_release(
        &self,
        line: ClauseId,
        version: &Version,
        outcome: &mut Outcome,
    ) -> Result<(), ResolveError> {
        let Some(old) = self.specifiers(line) else {
            return Ok(());
        };
        for spelling in spellings(old, version) {
            let amendment = self.base.with_line(line, Some(spelling.set()));
            match self.bench.attempt(&amendment)? {
                Trial::Lock(_) => {
                    let distance = self.distance(line, version);
                    let moved = Move { spelling, distance };
                    outcome.offers.push(Self::offer([(line, moved)].into()));
                    return Ok(());
                }
                Trial::Absurd(name, version) => outcome.absurd.push((line, name, version)),
                Trial::None | Trial::Unknown => {}
            }
        }
        Ok(())
    }

    /// Leaves the line out, where nothing is lost by it.
    fn drop_one(&self, line: ClauseId) -> Result<Option<Offer>, ResolveError> {
        let problem = self.bench.problem;
        let clause = problem.clause(line);
        let name = &clause.requirement.name;
        let amendment = self.base.and(&Amendment::without(&[line]));
        // What is lost shows in a sketch already, as far as versions go.
        let is_unknown = self.bench.candidates(name).is_some_and(|it| !it.is_known());
        if let Drawn::Holds(versions) = self.bench.sketch(&amendment, None)?
            && !versions.contains_key(name)
            && clause.kind == ClauseKind::Requirement
            && !is_unknown
        {
            return Ok(None);
        }
        let Some(lock) = self.bench.attempt(&amendment)?.lock() else {
            return Ok(None);
        };
        let is_repeated = problem
            .clauses_on(name)
            .any(|(id, other)| id != line && other.kind == ClauseKind::Requirement);
        let extras = &clause.requirement.extras;
        let still_there = lock
            .pin(name)
            .is_some_and(|pin| extras.iter().all(|extra| pin.extras.contains(extra)));
        let lost = clause.kind == ClauseKind::Requirement && !still_there && !is_unknown;
        // A line that says something else than another one on the same package is the first that one would drop.
        let distance = i64::from(!is_repeated);
        Ok((!lost).then(|| Offer {
            amendment: Amendment::without(&[line]),
            spellings: BTreeMap::new(),
            distance,
        }))
    }

    /// The offer of these moves.
    pub(super) fn offer(moves: BTreeMap<ClauseId, Move>) -> Offer {
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

    /// Whether a line admits one version only, and may be given another.
    pub(super) fn is_pinned(&self, line: ClauseId) -> bool {
        self.specifiers(line).is_some_and(|it| it.pinned().is_some())
    }

    /// The days between a release and the nearest of those that a line admits. Days back count twice: who has to move
    /// rather moves ahead.
    pub(super) fn distance(&self, line: ClauseId, version: &Version) -> i64 {
        let problem = self.bench.problem;
        let Some(candidates) = self.bench.candidates(&problem.clause(line).requirement.name) else {
            return 0;
        };
        let released = |rank: crate::rank::Rank| candidates.judge(problem, rank).ok()?.released;
        let Some(here) = candidates.rank_of(version).and_then(released) else {
            return 0;
        };
        let Some(specifiers) = self.specifiers(line) else {
            return 0;
        };
        let admitted = candidates.ranks(specifiers);
        let days = admitted
            .ascending(candidates.count())
            .filter_map(released)
            .map(|there| (here.as_second() - there.as_second()) / (24 * 3600))
            .map(|days| if days < 0 { -2 * days } else { days });
        days.min().unwrap_or(0)
    }
}
