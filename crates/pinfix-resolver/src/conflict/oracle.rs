//! What it means for lines to hold together.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, Node};
use crate::problem::ClauseId;
use crate::quality::{Anachronism, Best, Stale, timely};
use crate::solver::{Derivation, Fact, Selection, Solved, Solver};

/// Whether lines can hold together.
#[derive(Clone)]
pub(super) enum Verdict {
    /// They can, so.
    Hold(Selection),
    /// They can't; these of them can't either.
    Fail(Vec<ClauseId>),
}

/// Answers whether lines can hold together, in one sense or another. What can't does not get better by more lines.
pub(super) trait Oracle {
    /// Whether these lines can hold together.
    fn ask(&self, clauses: &[ClauseId]) -> Result<Verdict, ResolveError>;
}

/// There is a lock, whichever.
pub(super) struct Satisfiable<'a> {
    pub(super) solver: &'a Solver<'a>,
}

impl Oracle for Satisfiable<'_> {
    fn ask(&self, clauses: &[ClauseId]) -> Result<Verdict, ResolveError> {
        Ok(match self.solver.solve(clauses)? {
            Solved::Selected(selection) => Verdict::Hold(selection),
            Solved::Refuted(proof) => Verdict::Fail(lines_of(&proof)),
        })
    }
}

/// There is a lock without anachronisms. What was asked before is remembered.
pub(super) struct Timely<'a> {
    graph: &'a ConstraintGraph<'a>,
    solver: &'a Solver<'a>,
    known: RefCell<FxHashMap<Vec<ClauseId>, Verdict>>,
    /// The anachronisms of lines that can hold together with some only.
    stale: RefCell<FxHashMap<Vec<ClauseId>, Vec<Anachronism>>>,
}

impl<'a> Timely<'a> {
    /// An oracle for the lines of `graph`.
    pub(super) fn new(graph: &'a ConstraintGraph<'a>, solver: &'a Solver<'a>) -> Self {
        Self {
            graph,
            solver,
            known: RefCell::default(),
            stale: RefCell::default(),
        }
    }

    /// The same, where it is known that all lines can hold together with anachronisms only.
    pub(super) fn with(self, stale: &Stale) -> Self {
        let all: Vec<ClauseId> = self.graph.problem().clause_ids().collect();
        self.stale.borrow_mut().insert(all.clone(), stale.found.clone());
        self.known.borrow_mut().insert(all.clone(), Verdict::Fail(all));
        self
    }

    /// The anachronisms with which lines can hold together that were found to have no better lock.
    pub(super) fn anachronisms(&self, clauses: &[ClauseId]) -> Option<Vec<Anachronism>> {
        self.stale.borrow().get(clauses).cloned()
    }
}

impl Oracle for Timely<'_> {
    fn ask(&self, clauses: &[ClauseId]) -> Result<Verdict, ResolveError> {
        if let Some(known) = self.known.borrow().get(clauses) {
            return Ok(known.clone());
        }
        let verdict = match timely(self.graph, self.solver, clauses)? {
            Best::Good(selection) => Verdict::Hold(selection),
            Best::None(proof) => Verdict::Fail(lines_of(&proof)),
            Best::Anachronistic(stale) => {
                self.stale.borrow_mut().insert(clauses.to_vec(), stale.found);
                let fewer = (stale.named.len() < clauses.len())
                    .then(|| self.ask(&stale.named))
                    .transpose()?;
                match fewer {
                    Some(fail @ Verdict::Fail(_)) => fail,
                    Some(Verdict::Hold(_)) | None => Verdict::Fail(clauses.to_vec()),
                }
            }
        };
        self.known.borrow_mut().insert(clauses.to_vec(), verdict.clone());
        Ok(verdict)
    }
}

/// The lines that a proof rests on, in order.
pub(crate) fn lines_of(proof: &Derivation) -> Vec<ClauseId> {
    let line = |node: Node| match node {
        Node::Line(id) => Some(id),
        _ => None,
    };
    let mut lines: Vec<ClauseId> = proof.facts().flat_map(Fact::nodes).filter_map(line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}
