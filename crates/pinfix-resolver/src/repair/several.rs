//! Edits of several lines in one repair.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_packaging::Version;
use pinfix_packaging::specifier::{Operator, Specifier};

use super::amendment::Amendment;
use super::bench::{Drawn, Trial};
use super::direction::Direction;
use super::offer::Offer;
use super::search::{Reached, Search};
use super::spelling::spellings;
use super::workshop::{Move, WIDENED, Workshop};
use crate::error::ResolveError;
use crate::problem::ClauseId;

/// Relaxes several lines together. Pinned lines that stand in the way of all this move along: the siblings of a family
/// that is released in step.
pub(super) struct Several<'a> {
    pub(super) workshop: &'a Workshop<'a>,
    /// Where a single line was looked at in vain: down to which releases.
    pub(super) since: Option<Version>,
    /// The lines that were found to stand against that, where that is known.
    pub(super) blamed: Option<BTreeSet<ClauseId>>,
}

/// Which releases the lines move to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pick {
    /// The nearest that work.
    Nearest,
    /// The newest.
    Newest,
}

impl Several<'_> {
    /// The edits that keep what they can of the lines of a correction.
    pub(super) fn relax(&self, correction: &[ClauseId]) -> Result<Vec<Offer>, ResolveError> {
        let Some(lines) = self.widened(correction)? else {
            return Ok(Vec::new());
        };
        if lines.len() == 1 {
            // Whoever relaxes single lines has looked at what is worth it.
            return Ok(Vec::new());
        }
        let mut offers: Vec<Offer> = Vec::new();
        let near = self.close(&lines, correction, Pick::Nearest)?;
        let all_pinned = |offer: &Offer| {
            let mut lines = offer.spellings.keys();
            lines.all(|line| self.workshop.is_pinned(*line))
        };
        let farther = near.as_ref().is_none_or(all_pinned);
        offers.extend(near);
        if farther {
            let far = self.close(&lines, correction, Pick::Newest)?;
            offers.extend(far.filter(|far| offers.iter().all(|near| near.amendment != far.amendment)));
        }
        Ok(offers)
    }

    /// The lines that have to be opened for there to be any solution.
    fn widened(&self, correction: &[ClauseId]) -> Result<Option<Vec<ClauseId>>, ResolveError> {
        let workshop = self.workshop;
        let mut lines = correction.to_vec();
        if let Some(blamed) = &self.blamed
            && !workshop.widen(&mut lines, blamed.iter())
        {
            return Ok(None);
        }
        for _ in 0..=WIDENED {
            if lines.iter().any(|line| workshop.specifiers(*line).is_none()) {
                return Ok(None);
            }
            match workshop.bench.sketch(&self.first_open(&lines), None)? {
                Drawn::Holds(_) => return Ok(Some(lines)),
                Drawn::Fails { lines: blamed, .. } if workshop.widen(&mut lines, blamed.iter()) => {}
                // The walk through the releases of one package took too long: with its siblings free it may be short.
                Drawn::Unknown if workshop.widen(&mut lines, workshop.core.iter()) => {}
                Drawn::Fails { .. } | Drawn::Unknown => return Ok(None),
            }
        }
        Ok(None)
    }

    /// The lines without bounds; a single one as far as it was looked at in vain. With what is older than that it would
    /// not be relaxed, and the lines that stand in its way would not be seen.
    fn first_open(&self, lines: &[ClauseId]) -> Amendment {
        match (lines, &self.since) {
            ([line], Some(since)) => {
                let late = Specifier::new(Operator::GreaterThanEqual, since.clone().without_local());
                self.workshop.base.with_line(*line, Some(late.into()))
            }
            _ => self.workshop.unbound(lines),
        }
    }

    /// Gives each of the open lines bounds again: its own where they still do, those first that were not meant to move.
    fn close(
        &self,
        lines: &[ClauseId],
        correction: &[ClauseId],
        pick: Pick,
    ) -> Result<Option<Offer>, ResolveError> {
        let workshop = self.workshop;
        let bench = workshop.bench;
        let core: BTreeSet<ClauseId> = workshop.core.iter().chain(lines).copied().collect();
        let mut open = workshop.unbound(lines);
        let (meant, widened): (Vec<ClauseId>, Vec<ClauseId>) =
            lines.iter().partition(|line| correction.contains(line));
        let mut moving: Vec<ClauseId> = Vec::new();
        for line in lines {
            let mut stay = open.clone();
            stay.lines.remove(line);
            bench.expect(stay, Some(&core));
        }
        if pick == Pick::Nearest {
            bench.expect(open.clone(), None);
        }
        for line in widened.into_iter().chain(meant) {
            let mut stay = open.clone();
            stay.lines.remove(&line);
            match bench.sketch(&stay, Some(&core))? {
                Drawn::Holds(_) => open = stay,
                Drawn::Fails { .. } | Drawn::Unknown => moving.push(line),
            }
        }
        moving.sort_unstable();
        // Lines that don't go back: what is nearest there only does not say yet that it won't do.
        let mut ahead: BTreeSet<ClauseId> = BTreeSet::new();
        loop {
            let Some(moves) = self.moves(&moving, open.clone(), (&core, &ahead), pick)? else {
                return Ok(None);
            };
            let offer = Workshop::offer(moves);
            let absurd = match bench.attempt(&workshop.base.and(&offer.amendment))? {
                Trial::Lock(_) => return Ok(Some(offer)),
                Trial::Absurd(absurd) => absurd,
                Trial::None | Trial::Unknown => return Ok(None),
            };
            let name = |line: &ClauseId| &bench.problem.clause(*line).requirement.name;
            let back = moving.iter().find(|line| *name(line) == absurd.package);
            if !back.is_some_and(|line| ahead.insert(*line)) {
                return Ok(None);
            }
        }
    }

    /// Where each line moves to, those before it being where they move to, and the others open.
    fn moves(
        &self,
        moving: &[ClauseId],
        mut open: Amendment,
        (core, ahead): (&BTreeSet<ClauseId>, &BTreeSet<ClauseId>),
        pick: Pick,
    ) -> Result<Option<BTreeMap<ClauseId, Move>>, ResolveError> {
        let mut moves: BTreeMap<ClauseId, Move> = BTreeMap::new();
        for line in moving {
            let versions = match pick {
                Pick::Nearest => {
                    let directions: &[Direction] = if ahead.contains(line) {
                        &[Direction::Newer]
                    } else {
                        &Direction::ALL
                    };
                    self.nearest(*line, directions, &open, core)?
                }
                Pick::Newest => self.newest(*line, &open)?,
            };
            let mut best: Option<Move> = None;
            for version in versions {
                let found = self.spelled(*line, &version, &open, core)?;
                let nearer = |it: &Move| best.as_ref().is_none_or(|best| it.distance < best.distance);
                if let Some(found) = found.filter(nearer) {
                    best = Some(found);
                }
            }
            let Some(best) = best else { return Ok(None) };
            open = open.with_line(*line, Some(best.spelling.set()));
            moves.insert(*line, best);
        }
        Ok(Some(moves))
    }

    /// The nearest releases in these directions with which the other lines hold.
    fn nearest(
        &self,
        line: ClauseId,
        directions: &[Direction],
        open: &Amendment,
        core: &BTreeSet<ClauseId>,
    ) -> Result<Vec<Version>, ResolveError> {
        let search = Search {
            bench: self.workshop.bench,
            base: open,
            among: Some(core),
            line,
        };
        let mut versions = Vec::new();
        for direction in directions {
            if let Reached::Releases { nearest, .. } = search.reach(*direction)? {
                versions.push(nearest);
            }
        }
        Ok(versions)
    }

    /// The newest release with which all other lines hold.
    fn newest(&self, line: ClauseId, open: &Amendment) -> Result<Vec<Version>, ResolveError> {
        let bench = self.workshop.bench;
        let name = &bench.problem.clause(line).requirement.name;
        Ok(match bench.sketch(open, None)? {
            Drawn::Holds(versions) => versions.get(name).cloned().into_iter().collect(),
            Drawn::Fails { .. } | Drawn::Unknown => Vec::new(),
        })
    }

    /// The first spelling that admits a release and with which the other lines hold.
    fn spelled(
        &self,
        line: ClauseId,
        version: &Version,
        open: &Amendment,
        core: &BTreeSet<ClauseId>,
    ) -> Result<Option<Move>, ResolveError> {
        let Some(old) = self.workshop.specifiers(line) else {
            return Ok(None);
        };
        for spelling in spellings(old, version) {
            let amendment = open.with_line(line, Some(spelling.set()));
            if let Drawn::Holds(_) = self.workshop.bench.sketch(&amendment, Some(core))? {
                let distance = self.workshop.distance(line, version);
                return Ok(Some(Move { spelling, distance }));
            }
        }
        Ok(None)
    }
}
