//! What binds packages under one question.
//!
//! Beside the lines and the assumptions themselves that is what they lead to: where a package has to be there and one
//! release alone is left of it, as with a pin, what this release demands binds just as a line does. PubGrub finds that
//! out as well, but by choosing: a package that the demands of two pins can't share would be walked release by release.

use std::rc::Rc;

use indexmap::IndexMap;
use pinfix_index::IndexError;
use pubgrub::VersionSet as _;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::derivation::Fact;
use super::question::{DROPPED, Question, STANDS};
use crate::graph::{ConstraintGraph, Demand, Demands, ExtraId, NameId, Node};
use crate::problem::{ClauseId, ClauseKind};
use crate::rank::{Rank, RankSet};

/// What binds a package, wherever it comes from.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    node: Node,
    /// The versions of the node that bind.
    stands: RankSet,
    admitted: RankSet,
    /// Whether the solver is told of it as a demand of the node's; otherwise each release that it forbids is none.
    demands: bool,
    /// Whether it is what all releases demand that are left of a package.
    shared: bool,
    /// Those of these versions that were not read, and are taken to demand the same.
    unread: RankSet,
}

impl Bound {
    /// What it says of the package that it binds.
    pub(super) fn fact(&self, package: Node) -> Fact {
        let admitted = self.admitted.clone();
        if self.demands {
            Fact::Demand(self.node, self.stands.clone(), package, admitted)
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
    /// The extras that lines demand of packages, with the first line that does.
    extras: FxHashMap<NameId, Vec<(ExtraId, ClauseId)>>,
}

impl Bounds {
    /// What the question says itself.
    pub(super) fn of(graph: &ConstraintGraph<'_>, question: Question<'_>) -> Result<Self, IndexError> {
        let mut bounds = Self {
            all: IndexMap::default(),
            followed: FxHashMap::default(),
            extras: FxHashMap::default(),
        };
        for id in question.clauses {
            let clause = graph.problem().clause(*id);
            let bound = Bound {
                node: Node::Line(*id),
                stands: RankSet::singleton(STANDS),
                admitted: graph.clause_ranks(*id)?,
                demands: clause.kind == ClauseKind::Requirement,
                shared: false,
                unread: RankSet::empty(),
            };
            let name = graph.name_id(&clause.requirement.name);
            if bound.demands {
                for extra in clause.requirement.extras.iter().map(|it| graph.extra_id(it)) {
                    if bounds.line_with(name, extra).is_none() {
                        bounds.extras.entry(name).or_default().push((extra, *id));
                    }
                }
            }
            bounds.add(name, bound);
        }
        for (at, assumption) in (0..).zip(question.assumptions) {
            let bound = Bound {
                node: Node::Assumed(at),
                stands: RankSet::singleton(STANDS),
                admitted: assumption.releases.clone(),
                demands: assumption.required,
                shared: false,
                unread: RankSet::empty(),
            };
            bounds.add(assumption.name, bound);
        }
        Ok(bounds)
    }

    fn add(&mut self, name: NameId, bound: Bound) {
        self.all.entry(name).or_default().push(bound);
    }

    /// Adds what all releases of a package demand of another one, of which some may not be read; they are those that
    /// are left of it, and it has to be there.
    pub(super) fn share(&mut self, from: (NameId, RankSet), to: (NameId, RankSet), unread: RankSet) {
        let bound = Bound {
            node: Node::Package(from.0),
            stands: from.1,
            admitted: to.1,
            demands: true,
            shared: true,
            unread,
        };
        self.add(to.0, bound);
    }

    /// What binds that the question does not say itself.
    pub(super) fn followed(&self) -> impl Iterator<Item = (NameId, &Bound)> {
        let all = self.all.iter();
        all.flat_map(|(name, bounds)| bounds.iter().map(|bound| (*name, bound)))
            .filter(|(_, bound)| bound.source().is_some())
    }

    /// Adds what binds under another question, and under this one as well. Gives the packages that are bound.
    pub(super) fn inherit(&mut self, followed: &[(NameId, Bound)]) -> Vec<NameId> {
        let mut bound = Vec::new();
        for (name, other) in followed {
            if self.on(*name).iter().all(|it| it.source() != other.source()) {
                self.add(*name, other.clone());
                bound.push(*name);
            }
        }
        bound
    }

    /// The first line that demands an extra of a package.
    pub(super) fn line_with(&self, name: NameId, extra: ExtraId) -> Option<ClauseId> {
        let of_package = self.extras.get(&name)?;
        let found = of_package.iter().find(|(it, _)| *it == extra);
        found.map(|(_, line)| *line)
    }

    /// Whether what a release of a package demands counts: always, or since a line demands the extra.
    pub(super) fn counts(&self, name: NameId, demand: &Demand) -> bool {
        demand
            .extra
            .is_none_or(|extra| self.line_with(name, extra).is_some())
    }

    /// Whether a package has to be there.
    pub(super) fn is_needed(&self, name: NameId) -> bool {
        self.on(name).iter().any(|bound| bound.demands)
    }

    /// Whether a package is bound by what another one demands.
    pub(super) fn is_bound_by(&self, name: NameId, source: NameId) -> bool {
        self.on(name).iter().any(|bound| bound.source() == Some(source))
    }

    /// Whether what all releases demand that are left of a package is among the bounds.
    pub(super) fn is_shared(&self, source: NameId) -> bool {
        let mut followed = self.followed();
        followed.any(|(_, bound)| bound.source() == Some(source) && bound.shared)
    }

    /// The releases that were not read and are taken to demand what others do, by their packages.
    pub(super) fn presumed(&self) -> impl Iterator<Item = (NameId, &RankSet)> {
        let unread = self.followed().filter(|(_, bound)| !bound.unread.is_empty());
        unread.filter_map(|(_, bound)| Some((bound.source()?, &bound.unread)))
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
            for demand in demands.iter().filter(|it| it.target != name) {
                if !self.counts(name, demand) {
                    continue;
                }
                let demanded = Bound {
                    node: Node::Package(name),
                    stands: RankSet::singleton(rank),
                    admitted: graph.demanded(demand)?,
                    demands: true,
                    shared: false,
                    unread: RankSet::empty(),
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
