//! Which conflicts belong together.

use std::collections::BTreeSet;

use pinfix_resolver::{ClauseId, Conflict};

/// The group of each conflict, numbered from 1 in the order of the conflicts: those that share a line, directly or
/// through others, are in one group.
pub fn groups(conflicts: &[Conflict]) -> Vec<usize> {
    let lines: Vec<&[ClauseId]> = conflicts.iter().map(|it| &it.clauses[..]).collect();
    of_lines(&lines)
}

fn of_lines(conflicts: &[&[ClauseId]]) -> Vec<usize> {
    let mut groups = vec![0; conflicts.len()];
    let mut count = 0;
    while let Some(first) = groups.iter().position(|group| *group == 0) {
        count += 1;
        groups[first] = count;
        let mut lines: BTreeSet<ClauseId> = conflicts[first].iter().copied().collect();
        let joins =
            |at: usize, lines: &BTreeSet<ClauseId>| conflicts[at].iter().any(|line| lines.contains(line));
        while let Some(next) = (0..conflicts.len()).find(|at| groups[*at] == 0 && joins(*at, &lines)) {
            groups[next] = count;
            lines.extend(conflicts[next]);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(conflicts: &[&[u32]]) -> Vec<usize> {
        let lines: Vec<Vec<ClauseId>> = conflicts
            .iter()
            .map(|lines| lines.iter().map(|line| ClauseId(*line)).collect())
            .collect();
        of_lines(&lines.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn what_shares_no_line_is_apart() {
        assert_eq!(grouped(&[&[0, 1], &[2], &[3, 4]]), [1, 2, 3]);
    }

    #[test]
    fn a_later_conflict_joins_two_earlier_ones() {
        assert_eq!(grouped(&[&[0, 1], &[2, 3], &[5], &[1, 2]]), [1, 1, 2, 1]);
    }
}
