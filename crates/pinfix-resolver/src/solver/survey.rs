//! Looks ahead where release after release can't be chosen for the same reason.
//!
//! A package that does not go with another one mostly does not in any release of some years. To read them all takes
//! thousands of requests; so releases are looked at in growing steps until one is found against which nothing is known,
//! then between that one and the last that was refused. What lies between refused ones is taken to be refused as well,
//! and remembered as not seen: a release in their midst that is different would be missed.

use pinfix_index::{IndexError, Timestamp};
use pubgrub::VersionSet as _;

use super::foresight::Foresight;
use super::refusals::Reasons;
use crate::candidate::Selector;
use crate::graph::{ConstraintGraph, NameId};
use crate::rank::{Rank, RankSet};

/// How many releases of a package are refused for the same reason before more are looked at than the next.
pub(super) const PATIENCE: usize = 8;

/// How many releases of a package are tried before its look ahead is prepared beside that of another one.
pub(super) const PATIENCE_WITH_OTHERS: u32 = 4;

/// How many releases are asked for behind the end of a look ahead.
const OLDER: usize = 6;

/// How many releases on either side of a guess are looked at.
const GUESSES: usize = 4;

/// In how many parts, at the least, a gap is cut where the end of a reason is looked for.
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
    /// A look ahead over the releases of `name`.
    pub(super) fn new(
        graph: &'s ConstraintGraph<'a>,
        foresight: &'s Foresight<'a>,
        affordable: &'s dyn Fn(Rank) -> bool,
        name: NameId,
    ) -> Result<Self, IndexError> {
        Ok(Self {
            graph,
            foresight,
            affordable,
            name,
            course: foresight.course(name)?,
            like: 0,
            asked: RankSet::empty(),
        })
    }

    /// The same, where releases were asked for already: it is as good as having read them.
    pub(super) fn having_asked(self, asked: RankSet) -> Self {
        Self { asked, ..self }
    }

    /// Asks for what a look ahead from `rank`, which was refused, will begin with, and says what that is.
    pub(super) fn ask_ahead(mut self, rank: Rank) -> Result<RankSet, IndexError> {
        self.like = rank;
        let Some(at) = self.course.iter().position(|it| *it == rank) else {
            return Ok(RankSet::empty());
        };
        let run = (0..=at).rev().take_while(|point| self.is_read(*point)).count();
        let points = self.steps(at.saturating_sub(run.max(PATIENCE)), at)?;
        self.prefetch(&self.with_last_young(&points)?)?;
        let ranks = points.iter().map(|point| RankSet::singleton(self.course[*point]));
        Ok(ranks.fold(RankSet::empty(), |all, rank| all.union(&rank)))
    }

    /// The last release before any that was not read, where all up to it are refused.
    pub(super) fn last_read(&self) -> Result<Option<Rank>, IndexError> {
        let candidates = self.graph.candidates(self.name)?;
        let usable = |point: &usize| {
            self.foresight
                .is_usable(self.name, &candidates, self.course[*point])
        };
        let mut last = None;
        for point in (0..self.course.len()).filter(usable) {
            if !self.is_read(point) {
                break;
            }
            match self.look(point) {
                Found::Refused(_) => last = Some(self.course[point]),
                Found::Open | Found::OutOfReach => return Ok(None),
            }
        }
        Ok(last)
    }

    /// Looks ahead from `rank`, which was refused, and rules out what need not be read.
    pub(super) fn run(mut self, rank: Rank) -> Result<(), IndexError> {
        self.like = rank;
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
                (next, Some(others)) => (begins, at, reasons) = (next, next, others),
                (end, None) => {
                    // It may be so old that older ones are asked about as well.
                    let end = (end + 1).min(self.course.len());
                    let mut older = Vec::new();
                    for point in end..(end + OLDER).min(self.course.len()) {
                        older.extend(self.first_fit(std::iter::once(point))?);
                    }
                    return self.prefetch(&older);
                }
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
        self.prefetch(&self.with_last_young(&points)?)?;
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

    /// Where to look: each step is half as long as the way so far, or as far as there to what is read already.
    fn steps(&self, begins: usize, at: usize) -> Result<Vec<usize>, IndexError> {
        let Some(end) = self.course.len().checked_sub(1) else {
            return Ok(Vec::new());
        };
        let mut points = Vec::new();
        let mut at = at;
        while at < end {
            let step = ((at - begins) / 2).max(PATIENCE);
            let far = (at + step).min(end);
            let (near, beyond) = (at + step.div_ceil(2), (at + step + step / 2).min(end));
            let mut within = (near..=far).rev().chain(far + 1..=beyond);
            let read = within.find(|point| self.is_at_hand(*point));
            let next = match read.or_else(|| self.skipped_to(at)) {
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

    /// These releases, and the oldest one within the horizon: a look ahead that has to keep to it will want that.
    fn with_last_young(&self, points: &[usize]) -> Result<Vec<usize>, IndexError> {
        let mut points = points.to_vec();
        let policy = &self.graph.problem().policy;
        if policy.max_staleness.is_none() {
            return Ok(points);
        }
        let mut last = None;
        for point in points.first().copied().unwrap_or(0)..self.course.len() {
            match self.graph.ages(self.name, self.course[point])? {
                Some((released, newest)) if policy.is_stale(released, newest) => break,
                Some(_) => last = Some(point),
                None => {}
            }
        }
        points.extend(self.first_fit(last.into_iter())?);
        Ok(points)
    }

    /// The next release that is read, where all up to it were taken to be alike before.
    fn skipped_to(&self, at: usize) -> Option<usize> {
        let skipped = self.foresight.lasting.skipped.borrow();
        let known = skipped.get(&self.name)?.union(&self.graph.read_of(self.name));
        let next = (at + 1..self.course.len()).find(|point| self.is_at_hand(*point))?;
        let between = RankSet::interval(self.course[next] + 1, self.course[at]);
        between.subset_of(&known).then_some(next)
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

    /// Finds the first release after `last` that is not refused for these reasons, and its own, if there are some.
    fn narrow(
        &self,
        reasons: &mut Reasons,
        last: usize,
        end: usize,
    ) -> Result<(usize, Option<Reasons>), IndexError> {
        let (mut last, mut end) = (last, end);
        while end - last > 1 {
            let points = self.between(reasons, last, end)?;
            if points.is_empty() {
                break;
            }
            self.prefetch(&points)?;
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
                    Found::OutOfReach => return Ok((end, None)),
                }
            }
        }
        if let Some(day) = self.released(end)? {
            self.foresight.ended.borrow_mut().insert(self.name, day);
        }
        let other = match self.look(end) {
            Found::Refused(other) => Some(other),
            Found::Open | Found::OutOfReach => None,
        };
        Ok((end, other))
    }

    /// Where to look in a gap: at what is read already, else evenly.
    fn between(&self, reasons: &Reasons, last: usize, end: usize) -> Result<Vec<usize>, IndexError> {
        let read: Vec<usize> = (last + 1..end).filter(|point| self.is_read(*point)).collect();
        if !read.is_empty() {
            return Ok(read);
        }
        let guesses = self.guesses(reasons, last, end)?;
        let gap = end - last;
        // So that twice so many are enough, where there is no guess.
        let parts = if guesses.is_empty() {
            gap.isqrt().max(PARTS)
        } else {
            PARTS
        };
        let few = gap <= 2 * parts;
        let part = if few { 1 } else { gap.div_ceil(parts) };
        let mut points = Vec::new();
        let mut start = last + 1;
        while start < end {
            let next = (start + part).min(end);
            points.extend(self.first_fit((start..next).rev())?);
            start = next;
        }
        points.extend(guesses);
        points.sort_unstable();
        points.dedup();
        Ok(points)
    }

    /// Where the end of a reason may well be: what goes together mostly came out together, so it is near the day on which
    /// the reason ended for a package that releases of this one demand, or on which what they are bound to came out.
    fn guesses(&self, reasons: &Reasons, last: usize, end: usize) -> Result<Vec<usize>, IndexError> {
        let ended = self.foresight.ended.borrow();
        let mut targets = self.foresight.refusals().targets(self.name).into_iter();
        let mut day = targets.find_map(|target| ended.get(&target).copied());
        for package in reasons.bound_older() {
            if day.is_none() {
                day = self.newest_day(package)?;
            }
        }
        let Some(day) = day else {
            return Ok(Vec::new());
        };
        let mut near = None;
        for point in last + 1..end {
            if self.released(point)?.is_some_and(|released| released <= day) {
                near = Some(point);
                break;
            }
        }
        let near = near.unwrap_or(end);
        let mut points = Vec::new();
        for point in near.saturating_sub(GUESSES).max(last + 1)..(near + GUESSES).min(end) {
            points.extend(self.first_fit(std::iter::once(point))?);
        }
        Ok(points)
    }

    /// When the newest release came out that its bounds leave of a package.
    fn newest_day(&self, package: NameId) -> Result<Option<Timestamp>, IndexError> {
        let problem = self.graph.problem();
        let candidates = self.graph.candidates(package)?;
        let newest = Selector::new(problem).newest(&candidates, &self.foresight.admitted(package));
        Ok(newest.and_then(|rank| candidates.judge(problem, rank).ok()?.released))
    }

    fn released(&self, point: usize) -> Result<Option<Timestamp>, IndexError> {
        let candidates = self.graph.candidates(self.name)?;
        let judged = candidates.judge(self.graph.problem(), self.course[point]);
        Ok(judged.ok().and_then(|usable| usable.released))
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

    fn prefetch(&self, points: &[usize]) -> Result<(), IndexError> {
        let ranks = points.iter().map(|point| self.course[*point]);
        self.graph.ask_for(self.name, ranks)
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
