//! On what grounds releases are ruled out: what proofs are made of.

use indexmap::IndexMap;
use pinfix_index::IndexError;
use pubgrub::VersionSet as _;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::bounds::Bound;
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
            told.extend(self.origins(needed.source().into_iter().collect())?);
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
            facts.extend(self.unreadable_fact(name, &range));
            for refused in self.refusals.of(name).iter().flat_map(|it| it.iter()) {
                let releases = refused.releases.intersection(&range);
                if releases.is_empty() {
                    continue;
                }
                let demanded = &refused.demanded;
                let target = Node::Package(refused.target);
                let node = refused
                    .extra
                    .map_or(Node::Package(name), |extra| Node::Extra(name, extra));
                facts.push(Fact::Demand(node, releases, target, demanded.clone()));
                if let Some((fact, asker)) = refused
                    .extra
                    .and_then(|extra| self.bounds.demand_of_extra(name, extra))
                {
                    facts.push(fact);
                    sources.extend(asker);
                }
                let more = pending.entry(refused.target).or_insert_with(RankSet::empty);
                *more = more.union(demanded);
            }
        }
        facts.extend(self.origins(sources)?);
        Ok(facts)
    }

    /// Why no other releases of these packages can be chosen than those whose demands are among the bounds: all that
    /// binds them, and so on.
    fn origins(&self, of: Vec<NameId>) -> Result<Vec<Fact>, IndexError> {
        let mut facts = Vec::new();
        let mut seen = FxHashSet::default();
        let mut pending = of;
        while let Some(name) = pending.pop() {
            if !seen.insert(name) {
                continue;
            }
            let bounds = self.bounds.on(name);
            facts.extend(bounds.iter().map(|bound| bound.fact(Node::Package(name))));
            pending.extend(bounds.iter().filter_map(Bound::source));
            if self.bounds.is_shared(name) {
                let admitted = self.admitted(name);
                facts.extend(self.horizon_fact(name, &admitted)?);
                facts.extend(self.unreadable_fact(name, &admitted));
            }
        }
        Ok(facts)
    }

    /// That the metadata of releases in `range` can't be used, if that is so of some.
    fn unreadable_fact(&self, name: NameId, range: &RankSet) -> Option<Fact> {
        let unreadable = self.lasting.unreadable.borrow();
        let unreadable = unreadable.get(&name)?.intersection(range);
        (!unreadable.is_empty()).then(|| Fact::Unusable(Node::Package(name), unreadable))
    }

    /// That releases in `range` are too old, if some are.
    fn horizon_fact(&self, name: NameId, range: &RankSet) -> Result<Option<Fact>, IndexError> {
        let old = self.too_old(name, range)?;
        let (package, horizon) = (Node::Package(name), Node::Horizon(name));
        Ok((!old.is_empty()).then(|| Fact::Demand(package, old, horizon, RankSet::singleton(DROPPED))))
    }

    /// The releases in `range` that are too old.
    fn too_old(&self, name: NameId, range: &RankSet) -> Result<RankSet, IndexError> {
        let mut old = RankSet::empty();
        if self.horizon(name).is_none() {
            return Ok(old);
        }
        let candidates = self.graph.candidates(name)?;
        for (start, end) in range.spans(candidates.count()) {
            for rank in start..end {
                if self.is_usable(name, &candidates, rank) && self.is_too_old(name, rank)? {
                    old = old.union(&RankSet::singleton(rank));
                }
            }
        }
        Ok(old)
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
        if let Some(fact) = self.horizon_fact(name, &range)? {
            if let Fact::Demand(_, old, ..) = &fact {
                range = range.intersection(&old.complement());
            }
            facts.push(fact);
        }
        Ok(range)
    }
}
