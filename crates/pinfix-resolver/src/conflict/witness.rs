//! How a minimal set of lines clashes: shown on the newest releases that they admit.
//!
//! A proof that no choice works goes over many releases, and nobody wants to read it. What a person wants to see is one
//! honest picture: take the newest release of each package, follow what it demands, and show where two demands part.
//! That there is no way around is what the solver has proved.

use std::collections::VecDeque;

use pinfix_packaging::PackageName;
use pubgrub::VersionSet as _;
use rustc_hash::{FxHashMap, FxHashSet};

use super::clash::Clash;
use super::grounds::Grounds;
use crate::candidate::Selector;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, Demand, Demands, ExtraId, NameId};
use crate::problem::{ClauseId, ClauseKind};
use crate::rank::{Rank, RankSet};

/// One demand as the walk collects it.
#[derive(Clone)]
pub(super) struct Claim {
    /// The line where it begins; none where it begins with the newer release of a package that is held back.
    pub(super) clause: Option<ClauseId>,
    /// The demand before this one, in [`Walk::claims`], and the release that makes it.
    pub(super) from: Option<(usize, Rank)>,
    pub(super) demand: Option<Demand>,
    set: RankSet,
    binding_only: bool,
}

/// A choice that turned out to come too early: the package is bound to this set in the next attempt.
/// Numbered in the order in which that turned out: the latest counts.
type Bound = FxHashMap<(NameId, RankSet), usize>;

/// What can't hold together.
#[derive(Clone, Copy)]
pub(super) struct Scene<'s> {
    /// The lines.
    pub(super) clauses: &'s [ClauseId],
    /// A package that is to be one of these releases.
    pub(super) newer: Option<&'s (NameId, RankSet)>,
    /// What packages are, if they are there at all.
    pub(super) kept: &'s [(NameId, RankSet)],
    /// What packages are shown at, where that is possible; others are shown at their newest releases.
    pub(super) shown: &'s [(NameId, Rank)],
    /// What alone is followed, where not all that is demanded is.
    pub(super) grounds: Option<&'s Grounds>,
}

impl<'s> Scene<'s> {
    /// Lines alone.
    pub(super) fn of(clauses: &'s [ClauseId]) -> Self {
        Self {
            clauses,
            newer: None,
            kept: &[],
            shown: &[],
            grounds: None,
        }
    }
}

/// A walk along the newest releases, from what is demanded to what that demands.
pub(super) struct Walk<'a> {
    pub(super) graph: &'a ConstraintGraph<'a>,
    pub(super) scene: Scene<'a>,
    pub(super) claims: Vec<(NameId, Claim)>,
    queue: VecDeque<NameId>,
    chosen: FxHashMap<NameId, Rank>,
    refused: FxHashSet<(NameId, Rank)>,
}

enum End {
    /// The package on which the claims (positions in [`Walk::claims`]) part.
    Clash(NameId, Vec<usize>),
    /// A package was chosen before all that binds it was known: begin again with it bound.
    Again(NameId, RankSet),
    /// Nothing clashes on the newest releases.
    Peace,
}

/// How often the walk begins again at the most.
const ATTEMPTS: usize = 64;

/// How what can't hold together clashes, and on which package.
///
/// # Errors
/// Where the index cannot be asked.
pub(super) fn witness(
    graph: &ConstraintGraph<'_>,
    scene: Scene<'_>,
) -> Result<Option<(PackageName, Clash)>, ResolveError> {
    let mut bound = Bound::default();
    loop {
        let mut walk = Walk::new(graph, scene);
        match walk.run(&bound)? {
            End::Clash(name, claims) => {
                let clash = walk.clash(name, &claims, true)?;
                return Ok(Some((graph.name(name), clash)));
            }
            End::Again(name, set) => {
                if bound.len() < ATTEMPTS && bound.insert((name, set), bound.len()).is_none() {
                    continue;
                }
                let claims = walk.on(name);
                let clash = walk.clash(name, &claims, false)?;
                return Ok(Some((graph.name(name), clash)));
            }
            // The solver says that there is no peace; so at least the lines are named.
            End::Peace => {
                let Some((name, _)) = walk.claims.first() else {
                    return Ok(None);
                };
                let name = *name;
                let clash = walk.clash(name, &walk.on(name), false)?;
                return Ok(Some((graph.name(name), clash)));
            }
        }
    }
}

impl<'a> Walk<'a> {
    fn new(graph: &'a ConstraintGraph<'a>, scene: Scene<'a>) -> Self {
        Self {
            graph,
            scene,
            claims: Vec::new(),
            queue: VecDeque::new(),
            chosen: FxHashMap::default(),
            refused: FxHashSet::default(),
        }
    }

