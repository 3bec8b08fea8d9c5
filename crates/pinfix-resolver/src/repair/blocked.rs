//! Changes that one would try first, and that don't help.

use pinfix_packaging::{PackageName, Version};
use pinfix_requirements::redact::redact;

use super::groups::Group;
use super::value::Blocked;
use crate::conflict::{Condition, Conflict};
use crate::problem::{ClauseId, Problem};

/// How many are told.
const TOLD: usize = 2;

/// The lines of a group on which there is no repair by themselves, and why not. `alone` are those on which there is
/// one; `absurd` are releases that were refused as too old.
pub(super) fn blocked(
    problem: &Problem,
    conflicts: &[Conflict],
    group: &Group,
    alone: &[ClauseId],
    absurd: &[(PackageName, Version)],
) -> Vec<Blocked> {
    let text = |line: ClauseId| format!("`{}`", redact(&problem.clause(line).text));
    let mut all = Vec::new();
    for line in group.lines.iter().filter(|line| !alone.contains(line)) {
        let requirement = &problem.clause(*line).requirement;
        if requirement
            .specifiers()
            .is_none_or(pinfix_packaging::SpecifierSet::is_empty)
        {
            continue;
        }
        let members = group.conflicts.iter().map(|at| &conflicts[*at]);
        let left = members.clone().find(|conflict| !conflict.clauses.contains(line));
        let too_old = absurd.iter().find(|(name, _)| *name == requirement.name);
        let why = match (left, too_old) {
            (Some(conflict), _) => {
                let others: Vec<String> = conflict.clauses.iter().map(|it| text(*it)).collect();
                match &others[..] {
                    [only] => format!("{only} is left, which can't be had either"),
                    _ => format!("{} still can't hold together", list(&others)),
                }
            }
            (None, Some((name, version))) => {
                format!("only {name} {version} would do, which is too old to know of the rest")
            }
            (None, None) => {
                let mut others: Vec<String> = members
                    .flat_map(|conflict| &conflict.clauses)
                    .filter(|it| *it != line)
                    .map(|it| text(*it))
                    .collect();
                others.sort();
                others.dedup();
                match &others[..] {
                    [] => format!("no other release of {} works either", requirement.name),
                    _ => format!(
                        "no other release of {} works with {}",
                        requirement.name,
                        list(&others)
                    ),
                }
            }
        };
        all.push(Blocked {
            clause: Some(*line),
            what: format!("relaxing {} alone", text(*line)),
            why,
        });
    }
    all.truncate(TOLD);
    all
}

/// What is left where there is no repair at all: lines without which the rest resolves, though what they ask for is lost.
pub(super) fn lost(problem: &Problem, group: &Group) -> Vec<Blocked> {
    let sacrifices = group.corrections.iter().take(TOLD);
    sacrifices
        .map(|lines| {
            let texts: Vec<String> = lines
                .iter()
                .map(|line| format!("`{}`", redact(&problem.clause(*line).text)))
                .collect();
            let names: Vec<String> = lines
                .iter()
                .map(|line| problem.clause(*line).requirement.name.to_string())
                .collect();
            Blocked {
                clause: lines.first().copied().filter(|_| lines.len() == 1),
                what: format!("dropping {}", list(&texts)),
                why: format!("the rest would resolve, but without {}", list(&names)),
            }
        })
        .collect()
}

/// That no newer Python helps, where the conflicts look as if one would.
pub(super) fn python(conflicts: &[Conflict], group: &Group) -> Option<Blocked> {
    let members = group.conflicts.iter().map(|at| &conflicts[*at]);
    let links = members
        .flat_map(|it| &it.clash.stands)
        .flat_map(|stand| &stand.links);
    let mentions = links
        .into_iter()
        .any(|link| matches!(link.condition, Some(Condition::UntilPython { .. })));
    mentions.then(|| Blocked {
        clause: None,
        what: "a newer Python alone".to_owned(),
        why: "with none of those that pinfix knows does the set resolve".to_owned(),
    })
}

fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}
