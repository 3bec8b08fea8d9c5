//! What binds packages under one question.
//!
//! Beside the lines and the assumptions themselves that is what they lead to: where a package has to be there and one
//! release alone is left of it, as with a pin, what this release demands binds just as a line does. PubGrub finds that
//! out as well, but by choosing: a package that the demands of two pins can't share would be walked release by release.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use pinfix_index::IndexError;
use pubgrub::VersionSet as _;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::derivation::Fact;
use super::question::{DROPPED, Question, STANDS};
use crate::graph::{ConstraintGraph, Demand, Demands, ExtraId, NameId, Node};
use crate::problem::ClauseKind;
use crate::rank::{Rank, RankSet};

/// How many packages are looked at for one that needs no answer.
const LOOKS: usize = 32;

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

/// A demand: of which release of which package, and which of its demands it is.
type Place = (NameId, Rank, usize);

/// What binds packages under one question.
#[derive(Debug)]
pub(super) struct Bounds {
    all: IndexMap<NameId, Vec<Bound>, FxBuildHasher>,
    /// What all that binds a package leaves of it.
    left: FxHashMap<NameId, RankSet>,
    /// Packages whose only release has been followed; the release, where its demands are known.
    followed: FxHashMap<NameId, Option<Rank>>,
    /// The extras that are demanded of packages, each with the first that does.
    extras: FxHashMap<NameId, Vec<(ExtraId, Asker)>>,
}

/// Who demands an extra: a line that stands, or the only release that is left of a package.
#[derive(Debug, Clone)]
struct Asker {
    node: Node,
    stands: RankSet,
}

