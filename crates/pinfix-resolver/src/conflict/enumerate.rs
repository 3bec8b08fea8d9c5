//! Every minimal set of lines that can't hold together.
//!
//! By the duality of conflicts and corrections: a set of lines whose removal leaves a solution meets ("hits") every
//! conflict, so a smallest set that hits all conflicts known so far either leaves a solution, or leaves lines among which
//! there is a conflict not known yet. When every such set leaves a solution, no conflict is missing: any other conflict
//! would be missed by some set that hits all known ones. (Reiter 1987; Liffiton et al. 2016.)

use std::collections::{BTreeSet, VecDeque};

use rustc_hash::FxHashSet;

use super::core::{Core, shrink};
use super::limits::{CutBy, Limits};
use crate::error::ResolveError;
use crate::problem::ClauseId;
use crate::solver::{Solved, Solver};

/// Lines to leave out.
type Removal = BTreeSet<ClauseId>;

/// The minimal conflicts among `clauses`, beginning with those that are known.
pub(super) struct Search<'a> {
    solver: &'a Solver<'a>,
    clauses: Vec<ClauseId>,
    limits: Limits<'a>,
    found: Vec<Core>,
}

impl<'a> Search<'a> {
    /// A search among `clauses`, of which some conflicts are known.
    pub(super) fn new(
        solver: &'a Solver<'a>,
        clauses: Vec<ClauseId>,
        known: Vec<Core>,
        limits: Limits<'a>,
    ) -> Self {
        Self {
            solver,
            clauses,
            limits,
            found: known,
        }
    }

    /// All of them, or as many as the limits allow, and then what cut the search short.
    pub(super) fn run(mut self) -> Result<(Vec<Core>, Option<CutBy>), ResolveError> {
        let mut queue = VecDeque::from([Removal::new()]);
        let mut seen: FxHashSet<Removal> = FxHashSet::default();
        let mut sufficient: Vec<Removal> = Vec::new();
        while let Some(removal) = queue.pop_front() {
            if sufficient.iter().any(|less| less.is_subset(&removal)) {
                continue;
            }
            if self.limits.out_of_time() {
                return Ok((self.found, Some(CutBy::Timeout)));
            }
            let missed = match self.missed_by(&removal) {
                Some(at) => at,
                None => match self.conflict_without(&removal)? {
                    None => {
                        sufficient.push(removal);
                        continue;
                    }
                    Some(core) => {
                        if self.found.len() >= self.limits.conflicts {
                            return Ok((self.found, Some(CutBy::MaxConflicts)));
                        }
                        self.found.push(core);
                        self.found.len() - 1
                    }
                },
            };
            for clause in &self.found[missed].clauses {
                let mut more = removal.clone();
                more.insert(*clause);
                if seen.insert(more.clone()) {
                    queue.push_back(more);
                }
            }
        }
        Ok((self.found, None))
    }

    /// A known conflict that the removal leaves whole.
    fn missed_by(&self, removal: &Removal) -> Option<usize> {
        self.found
            .iter()
            .position(|core| !core.clauses.iter().any(|clause| removal.contains(clause)))
    }

    /// A conflict among the lines that the removal leaves.
    fn conflict_without(&self, removal: &Removal) -> Result<Option<Core>, ResolveError> {
        let rest: Vec<ClauseId> = self
            .clauses
            .iter()
            .copied()
            .filter(|clause| !removal.contains(clause))
            .collect();
        match self.solver.solve(&rest)? {
            Solved::Selected(_) => Ok(None),
            Solved::Refuted(derivation) => Ok(Some(shrink(self.solver, &derivation)?)),
        }
    }
}
