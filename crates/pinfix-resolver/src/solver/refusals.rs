//! Why releases can't be chosen under one question, as far as that is known.

use std::cell::{Ref, RefCell};

use pubgrub::VersionSet as _;
use rustc_hash::FxHashMap;

use crate::graph::{ExtraId, NameId};
use crate::rank::{Rank, RankSet};

/// A demand that can't be met, of some releases of a package.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    pub(super) releases: RankSet,
    /// The package of which something is demanded that is not left.
    pub(super) target: NameId,
    pub(super) demanded: RankSet,
    /// For which of their extras it is demanded, if for one.
    pub(super) extra: Option<ExtraId>,
    /// All that they demand in vain.
    pub(super) reasons: Reasons,
    /// Whether their metadata was read; otherwise they are taken to be like those around them.
    pub(super) read: bool,
}

/// Why a release can't be chosen, as far as one would say of two releases that it is the same: where the chain of demands
/// that can't be met ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reason {
    /// The package that is bound otherwise.
    pub(super) package: NameId,
    /// Whether something newer of it is demanded than that.
    pub(super) newer: bool,
}

/// Several reasons, each of which is enough; sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reasons(Vec<Reason>);

impl Reasons {
    /// One reason.
    pub(super) fn one(reason: Reason) -> Self {
        Self(vec![reason])
    }

    /// Adds others.
    pub(super) fn extend(&mut self, others: &Self) {
        self.0.extend(&others.0);
        self.0.sort_unstable();
        self.0.dedup();
    }

    /// Whether none of them is among others.
    pub(super) fn is_disjoint(&self, others: &Self) -> bool {
        !self.0.iter().any(|it| others.0.contains(it))
    }

    /// The packages of which something newer is demanded than what they are bound to.
    pub(super) fn bound_older(&self) -> impl Iterator<Item = NameId> {
        self.0.iter().filter(|it| it.newer).map(|it| it.package)
    }

    /// Leaves those that are among others.
    pub(super) fn retain(&mut self, others: &Self) {
        self.0.retain(|it| others.0.contains(it));
    }
}

/// The releases of one package that can't be chosen.
#[derive(Debug, Clone, Default)]
struct Known {
    list: Vec<Refused>,
    /// Where in the list each release is that was read.
    read: FxHashMap<Rank, usize>,
    /// Where in the list there are such as were not.
    unread: Vec<usize>,
}

impl Known {
    fn read(&self) -> impl Iterator<Item = &Refused> {
        self.list.iter().filter(|it| it.read)
    }

    fn of_read(&self, rank: Rank) -> Option<&Refused> {
        self.list.get(*self.read.get(&rank)?)
    }

    fn unread(&self) -> impl Iterator<Item = &Refused> {
        self.unread.iter().filter_map(|at| self.list.get(*at))
    }
}

/// The releases that can't be chosen under one question, by their packages.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusals {
    known: RefCell<FxHashMap<NameId, Known>>,
}

impl Refusals {
    /// Notes that releases of a package can't be chosen.
    pub(super) fn add(&self, name: NameId, news: Refused) {
        let mut known = self.known.borrow_mut();
        let known = known.entry(name).or_default();
        let same = |it: &Refused| {
            let demand = (it.target, &it.demanded, it.extra) == (news.target, &news.demanded, news.extra);
            demand && it.reasons == news.reasons && it.read == news.read
        };
        let is_same = known.list.last().is_some_and(same);
        let at = known.list.len() - usize::from(is_same);
        if news.read {
            let ranks = news.releases.ascending(Rank::MAX);
            known.read.extend(ranks.map(|rank| (rank, at)));
        } else if !is_same {
            known.unread.push(at);
        }
        match known.list.last_mut().filter(|_| is_same) {
            Some(last) => last.releases = last.releases.union(&news.releases),
            None => known.list.push(news),
        }
    }