impl Bounds {
    /// What the question says itself.
    pub(super) fn of(graph: &ConstraintGraph<'_>, question: Question<'_>) -> Result<Self, IndexError> {
        let mut bounds = Self {
            all: IndexMap::default(),
            left: FxHashMap::default(),
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
                    let asker = Asker {
                        node: Node::Line(*id),
                        stands: RankSet::singleton(STANDS),
                    };
                    bounds.ask_for_extra(name, extra, asker);
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
        let left = self.left.entry(name).or_insert_with(RankSet::full);
        *left = left.intersection(&bound.admitted);
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

    /// Notes who demands an extra of a package, unless somebody does already; whether that is new.
    fn ask_for_extra(&mut self, name: NameId, extra: ExtraId, asker: Asker) -> bool {
        let new = self.asker(name, extra).is_none();
        if new {
            self.extras.entry(name).or_default().push((extra, asker));
        }
        new
    }

    fn asker(&self, name: NameId, extra: ExtraId) -> Option<&Asker> {
        let of_package = self.extras.get(&name)?;
        let found = of_package.iter().find(|(it, _)| *it == extra);
        found.map(|(_, asker)| asker)
    }

    /// Who first demands an extra of a package, and the package whose release that is, if it is one.
    pub(super) fn demand_of_extra(&self, name: NameId, extra: ExtraId) -> Option<(Fact, Option<NameId>)> {
        let asker = self.asker(name, extra)?;
        let any = RankSet::full();
        let fact = Fact::Demand(asker.node, asker.stands.clone(), Node::Extra(name, extra), any);
        Some((fact, asker.node.name()))
    }

    /// Whether what a release of a package demands counts: always, or since the extra is demanded.
    pub(super) fn counts(&self, name: NameId, demand: &Demand) -> bool {
        demand.extra.is_none_or(|extra| self.asker(name, extra).is_some())
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
        self.left.get(&name).cloned().unwrap_or_else(RankSet::full)
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
    /// turn, until nothing is left of a package; what is at hand comes first. Reads what they demand where a wheel tells
    /// it: whoever looks for a solution has to choose them anyway. Gives the packages that are bound more tightly.
    pub(super) fn follow(&mut self, graph: &ConstraintGraph<'_>) -> Result<Vec<NameId>, IndexError> {
        let mut bound = Vec::new();
        let mut pending: VecDeque<NameId> = self.needed().map(|(name, _)| name).collect();
        // What is demanded of packages whose releases are not known yet.
        let mut later: VecDeque<Place> = VecDeque::new();
        loop {
            while let Some((name, rank)) = self.next_of(graph, &mut pending, later.is_empty())? {
                let known = read(graph, name, rank)?;
                let Some(Demands::Known { demands, .. }) = known.as_deref() else {
                    self.followed.insert(name, None);
                    continue;
                };
                self.followed.insert(name, Some(rank));
                let mut targets = Vec::new();
                for (at, demand) in demands.iter().enumerate() {
                    if !self.counts(name, demand) {
                        continue;
                    }
                    if demand.target != name && !graph.has_candidates(demand.target) {
                        later.push_back((name, rank, at));
                        continue;
                    }
                    later.extend(self.demand(graph, (name, rank), demand)?);
                    targets.extend((demand.target != name).then_some(demand.target));
                }
                bound.extend(&targets);
                if !self.ask_for_only(graph, &targets)? {
                    return Ok(bound);
                }
                pending.extend(targets);
            }
            let Some((name, rank, at)) = later.pop_front() else {
                return Ok(bound);
            };
            let known = graph.demands(name, rank)?;
            if let Demands::Known { demands, .. } = &*known
                && let Some(demand) = demands.get(at)
            {
                later.extend(self.demand(graph, (name, rank), demand)?);
                if demand.target != name {
                    bound.push(demand.target);
                    if self.usable(graph, demand.target)?.is_empty() {
                        return Ok(bound);
                    }
                    pending.push_back(demand.target);
                }
            }
        }
    }

    /// Takes the next package of which one release is left and that was not followed yet: the first one that needs no
    /// answer, else the first one, if it is to be waited for.
    fn next_of(
        &self,
        graph: &ConstraintGraph<'_>,
        pending: &mut VecDeque<NameId>,
        waits: bool,
    ) -> Result<Option<(NameId, Rank)>, IndexError> {
        let mut at = 0;
        while let Some(name) = pending.get(at).copied().filter(|_| at < LOOKS) {
            if self.followed.contains_key(&name) {
                pending.remove(at);
            } else if graph.has_candidates(name) {
                match self.only_release(graph, name)? {
                    None => _ = pending.remove(at),
                    Some(rank) if graph.is_at_hand(name, rank) => {
                        pending.remove(at);
                        return Ok(Some((name, rank)));
                    }
                    Some(_) => at += 1,
                }
            } else {
                at += 1;
            }
        }
        while waits && let Some(name) = pending.pop_front() {
            if !self.followed.contains_key(&name)
                && let Some(rank) = self.only_release(graph, name)?
            {
                return Ok(Some((name, rank)));
            }
        }
        Ok(None)
    }

    /// Adds what the only release of a package demands. Gives what counts since then of other packages that were followed
    /// already: an extra of theirs may be demanded for the first time.
    fn demand(
        &mut self,
        graph: &ConstraintGraph<'_>,
        (name, rank): (NameId, Rank),
        demand: &Demand,
    ) -> Result<Vec<Place>, IndexError> {
        let (node, stands) = (Node::Package(name), RankSet::singleton(rank));
        if demand.target != name {
            let bound = Bound {
                node,
                stands: stands.clone(),
                admitted: graph.demanded(demand)?,
                demands: true,
                shared: false,
                unread: RankSet::empty(),
            };
            self.add(demand.target, bound);
        }
        let mut counting = Vec::new();
        for extra in &demand.extras {
            let stands = stands.clone();
            let is_new = self.ask_for_extra(demand.target, *extra, Asker { node, stands });
            if is_new && let Some(Some(rank)) = self.followed.get(&demand.target).copied() {
                counting.extend(places_of(graph, (demand.target, rank), *extra));
            }
        }
        Ok(counting)
    }

    /// Asks for the only releases that are left of packages, all at once; whether something is left of each.
    fn ask_for_only(&self, graph: &ConstraintGraph<'_>, names: &[NameId]) -> Result<bool, IndexError> {
        let mut wanted = Vec::new();
        for name in names {
            match self.usable(graph, *name)?[..] {
                [] => return Ok(false),
                [rank] if !self.followed.contains_key(name) && !graph.is_at_hand(*name, rank) => {
                    if let Ok(usable) = graph.candidates(*name)?.judge(graph.problem(), rank)
                        && usable.metadata_from.is_wheel()
                    {
                        wanted.push(Arc::clone(&usable.metadata_from));
                    }
                }
                _ => {}
            }
        }
        if !wanted.is_empty() {
            graph.index().prefetch(&wanted);
        }
        Ok(true)
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
        let usable = self.usable(graph, name)?;
        Ok(usable.first().copied().filter(|_| usable.len() == 1))
    }

    /// Two of the releases of a package that may be chosen, as far as its index says, and that its bounds leave; or as many
    /// as there are.
    fn usable(&self, graph: &ConstraintGraph<'_>, name: NameId) -> Result<Vec<Rank>, IndexError> {
        let candidates = graph.candidates(name)?;
        let admitted = self.admitted(name);
        let usable = admitted
            .descending(candidates.count())
            .filter(|rank| candidates.judge(graph.problem(), *rank).is_ok());
        Ok(usable.take(2).collect())
    }
}

/// The demands for an extra of a release whose demands are known.
fn places_of(graph: &ConstraintGraph<'_>, (name, rank): (NameId, Rank), extra: ExtraId) -> Vec<Place> {
    let known = graph.known_demands(name, rank);
    let Some(Demands::Known { demands, .. }) = known.as_deref() else {
        return Vec::new();
    };
    let of_extra = (0..)
        .zip(demands)
        .filter(|(_, demand)| demand.extra == Some(extra));
    of_extra.map(|(at, _)| (name, rank, at)).collect()
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
