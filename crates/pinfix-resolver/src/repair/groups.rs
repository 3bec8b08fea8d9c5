//! Which conflicts are repaired together, and by leaving out which lines.

use std::collections::{BTreeSet, VecDeque};

use pinfix_packaging::PackageName;
use rustc_hash::FxHashSet;

use super::amendment::Amendment;
use crate::conflict::Conflict;
use crate::problem::{ClauseId, ClauseKind, Problem};

/// Conflicts that share lines, directly or through others.
#[derive(Debug)]
pub(super) struct Group {
    /// Their positions in the list of conflicts.
    pub(super) conflicts: Vec<usize>,
    /// Their lines.
    pub(super) lines: BTreeSet<ClauseId>,
    /// The smallest sets of lines that meet each of the conflicts, the smallest first, then by the order of lines.
    pub(super) corrections: Vec<Vec<ClauseId>>,
}

impl Group {
    /// The lines that have to do with the group: its own, those on the same packages, and constraints.
    pub(super) fn core(&self, problem: &Problem) -> BTreeSet<ClauseId> {
        let names: BTreeSet<&PackageName> = self
            .lines
            .iter()
            .map(|line| &problem.clause(*line).requirement.name)
            .collect();
        let belongs = |id: &ClauseId| {
            let clause = problem.clause(*id);
            clause.kind == ClauseKind::Constraint || names.contains(&clause.requirement.name)
        };
        problem.clause_ids().filter(belongs).collect()
    }

    /// What stands in for a repair of the group: the lines of a correction go.
    pub(super) fn left_out(&self) -> Amendment {
        Amendment::without(self.corrections.first().map_or(&[], Vec::as_slice))
    }
}

/// How many corrections of a group are looked at.
const CORRECTIONS: usize = 5;

/// How many sets are looked at to find them.
const STEPS: usize = 20_000;

/// The groups, in the order of their first conflicts; those with lines that are edited `together` are one. Since conflicts of
/// different groups share no line, what meets all conflicts is any choice of one correction of each group.
pub(super) fn groups(conflicts: &[Conflict], together: &[BTreeSet<ClauseId>]) -> Vec<Group> {
    let mut joined: Vec<(Vec<usize>, BTreeSet<ClauseId>)> = Vec::new();
    let lines_of = |conflict: &Conflict| conflict.clauses.iter().copied().collect();
    let each = conflicts.iter().enumerate();
    let each = each.map(|(at, conflict)| (vec![at], lines_of(conflict)));
    let joining = together.iter().map(|lines| (Vec::new(), lines.clone()));
    for (members, lines) in each.chain(joining) {
        let (touched, mut apart): (Vec<_>, Vec<_>) = joined
            .into_iter()
            .partition(|(_, other)| !other.is_disjoint(&lines));
        let one = touched
            .into_iter()
            .fold((members, lines), |(mut at, mut lines), (more, other)| {
                at.extend(more);
                lines.extend(other);
                (at, lines)
            });
        apart.push(one);
        joined = apart;
    }
    let mut groups: Vec<Group> = joined
        .into_iter()
        .map(|(mut members, lines)| {
            members.sort_unstable();
            let lines_of: Vec<&[ClauseId]> = members.iter().map(|at| &conflicts[*at].clauses[..]).collect();
            let corrections = meeting(&lines_of);
            Group {
                conflicts: members,
                lines,
                corrections,
            }
        })
        .collect();
    groups.sort_by_key(|group| group.conflicts.first().copied());
    groups
}

/// The smallest sets of lines that meet all `conflicts`.
fn meeting(conflicts: &[&[ClauseId]]) -> Vec<Vec<ClauseId>> {
    let mut found: Vec<BTreeSet<ClauseId>> = Vec::new();
    let mut queue = VecDeque::from([BTreeSet::new()]);
    let mut seen: FxHashSet<BTreeSet<ClauseId>> = FxHashSet::default();
    let mut steps = 0;
    while let Some(set) = queue.pop_front() {
        steps += 1;
        if steps > STEPS || found.len() >= CORRECTIONS {
            break;
        }
        if found.iter().any(|less| less.is_subset(&set)) {
            continue;
        }
        let Some(missed) = conflicts
            .iter()
            .find(|lines| !lines.iter().any(|it| set.contains(it)))
        else {
            found.push(set);
            continue;
        };
        for line in *missed {
            let mut more = set.clone();
            more.insert(*line);
            if seen.insert(more.clone()) {
                queue.push_back(more);
            }
        }
    }
    let mut found: Vec<Vec<ClauseId>> = found.into_iter().map(|set| set.into_iter().collect()).collect();
    found.sort_by(|one, other| one.len().cmp(&other.len()).then_with(|| one.cmp(other)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(ids: &[u32]) -> Vec<ClauseId> {
        ids.iter().copied().map(ClauseId).collect()
    }

    #[test]
    fn small_corrections_first_and_none_that_holds_another() {
        let conflicts = [lines(&[0, 1]), lines(&[0, 2]), lines(&[0, 3])];
        let found = meeting(&conflicts.each_ref().map(Vec::as_slice));
        assert_eq!(found, [lines(&[0]), lines(&[1, 2, 3])]);
        let alone = [lines(&[4])];
        assert_eq!(meeting(&alone.each_ref().map(Vec::as_slice)), [lines(&[4])]);
    }
}
