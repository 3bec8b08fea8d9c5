//! Where amendments are tried: each one is a problem of its own, resolved like any other.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use pinfix_index::Index;
use pinfix_packaging::{PackageName, Version};

use super::absurd::is_absurd;
use super::amendment::Amendment;
use crate::candidate::Candidates;
use crate::conflict::Conflict;
use crate::error::ResolveError;
use crate::graph::ConstraintGraph;
use crate::problem::{ClauseId, Problem};
use crate::progress::Progress;
use crate::resolution::Resolution;
use crate::resolve::{Outcome, lock, resolve, sketch};

/// How many releases one trial may look at.
const LOOKS: u32 = 400;

/// The answer to a trial.
pub(super) enum Trial {
    /// There is a lock.
    Lock(Box<Resolution>),
    /// There is one, but only with this release, which is too old to know of the rest.
    Absurd(PackageName, Version),
    /// There is none, or none was found in time.
    None,
}

impl Trial {
    /// The lock, if there is one that may be offered.
    pub(super) fn lock(self) -> Option<Resolution> {
        match self {
            Self::Lock(lock) => Some(*lock),
            Self::Absurd(..) | Self::None => None,
        }
    }
}

/// A problem, and what is needed to try amendments on it.
pub(super) struct Bench<'a> {
    pub(super) problem: &'a Problem,
    index: &'a dyn Index,
    progress: &'a dyn Progress,
    graph: ConstraintGraph<'a>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(problem: &'a Problem, index: &'a dyn Index, progress: &'a dyn Progress) -> Self {
        Self {
            problem,
            index,
            progress,
            graph: ConstraintGraph::new(problem, index),
        }
    }

    /// Whether enough time was spent.
    pub(super) fn is_over(&self) -> bool {
        self.progress.explained_enough()
    }

    /// All releases of a package, as the problem sees them.
    pub(super) fn candidates(&self, name: &PackageName) -> Result<Rc<Candidates>, ResolveError> {
        Ok(self.graph.candidates(self.graph.name_id(name))?)
    }

    /// Resolves the amended problem as it will be resolved when a person has made the edits.
    pub(super) fn attempt(&self, amendment: &Amendment) -> Result<Trial, ResolveError> {
        self.resolve(amendment, None, lock)
    }

    /// Whether the amended problem, or the part of it that is `among` the lines given, resolves at all: quicker, and
    /// to be followed by an attempt.
    pub(super) fn sketch(
        &self,
        amendment: &Amendment,
        among: Option<&BTreeSet<ClauseId>>,
    ) -> Result<Trial, ResolveError> {
        self.resolve(amendment, among, sketch)
    }

    fn resolve(
        &self,
        amendment: &Amendment,
        among: Option<&BTreeSet<ClauseId>>,
        how: impl Fn(&Problem, &dyn Index, &dyn Progress) -> Result<Option<Resolution>, ResolveError>,
    ) -> Result<Trial, ResolveError> {
        if self.is_over() {
            return Ok(Trial::None);
        }
        let amended = amendment.applied(self.problem, among);
        let patience = Patience::new(self.progress);
        let Some(Some(resolution)) = patience.forgive(how(&amended, self.index, &patience))? else {
            return Ok(Trial::None);
        };
        let graph = ConstraintGraph::new(&amended, self.index);
        let edited = amendment.packages(self.problem);
        Ok(match is_absurd(&graph, &resolution, &edited)? {
            Some((name, version)) => Trial::Absurd(name, version),
            None => Trial::Lock(Box::new(resolution)),
        })
    }

    /// A conflict that the amendment leaves, its lines by their old ids. For amendments of lines alone.
    pub(super) fn conflict_left(&self, amendment: &Amendment) -> Result<Option<Vec<ClauseId>>, ResolveError> {
        if self.is_over() {
            return Ok(None);
        }
        let mut amended = amendment.applied(self.problem, None);
        amended.policy.max_conflicts = 1;
        let patience = Patience::new(self.progress);
        let Some(Outcome::Conflicted(conflicts)) =
            patience.forgive(resolve(&amended, self.index, &patience))?
        else {
            return Ok(None);
        };
        let old = amendment.remaining(self.problem);
        let lines = |conflict: &Conflict| {
            conflict
                .clauses
                .iter()
                .filter_map(|id| old.get(id.index()).copied())
                .collect()
        };
        Ok(conflicts.list.first().map(lines))
    }
}

/// Gives up after so many releases, or when there was enough of explanations.
struct Patience<'a> {
    progress: &'a dyn Progress,
    looks: Cell<u32>,
}

impl<'a> Patience<'a> {
    fn new(progress: &'a dyn Progress) -> Self {
        Self {
            progress,
            looks: Cell::new(0),
        }
    }

    /// Takes "no more" for "not found", unless the caller wants no more at all. So with a release of another Python or
    /// before another cutoff that could not be asked for: a repair that can't be tried is no repair.
    fn forgive<T>(&self, answer: Result<T, ResolveError>) -> Result<Option<T>, ResolveError> {
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if self.progress.cancelled() => Err(error),
            Err(_) => Ok(None),
        }
    }
}

impl Progress for Patience<'_> {
    fn looking_at(&self, name: &PackageName, version: &Version) {
        self.looks.set(self.looks.get() + 1);
        self.progress.looking_at(name, version);
    }

    fn explained_enough(&self) -> bool {
        self.progress.explained_enough()
    }

    fn cancelled(&self) -> bool {
        self.looks.get() > LOOKS || self.progress.cancelled() || self.progress.explained_enough()
    }
}
