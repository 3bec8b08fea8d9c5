//! The constraint graph as PubGrub asks for it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use pinfix_index::IndexError;
use pinfix_packaging::marker::MarkerSpace;
use pubgrub::{
    Dependencies, DependencyConstraints, DependencyProvider, PackageResolutionStatistics, VersionSet as _,
};
use rustc_hash::FxHashMap;

use super::ahead::Ahead;
use super::day::Days;
use super::foresight::Foresight;
use super::priority::{FIRST, Priority, Standing};
use super::question::{DROPPED, Parting, Question, STANDS};
use super::renewal::Renewal;
use super::yielding::Yielding;
use crate::candidate::Selector;
use crate::forking::{parts_by_demands, parts_by_release};
use crate::graph::{ConstraintGraph, Demands, ExtraId, NameId, Node};
use crate::problem::{ClauseId, ClauseKind, Fork};
use crate::progress::Progress;
use crate::rank::{Rank, RankSet};

/// Why a run of the solver ended without an answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Interruption {
    /// The index cannot be asked.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A package must yield to others: begin again with that known.
    #[error("begin again")]
    Restart,
    /// The environments of a fork have to be looked at in these parts.
    #[error("in parts")]
    Parted(Vec<MarkerSpace>),
    /// The caller's time is over.
    #[error("out of time")]
    Cancelled,
}

/// Releases that were not looked at, by their packages.
#[derive(Debug, Default)]
pub(crate) struct Unseen {
    pub(super) releases: RefCell<BTreeMap<NameId, RankSet>>,
    /// Whether some might not be read for the question at hand.
    pub(super) for_this: Cell<bool>,
    /// Whether some are taken to be like others for the question at hand.
    pub(super) presumed: Cell<bool>,
}

impl Unseen {
    /// Adds releases of a package.
    pub(super) fn add(&self, name: NameId, releases: &RankSet) {
        let mut all = self.releases.borrow_mut();
        let known = all.entry(name).or_insert_with(RankSet::empty);
        *known = known.union(releases);
    }
}

/// The graph, restricted to some of the root lines, as PubGrub asks for it.
pub(crate) struct Provider<'a> {
    pub(super) graph: &'a ConstraintGraph<'a>,
    pub(super) question: Question<'a>,
    pub(super) foresight: Foresight<'a>,
    pub(super) selector: Selector<'a>,
    /// Near which day releases of packages are tried first that were refused, where any solution will do.
    pub(super) days: Days,
    /// The last choice for each package.
    pub(super) chosen: RefCell<FxHashMap<NameId, Rank>>,
    /// How often a choice (the second) ruled out a release of another package (the first).
    pub(super) refused: RefCell<FxHashMap<(NameId, NameId), u32>>,
    /// Packages that are decided late, since their choice kept ruling others out.
    pub(super) yielding: &'a RefCell<Yielding>,
    pub(super) ahead: &'a Ahead,
    unseen: &'a Unseen,
    /// Whether releases may be taken to be like those around them.
    presumes: bool,
    /// Whether what packages demand that have to be there is among the bounds.
    pub(super) follows: bool,
    /// How many releases of a package were refused when one looked ahead the last time.
    pub(super) surveyed: RefCell<FxHashMap<NameId, usize>>,
    /// What was asked for to look ahead of a package beside another one.
    pub(super) prepared: RefCell<FxHashMap<NameId, RankSet>>,
    pub(super) renewal: Renewal,
    /// What becomes of a fork.
    pub(super) parting: Parting,
    pub(super) progress: &'a dyn Progress,
}

type Constraints = DependencyConstraints<Node, RankSet>;

impl<'a> Provider<'a> {
    pub(crate) fn new(
        graph: &'a ConstraintGraph<'a>,
        foresight: Foresight<'a>,
        (yielding, ahead, unseen): (&'a RefCell<Yielding>, &'a Ahead, &'a Unseen),
        parting: Parting,
        progress: &'a dyn Progress,
    ) -> Self {
        Self {
            graph,
            question: foresight.question(),
            foresight,
            selector: Selector::new(graph.problem()),
            days: Days::default(),
            chosen: RefCell::default(),
            refused: RefCell::default(),
            yielding,
            ahead,
            unseen,
            presumes: false,
            follows: false,
            surveyed: RefCell::default(),
            prepared: RefCell::default(),
            renewal: Renewal::default(),
            parting,
            progress,
        }
    }

    /// The same, but releases may be taken to be like those around them.
    pub(super) fn presuming(self, presumes: bool) -> Self {
        Self { presumes, ..self }
    }

    /// The same, where what packages demand that have to be there is among the bounds.
    pub(super) fn following(self, follows: bool) -> Self {
        Self { follows, ..self }
    }

    /// The same, in a search that began again so often before.
    pub(super) fn renewed(self, before: u32) -> Self {
        Self {
            renewal: Renewal::after(before),
            ..self
        }
    }

    /// Whether the search is to begin again whatever it found.
    pub(super) fn wants_renewal(&self) -> bool {
        self.renewal.is_wanted()
    }

    /// What is left of each package, at the end.
    pub(super) fn into_foresight(self) -> Foresight<'a> {
        self.foresight
    }

