//! What binds packages under one question.
//!
//! Beside the lines and the assumptions themselves that is what they lead to: where a package has to be there and one
//! release alone is left of it, as with a pin, what this release demands binds just as a line does. PubGrub finds that
//! out as well, but by choosing: a package that the demands of two pins can't share would be walked release by release.

use std::rc::Rc;

use indexmap::IndexMap;
use pinfix_index::IndexError;
use pubgrub::VersionSet as _;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::derivation::Fact;
use super::question::{DROPPED, Question, STANDS};
use crate::graph::{ConstraintGraph, Demands, NameId, Node};
use crate::problem::ClauseKind;
use crate::rank::{Rank, RankSet};

/// What binds a package, wherever it comes from.
#[derive(Debug)]
pub(super) struct Bound {
    node: Node,
    /// The version of the node that binds.
    stands: Rank,
    admitted: RankSet,
    /// Whether the solver is told of it as a demand of the node's; otherwise each release that it forbids is none.
    demands: bool,
}

impl Bound {
    /// What it says of the package that it binds.
    pub(super) fn fact(&self, package: Node) -> Fact {
        let admitted = self.admitted.clone();
        if self.demands {
            Fact::Demand(self.node, RankSet::singleton(self.stands), package, admitted)
        } else {
            Fact::Demand(
                package,
                admitted.complement(),
                self.node,
                RankSet::singleton(DROPPED),
            )
        }
    }

    /// The releases that it leaves.
    pub(super) fn admitted(&self) -> &RankSet {
        &self.admitted
    }

    /// The package a release of which it is a demand of.
    pub(super) fn source(&self) -> Option<NameId> {
        match self.node {
            Node::Package(name) => Some(name),
            _ => None,
        }
    }
}

/// What binds packages under one question.
#[derive(Debug)]
pub(super) struct Bounds {
    all: IndexMap<NameId, Vec<Bound>, FxBuildHasher>,
    /// Packages whose only release has been followed; the release, where its demands are known.
    followed: FxHashMap<NameId, Option<Rank>>,
}

impl Bounds {
    /// What the question says itself.
    pub(super) fn of(graph: &ConstraintGraph<'_>, question: Question<'_>) -> Result<Self, IndexError> {
        let mut bounds = Self {
            all: IndexMap::default(),
            followed: FxHashMap::default(),
        };
        for id in question.clauses {
            let clause = graph.problem().clause(*id);
            let bound = Bound {
                node: Node::Line(*id),
                stands: STANDS,
                admitted: graph.clause_ranks(*id)?,
                demands: clause.kind == ClauseKind::Requirement,
            };
            bounds.add(graph.name_id(&clause.requirement.name), bound);
        }
        for (at, assumption) in (0..).zip(question.assumptions) {
            let bound = Bound {
                node: Node::Assumed(at),
                stands: STANDS,
                admitted: assumption.releases.clone(),
                demands: assumption.required,
            };
            bounds.add(assumption.name, bound);
        }
        Ok(bounds)
    }

    fn add(&mut self, name: NameId, bound: Bound) {
        self.all.entry(name).or_default().push(bound);
    }

    /// Whether anything binds that the question does not say itself.
    pub(super) fn has_followed(&self) -> bool {
        self.all.values().flatten().any(|bound| bound.source().is_some())
    }

    /// What binds a package.
    pub(super) fn on(&self, name: NameId) -> &[Bound] {
        self.all.get(&name).map_or(&[], Vec::as_slice)
    }

    /// What all that binds a package leaves of it.
    pub(super) fn admitted(&self, name: NameId) -> RankSet {
        let bounds = self.on(name).iter();
        bounds.fold(RankSet::full(), |set, bound| set.intersection(&bound.admitted))
    }

    /// The packages that have to be there, each with the first reason why.
    pub(super) fn needed(&self) -> impl Iterator<Item = (NameId, &Bound)> {
        let demanded = |(name, bounds): (&NameId, &'_ Vec<Bound>)| {
            let at = bounds.iter().position(|bound| bound.demands)?;
            Some((*name, at))
        };
        let needed = self.all.iter().filter_map(demanded);
        needed.filter_map(|(name, at)| Some((name, self.on(name).get(at)?)))
    }

