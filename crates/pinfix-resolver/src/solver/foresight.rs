//! What can't be chosen, seen before it is tried.
//!
//! A release whose demand leaves nothing of another package can't be chosen, whatever else is; nor can one that demands
//! only such releases. PubGrub finds that out as well, release by release, and forgets it with each question. Here each
//! release is looked at once: a walk through hundreds of releases that fail for the same reason takes no time, and
//! neither do the questions that follow it. Only what is known already is looked at, and what is not known counts as
//! possible; so a release that is ruled out here is ruled out for good.

use std::cell::{Cell, RefCell};

use indexmap::IndexSet;
use pinfix_index::{IndexError, Timestamp};
use pubgrub::VersionSet as _;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::bounds::{Bound, Bounds};
use super::question::{Horizon, Question};
use super::refusals::{Reason, Reasons, Refusals, Refused};
use crate::candidate::Candidates;
use crate::graph::{ConstraintGraph, Demands, NameId};
use crate::problem::ClauseId;
use crate::rank::{Rank, RankSet};

/// How many packages deep a demand is followed.
const DEPTH: usize = 48;

/// What is known of releases whatever the question is.
#[derive(Debug, Default)]
pub(super) struct Lasting {
    /// Releases that may not be chosen at all.
    unusable: RefCell<FxHashMap<NameId, RankSet>>,
    /// Those of them whose own metadata is why.
    pub(super) unreadable: RefCell<FxHashMap<NameId, RankSet>>,
    /// Releases that are past the horizon of their package.
    old: RefCell<FxHashMap<NameId, RankSet>>,
    /// Releases that were taken to be like others under some question.
    pub(super) skipped: RefCell<FxHashMap<NameId, RankSet>>,
    pub(super) contested: RefCell<Contested>,
    /// Pairs that are likely to be such: they count as soon as releases of one of the first are refused.
    pub(super) suspected: RefCell<Contested>,
    /// Those that came to count so. What is likely to part in one search need not in the next.
    pub(super) confirmed: RefCell<Contested>,
}

/// Pairs of packages: releases of the first kept being chosen that demand of the second what others can't go with.
pub(super) type Contested = IndexSet<(NameId, NameId), FxBuildHasher>;

/// What was ruled out under a question.
#[derive(Debug)]
pub(super) struct Learnt {
    clauses: Vec<ClauseId>,
    /// What binds beside the lines, with the packages that it binds.
    followed: Vec<(NameId, Bound)>,
    open: FxHashMap<NameId, RankSet>,
    refusals: Refusals,
}

impl Learnt {
    /// Whether it holds for a question, too: one about the same lines.
    pub(super) fn holds_for(&self, question: Question<'_>) -> bool {
        question.clauses == self.clauses
    }
}

/// What is left of each package under one question, as far as is known.
pub(super) struct Foresight<'a> {
    pub(super) graph: &'a ConstraintGraph<'a>,
    question: Question<'a>,
    pub(super) lasting: &'a Lasting,
    pub(super) bounds: Bounds,
    /// What each package may still be.
    open: RefCell<FxHashMap<NameId, RankSet>>,
    /// Releases that were found possible, when so many had been ruled out.
    possible: RefCell<FxHashMap<(NameId, Rank), usize>>,
    /// How many times a release was ruled out that others might rest on. What is read and found possible changes nothing
    /// for those that demand it: it was taken to be so.
    ruled_out: Cell<usize>,
    /// Why releases are impossible that nothing binds.
    pub(super) refusals: Refusals,
    /// When the first release came out that a look ahead found to be different.
    pub(super) ended: RefCell<FxHashMap<NameId, Timestamp>>,
}

impl<'a> Foresight<'a> {
    /// Nothing is ruled out yet but what the question itself rules out.
    pub(super) fn new(
        graph: &'a ConstraintGraph<'a>,
        question: Question<'a>,
        lasting: &'a Lasting,
    ) -> Result<Self, IndexError> {
        Ok(Self {
            graph,
            question,
            lasting,
            bounds: Bounds::of(graph, question)?,
            open: RefCell::default(),
            possible: RefCell::default(),
            ruled_out: Cell::new(0),
            refusals: Refusals::default(),
            ended: RefCell::default(),
        })
    }