    /// What is left of each package.
    pub(super) fn foresight(&self) -> &Foresight<'a> {
        &self.foresight
    }

    fn root_demands(&self) -> Vec<(Node, RankSet)> {
        let lines = self.question.clauses.iter().map(|id| Node::Line(*id));
        let assumed = (0..)
            .zip(self.question.assumptions)
            .map(|(at, _)| Node::Assumed(at));
        lines
            .chain(assumed)
            .map(|node| (node, RankSet::singleton(STANDS)))
            .collect()
    }

    fn assumption_demands(&self, at: u32) -> Vec<(Node, RankSet)> {
        let assumption = &self.question.assumptions[at as usize];
        if assumption.required {
            vec![(Node::Package(assumption.name), assumption.releases.clone())]
        } else {
            Vec::new()
        }
    }

    fn line_demands(&self, id: ClauseId) -> Result<Vec<(Node, RankSet)>, IndexError> {
        let clause = self.graph.problem().clause(id);
        if clause.kind == ClauseKind::Constraint {
            return Ok(Vec::new());
        }
        let name = self.graph.name_id(&clause.requirement.name);
        let set = self.graph.clause_ranks(id)?;
        let extras = clause
            .requirement
            .extras
            .iter()
            .map(|extra| Node::Extra(name, self.graph.extra_id(extra)));
        let nodes = std::iter::once(Node::Package(name)).chain(extras);
        Ok(nodes.map(|node| (node, set.clone())).collect())
    }

    fn package_demands(
        &self,
        name: NameId,
        rank: Rank,
    ) -> Result<Result<Vec<(Node, RankSet)>, String>, IndexError> {
        self.demands_of(name, rank, None)
    }

    fn extra_demands(
        &self,
        name: NameId,
        extra: ExtraId,
        rank: Rank,
    ) -> Result<Result<Vec<(Node, RankSet)>, String>, IndexError> {
        let demands = self.demands_of(name, rank, Some(extra))?;
        Ok(demands.map(|mut demands| {
            demands.insert(0, (Node::Package(name), RankSet::singleton(rank)));
            demands
        }))
    }

    /// What a release demands by itself (or for one of its extras); `Err` in the result if it can't be used.
    fn demands_of(
        &self,
        name: NameId,
        rank: Rank,
        extra: Option<ExtraId>,
    ) -> Result<Result<Vec<(Node, RankSet)>, String>, IndexError> {
        let known = self.graph.demands(name, rank)?;
        let demands = match &*known {
            Demands::Unusable(exclusion) => return Ok(Err(exclusion.to_string())),
            Demands::Known { demands, .. } => demands,
        };
        if extra.is_some() {
            self.graph.run_ahead(&known, extra);
        }
        let mut nodes = Vec::new();
        for demand in demands.iter().filter(|demand| demand.extra == extra) {
            let set = self.graph.demanded(demand)?;
            if demand.target == name {
                if !set.contains(&rank) {
                    return Ok(Err(format!(
                        "it asks for `{}`, which it is not itself",
                        demand.requirement
                    )));
                }
                let own = demand.extras.iter().filter(|other| Some(**other) != extra);
                nodes.extend(own.map(|other| (Node::Extra(name, *other), RankSet::singleton(rank))));
                continue;
            }
            nodes.push((Node::Package(demand.target), set.clone()));
            nodes.extend(
                demand
                    .extras
                    .iter()
                    .map(|extra| (Node::Extra(demand.target, *extra), set.clone())),
            );
        }
        Ok(Ok(nodes))
    }

    /// The fork that may be parted.
    fn fork(&self) -> Option<&'a Fork> {
        let fork = self.graph.problem().fork.as_ref();
        fork.filter(|_| self.parting == Parting::Parts)
    }

    /// Ends the run where a choice parts the fork.
    fn part(&self, node: Node, rank: Rank) -> Result<(), Interruption> {
        let Some(fork) = self.fork() else { return Ok(()) };
        let parts = match node {
            Node::Package(name) => parts_by_release(self.graph, fork, (name, rank))?,
            Node::Extra(name, extra) => parts_by_demands(self.graph, fork, (name, rank), Some(extra))?,
            Node::Root | Node::Line(_) | Node::Assumed(_) | Node::Horizon(_) => Vec::new(),
        };
        if parts.is_empty() {
            Ok(())
        } else {
            Err(Interruption::Parted(parts))
        }
    }

    /// Whether a release is not even read for what it demands.
    pub(super) fn is_passed_over(&self, name: NameId, rank: Rank) -> Result<bool, IndexError> {
        if self.foresight.is_too_old(name, rank)? || self.is_no_build_worth(name, rank)? {
            return Ok(true);
        }
        if self.presumes && !self.may_jump(name) {
            self.look_ahead(name, rank)?;
        }
        Ok(self.foresight.is_closed(name, rank) || self.is_unaffordable(name, rank))
    }

    /// Whether a release may have to be built to say what it demands, and is very old. There is a lock already where it is
    /// asked for a better one, or what keeps packages from being newer: that hardly hangs on what nobody built for years,
    /// and each build takes seconds.
    fn is_no_build_worth(&self, name: NameId, rank: Rank) -> Result<bool, IndexError> {
        let problem = self.graph.problem();
        let is_read = self.graph.known_demands(name, rank).is_some();
        if self.question.is_plain() || problem.policy.exhaustive || is_read {
            return Ok(false);
        }
        let candidates = self.graph.candidates(name)?;
        let judged = candidates.judge(problem, rank);
        if judged.is_ok_and(|usable| usable.metadata_from.is_wheel()) {
            return Ok(false);
        }
        let ages = self.graph.ages(name, rank)?;
        let is_old = ages.is_some_and(|(released, newest)| problem.policy.is_stale(released, newest));
        if is_old {
            self.skip(name, rank);
        }
        Ok(is_old)
    }

    /// Remembers that a release was not read for this question.
    fn skip(&self, name: NameId, rank: Rank) {
        self.unseen.for_this.set(true);
        self.unseen.add(name, &RankSet::singleton(rank));
    }

    /// Whether a release has not been read and no more may be read for this question.
    pub(super) fn is_unaffordable(&self, name: NameId, rank: Rank) -> bool {
        let Some(allowance) = self.question.allowance else {
            return false;
        };
        if self.graph.known_demands(name, rank).is_some() {
            return false;
        }
        if let Some(left) = allowance.get().checked_sub(1) {
            allowance.set(left);
            return false;
        }
        self.skip(name, rank);
        true
    }
}