    /// Adds what the only releases demand that are left of packages that have to be there, and what these lead to in
    /// turn. Reads what they demand where a wheel tells it: whoever looks for a solution has to choose them anyway.
    /// Gives the packages that are bound more tightly.
    pub(super) fn follow(&mut self, graph: &ConstraintGraph<'_>) -> Result<Vec<NameId>, IndexError> {
        let mut bound = Vec::new();
        let mut pending: Vec<NameId> = self.needed().map(|(name, _)| name).collect();
        pending.reverse();
        while let Some(name) = pending.pop() {
            if self.followed.contains_key(&name) {
                continue;
            }
            let Some(rank) = self.only_release(graph, name)? else {
                continue;
            };
            let known = read(graph, name, rank)?;
            let Some(Demands::Known { demands, .. }) = known.as_deref() else {
                self.followed.insert(name, None);
                continue;
            };
            self.followed.insert(name, Some(rank));
            let own = demands.iter().filter(|it| it.extra.is_none());
            for demand in own.filter(|it| it.target != name) {
                let demanded = Bound {
                    node: Node::Package(name),
                    stands: rank,
                    admitted: graph.demanded(demand)?,
                    demands: true,
                };
                self.add(demand.target, demanded);
                bound.push(demand.target);
                pending.push(demand.target);
            }
        }
        Ok(bound)
    }

    /// The releases of all packages that have to be there, sorted by id, where one alone is left of each and they go
    /// together: then there is nothing to search for. Nothing where an extra is demanded: those are not followed.
    pub(super) fn settled(&self, graph: &ConstraintGraph<'_>) -> Option<Vec<(NameId, Rank)>> {
        let mut settled = Vec::with_capacity(self.followed.len());
        for (name, _) in self.needed() {
            let rank = (*self.followed.get(&name)?)?;
            let known = graph.known_demands(name, rank)?;
            let Demands::Known { demands, .. } = &*known else {
                return None;
            };
            let mut own = demands.iter().filter(|it| it.extra.is_none());
            let fits = self.on(name).iter().all(|bound| bound.admitted.contains(&rank));
            if !fits || own.any(|it| it.target == name || !it.extras.is_empty()) {
                return None;
            }
            settled.push((name, rank));
        }
        settled.sort_unstable();
        Some(settled)
    }

    /// The release of a package that may be chosen, as far as its index says, if it is the only one that its bounds leave.
    fn only_release(&self, graph: &ConstraintGraph<'_>, name: NameId) -> Result<Option<Rank>, IndexError> {
        let candidates = graph.candidates(name)?;
        let admitted = self.admitted(name);
        let mut usable = admitted
            .descending(candidates.count())
            .filter(|rank| candidates.judge(graph.problem(), *rank).is_ok());
        let only = usable.next();
        Ok(only.filter(|_| usable.next().is_none()))
    }

    /// Why the only releases of these packages have to be chosen: all that binds them, and so on.
    pub(super) fn origins(&self, of: Vec<NameId>) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut seen = FxHashSet::default();
        let mut pending = of;
        while let Some(name) = pending.pop() {
            if seen.insert(name) {
                let bounds = self.on(name);
                facts.extend(bounds.iter().map(|bound| bound.fact(Node::Package(name))));
                pending.extend(bounds.iter().filter_map(Bound::source));
            }
        }
        facts
    }
}

/// What a release demands; nothing where that is not known yet and may take a build.
fn read(graph: &ConstraintGraph<'_>, name: NameId, rank: Rank) -> Result<Option<Rc<Demands>>, IndexError> {
    if let Some(known) = graph.known_demands(name, rank) {
        return Ok(Some(known));
    }
    let candidates = graph.candidates(name)?;
    let judged = candidates.judge(graph.problem(), rank);
    if !judged.is_ok_and(|usable| usable.metadata_from.is_wheel()) {
        return Ok(None);
    }
    graph.demands(name, rank).map(Some)
}
