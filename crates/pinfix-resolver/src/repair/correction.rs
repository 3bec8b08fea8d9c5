//! From lines whose removal repairs a group to edits that keep as much of them as possible.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_packaging::Version;

use super::amendment::Amendment;
use super::bench::{Absurd, Drawn, Trial};
use super::direction::Direction;
use super::offer::Offer;
use super::releases::same_series;
use super::search::{Reached, Search};
use super::several::Several;
use super::spelling::{Spelling, spellings};
use super::workshop::{Move, Workshop};
use crate::candidate::Exclusion;
use crate::error::ResolveError;
use crate::problem::{ClauseId, ClauseKind};

/// How much shorter a way back has to be than one ahead to be offered beside it (days back already count twice).
const STEP_BACK: i64 = 2;

/// What came of a correction.
#[derive(Default)]
pub(super) struct Outcome {
    /// Edits that repair the group, the other groups being as they are meanwhile.
    pub(super) offers: Vec<Offer>,
    /// Releases with which a line would do, but that are too old to know of the rest.
    pub(super) absurd: Vec<(ClauseId, Absurd)>,
    /// What was looked at of single lines in vain.
    pub(super) vain: Vec<(ClauseId, Reached)>,
}

/// How many lines are edited at the most where a single one won't do, and those that stand against it are edited with it.
const AGAINST: usize = 3;

impl Outcome {
    /// Single lines that were looked at in vain, each with those that stand against it.
    pub(super) fn with_those_against(&self) -> BTreeSet<Vec<ClauseId>> {
        let sets = self.vain.iter().filter_map(|(line, vain)| match vain {
            Reached::Refused { lines, .. } => {
                let all: BTreeSet<ClauseId> = lines.iter().chain([line]).copied().collect();
                Some(all.into_iter().collect::<Vec<_>>())
            }
            _ => None,
        });
        sets.filter(|lines| (2..=AGAINST).contains(&lines.len()))
            .collect()
    }

    /// The lines that stand against each direction of a single line, where that is all that was found out.
    fn blamed(&self) -> Option<BTreeSet<ClauseId>> {
        if self.vain.is_empty() || !self.absurd.is_empty() {
            return None;
        }
        let mut blamed = BTreeSet::new();
        for (_, vain) in &self.vain {
            match vain {
                Reached::Refused { lines, .. } => blamed.extend(lines.iter()),
                Reached::Nothing => {}
                Reached::Releases { .. } | Reached::Unknown => return None,
            }
        }
        Some(blamed)
    }
}

impl Workshop<'_> {
    /// The edits that keep what they can of the lines of a correction.
    pub(super) fn offers(&self, correction: &[ClauseId]) -> Result<Outcome, ResolveError> {
        let mut outcome = Outcome::default();
        if let [line] = correction {
            if let Some(offer) = self.rehashed(*line)? {
                outcome.offers.push(offer);
                return Ok(outcome);
            }
            outcome.offers.extend(self.mark_one(*line)?);
            self.without_local(*line, &mut outcome)?;
            self.relax_one(*line, &mut outcome)?;
            outcome.offers.extend(self.drop_one(*line)?);
            self.forget_far_steps_back(*line, &mut outcome.offers);
        }
        if outcome.offers.is_empty() {
            let since = outcome.vain.iter().find_map(|(_, reached)| match reached {
                Reached::Refused { since, .. } => since.clone(),
                _ => None,
            });
            let several = Several {
                workshop: self,
                since,
                blamed: outcome.blamed(),
            };
            outcome.offers.extend(several.relax(correction)?);
        }
        Ok(outcome)
    }

    /// The line as it is, but for its hashes, where those are all that is wrong: they are those of another release, or the
    /// files were replaced.
    fn rehashed(&self, line: ClauseId) -> Result<Option<Offer>, ResolveError> {
        let problem = self.bench.problem;
        let name = &problem.clause(line).requirement.name;
        let (Some(specifiers), Some(candidates)) = (self.specifiers(line), self.bench.candidates(name))
        else {
            return Ok(None);
        };
        let admitted = candidates.ranks(specifiers);
        let mut judged = admitted
            .descending(candidates.count())
            .map(|rank| candidates.judge(problem, rank).err())
            .peekable();
        let is_hash = |it: Option<Exclusion>| matches!(it, Some(Exclusion::OtherHashes));
        if judged.peek().is_none() || !judged.all(is_hash) {
            return Ok(None);
        }
        let unchanged = Move {
            spelling: Spelling::unchanged(specifiers),
            distance: 0,
        };
        let offer = Self::offer(BTreeMap::from([(line, unchanged)]));
        let works = self.bench.attempt(&self.base.and(&offer.amendment))?.lock();
        Ok(works.map(|_| offer))
    }

    /// The same release without its local version (`+cpu`), which only some other index has.
    fn without_local(&self, line: ClauseId, outcome: &mut Outcome) -> Result<(), ResolveError> {
        let pinned = self.specifiers(line).and_then(|it| it.pinned());
        let Some(public) = pinned.filter(|it| it.is_local()).cloned() else {
            return Ok(());
        };
        self.offer_release(line, &public.without_local(), outcome)
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
            offers.retain(|offer| !back(offer) || offer.distance * STEP_BACK <= ahead);
        }
    }

    /// Every way to relax a single line.
    fn relax_one(&self, line: ClauseId, outcome: &mut Outcome) -> Result<(), ResolveError> {
        for direction in Direction::ALL {
            self.relax_towards(line, direction, outcome)?;
        }
        Ok(())
    }

    /// Every way to relax a single line in one direction.
    pub(super) fn relax_towards(
        &self,
        line: ClauseId,
        direction: Direction,
        outcome: &mut Outcome,
    ) -> Result<(), ResolveError> {
        let mut farthest = None;
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
            farthest = farthest.or(farther.then_some(newest));
            let before = outcome.offers.len();
            self.offer_release(line, &nearest, outcome)?;
            // What is nearest among the lines of the group may not go with the others.
            if outcome.offers.len() > before {
                break;
            }
        }
        match farthest {
            Some(newest) => self.offer_release(line, &newest, outcome),
            None => Ok(()),
        }
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
                    let offer = Self::offer([(line, moved)].into());
                    if outcome.offers.iter().all(|it| it.amendment != offer.amendment) {
                        outcome.offers.push(offer);
                    }
                    return Ok(());
                }
                Trial::Absurd(absurd) => outcome.absurd.push((line, absurd)),
                Trial::None | Trial::Unknown => {}
            }
        }
        Ok(())
    }

    /// Leaves the line out, where nothing is lost by it.
    pub(super) fn drop_one(&self, line: ClauseId) -> Result<Option<Offer>, ResolveError> {
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
        // What stays in another release than it is pinned to, or in an older one than is asked for, does not go: the line
        // asks for something else.
        let older = self.specifiers(line).and_then(|it| Direction::Older.beyond(it));
        let is_older = |it: &Version| older.is_some_and(|older| older.contains(it));
        if let Some(pin) = lock.pin(name).filter(|_| still_there && !is_repeated)
            && clause.kind == ClauseKind::Requirement
            && (self.is_pinned(line) || is_older(&pin.version))
        {
            let mut instead = Outcome::default();
            self.offer_release(line, &pin.version, &mut instead)?;
            if let Some(offer) = instead.offers.pop() {
                return Ok(Some(offer));
            }
        }
        // A line that says something else than another one on the same package is the first that one would drop.
        let distance = i64::from(!is_repeated);
        Ok((!lost).then(|| Offer {
            amendment: Amendment::without(&[line]),
            spellings: BTreeMap::new(),
            distance,
        }))
    }
}
