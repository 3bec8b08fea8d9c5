//! What all releases demand that are left of a package.
//!
//! Where a package has to be there and each release that it may be asks for `urllib3>=2`, that binds urllib3 as a line
//! does. PubGrub finds that out as well, but for each release of whatever can't go with it anew: a package with a
//! thousand releases would be walked back through all of them, each of which fails for the same reason.

use pinfix_index::IndexError;
use pubgrub::VersionSet as _;

use super::foresight::Foresight;
use crate::graph::{Demands, NameId};
use crate::rank::{Rank, RankSet};

/// How many releases are read at the most of those that are left; of more, so many are looked at, from the oldest to the
/// newest, and those in between are taken to be like them.
const SAMPLE: usize = 12;

/// What releases of a package demand of another one.
struct Shared {
    /// The releases.
    releases: RankSet,
    /// What they leave of the other one.
    admitted: RankSet,
    /// Those of them that were not read.
    unread: RankSet,
}

impl Foresight<'_> {
    /// Adds what all releases demand that are left of packages which have to be there, where somebody wanted to know.
    /// Gives the packages that are bound by it. `presumes`: whether releases may be taken to be like others.
    pub(super) fn share(&mut self, presumes: bool) -> Result<Vec<NameId>, IndexError> {
        let wanted = self.lasting.contested.borrow().clone();
        let mut bound = Vec::new();
        for (source, target) in wanted {
            if !self.bounds.is_needed(source) || self.bounds.is_bound_by(target, source) {
                continue;
            }
            if let Some(shared) = self.shared_demand(source, target, presumes)? {
                let Shared {
                    releases,
                    admitted,
                    unread,
                } = shared;
                self.bounds.share((source, releases), (target, admitted), unread);
                bound.push(target);
            }
        }
        Ok(bound)
    }

    /// What all releases of `source` that are left demand of `target`; none where one demands nothing of it.
    fn shared_demand(
        &self,
        source: NameId,
        target: NameId,
        presumes: bool,
    ) -> Result<Option<Shared>, IndexError> {
        let candidates = self.graph.candidates(source)?;
        let left = self.left_by_bounds(source)?;
        let Some(points) = self.points(source, &left, presumes)? else {
            return Ok(None);
        };
        let mut shared = Shared {
            releases: RankSet::empty(),
            admitted: RankSet::empty(),
            unread: RankSet::empty(),
        };
        self.graph.ask_for(source, points.iter().copied())?;
        // The oldest is the most likely one to demand something else.
        let mut points = points.into_iter();
        for rank in points.next_back().into_iter().chain(points) {
            // What can't be read here need not be read at all: a snapshot holds what somebody asked for.
            let Ok(Some(demanded)) = self.demanded_by((source, rank), target) else {
                return Ok(None);
            };
            shared.admitted = shared.admitted.union(&demanded);
        }
        for rank in left {
            if !self.is_usable(source, &candidates, rank) {
                continue;
            }
            let it = RankSet::singleton(rank);
            shared.releases = shared.releases.union(&it);
            if self.graph.known_demands(source, rank).is_none() {
                shared.unread = shared.unread.union(&it);
            }
        }
        if !shared.unread.is_empty() {
            self.skip(source, &shared.unread);
            // What was not read may demand what lies between what was.
            shared.admitted = hull(&shared.admitted);
        }
        Ok(Some(shared))
    }

    /// The releases that a package may be, as far as lines, assumptions and the horizon say, the newest first.
    fn left_by_bounds(&self, name: NameId) -> Result<Vec<Rank>, IndexError> {
        let candidates = self.graph.candidates(name)?;
        let mut left = Vec::new();
        for rank in self.admitted(name).descending(candidates.count()) {
            if self.is_usable(name, &candidates, rank) && !self.is_too_old(name, rank)? {
                left.push(rank);
            }
        }
        Ok(left)
    }

    /// Which of these releases to look at: those that are read, and where they are many some of the others, from a wheel.
    /// None where there is none, or where all have to be read and are not.
    fn points(&self, name: NameId, left: &[Rank], presumes: bool) -> Result<Option<Vec<Rank>>, IndexError> {
        let candidates = self.graph.candidates(name)?;
        let is_read = |rank: Rank| self.graph.known_demands(name, rank).is_some();
        if !presumes {
            let all = !left.is_empty() && left.iter().all(|rank| is_read(*rank));
            return Ok(all.then(|| left.to_vec()));
        }
        let from_wheel = |rank: Rank| {
            let judged = candidates.judge(self.graph.problem(), rank);
            judged.is_ok_and(|usable| usable.metadata_from.is_wheel())
        };
        let skipped = self.lasting.skipped.borrow();
        let skipped = |rank: Rank| skipped.get(&name).is_some_and(|it| it.contains(&rank));
        let open = |rank: Rank| !skipped(rank) && from_wheel(rank);
        let counted = left.iter().filter(|rank| is_read(**rank) || open(**rank));
        let step = counted.count().div_ceil(SAMPLE).max(1);
        // What was read for other questions is as good a point; so that none is read but where there is none near.
        let (mut looked_at, mut passed) = (Vec::new(), step);
        for (at, rank) in left.iter().enumerate().rev() {
            if !is_read(*rank) {
                if !open(*rank) {
                    continue;
                }
                passed += 1;
                if passed < step {
                    continue;
                }
            }
            looked_at.push(at);
            passed = 0;
        }
        looked_at.reverse();
        Ok(Some(looked_at.into_iter().map(|at| left[at]).collect())
            .filter(|points: &Vec<Rank>| !points.is_empty()))
    }

    /// Asks for what one would look at to find out what all releases of a package demand, if it has to be there.
    pub(super) fn ask_for_sample(&self, name: NameId) -> Result<(), IndexError> {
        if !self.bounds.is_needed(name) {
            return Ok(());
        }
        match self.points(name, &self.left_by_bounds(name)?, true)? {
            Some(points) => self.graph.ask_for(name, points),
            None => Ok(()),
        }
    }

    /// What a release demands of another package; nothing can be chosen with one that can't be used itself.
    fn demanded_by(
        &self,
        (name, rank): (NameId, Rank),
        target: NameId,
    ) -> Result<Option<RankSet>, IndexError> {
        let known = self.graph.demands(name, rank)?;
        let Demands::Known { demands, .. } = &*known else {
            return Ok(Some(RankSet::empty()));
        };
        let mut all = None;
        for demand in demands.iter().filter(|it| it.target == target) {
            if !self.bounds.counts(name, demand) {
                continue;
            }
            let demanded = self.graph.demanded(demand)?;
            all = Some(all.map_or(demanded.clone(), |all: RankSet| all.intersection(&demanded)));
        }
        Ok(all)
    }
}

/// All from the oldest to the newest.
fn hull(set: &RankSet) -> RankSet {
    let mut spans = set.spans(Rank::MAX);
    let Some((start, end)) = spans.next() else {
        return RankSet::empty();
    };
    RankSet::interval(start, spans.last().map_or(end, |(_, end)| end))
}
