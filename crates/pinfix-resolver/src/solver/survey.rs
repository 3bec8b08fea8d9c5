//! Looks ahead where release after release can't be chosen for the same reason.
//!
//! A package that does not go with another one mostly does not in any release of some years. To read them all takes
//! thousands of requests; so releases are looked at in growing steps until one is found against which nothing is known,
//! then between that one and the last that was refused. What lies between refused ones is taken to be refused as well,
//! and remembered as not seen: a release in their midst that is different would be missed.

use std::sync::Arc;

use pinfix_index::IndexError;
use pubgrub::VersionSet as _;

use super::foresight::Foresight;
use super::refusals::Reasons;
use crate::graph::{ConstraintGraph, NameId};
use crate::rank::{Rank, RankSet};

/// How many releases of a package are refused for the same reason before more are looked at than the next.
pub(super) const PATIENCE: usize = 8;

/// How many releases of a package are tried before its look ahead is prepared beside that of another one.
pub(super) const PATIENCE_WITH_OTHERS: u32 = 4;

/// In how many parts a gap is cut where the end of a reason is looked for.
const PARTS: usize = 16;

/// How often one look ahead goes on where another reason begins.
const REASONS: usize = 8;

/// One look ahead.
pub(super) struct Survey<'s, 'a> {
    graph: &'s ConstraintGraph<'a>,
    foresight: &'s Foresight<'a>,
    /// Whether one more release may be read.
    affordable: &'s dyn Fn(Rank) -> bool,
    name: NameId,
    /// The releases that are left but for what they demand, the newest first.
    course: Vec<Rank>,
    /// What a release has to be like to be looked at.
    like: Rank,
    /// What was asked for already.
    asked: RankSet,
}

/// What is known of a release that was looked at.
enum Found {
    Refused(Reasons),
    Open,
    /// It may not be read, or can't be.
    OutOfReach,
}

impl<'s, 'a> Survey<'s, 'a> {
    /// A look ahead over the releases of `name`, of which `rank` was refused just now.
    pub(super) fn new(
        graph: &'s ConstraintGraph<'a>,
        foresight: &'s Foresight<'a>,
        affordable: &'s dyn Fn(Rank) -> bool,
        (name, rank): (NameId, Rank),
    ) -> Result<Self, IndexError> {
        Ok(Self {
            graph,
            foresight,
            affordable,
            name,
            course: foresight.course(name)?,
            like: rank,
            asked: RankSet::empty(),
        })
    }

    /// The same, where releases were asked for already: it is as good as having read them.
    pub(super) fn having_asked(self, asked: RankSet) -> Self {
        Self { asked, ..self }
    }

    /// Asks for what a look ahead from `rank` will begin with, and says what that is.
    pub(super) fn ask_ahead(&self, rank: Rank) -> Result<RankSet, IndexError> {
        let Some(at) = self.course.iter().position(|it| *it == rank) else {
            return Ok(RankSet::empty());
        };
        let points = self.steps(at.saturating_sub(PATIENCE), at)?;
        self.prefetch(&points);
        let ranks = points.iter().map(|point| RankSet::singleton(self.course[*point]));
        Ok(ranks.fold(RankSet::empty(), |all, rank| all.union(&rank)))
    }

