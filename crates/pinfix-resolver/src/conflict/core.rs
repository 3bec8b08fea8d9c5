//! From a proof to a minimal set of lines.

use super::oracle::{Oracle, Verdict};
use crate::error::ResolveError;
use crate::problem::ClauseId;
use crate::solver::Selection;

/// A minimal set of lines that can't hold together, and for each what would be selected without it.
pub(super) struct Core {
    /// The lines, in order.
    pub(super) clauses: Vec<ClauseId>,
    /// For each line, in the same order, a selection that all the others admit.
    pub(super) without: Vec<Selection>,
}

/// Shrinks lines that can't hold together to a minimal set of such lines: halves, quarters and so on are left out for
/// as long as the rest still can't hold together, and single lines in the end. Later lines are left out first, so that
/// of two equal reasons the one named first stays.
pub(super) fn shrink(oracle: &dyn Oracle, lines: Vec<ClauseId>) -> Result<Core, ResolveError> {
    let mut clauses = lines;
    let mut size = clauses.len() / 2;
    while size > 1 {
        let mut end = clauses.len();
        while end > 0 {
            let start = end.saturating_sub(size);
            let rest: Vec<ClauseId> = [&clauses[..start], &clauses[end..]].concat();
            if let Verdict::Fail(fewer) = oracle.ask(&rest)? {
                clauses = fewer;
            }
            end = start.min(clauses.len());
        }
        size = size.min(clauses.len()) / 2;
    }
    let mut needed: Vec<(ClauseId, Selection)> = Vec::new();
    while let Some(candidate) = clauses
        .iter()
        .rev()
        .find(|id| !needed.iter().any(|(it, _)| it == *id))
        .copied()
    {
        let rest: Vec<ClauseId> = clauses.iter().copied().filter(|id| *id != candidate).collect();
        match oracle.ask(&rest)? {
            Verdict::Hold(selection) => needed.push((candidate, selection)),
            Verdict::Fail(fewer) => clauses = fewer,
        }
    }
    needed.sort_by_key(|(id, _)| *id);
    needed.retain(|(id, _)| clauses.contains(id));
    let (clauses, without): (Vec<ClauseId>, _) = needed.into_iter().unzip();
    // Nobody has asked about these lines alone where the proof of more lines named them; a proof must name all it needs.
    debug_assert!(
        !matches!(oracle.ask(&clauses), Ok(Verdict::Hold(_))),
        "a proof that {clauses:?} can't hold together leaves lines out"
    );
    Ok(Core { clauses, without })
}