    /// Claims what is there from the beginning.
    fn begin(&mut self) -> Result<(), ResolveError> {
        let problem = self.graph.problem();
        if let Some((name, set)) = self.scene.newer {
            let claim = Claim {
                clause: None,
                from: None,
                demand: None,
                set: set.clone(),
                binding_only: false,
            };
            self.claims.push((*name, claim));
            self.queue.push_back(*name);
        }
        for id in self.scene.clauses {
            let clause = problem.clause(*id);
            let name = self.graph.name_id(&clause.requirement.name);
            let binding_only = clause.kind == ClauseKind::Constraint;
            let claim = Claim {
                clause: Some(*id),
                from: None,
                demand: None,
                set: self.graph.clause_ranks(*id)?,
                binding_only,
            };
            self.claims.push((name, claim));
            if !binding_only {
                self.queue.push_back(name);
            }
        }
        Ok(())
    }

    fn run(&mut self, bound: &Bound) -> Result<End, ResolveError> {
        self.begin()?;
        while let Some(name) = self.queue.pop_front() {
            let set = self.joint(name, &self.on(name));
            if let Some(rank) = self.chosen.get(&name) {
                if set.contains(rank) {
                    self.follow(name, *rank)?;
                    match self.parted(name)? {
                        Some(end) => return Ok(end),
                        None => continue,
                    }
                }
                if self.select(name, &set, None)?.is_some() {
                    return Ok(End::Again(name, set));
                }
                return Ok(End::Clash(name, self.needed(name)?));
            }
            match self.select(name, &set, self.preferred(bound, name).as_ref())? {
                Some(rank) => {
                    self.chosen.insert(name, rank);
                    self.follow(name, rank)?;
                    if let Some(end) = self.parted(name)? {
                        return Ok(end);
                    }
                }
                None => return Ok(End::Clash(name, self.needed(name)?)),
            }
        }
        Ok(End::Peace)
    }

    /// Where what a package demands parts from what is claimed already, and all lines have to do with that: what is found
    /// later takes more steps to say. Where only some have, there may be a better reason. Where it parts on several packages,
    /// the one of the fewest steps.
    fn parted(&mut self, by: NameId) -> Result<Option<End>, ResolveError> {
        let of = |(target, claim): &(NameId, Claim)| {
            let (before, _) = claim.from?;
            (self.claims[before].0 == by).then_some(*target)
        };
        let mut targets: Vec<NameId> = self.claims.iter().filter_map(of).collect();
        targets.dedup();
        let selector = Selector::new(self.graph.problem());
        let mut best: Option<(usize, NameId, Vec<usize>)> = None;
        for target in targets {
            let claims = self.on(target);
            if claims.len() < 2 {
                continue;
            }
            let candidates = self.graph.candidates(target)?;
            if selector
                .select(&candidates, &self.joint(target, &claims))
                .is_none()
            {
                let needed = self.needed(target)?;
                let is_shown = |id: &ClauseId| needed.iter().any(|at| self.claims[*at].1.clause == Some(*id));
                let steps = needed.iter().map(|at| self.depth(*at)).sum();
                let is_better = best.as_ref().is_none_or(|(fewest, ..)| steps < *fewest);
                if is_better && self.scene.clauses.iter().all(is_shown) {
                    best = Some((steps, target, needed));
                }
            }
        }
        Ok(best.map(|(_, target, needed)| End::Clash(target, needed)))
    }

    /// The claims on a package.
    fn on(&self, name: NameId) -> Vec<usize> {
        (0..self.claims.len())
            .filter(|at| self.claims[*at].0 == name)
            .collect()
    }

    /// What claims leave of a package.
    pub(super) fn joint(&self, name: NameId, claims: &[usize]) -> RankSet {
        let kept = self.scene.kept.iter().find(|(it, _)| *it == name);
        let kept = kept.map_or_else(RankSet::full, |(_, set)| set.clone());
        claims
            .iter()
            .fold(kept, |set, at| set.intersection(&self.claims[*at].1.set))
    }

    /// What a package is chosen from, if that is possible.
    fn preferred(&self, bound: &Bound, name: NameId) -> Option<RankSet> {
        let shown = || self.scene.shown.iter().find(|(it, _)| *it == name);
        latest(bound, name)
            .cloned()
            .or_else(|| shown().map(|(_, rank)| RankSet::singleton(*rank)))
    }