    /// Looks ahead from `rank`, and rules out what need not be read.
    pub(super) fn run(&self, rank: Rank) -> Result<(), IndexError> {
        let Some(mut at) = self.course.iter().position(|it| *it == rank) else {
            return Ok(());
        };
        let Found::Refused(mut reasons) = self.look(at) else {
            return Ok(());
        };
        let refused = self.foresight.refusals().count(self.name, &reasons);
        let mut begins = at.saturating_sub(refused);
        for _ in 0..REASONS {
            let Some((last, end)) = self.end_of(&mut reasons, begins, at)? else {
                return Ok(());
            };
            match self.narrow(&mut reasons, last, end)? {
                Some((next, others)) => (begins, at, reasons) = (next, next, others),
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// The last release looked at that is refused for the same reasons, and the first that is not; none where there is no such.
    fn end_of(
        &self,
        reasons: &mut Reasons,
        begins: usize,
        at: usize,
    ) -> Result<Option<(usize, usize)>, IndexError> {
        let points = self.steps(begins, at)?;
        self.prefetch(&points);
        let mut last = at;
        for point in points {
            match self.look(point) {
                Found::Refused(same) if !same.is_disjoint(reasons) => {
                    reasons.retain(&same);
                    self.presume(last, point);
                    last = point;
                }
                Found::Refused(_) | Found::Open => return Ok(Some((last, point))),
                Found::OutOfReach => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Where to look: each step is half as long as the way so far, and may be shortened to what is read already.
    fn steps(&self, begins: usize, at: usize) -> Result<Vec<usize>, IndexError> {
        let Some(end) = self.course.len().checked_sub(1) else {
            return Ok(Vec::new());
        };
        let mut points = Vec::new();
        let mut at = at;
        while at < end {
            let step = ((at - begins) / 2).max(PATIENCE);
            let far = (at + step).min(end);
            let near = at + step.div_ceil(2);
            let read = (near..=far).rev().find(|point| self.is_at_hand(*point));
            let next = match read {
                Some(read) => Some(read),
                None => self.first_fit((at + 1..=far).rev())?,
            };
            let next = match next {
                Some(next) => Some(next),
                None => self.first_fit(far + 1..=end)?,
            };
            let Some(next) = next else { break };
            points.push(next);
            at = next;
        }
        Ok(points)
    }

    /// The first of these points where there is a release to look at.
    fn first_fit(&self, points: impl Iterator<Item = usize>) -> Result<Option<usize>, IndexError> {
        for point in points {
            if self.foresight.is_like(self.name, self.course[point], self.like)? {
                return Ok(Some(point));
            }
        }
        Ok(None)
    }

    /// Finds the first release after `last` that is not refused for these reasons; its own, if there are some.
    fn narrow(
        &self,
        reasons: &mut Reasons,
        last: usize,
        end: usize,
    ) -> Result<Option<(usize, Reasons)>, IndexError> {
        let (mut last, mut end) = (last, end);
        while end - last > 1 {
            let points = self.between(last, end)?;
            if points.is_empty() {
                break;
            }
            self.prefetch(&points);
            for point in points {
                match self.look(point) {
                    Found::Refused(same) if !same.is_disjoint(reasons) => {
                        reasons.retain(&same);
                        self.presume(last, point);
                        last = point;
                    }
                    Found::Refused(_) | Found::Open => {
                        end = point;
                        break;
                    }
                    Found::OutOfReach => return Ok(None),
                }
            }
        }
        Ok(match self.look(end) {
            Found::Refused(other) => Some((end, other)),
            Found::Open | Found::OutOfReach => None,
        })
    }

    /// Where to look in a gap: at what is read already, else evenly.
    fn between(&self, last: usize, end: usize) -> Result<Vec<usize>, IndexError> {
        let read: Vec<usize> = (last + 1..end).filter(|point| self.is_read(*point)).collect();
        if !read.is_empty() {
            return Ok(read);
        }
        let few = end - last <= PARTS + PARTS / 2;
        let part = if few { 1 } else { (end - last).div_ceil(PARTS) };
        let mut points = Vec::new();
        let mut start = last + 1;
        while start < end {
            let next = (start + part).min(end);
            points.extend(self.first_fit((start..next).rev())?);
            start = next;
        }
        Ok(points)
    }

    fn is_read(&self, point: usize) -> bool {
        let rank = self.course[point];
        self.graph.known_demands(self.name, rank).is_some()
    }

    /// Whether a release is read, or at least asked for.
    fn is_at_hand(&self, point: usize) -> bool {
        self.is_read(point) || self.asked.contains(&self.course[point])
    }

    fn look(&self, point: usize) -> Found {
        let rank = self.course[point];
        let reasons = || self.foresight.refusals().reasons(self.name, rank);
        if let Some(reasons) = reasons() {
            return Found::Refused(reasons);
        }
        if !(self.affordable)(rank) {
            return Found::OutOfReach;
        }
        // What can't be read ahead need not be read at all: a snapshot holds what somebody asked for.
        match self.foresight.admits(self.name, rank) {
            Ok(true) => Found::Open,
            Ok(false) => reasons().map_or(Found::Open, Found::Refused),
            Err(_) => Found::OutOfReach,
        }
    }

    fn prefetch(&self, points: &[usize]) {
        let Ok(candidates) = self.graph.candidates(self.name) else {
            return;
        };
        let unread = points.iter().filter(|point| !self.is_read(**point));
        let judged =
            unread.filter_map(|point| candidates.judge(self.graph.problem(), self.course[*point]).ok());
        let distributions: Vec<_> = judged.map(|it| Arc::clone(&it.metadata_from)).collect();
        self.graph.index().prefetch(&distributions);
    }

    /// Rules out what is between two releases that were refused for the same reason.
    fn presume(&self, newer: usize, older: usize) {
        let between = RankSet::interval(self.course[older] + 1, self.course[newer]);
        let releases = between.intersection(&self.graph.read_of(self.name).complement());
        if !releases.is_empty() {
            self.foresight.presume(self.name, &releases, self.course[newer]);
        }
    }
}
