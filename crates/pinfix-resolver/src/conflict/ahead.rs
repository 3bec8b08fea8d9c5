//! Asks ahead for what there would be without one line or another of those that can't hold together.

use std::sync::Arc;

use pinfix_index::{Index, Wanted};
use pinfix_packaging::SpecifierSet;

use super::oracle::lines_of;
use crate::prefetch::Scout;
use crate::problem::{ClauseId, Problem};
use crate::solver::Derivation;

/// For how many lines that is asked.
const LINES: usize = 8;

/// Asks for what the package of each line would be if that line did not bind it, and for what that leads to: which of
/// them are to blame is found out by leaving one out after the other. Where nothing had to be fetched so far, there is
/// nothing to wait for.
pub(crate) fn ask_ahead(problem: &Problem, index: &dyn Index, proof: &Derivation) {
    if index.statistics().bytes == 0 {
        return;
    }
    for line in lines_of(proof).into_iter().take(LINES) {
        let clause = problem.clause(line);
        let Some(specifiers) = clause.requirement.specifiers() else {
            continue;
        };
        if specifiers.is_empty() || clause.direct.is_some() {
            continue;
        }
        let wanted = Wanted {
            name: clause.requirement.name.clone(),
            extras: clause.requirement.extras.clone(),
            specifiers: SpecifierSet::default(),
        };
        index.follow(vec![wanted], Arc::new(Scout::new(&without(problem, line))));
    }
}

fn without(problem: &Problem, line: ClauseId) -> Problem {
    let kept = |id, clause: &crate::problem::Clause| (id != line).then(|| clause.clone());
    problem.rewritten(problem.target.clone(), kept)
}
