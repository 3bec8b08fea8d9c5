//! From a proof to a minimal set of lines.

use super::oracle::{Oracle, Verdict};
use crate::error::ResolveError;
use crate::problem::ClauseId;

/// Shrinks lines that can't hold together to a minimal set of such lines: halves, quarters and so on are left out for
/// as long as the rest still can't hold together, and single lines in the end. Later lines are left out first, so that
/// of two equal reasons the one named first stays.
pub(super) fn shrink(oracle: &dyn Oracle, lines: Vec<ClauseId>) -> Result<Vec<ClauseId>, ResolveError> {
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
    let mut needed: Vec<ClauseId> = Vec::new();
    while let Some(candidate) = clauses.iter().rev().find(|id| !needed.contains(id)).copied() {
        match oracle.ask(&without(&clauses, candidate))? {
            Verdict::Hold => needed.push(candidate),
            Verdict::Fail(fewer) => clauses = fewer,
        }
    }
    needed.sort_unstable();
    needed.retain(|id| clauses.contains(id));
    let clauses = needed;
    // Nobody has asked about these lines alone where the proof of more lines named them; a proof must name all it needs.
    debug_assert!(
        !matches!(oracle.ask(&clauses), Ok(Verdict::Hold)),
        "a proof that {clauses:?} can't hold together leaves lines out"
    );
    Ok(clauses)
}

/// Leaves out of lines that can't hold together what is known not to be needed, or found out without waiting.
pub(super) fn shrink_at_hand(oracle: &dyn Oracle, lines: &[ClauseId]) -> Result<Vec<ClauseId>, ResolveError> {
    let mut clauses = lines.to_vec();
    for line in lines.iter().rev().filter(|_| lines.len() > 1) {
        let rest = without(&clauses, *line);
        if rest.len() < clauses.len()
            && let Some(Verdict::Fail(fewer)) = oracle.ask_at_hand(&rest)?
        {
            clauses = fewer;
        }
    }
    Ok(clauses)
}

/// Lines without one of them.
pub(super) fn without(lines: &[ClauseId], left_out: ClauseId) -> Vec<ClauseId> {
    lines.iter().copied().filter(|id| *id != left_out).collect()
}
