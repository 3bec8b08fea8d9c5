//! Asks ahead for metadata once a package is walked back release by release.

use std::cell::RefCell;
use std::sync::Arc;

use pubgrub::VersionSet as _;
use rustc_hash::FxHashMap;

use crate::candidate::Candidates;
use crate::graph::{ConstraintGraph, NameId};
use crate::rank::{Rank, RankSet};

/// How many releases are tried before more are asked for than the one that is tried; and how many where the last one is
/// known to be impossible, so that this is no other question's choice.
const PATIENCE: u32 = 2;
const PATIENCE_WITH_REFUSED: u32 = 1;

/// The same where a question may only read so many releases: most of them read one or two.
const CAREFUL: u32 = 4;

/// How many releases are asked for at first, and at the most at once.
const FIRST: u32 = 8;
const MOST: u32 = 256;

/// How many releases are tried before more are asked for than at first: by then, looking ahead would have helped.
const WALK: u32 = 10;

/// How far each package has been walked back, and how far ahead metadata has been asked for.
///
/// Each time the walk comes into the last half of what was asked for, twice as much is asked for: the waits that are
/// left grow with the logarithm of the walk, and what is asked for in vain stays in proportion to it.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    walks: RefCell<FxHashMap<NameId, Walk>>,
    /// Whether more is asked for each time from the first on.
    eager: bool,
}

#[derive(Debug, Clone)]
struct Walk {
    /// How many releases were tried.
    tried: u32,
    /// The release that was tried last.
    last: Option<Rank>,
    /// How many the next request takes.
    next: u32,
    /// The last rank that was asked for.
    reached: Option<Rank>,
    /// All that was asked for.
    asked: RankSet,
}

impl Ahead {
    /// For walks that are mostly short and many, one after the other: each wait counts.
    pub(crate) fn eager() -> Self {
        Self {
            eager: true,
            ..Self::default()
        }
    }

    /// The packages of which at least so many releases were tried, each with the last one.
    pub(crate) fn walks(&self, least: u32) -> Vec<(NameId, Rank)> {
        let walks = self.walks.borrow();
        let mut walks: Vec<(NameId, Rank)> = walks
            .iter()
            .filter(|(_, walk)| walk.tried >= least)
            .filter_map(|(name, walk)| Some((*name, walk.last?)))
            .collect();
        walks.sort_unstable();
        walks
    }

    /// The release of a package that was tried last.
    pub(crate) fn last(&self, name: NameId) -> Option<Rank> {
        self.walks.borrow().get(&name)?.last
    }

    /// Notes that a release is tried, and asks for what may come after it among those that are admitted at all; for no
    /// more than the question may still read, where it has an `allowance`.
    pub(crate) fn tried(
        &self,
        graph: &ConstraintGraph<'_>,
        (name, rank): (NameId, Rank),
        (candidates, admitted): (&Candidates, &RankSet),
        (refused, allowance): (bool, Option<u32>),
    ) {
        let mut walks = self.walks.borrow_mut();
        let walk = walks.entry(name).or_default();
        walk.tried += 1;
        walk.last = Some(rank);
        let patience = match (allowance, refused) {
            (Some(_), _) => CAREFUL,
            (None, true) => PATIENCE_WITH_REFUSED,
            (None, false) => PATIENCE,
        };
        if !walk.asked.contains(&rank) {
            // Another question admits what the earlier ones passed over.
            walk.reached = None;
        }
        let left = walk.reached.map_or(0, |reached| rank.saturating_sub(reached));
        if walk.tried <= patience || left > walk.next / 4 {
            return;
        }
        let from = walk.reached.map_or(rank, |reached| reached.min(rank));
        let most = walk.next.min(allowance.unwrap_or(u32::MAX));
        walk.ask(graph, candidates, (admitted, from), most);
        // Where nothing had to be fetched so far, there is nothing to wait for.
        let waits = || graph.index().statistics().bytes > 0;
        if walk.tried >= WALK || self.eager && waits() {
            walk.next = (walk.next * 2).min(MOST);
        }
    }

    /// Asks for the releases before one that was refused of a package which another one demands that is walked back: it
    /// will be walked back as well.
    pub(crate) fn beside(
        &self,
        graph: &ConstraintGraph<'_>,
        (name, rank): (NameId, Rank),
        (candidates, admitted): (&Candidates, &RankSet),
    ) {
        let mut walks = self.walks.borrow_mut();
        let walk = walks.entry(name).or_default();
        if walk.reached.is_none() {
            walk.ask(graph, candidates, (admitted, rank), FIRST);
        }
    }
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            tried: 0,
            last: None,
            next: FIRST,
            reached: None,
            asked: RankSet::empty(),
        }
    }
}

impl Walk {
    /// Asks for `most` of the admitted releases below one that were not asked for.
    fn ask(
        &mut self,
        graph: &ConstraintGraph<'_>,
        candidates: &Candidates,
        (admitted, from): (&RankSet, Rank),
        most: u32,
    ) {
        let below = RankSet::interval(0, from);
        let mut distributions = Vec::new();
        for candidate in below.descending(candidates.count()) {
            if distributions.len() >= most as usize {
                break;
            }
            self.reached = Some(candidate);
            if admitted.contains(&candidate)
                && !self.asked.contains(&candidate)
                && let Ok(usable) = candidates.judge(graph.problem(), candidate)
            {
                distributions.push(Arc::clone(&usable.metadata_from));
                self.asked = self.asked.union(&RankSet::singleton(candidate));
            }
        }
        graph.index().prefetch(&distributions);
    }
}