    /// The same, where all that was ruled out under another question is ruled out under this one, too.
    pub(super) fn inheriting(mut self, learnt: &Learnt) -> Self {
        for name in self.bounds.inherit(&learnt.followed) {
            self.close(name, &self.admitted(name).complement());
        }
        for (name, open) in &learnt.open {
            self.close(*name, &open.complement());
        }
        Self {
            refusals: learnt.refusals.clone(),
            ..self
        }
    }

    /// What was ruled out.
    pub(super) fn into_learnt(self) -> Learnt {
        Learnt {
            clauses: self.question.clauses.to_vec(),
            followed: self
                .bounds
                .followed()
                .map(|(name, bound)| (name, bound.clone()))
                .collect(),
            open: self.open.into_inner(),
            refusals: self.refusals,
        }
    }

    /// The question that it is about.
    pub(super) fn question(&self) -> Question<'a> {
        self.question
    }

    /// Follows what has to be chosen, so that what it demands binds as well; whether that says anything new. `presumes`:
    /// whether releases may be taken to be like others; `shares`: whether what all releases of a package demand counts.
    pub(super) fn follow(&mut self, presumes: bool, shares: bool) -> Result<bool, IndexError> {
        let mut bound = self.bounds.follow(self.graph)?;
        loop {
            let more = if shares { self.share(presumes)? } else { Vec::new() };
            if more.is_empty() {
                break;
            }
            bound.extend(more);
            bound.extend(self.bounds.follow(self.graph)?);
        }
        for name in &bound {
            self.close(*name, &self.admitted(*name).complement());
        }
        // What was possible before may be no more.
        self.possible.borrow_mut().clear();
        Ok(!bound.is_empty())
    }

    /// What of `range` a package may still be; at the least, it is within all bounds.
    pub(super) fn open(&self, name: NameId, range: &RankSet) -> RankSet {
        let mut open = self.open.borrow_mut();
        let open = open.entry(name).or_insert_with(|| {
            let mut open = RankSet::full();
            if let Some(unusable) = self.lasting.unusable.borrow().get(&name) {
                open = open.intersection(&unusable.complement());
            }
            if self.horizon(name).is_some()
                && let Some(old) = self.lasting.old.borrow().get(&name)
            {
                open = open.intersection(&old.complement());
            }
            open.intersection(&self.admitted(name))
        });
        open.intersection(range)
    }

    /// Whether a release is ruled out already.
    pub(super) fn is_closed(&self, name: NameId, rank: Rank) -> bool {
        self.open
            .borrow()
            .get(&name)
            .is_some_and(|open| !open.contains(&rank))
    }

    fn close(&self, name: NameId, dead: &RankSet) {
        let left = self.open(name, &dead.complement());
        self.open.borrow_mut().insert(name, left);
    }

    /// What was found possible has to be looked at anew.
    fn rule_out(&self) {
        self.ruled_out.set(self.ruled_out.get() + 1);
    }

    pub(super) fn horizon(&self, name: NameId) -> Option<&'a Horizon> {
        self.question.horizon.filter(|it| !it.relaxed.contains(&name))
    }

    /// Whether a release is older than the question wants its package to be.
    pub(super) fn is_too_old(&self, name: NameId, rank: Rank) -> Result<bool, IndexError> {
        let Some(horizon) = self.horizon(name) else {
            return Ok(false);
        };
        let known = self
            .lasting
            .old
            .borrow()
            .get(&name)
            .is_some_and(|old| old.contains(&rank));
        if known {
            return Ok(true);
        }
        let ages = self.graph.ages(name, rank)?;
        if !ages.is_some_and(|(released, newest)| horizon.is_beyond(released, newest)) {
            return Ok(false);
        }
        if self.graph.is_kept(name, rank)? {
            return Ok(horizon.strict.contains(&name));
        }
        add(&self.lasting.old, name, rank);
        Ok(true)
    }

    /// Whether a release may be chosen at all, as far as is known.
    pub(super) fn is_usable(&self, name: NameId, candidates: &Candidates, rank: Rank) -> bool {
        let known = self
            .lasting
            .unusable
            .borrow()
            .get(&name)
            .is_some_and(|it| it.contains(&rank));
        if known {
            return false;
        }
        if candidates.judge(self.graph.problem(), rank).is_err() {
            add(&self.lasting.unusable, name, rank);
            return false;
        }
        let demands = self.graph.known_demands(name, rank);
        if matches!(demands.as_deref(), Some(Demands::Unusable(_))) {
            add(&self.lasting.unusable, name, rank);
            add(&self.lasting.unreadable, name, rank);
            return false;
        }
        true
    }

    /// Whether a release, whose demands are read for it, is left: not too old, and not ruled out by what it demands.
    pub(super) fn admits(&self, name: NameId, rank: Rank) -> Result<bool, IndexError> {
        if self.is_too_old(name, rank)? {
            return Ok(false);
        }
        if let Demands::Unusable(_) = &*self.graph.demands(name, rank)? {
            self.rule_out();
        }
        self.is_possible(name, rank, &mut Vec::new())
    }

    /// Whether nothing is known that rules a release out by what it demands. `path`: what is being looked at.
    fn is_possible(
        &self,
        name: NameId,
        rank: Rank,
        path: &mut Vec<(NameId, Rank)>,
    ) -> Result<bool, IndexError> {
        let key = (name, rank);
        let ruled_out = self.ruled_out.get();
        if self.possible.borrow().get(&key) == Some(&ruled_out) || path.len() >= DEPTH || path.contains(&key)
        {
            return Ok(true);
        }
        let Some(known) = self.graph.known_demands(name, rank) else {
            return Ok(true);
        };
        let Demands::Known { demands, .. } = &*known else {
            return Ok(true);
        };
        path.push(key);
        let mut refused: Option<Refused> = None;
        for demand in demands
            .iter()
            .filter(|it| it.target != name && self.bounds.counts(name, it))
        {
            let demanded = self.graph.demanded(demand)?;
            if self.is_any_left(demand.target, &demanded, path)? {
                continue;
            }
            let more = self.reasons_against(demand.target, &demanded)?;
            match &mut refused {
                Some(refused) => refused.reasons.extend(&more),
                None => {
                    refused = Some(Refused {
                        releases: RankSet::singleton(rank),
                        target: demand.target,
                        demanded,
                        extra: demand.extra,
                        reasons: more,
                        read: true,
                    });
                }
            }
        }
        path.pop();
        let Some(refused) = refused else {
            self.possible.borrow_mut().insert(key, ruled_out);
            return Ok(true);
        };
        self.close(name, &refused.releases);
        self.rule_out();
        self.refusals.add(name, refused);
        Ok(false)
    }

    /// Where the chains of demands end that begin with one which can't be met.
    fn reasons_against(&self, target: NameId, demanded: &RankSet) -> Result<Reasons, IndexError> {
        let count = self.graph.candidates(target)?.count();
        let admitted = self.admitted(target);
        let within = demanded.intersection(&admitted);
        let further = within
            .descending(count)
            .find_map(|rank| self.refusals.causes(target, rank));
        if let Some(further) = further {
            return Ok(further);
        }
        let end = |set: &RankSet| set.spans(count).last().map(|(_, end)| end);
        let newer = end(&within).is_none() && end(demanded) > end(&admitted);
        let package = target;
        Ok(Reasons::one(Reason { package, newer }))
    }

    /// What its bounds leave of a package.
    pub(super) fn admitted(&self, name: NameId) -> RankSet {
        self.bounds.admitted(name)
    }

    /// Why releases can't be chosen, as far as that was found out.
    pub(super) fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    /// The releases that were not read and are taken to be like others, by their packages.
    pub(super) fn presumed(&self) -> Vec<(NameId, RankSet)> {
        let mut presumed = self.refusals.presumed();
        for (name, unread) in self.bounds.presumed() {
            match presumed.iter_mut().find(|(it, _)| *it == name) {
                Some((_, releases)) => *releases = releases.union(unread),
                None => presumed.push((name, unread.clone())),
            }
        }
        presumed.sort_by_key(|(name, _)| *name);
        presumed
    }

    /// Takes releases that were not read to be as impossible as `like`, which was.
    pub(super) fn presume(&self, name: NameId, releases: &RankSet, like: Rank) {
        self.close(name, releases);
        self.rule_out();
        self.skip(name, releases);
        self.refusals.presume(name, releases.clone(), like);
    }

    /// Whether releases of a package were taken to be like others under any question.
    pub(super) fn was_skipped(&self, name: NameId) -> bool {
        self.lasting.skipped.borrow().contains_key(&name)
    }

    /// Remembers that releases were taken to be like others: so they are under other questions.
    pub(super) fn skip(&self, name: NameId, releases: &RankSet) {
        let mut skipped = self.lasting.skipped.borrow_mut();
        let skipped = skipped.entry(name).or_insert_with(RankSet::empty);
        *skipped = skipped.union(releases);
    }

    /// The releases of a package that its bounds leave, the newest first, up to where they are too old for
    /// it: releases mostly come out in the order of their versions.
    pub(super) fn course(&self, name: NameId) -> Result<Vec<Rank>, IndexError> {
        let candidates = self.graph.candidates(name)?;
        let mut course: Vec<Rank> = self.admitted(name).descending(candidates.count()).collect();
        if self.horizon(name).is_some() {
            let (mut young, mut old) = (0, course.len());
            while young < old {
                let middle = young.midpoint(old);
                if self.is_too_old(name, course[middle])? {
                    old = middle;
                } else {
                    young = middle + 1;
                }
            }
            course.truncate(young);
        }
        Ok(course)
    }

    /// Whether a release may be chosen but for what it demands, and is of the same kind as another one: from the same
    /// index, and both pre-releases or none. What it demands stands in a wheel, unless the other one has none either: a
    /// build may take long, but to walk through releases that have to be built takes many.
    pub(super) fn is_like(&self, name: NameId, rank: Rank, like: Rank) -> Result<bool, IndexError> {
        let candidates = self.graph.candidates(name)?;
        let (Some(it), Some(other)) = (candidates.get(rank), candidates.get(like)) else {
            return Ok(false);
        };
        let alike = it.tier == other.tier && it.version.any_prerelease() == other.version.any_prerelease();
        let usable = |rank| candidates.judge(self.graph.problem(), rank).ok();
        let from_wheel = |rank| usable(rank).is_some_and(|usable| usable.metadata_from.is_wheel());
        let readable = || from_wheel(rank) || (usable(rank).is_some() && !from_wheel(like));
        Ok(alike && readable() && !self.is_too_old(name, rank)?)
    }

    /// Whether some release of a package is left in `range`, as far as is known.
    pub(super) fn is_any_left(
        &self,
        name: NameId,
        range: &RankSet,
        path: &mut Vec<(NameId, Rank)>,
    ) -> Result<bool, IndexError> {
        let left = self.open(name, range);
        if left.is_empty() {
            return Ok(false);
        }
        let candidates = self.graph.candidates(name)?;
        let mut first = None;
        for rank in left.descending(candidates.count()) {
            if self.is_usable(name, &candidates, rank)
                && !self.is_too_old(name, rank)?
                && self.is_possible(name, rank, path)?
            {
                first = Some(rank);
                break;
            }
        }
        let dead = match first {
            Some(rank) => left.intersection(&RankSet::interval(rank + 1, Rank::MAX)),
            None => left,
        };
        if !dead.is_empty() {
            self.close(name, &dead);
        }
        Ok(first.is_some())
    }
}

fn add(sets: &RefCell<FxHashMap<NameId, RankSet>>, name: NameId, rank: Rank) {
    let mut sets = sets.borrow_mut();
    let set = sets.entry(name).or_insert_with(RankSet::empty);
    *set = set.union(&RankSet::singleton(rank));
}
