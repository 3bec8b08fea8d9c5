//! Changes that one would try first, and that don't help: no more is said than was found out.

use std::collections::BTreeSet;

use pinfix_packaging::{PythonVersion, Version};
use pinfix_requirements::redact::redact;

use super::amendment::Amendment;
use super::bench::{Absurd, Bench};
use super::correction::Outcome;
use super::groups::Group;
use super::search::Reached;
use super::value::Blocked;
use crate::conflict::{Condition, Conflict};
use crate::error::ResolveError;
use crate::problem::ClauseId;

/// How many are told.
const TOLD: usize = 2;

/// What does not help a group.
pub(super) struct Refusals<'a> {
    pub(super) bench: &'a Bench<'a>,
    pub(super) conflicts: &'a [Conflict],
    pub(super) group: &'a Group,
    /// What is done about the other groups meanwhile.
    pub(super) base: &'a Amendment,
    pub(super) blocked: Vec<Blocked>,
}

impl Refusals<'_> {
    /// The lines of a group on which there is no repair by themselves, and why not. `alone` are those on which there is
    /// one. Where there is some repair, only those are worth a word that are part of all conflicts.
    pub(super) fn lines(&mut self, alone: &[ClauseId], tried: &Outcome, repaired: bool) {
        let blamed = self.group.lines.iter().filter(|line| !alone.contains(line));
        let told = blamed.filter(|line| self.has_bounds(**line)).filter_map(|line| {
            let why = match self.left_without(*line) {
                Some(_) if repaired => return None,
                Some(conflict) => match &self.texts(&conflict.clauses)[..] {
                    [only] => format!("{only} is left, which can't be had either"),
                    others => format!("{} still can't hold together", list(others)),
                },
                None => self.in_vain(*line, tried, repaired)?,
            };
            Some(Blocked {
                clause: Some(*line),
                what: format!("relaxing {} alone", self.text(*line)),
                why,
                loses: false,
            })
        });
        self.blocked = told.take(TOLD).collect();
    }

    fn text(&self, line: ClauseId) -> String {
        format!("`{}`", redact(&self.bench.problem.clause(line).text))
    }

    fn texts<'l>(&self, lines: impl IntoIterator<Item = &'l ClauseId>) -> Vec<String> {
        lines.into_iter().map(|line| self.text(*line)).collect()
    }

    fn has_bounds(&self, line: ClauseId) -> bool {
        let specifiers = self.bench.problem.clause(line).requirement.specifiers();
        specifiers.is_some_and(|it| !it.is_empty())
    }

    /// A conflict that is there without the line.
    fn left_without(&self, line: ClauseId) -> Option<&Conflict> {
        let mut members = self.group.conflicts.iter().map(|at| &self.conflicts[*at]);
        members.find(|conflict| !conflict.clauses.contains(&line))
    }

    /// Why no other release of a line's package helps, as far as is known.
    fn in_vain(&self, line: ClauseId, tried: &Outcome, repaired: bool) -> Option<String> {
        let name = &self.bench.problem.clause(line).requirement.name;
        let too_old = tried.absurd.iter().find(|(of, _)| *of == line);
        if let Some((_, absurd)) = too_old {
            let Absurd { package, version, .. } = absurd;
            let rest = match &absurd.younger {
                Some((younger, version)) => format!("{younger} {version}"),
                None => "the rest".to_owned(),
            };
            return Some(if package == name {
                format!("{package} {version} would do, but is too old to know of {rest}")
            } else {
                format!("it takes {package} {version}, which is too old to know of {rest}")
            });
        }
        let mut others: BTreeSet<ClauseId> = BTreeSet::new();
        let mut looked_from: Option<&Version> = None;
        let (mut refused, mut all_read) = (false, true);
        for (_, vain) in tried.vain.iter().filter(|(of, _)| *of == line) {
            match vain {
                Reached::Refused { lines, since, read } => {
                    refused = true;
                    all_read &= read;
                    others.extend(lines.iter().filter(|it| **it != line));
                    looked_from = looked_from.or(since.as_ref());
                }
                Reached::Unknown => return None,
                Reached::Nothing | Reached::Releases { .. } => {}
            }
        }
        let of_the_same = |it: &ClauseId| self.bench.problem.clause(*it).requirement.name == *name;
        // What is so only beside one of several repairs of another group is not said of the line.
        let of_the_repairs = |it: &ClauseId| self.base.lines.contains_key(it);
        if !refused || (repaired && others.iter().any(of_the_same)) || others.iter().any(of_the_repairs) {
            return None;
        }
        let releases = match looked_from {
            Some(version) if !all_read => {
                format!("no release of {name} that was looked at, from {version} on, works")
            }
            Some(version) => format!("no release of {name} from {version} on works"),
            None if !all_read => format!("no other release of {name} that was looked at works"),
            None => format!("no other release of {name} works"),
        };
        Some(match &self.texts(&others)[..] {
            [] => releases,
            others => format!("{releases} with {}", list(others)),
        })
    }

    /// What is left where there is no repair at all: lines without which the rest resolves, though what they ask for is
    /// lost.
    pub(super) fn lost(&mut self, base: &Amendment) -> Result<(), ResolveError> {
        for lines in self.group.corrections.iter().take(TOLD) {
            let rest = base.and(&Amendment::without(lines));
            let Some(lock) = self.bench.attempt(&rest)?.lock() else {
                continue;
            };
            let name = |line: &ClauseId| &self.bench.problem.clause(*line).requirement.name;
            // What is there all the same, in another version, is not lost.
            if lines.iter().any(|line| lock.pin(name(line)).is_some()) {
                continue;
            }
            // To be left with nothing is no way out, and said only where there is nothing else to say.
            let is_empty = lock.pins().next().is_none();
            if is_empty && !self.blocked.is_empty() {
                continue;
            }
            let names: Vec<String> = lines.iter().map(|line| name(line).to_string()).collect();
            self.blocked.push(Blocked {
                clause: lines.first().copied().filter(|_| lines.len() == 1),
                what: format!("dropping {}", list(&self.texts(lines))),
                why: if is_empty {
                    "nothing would be left".to_owned()
                } else {
                    format!("the rest would resolve, but without {}", list(&names))
                },
                loses: !is_empty,
            });
        }
        Ok(())
    }

    /// That no newer Python helps, where the conflicts look as if one would.
    pub(super) fn python(&mut self, refused: &[PythonVersion]) {
        let members = self.group.conflicts.iter().map(|at| &self.conflicts[*at]);
        let mut links = members
            .flat_map(|it| &it.clash.stands)
            .flat_map(|stand| &stand.links);
        let mentions = links.any(|link| matches!(link.condition, Some(Condition::UntilPython { .. })));
        let pythons = match refused {
            [] => return,
            [only] => format!("the set does not resolve for Python {} either", only.short()),
            [first, .., last] => format!(
                "the set resolves for none of Python {} to {}",
                first.short(),
                last.short()
            ),
        };
        if mentions {
            self.blocked.push(Blocked {
                clause: None,
                what: "a newer Python alone".to_owned(),
                why: pythons,
                loses: false,
            });
        }
    }
}

fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}
