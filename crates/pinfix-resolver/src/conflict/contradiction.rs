//! Lines on one package that contradict each other whatever releases there are: known without asking anybody.

use pinfix_packaging::{PackageName, SpecifierSet};
use rustc_hash::FxHashSet;

use super::clash::{Clash, Stand};
use super::find::Conflicts;
use super::limits::CutBy;
use super::value::{Conflict, ConflictKind};
use crate::problem::{Clause, ClauseId, ClauseKind, Problem};

/// The lines that contradict each other, alone or in pairs, as no release of their package could ever meet them;
/// `None` where there are none. No index is asked, so there may be other conflicts.
///
/// What asks for the package is one of the lines: two constraints on something that nobody wants are no conflict.
pub(crate) fn contradictions(problem: &Problem) -> Option<Conflicts> {
    let mut list = Vec::new();
    let mut seen: FxHashSet<&PackageName> = FxHashSet::default();
    for clause in &problem.clauses {
        if seen.insert(&clause.requirement.name) {
            list.extend(on(problem, &clause.requirement.name));
        }
    }
    list.sort_by(|one: &Conflict, other| one.clauses.cmp(&other.clauses));
    list.truncate(problem.policy.max_conflicts);
    (!list.is_empty()).then_some(Conflicts {
        list,
        cut_by: Some(CutBy::Unasked),
        corrections: Vec::new(),
        unseen: Vec::new(),
    })
}

/// The contradictions among the lines on one package.
fn on(problem: &Problem, name: &PackageName) -> Vec<Conflict> {
    if problem.overrides.contains_key(name) || problem.excludes.contains(name) {
        return Vec::new();
    }
    let bounds = |(id, clause): (ClauseId, &Clause)| {
        let set = clause
            .requirement
            .specifiers()
            .filter(|_| clause.direct.is_none())?;
        Some((id, clause.kind, set.clone()))
    };
    let lines: Vec<(ClauseId, ClauseKind, SpecifierSet)> =
        problem.clauses_on(name).filter_map(bounds).collect();
    let asks = |kind: ClauseKind| kind == ClauseKind::Requirement;
    let (alone, others): (Vec<_>, Vec<_>) = lines.iter().partition(|(_, _, set)| set.is_contradictory());
    let mut found: Vec<Conflict> = alone
        .iter()
        .filter(|(_, kind, _)| asks(*kind))
        .map(|line| conflict(name, &[line]))
        .collect();
    for (at, one) in others.iter().enumerate() {
        for other in &others[at + 1..] {
            if (asks(one.1) || asks(other.1)) && one.2.and(&other.2).is_contradictory() {
                found.push(conflict(name, &[one, other]));
            }
        }
    }
    found
}

fn conflict(name: &PackageName, lines: &[&(ClauseId, ClauseKind, SpecifierSet)]) -> Conflict {
    let stand = |(id, _, set): &(ClauseId, ClauseKind, SpecifierSet)| Stand {
        clause: *id,
        links: Vec::new(),
        specifiers: set.clone(),
        open: false,
    };
    Conflict {
        minimal: true,
        kind: ConflictKind::Unsatisfiable,
        clauses: lines.iter().map(|(id, _, _)| *id).collect(),
        package: name.clone(),
        clash: Clash {
            stands: lines.iter().map(|line| stand(line)).collect(),
            known: true,
            index: None,
            of_newer: Vec::new(),
            excluded: Vec::new(),
            newest: None,
            settled: true,
            nearest: Vec::new(),
        },
        closing: Vec::new(),
        keep: Vec::new(),
        stale: None,
        held: None,
    }
}