    /// The newest release in `set` (and in `bound`, where that leaves any) whose metadata can be used.
    pub(super) fn select(
        &mut self,
        name: NameId,
        set: &RankSet,
        bound: Option<&RankSet>,
    ) -> Result<Option<Rank>, ResolveError> {
        let candidates = self.graph.candidates(name)?;
        let selector = Selector::new(self.graph.problem());
        if let Some(bound) = bound {
            let both = set.intersection(bound);
            if let Some(rank) = self.select(name, &both, None)? {
                return Ok(Some(rank));
            }
        }
        let mut left = set.clone();
        loop {
            let Some(rank) = selector.select(&candidates, &left) else {
                return Ok(None);
            };
            if !self.refused.contains(&(name, rank))
                && matches!(&*self.graph.demands(name, rank)?, Demands::Known { .. })
            {
                return Ok(Some(rank));
            }
            self.refused.insert((name, rank));
            left = left.intersection(&RankSet::singleton(rank).complement());
        }
    }

    /// Adds what a release demands, with the extras that are demanded of it, and queues what that reaches.
    fn follow(&mut self, name: NameId, rank: Rank) -> Result<(), ResolveError> {
        let known = self.graph.demands(name, rank)?;
        let Demands::Known { demands, .. } = &*known else {
            return Ok(());
        };
        let grounds = self.scene.grounds;
        for at in self.on(name) {
            let claim = self.claims[at].1.clone();
            if claim.binding_only {
                continue;
            }
            let extras = self.extras_of(&claim);
            let wanted = |demand: &&Demand| {
                let matters = |it: &Grounds| it.have(name, demand.target);
                demand.extra.is_none_or(|extra| extras.contains(&extra)) && grounds.is_none_or(matters)
            };
            for demand in demands.iter().filter(wanted) {
                self.claim(at, rank, demand)?;
            }
        }
        self.ask_ahead()
    }

    /// Asks for what will be chosen next, all at once.
    fn ask_ahead(&self) -> Result<(), ResolveError> {
        let selector = Selector::new(self.graph.problem());
        let open = self.queue.iter().filter(|name| !self.chosen.contains_key(*name));
        for name in open {
            let candidates = self.graph.candidates(*name)?;
            let likely = selector.select(&candidates, &self.joint(*name, &self.on(*name)));
            if let Some(rank) = likely.filter(|rank| !self.graph.is_at_hand(*name, *rank)) {
                self.graph.ask_for(*name, [rank])?;
            }
        }
        Ok(())
    }

    fn extras_of(&self, claim: &Claim) -> Vec<ExtraId> {
        if let Some(demand) = &claim.demand {
            return demand.extras.clone();
        }
        let Some(clause) = claim.clause else {
            return Vec::new();
        };
        let extras = &self.graph.problem().clause(clause).requirement.extras;
        extras.iter().map(|extra| self.graph.extra_id(extra)).collect()
    }

    fn claim(&mut self, from: usize, rank: Rank, demand: &Demand) -> Result<(), ResolveError> {
        let same = |(name, claim): &(NameId, Claim)| {
            *name == demand.target
                && claim
                    .from
                    .is_some_and(|(before, _)| self.claims[before].0 == self.claims[from].0)
                && claim
                    .demand
                    .as_ref()
                    .is_some_and(|it| it.requirement == demand.requirement && it.extra == demand.extra)
        };
        if self.claims.iter().any(same) {
            return Ok(());
        }
        let claim = Claim {
            clause: self.claims[from].1.clause,
            from: Some((from, rank)),
            demand: Some(demand.clone()),
            set: self.graph.demanded(demand)?,
            binding_only: false,
        };
        self.claims.push((demand.target, claim));
        self.queue.push_back(demand.target);
        Ok(())
    }

    /// A smallest part of the claims on a package that no release meets; short chains are kept rather than long ones.
    fn needed(&mut self, name: NameId) -> Result<Vec<usize>, ResolveError> {
        let mut claims = self.on(name);
        let mut order = claims.clone();
        order.sort_by_key(|at| std::cmp::Reverse((self.depth(*at), *at)));
        for at in order {
            let rest: Vec<usize> = claims.iter().copied().filter(|it| *it != at).collect();
            if rest.is_empty() {
                break;
            }
            let set = self.joint(name, &rest);
            if self.select(name, &set, None)?.is_none() {
                claims = rest;
            }
        }
        Ok(claims)
    }

    fn depth(&self, at: usize) -> usize {
        std::iter::successors(Some(at), |at| self.claims[*at].1.from.map(|(before, _)| before)).count()
    }
}

/// The set that a package is bound to.
fn latest(bound: &Bound, name: NameId) -> Option<&RankSet> {
    bound
        .iter()
        .filter(|((it, _), _)| *it == name)
        .max_by_key(|(_, number)| **number)
        .map(|((_, set), _)| set)
}
