//! A resolution, and the lines that it answers.

use std::collections::BTreeSet;

use pinfix_index::Index;
use pinfix_packaging::{PackageName, Requirement};

use super::hold::{Demand, Hold, hold};
use super::roots::{is_lock, roots};
use super::walk::{Link, Paths, links_to, paths_to};
use crate::error::ResolveError;
use crate::problem::{ClauseId, ClauseKind, Problem};
use crate::resolution::{Asker, Pin, Resolution};

/// A resolution, and the lines that it answers, ready to be asked about.
///
/// Lines that pin every package there is are taken for a lock: then the pins are the answer and not the demands. Walks
/// begin with the packages that the user asked for, and what keeps a package at its version is sought among the
/// other packages.
#[derive(Debug)]
pub struct Survey<'a> {
    problem: &'a Problem,
    resolution: &'a Resolution,
    is_lock: bool,
    own: BTreeSet<ClauseId>,
    roots: BTreeSet<ClauseId>,
}

impl<'a> Survey<'a> {
    /// The survey of `resolution`, which answers `problem`. Of a lock, `own` are the lines that are known to pin what
    /// the user asked for; it may be empty.
    pub fn new(problem: &'a Problem, resolution: &'a Resolution, own: BTreeSet<ClauseId>) -> Self {
        let is_lock = is_lock(problem, resolution);
        let (own, roots) = if is_lock {
            let roots = roots(problem, resolution, &own);
            (own, roots)
        } else {
            let asking = |id: &ClauseId| problem.clause(*id).kind == ClauseKind::Requirement;
            let all: BTreeSet<ClauseId> = problem.clause_ids().filter(asking).collect();
            (all.clone(), all)
        };
        Self {
            problem,
            resolution,
            is_lock,
            own,
            roots,
        }
    }

    /// Whether the lines are a lock: each pins a version, and each package has one.
    pub fn is_lock(&self) -> bool {
        self.is_lock
    }

    /// What was asked.
    pub fn problem(&self) -> &'a Problem {
        self.problem
    }

    /// What was answered.
    pub fn resolution(&self) -> &'a Resolution {
        self.resolution
    }

    /// The lines to begin a walk with, in order: those that ask for something. Of a lock, the user's own as far as they
    /// are known, and those of packages that nobody else asks for.
    pub fn roots(&self) -> &BTreeSet<ClauseId> {
        &self.roots
    }

    /// Whether the user asked for this package, as far as that is known; of a lock that does not say so, each package
    /// counts.
    pub fn is_direct(&self, pin: &Pin) -> bool {
        let mut lines = self.problem.clauses_on(&pin.name);
        lines.any(|(id, _)| self.own.contains(&id)) || (self.is_lock && self.own.is_empty())
    }

    /// The paths by which the roots reach `name`, at most `wanted` of them. Empty where the package is not in the
    /// resolution.
    pub fn paths_to(&self, name: &PackageName, wanted: usize) -> Paths<'a> {
        paths_to(self.resolution, name, &self.roots, wanted)
    }

    /// Who asks for a package, each once with all that it asks: lines in their order, then packages by name.
    pub fn links_to(&self, name: &PackageName) -> Vec<Link<'a>> {
        links_to(self.resolution, name)
    }

    /// What keeps a package at its version; nothing where no newer release could be installed on the target, or where
    /// the package is not in the resolution. The pins of a lock are looked through.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub fn hold(&self, index: &dyn Index, name: &PackageName) -> Result<Option<Hold<'a>>, ResolveError> {
        let Some(pin) = self.resolution.pin(name) else {
            return Ok(None);
        };
        hold(self.problem, index, pin, &self.demands_on(name))
    }

    fn demands_on(&self, name: &PackageName) -> Vec<Demand<'a>> {
        let problem = self.problem;
        let constraints = problem
            .clauses_on(name)
            .filter(|(_, clause)| clause.kind == ClauseKind::Constraint)
            .map(|(id, clause)| (Asker::Line(id), &clause.requirement));
        let asked = self.resolution.asked_by(name).into_iter();
        let asked = asked.filter(|(asker, _)| !self.is_lock || matches!(asker, Asker::Package(_)));
        let demands: Vec<(Asker<'a>, &'a Requirement)> = asked.chain(constraints).collect();
        demands
            .into_iter()
            .map(|(asker, requirement)| Demand { asker, requirement })
            .collect()
    }
}
