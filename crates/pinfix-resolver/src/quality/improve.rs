//! Nothing could be newer for nothing.

use std::cell::Cell;
use std::sync::Arc;

use pubgrub::VersionSet as _;
use rustc_hash::FxHashSet;

use super::hold_back::{Within, newer, newer_releases};
use super::needed::needed;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, Demands, NameId};
use crate::problem::{ClauseId, ClauseKind};
use crate::solver::{Selection, Solved, Solver};

/// How often something is made newer at the most: only a package that is needed again and again, each time older, could
/// make it endless.
const STEPS: usize = 1000;

/// A selection that is no worse in anything, and in which no package could be newer while every other one stays at least
/// as new; within the limits. Direct requirements are made newer first, in the order of their lines.
pub(super) fn improve(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    (clauses, within): (&[ClauseId], Within<'_>),
    selection: &Selection,
) -> Result<Selection, ResolveError> {
    improve_only(graph, solver, (clauses, within), selection, |_| true)
}

/// The same, but only packages for which `wanted` holds are made newer; others may become so beside them.
pub(super) fn improve_only(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    (clauses, within): (&[ClauseId], Within<'_>),
    selection: &Selection,
    wanted: impl Fn(NameId) -> bool,
) -> Result<Selection, ResolveError> {
    let mut improver = Improver {
        graph,
        solver,
        clauses,
        within,
        wanted: &wanted,
        selection: needed(graph, clauses, selection)?,
        stuck: FxHashSet::default(),
        fixed: FxHashSet::default(),
    };
    improver.read_ahead()?;
    for _ in 0..STEPS {
        if !improver.step()? {
            break;
        }
    }
    Ok(improver.selection)
}

struct Improver<'a> {
    graph: &'a ConstraintGraph<'a>,
    solver: &'a Solver<'a>,
    clauses: &'a [ClauseId],
    within: Within<'a>,
    wanted: &'a dyn Fn(NameId) -> bool,
    selection: Selection,
    /// Packages that are known not to become newer.
    stuck: FxHashSet<NameId>,
    /// Those of them that are there in any selection that is no worse.
    fixed: FxHashSet<NameId>,
}

impl Improver<'_> {
    /// Asks for what the newest releases of packages demand that may become newer, all at once.
    fn read_ahead(&mut self) -> Result<(), ResolveError> {
        self.settle()?;
        let mut wanted = Vec::new();
        let most = self.within.allowance.map_or(u32::MAX, Cell::get) as usize;
        for name in self.order() {
            if self.stuck.contains(&name) || !(self.wanted)(name) {
                continue;
            }
            let Some((newest, _)) = self.graph.newest_allowed(name)? else {
                continue;
            };
            let candidates = self.graph.candidates(name)?;
            if self.graph.known_demands(name, newest).is_none()
                && wanted.len() < most
                && let Ok(usable) = candidates.judge(self.graph.problem(), newest)
            {
                wanted.push(Arc::clone(&usable.metadata_from));
            }
        }
        self.graph.index().prefetch(&wanted);
        Ok(())
    }

    /// Makes one package newer; false if none can be.
    fn step(&mut self) -> Result<bool, ResolveError> {
        self.settle()?;
        for name in self.order() {
            if self.stuck.contains(&name) || !(self.wanted)(name) {
                continue;
            }
            match newer(
                self.graph,
                self.solver,
                (self.clauses, self.within),
                &self.selection,
                name,
            )? {
                Solved::Selected(better) => {
                    self.selection = needed(self.graph, self.clauses, &better)?;
                    self.stuck.clear();
                    self.fixed.clear();
                    return Ok(true);
                }
                Solved::Refuted(_) => {
                    self.stuck.insert(name);
                    self.settle()?;
                }
            }
        }
        Ok(false)
    }

    /// Direct requirements in the order of their lines, then the rest in the order of their first mention.
    fn order(&self) -> Vec<NameId> {
        let problem = self.graph.problem();
        let lines = self.clauses.iter().map(|id| problem.clause(*id));
        let direct = lines
            .filter(|it| it.kind == ClauseKind::Requirement)
            .map(|it| self.graph.name_id(&it.requirement.name));
        let mut seen: FxHashSet<NameId> = FxHashSet::default();
        let all = direct.chain(self.selection.packages.iter().map(|(name, _)| *name));
        all.filter(|name| self.selection.rank(*name).is_some() && seen.insert(*name))
            .collect()
    }

    /// Finds what can't become newer without asking the solver: what is at its newest allowed release, what is to be
    /// kept, and what a package that can't become newer itself admits no newer release of.
    fn settle(&mut self) -> Result<(), ResolveError> {
        let problem = self.graph.problem();
        for (name, rank) in self.selection.packages.clone() {
            let newest = self.graph.newest_allowed(name)?.map(|(newest, _)| newest);
            let is_kept = problem.preferences.contains_key(&self.graph.name(name));
            if is_kept || newest.is_none_or(|newest| newest <= rank) {
                self.stuck.insert(name);
            }
        }
        let direct = self.clauses.iter().map(|id| problem.clause(*id));
        let direct = direct.filter(|it| it.kind == ClauseKind::Requirement);
        let direct: Vec<NameId> = direct
            .map(|it| self.graph.name_id(&it.requirement.name))
            .collect();
        self.fixed
            .extend(direct.into_iter().filter(|name| self.stuck.contains(name)));
        let mut pending: Vec<NameId> = self.fixed.iter().copied().collect();
        while let Some(name) = pending.pop() {
            pending.extend(self.settle_demands(name)?);
        }
        Ok(())
    }

    /// What a package that stays as it is demands is there, too; and what it admits no newer release of stays as it is.
    /// Returns the packages of which that was not known.
    fn settle_demands(&mut self, name: NameId) -> Result<Vec<NameId>, ResolveError> {
        let Some(rank) = self.selection.rank(name) else {
            return Ok(Vec::new());
        };
        let known = self.graph.demands(name, rank)?;
        let Demands::Known { demands, .. } = &*known else {
            return Ok(Vec::new());
        };
        let mut news = Vec::new();
        for demand in demands {
            let target = demand.target;
            let holds = demand
                .extra
                .is_none_or(|extra| self.selection.extras.contains(&(name, extra)));
            if !holds || self.fixed.contains(&target) || self.selection.rank(target).is_none() {
                continue;
            }
            let newer = newer_releases(self.graph, &self.selection, target)?;
            if self.stuck.contains(&target) || newer.is_disjoint(&self.graph.demanded(demand)?) {
                self.stuck.insert(target);
                self.fixed.insert(target);
                news.push(target);
            }
        }
        Ok(news)
    }
}