impl DependencyProvider for Provider<'_> {
    type P = Node;
    type V = Rank;
    type VS = RankSet;
    type M = String;
    type Priority = Priority;
    type Err = Interruption;

    fn prioritize(&self, node: &Node, range: &RankSet, statistics: &PackageResolutionStatistics) -> Priority {
        let Some(name) = node.name() else { return FIRST };
        let count = self
            .graph
            .candidates(name)
            .map_or(0, |candidates| candidates.count());
        let standing = Standing {
            choices: range.count(count),
            conflicts: statistics.conflict_count(),
            yields: self.yielding.borrow().level(name),
            itself: matches!(node, Node::Package(_)),
        };
        Priority::new(name, standing)
    }

    fn choose_version(&self, node: &Node, range: &RankSet) -> Result<Option<Rank>, Interruption> {
        match *node {
            Node::Root => Ok(Some(0)),
            Node::Line(_) | Node::Assumed(_) => Ok([STANDS, DROPPED]
                .into_iter()
                .find(|version| range.contains(version))),
            Node::Horizon(_) => Ok(Some(STANDS).filter(|version| range.contains(version))),
            Node::Package(name) => self.choose_release(name, range),
            Node::Extra(name, _) => {
                let chosen = self
                    .chosen
                    .borrow()
                    .get(&name)
                    .copied()
                    .filter(|rank| range.contains(rank));
                if chosen.is_some() {
                    return Ok(chosen);
                }
                // With an extra or without, it is the same releases that can be chosen.
                self.choose_release(name, range)
            }
        }
    }

    fn get_dependencies(
        &self,
        node: &Node,
        rank: &Rank,
    ) -> Result<Dependencies<Node, RankSet, String>, Interruption> {
        self.part(*node, *rank)?;
        let demands = match *node {
            Node::Root => Ok(self.root_demands()),
            Node::Line(id) if *rank == STANDS => Ok(self.line_demands(id)?),
            Node::Assumed(at) if *rank == STANDS => Ok(self.assumption_demands(at)),
            Node::Line(_) | Node::Assumed(_) | Node::Horizon(_) => Ok(Vec::new()),
            Node::Package(name) => {
                let demands = self.package_demands(name, *rank)?;
                if let Ok(nodes) = &demands {
                    self.follow(nodes);
                }
                demands
            }
            Node::Extra(name, extra) => self.extra_demands(name, extra, *rank)?,
        };
        Ok(match demands {
            Ok(demands) => Dependencies::Available(demands.into_iter().collect::<Constraints>()),
            Err(reason) => Dependencies::Unavailable(reason),
        })
    }

    fn should_cancel(&self) -> Result<(), Interruption> {
        if self.renewal.is_due() {
            return Err(Interruption::Restart);
        }
        if self.progress.cancelled() {
            Err(Interruption::Cancelled)
        } else {
            Ok(())
        }
    }
}
