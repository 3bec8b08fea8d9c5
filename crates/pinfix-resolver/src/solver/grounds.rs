//! On what grounds releases are ruled out: what proofs are made of.

use indexmap::IndexMap;
use pinfix_index::IndexError;
use pubgrub::VersionSet as _;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::derivation::{Derivation, Fact, Step};
use super::foresight::Foresight;
use super::question::DROPPED;
use crate::graph::{NameId, Node};
use crate::rank::RankSet;

impl Foresight<'_> {
    /// A proof that the question has no answer, where what is known is enough for that: nothing is left of a package
    /// that has to be there.
    pub(super) fn refutation(&self) -> Result<Option<Derivation>, IndexError> {
        for (name, needed) in self.bounds.needed() {
            if self.is_any_left(name, &RankSet::full(), &mut Vec::new())? {
                continue;
            }
            let package = Node::Package(name);
            let mut told = self.reasons(name, &RankSet::full())?;
            told.push(needed.fact(package));
            told.extend(self.bounds.origins(needed.source().into_iter().collect()));
            let steps = vec![Step::Fact(Fact::NoCandidate(package, RankSet::full()))];
            return Ok(Some(Derivation { steps, told }));
        }
        Ok(None)
    }

    /// Why nothing of `range` can be chosen of a package: what binds it, and what its releases demand that can't be met
    /// either.
    pub(super) fn reasons(&self, name: NameId, range: &RankSet) -> Result<Vec<Fact>, IndexError> {
        let mut facts = Vec::new();
        let mut sources = Vec::new();
        let mut pending: IndexMap<NameId, RankSet, FxBuildHasher> = IndexMap::default();
        let mut done: FxHashMap<NameId, RankSet> = FxHashMap::default();
        pending.insert(name, range.clone());
        while let Some((name, range)) = pending.pop() {
            let done = done.entry(name).or_insert_with(RankSet::empty);
            let range = range.intersection(&done.complement());
            if range.is_empty() {
                continue;
            }
            *done = done.union(&range);
            let range = self.unbound(name, range, (&mut facts, &mut sources))?;
            if let Some(unreadable) = self.lasting.unreadable.borrow().get(&name) {
                let unreadable = unreadable.intersection(&range);
                if !unreadable.is_empty() {
                    facts.push(Fact::Unusable(Node::Package(name), unreadable));
                }
            }
            for refused in self.refusals.of(name) {
                let releases = refused.releases.intersection(&range);
                if releases.is_empty() {
                    continue;
                }
                let demanded = &refused.demanded;
                let target = Node::Package(refused.target);
                facts.push(Fact::Demand(
                    Node::Package(name),
                    releases,
                    target,
                    demanded.clone(),
                ));
                let more = pending.entry(refused.target).or_insert_with(RankSet::empty);
                *more = more.union(demanded);
            }
        }
        facts.extend(self.bounds.origins(sources));
        Ok(facts)
    }

    /// What is left of `range` where each bound has ruled out what it can. One reason is enough for each release; a line
    /// is one that a person can do something about, so the horizon comes last. `sources`: whose demands were among them.
    fn unbound(
        &self,
        name: NameId,
        range: RankSet,
        (facts, sources): (&mut Vec<Fact>, &mut Vec<NameId>),
    ) -> Result<RankSet, IndexError> {
        let candidates = self.graph.candidates(name)?;
        let package = Node::Package(name);
        let mut range = range;
        for bound in self.bounds.on(name) {
            let forbidden = range.intersection(&bound.admitted().complement());
            let mut ranks = forbidden.descending(candidates.count());
            if ranks.any(|rank| self.is_usable(name, &candidates, rank)) {
                facts.push(bound.fact(package));
                sources.extend(bound.source());
            }
            range = range.intersection(bound.admitted());
        }
        let mut old = RankSet::empty();
        if self.horizon(name).is_some() {
            for (start, end) in range.spans(candidates.count()) {
                for rank in start..end {
                    if self.is_usable(name, &candidates, rank) && self.is_too_old(name, rank)? {
                        old = old.union(&RankSet::singleton(rank));
                    }
                }
            }
        }
        if !old.is_empty() {
            range = range.intersection(&old.complement());
            let horizon = Node::Horizon(name);
            facts.push(Fact::Demand(package, old, horizon, RankSet::singleton(DROPPED)));
        }
        Ok(range)
    }
}
