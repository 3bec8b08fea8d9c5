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
use super::oracle::{Oracle, Verdict};
use crate::error::ResolveError;
use crate::problem::ClauseId;

/// Lines to leave out.
type Removal = BTreeSet<ClauseId>;

/// The minimal conflicts among `clauses`, beginning with those that are known.
pub(super) struct Search<'a> {
    oracle: &'a dyn Oracle,
    clauses: Vec<ClauseId>,
    limits: Limits<'a>,
    found: Vec<Core>,
    sufficient: Vec<Removal>,
}

/// What a search found.
pub(super) struct Found {
    /// The minimal conflicts.
    pub(super) conflicts: Vec<Core>,
    /// The minimal sets of lines without which there is a solution, the smallest first, then by the order of lines.
    pub(super) corrections: Vec<Vec<ClauseId>>,
    /// Why there may be more of both.
    pub(super) cut_by: Option<CutBy>,
}

impl<'a> Search<'a> {
    /// A search among `clauses`, of which some conflicts are known.
    pub(super) fn new(
        oracle: &'a dyn Oracle,
        clauses: Vec<ClauseId>,
        known: Vec<Core>,
        limits: Limits<'a>,
    ) -> Self {
        Self {
            oracle,
            clauses,
            limits,
            found: known,
            sufficient: Vec::new(),
        }
    }

    /// All of them, or as many as the limits allow, and then what cut the search short.
    pub(super) fn run(mut self) -> Result<Found, ResolveError> {
        let cut_by = self.go_on()?;
        let mut corrections: Vec<Vec<ClauseId>> = self
            .sufficient
            .iter()
            .map(|removal| removal.iter().copied().collect())
            .collect();
        corrections.sort_by(|one, other| one.len().cmp(&other.len()).then_with(|| one.cmp(other)));
        Ok(Found {
            conflicts: self.found,
            corrections,
            cut_by,
        })
    }

    /// Looks at removals, small ones first, so that those that suffice are minimal.
    fn go_on(&mut self) -> Result<Option<CutBy>, ResolveError> {
        let mut queue = VecDeque::from([Removal::new()]);
        let mut seen: FxHashSet<Removal> = FxHashSet::default();
        while let Some(removal) = queue.pop_front() {
            if self.sufficient.iter().any(|less| less.is_subset(&removal)) {
                continue;
            }
            // One conflict is found whatever it takes: without any there would be nothing to say.
            if !self.found.is_empty() && self.limits.out_of_time() {
                return Ok(Some(CutBy::Timeout));
            }
            let missed = match self.missed_by(&removal) {
                Some(at) => at,
                None => match self.conflict_without(&removal)? {
                    None => {
                        self.sufficient.push(removal);
                        continue;
                    }
                    Some(core) => {
                        if self.found.len() >= self.limits.conflicts {
                            return Ok(Some(CutBy::MaxConflicts));
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
        Ok(None)
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
        match self.oracle.ask(&rest)? {
            Verdict::Hold(_) => Ok(None),
            Verdict::Fail(lines) => Ok(Some(shrink(self.oracle, lines)?)),
        }
    }
}