    /// What is known against releases of a package.
    pub(super) fn of(&self, name: NameId) -> Option<Ref<'_, [Refused]>> {
        let known = self.known.borrow();
        Ref::filter_map(known, |it| it.get(&name).map(|it| it.list.as_slice())).ok()
    }

    /// The packages of which releases of this one demand what can't be had.
    pub(super) fn targets(&self, name: NameId) -> Vec<NameId> {
        let known = self.known.borrow();
        let list = known.get(&name).into_iter().flat_map(|it| &it.list);
        let mut targets: Vec<NameId> = list.map(|it| it.target).collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// The packages of which a release that was read demands what can't be had, and those where that ends.
    pub(super) fn targets_of(&self, name: NameId, rank: Rank) -> Vec<NameId> {
        let known = self.known.borrow();
        let refused = known.get(&name).and_then(|it| it.of_read(rank));
        let ends = |refused: &Refused| refused.reasons.0.iter().map(|it| it.package).collect::<Vec<_>>();
        let Some(refused) = refused else {
            return Vec::new();
        };
        let mut targets = ends(refused);
        targets.push(refused.target);
        targets
    }

    /// What was demanded in vain the last time, of each package that is demanded so.
    pub(super) fn last_demanded(&self, name: NameId) -> Vec<(NameId, RankSet)> {
        let known = self.known.borrow();
        let mut last: FxHashMap<NameId, &RankSet> = FxHashMap::default();
        for refused in known.get(&name).into_iter().flat_map(|it| &it.list) {
            last.insert(refused.target, &refused.demanded);
        }
        let mut last: Vec<(NameId, RankSet)> = last.into_iter().map(|(it, set)| (it, set.clone())).collect();
        last.sort_unstable_by_key(|(it, _)| *it);
        last
    }

    /// Why a release that was read can't be chosen; `None` if nothing is known against it.
    pub(super) fn reasons(&self, name: NameId, rank: Rank) -> Option<Reasons> {
        let known = self.known.borrow();
        known.get(&name)?.of_read(rank).map(|it| it.reasons.clone())
    }

    /// The next newer release that was read and can't be chosen, and why.
    pub(super) fn next_above(&self, name: NameId, rank: Rank) -> Option<(Rank, Reasons)> {
        let known = self.known.borrow();
        let known = known.get(&name)?;
        let next = known.read.keys().filter(|it| **it > rank).min()?;
        Some((*next, known.of_read(*next)?.reasons.clone()))
    }

    /// Why a release can't be chosen, whether it was read or is taken to be like others.
    pub(super) fn causes(&self, name: NameId, rank: Rank) -> Option<Reasons> {
        let known = self.known.borrow();
        let known = known.get(&name)?;
        let unread = || known.unread().find(|it| it.releases.contains(&rank));
        let found = known.of_read(rank).or_else(unread);
        found.map(|it| it.reasons.clone())
    }

    /// The oldest release that was read and can't be chosen.
    pub(super) fn lowest(&self, name: NameId) -> Option<Rank> {
        self.known.borrow().get(&name)?.read.keys().min().copied()
    }

    /// Whether any release that was read can't be chosen.
    pub(super) fn any(&self) -> bool {
        self.known.borrow().values().any(|it| !it.read.is_empty())
    }

    /// How many releases of a package were read and can't be chosen, whatever the reasons.
    pub(super) fn total(&self, name: NameId) -> usize {
        self.known.borrow().get(&name).map_or(0, |it| it.read.len())
    }

    /// How many releases of a package were read and can't be chosen for one of these reasons.
    pub(super) fn count(&self, name: NameId, reasons: &Reasons) -> usize {
        let known = self.known.borrow();
        let read = known.get(&name).into_iter().flat_map(Known::read);
        read.filter(|it| !it.reasons.is_disjoint(reasons))
            .map(|it| it.releases.count(Rank::MAX) as usize)
            .sum()
    }

    /// Takes releases that were not read to be as impossible as `like`, which was.
    pub(super) fn presume(&self, name: NameId, releases: RankSet, like: Rank) {
        let of = |it: &FxHashMap<NameId, Known>| it.get(&name)?.of_read(like).cloned();
        let model = of(&self.known.borrow());
        if let Some(model) = model {
            self.add(
                name,
                Refused {
                    releases,
                    read: false,
                    ..model
                },
            );
        }
    }

    /// The releases that were not read and are taken to be impossible, by their packages.
    pub(super) fn presumed(&self) -> Vec<(NameId, RankSet)> {
        let mut presumed: Vec<(NameId, RankSet)> = Vec::new();
        for (name, known) in &*self.known.borrow() {
            let set = known
                .unread()
                .fold(RankSet::empty(), |set, it| set.union(&it.releases));
            if !set.is_empty() {
                presumed.push((*name, set));
            }
        }
        presumed.sort_by_key(|(name, _)| *name);
        presumed
    }
}
