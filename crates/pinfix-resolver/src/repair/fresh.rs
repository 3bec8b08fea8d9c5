//! Edits of several lines where edits of fewer would do, but only with releases that are too old to know of the rest.

use std::collections::BTreeMap;

use super::bench::Trial;
use super::offer::Offer;
use super::spelling::spellings;
use super::workshop::{Move, WIDENED, Workshop};
use crate::error::ResolveError;
use crate::problem::ClauseId;

impl Workshop<'_> {
    /// The edits of a correction and of the pinned lines that hold what is too old beside it: all of them moved to what a
    /// lock has where they have no bounds.
    pub(super) fn freshened(&self, correction: &[ClauseId]) -> Result<Option<Offer>, ResolveError> {
        let mut lines = correction.to_vec();
        for _ in 0..=WIDENED {
            if lines.iter().any(|line| self.specifiers(*line).is_none()) {
                return Ok(None);
            }
            match self.bench.attempt(&self.unbound(&lines))? {
                Trial::Lock(_) => return self.bound_again(lines),
                Trial::Absurd(stale) if self.widen(&mut lines, stale.lines.iter()) => {}
                Trial::Absurd(_) | Trial::None | Trial::Unknown => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Gives lines bounds again, without which there is a lock: its own to each that can keep them, to the others those of
    /// the lock that there is then.
    fn bound_again(&self, lines: Vec<ClauseId>) -> Result<Option<Offer>, ResolveError> {
        let mut moving = lines.clone();
        for line in lines {
            let fewer: Vec<ClauseId> = moving.iter().copied().filter(|it| *it != line).collect();
            if !fewer.is_empty() && self.bench.attempt(&self.unbound(&fewer))?.lock().is_some() {
                moving = fewer;
            }
        }
        let Some(lock) = self.bench.attempt(&self.unbound(&moving))?.lock() else {
            return Ok(None);
        };
        let mut moves: BTreeMap<ClauseId, Move> = BTreeMap::new();
        for line in moving {
            let name = &self.bench.problem.clause(line).requirement.name;
            let (Some(pin), Some(old)) = (lock.pin(name), self.specifiers(line)) else {
                return Ok(None);
            };
            let Some(spelling) = spellings(old, &pin.version).into_iter().next() else {
                return Ok(None);
            };
            let distance = self.distance(line, &pin.version);
            moves.insert(line, Move { spelling, distance });
        }
        let offer = Self::offer(moves);
        let works = self.bench.attempt(&self.base.and(&offer.amendment))?.lock();
        Ok(works.map(|_| offer))
    }
}
