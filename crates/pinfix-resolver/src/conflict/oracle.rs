//! What it means for lines to hold together.

use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, Node};
use crate::problem::ClauseId;
use crate::quality::{Best, best};
use crate::solver::{Derivation, Fact, Selection, Solved, Solver};

/// Whether lines can hold together.
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

/// There is a lock without anachronisms.
pub(super) struct Timely<'a> {
    pub(super) graph: &'a ConstraintGraph<'a>,
    pub(super) solver: &'a Solver<'a>,
}

impl Oracle for Timely<'_> {
    fn ask(&self, clauses: &[ClauseId]) -> Result<Verdict, ResolveError> {
        Ok(match best(self.graph, self.solver, clauses)? {
            Best::Good(selection) => Verdict::Hold(selection),
            Best::None(proof) => Verdict::Fail(lines_of(&proof)),
            Best::Anachronistic(..) => Verdict::Fail(clauses.to_vec()),
        })
    }
}

/// The lines that a proof rests on, in order.
fn lines_of(proof: &Derivation) -> Vec<ClauseId> {
    let line = |node: Node| match node {
        Node::Line(id) => Some(id),
        _ => None,
    };
    let mut lines: Vec<ClauseId> = proof.facts().flat_map(Fact::nodes).filter_map(line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}
