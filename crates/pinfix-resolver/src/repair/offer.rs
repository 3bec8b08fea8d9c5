//! Turns an amendment that works into a repair that can be shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pinfix_index::Distribution;
use pinfix_packaging::{PackageName, SpecifierSet};
use pinfix_requirements::redact::redact;
use pinfix_requirements::{Origin, Sources};

use super::amendment::Amendment;
use super::spelling::Spelling;
use super::value::{Change, Edit, Lift, Repair};
use crate::problem::{Clause, ClauseId, Problem};
use crate::resolution::Resolution;

/// An amendment that works, how its lines are written, and how far it goes.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) amendment: Amendment,
    /// The new bounds of each line that stays.
    pub(super) spellings: BTreeMap<ClauseId, Spelling>,
    /// How many days lie between what the lines admit and what they have to admit.
    pub(super) distance: i64,
}

impl Offer {
    /// What is offered first: no pre-releases, nothing that is built though there are wheels for others (`is_built`), few
    /// edits, the same Python, nothing lifted, a small step.
    pub(super) fn cost(&self, is_built: bool) -> (bool, bool, usize, bool, bool, bool, i64) {
        let amendment = &self.amendment;
        let mut specifiers = amendment.lines.values().flatten().flat_map(SpecifierSet::iter);
        let is_early = specifiers.any(|it| it.version().any_prerelease());
        let (python, lift) = (amendment.python.is_some(), amendment.lift.is_some());
        let changes = amendment.lines.len() + usize::from(python) + usize::from(lift);
        let drops = amendment.lines.values().any(Option::is_none) && self.distance > 0;
        (is_early, is_built, changes, python, lift, drops, self.distance)
    }

    /// The repair that the amendment is, given the lock that it leads to. `about` are the packages of the conflicts.
    pub(super) fn repair(
        &self,
        problem: &Problem,
        sources: &Sources,
        lock: &Resolution,
        about: &BTreeSet<PackageName>,
    ) -> Option<Repair> {
        let mut edits = Vec::new();
        let mut phrases = Vec::new();
        for (line, to) in &self.amendment.lines {
            let clause = problem.clause(*line);
            let files = self.files(*line, clause, lock);
            for origin in &clause.places {
                let from = written(clause, origin, sources);
                let to = match (to, self.amendment.marked.get(line)) {
                    (None, None) => None,
                    (None, Some(elsewhere)) => Some(elsewhere.write(&from, quote(origin, sources))),
                    (Some(_), _) => Some(self.write(*line, &from)?),
                };
                edits.push(Edit {
                    clause: *line,
                    origin: origin.clone(),
                    from: redact(&from).to_string(),
                    to,
                    files: files.clone(),
                });
            }
            let first = edits.iter().find(|edit| edit.clause == *line)?;
            phrases.push(match &first.to {
                Some(to) if *to == first.from => format!("other hashes for {to}"),
                Some(to) => format!("{} -> {to}", first.from),
                None => format!("drop {}", first.from),
            });
        }
        edits.sort_by_key(|edit| (edit.clause, edit.origin.line));
        if let Some(python) = &self.amendment.python {
            let python = python.short();
            phrases.push(if self.amendment.lines.is_empty() {
                format!("the set resolves from Python {python} on")
            } else {
                format!("Python {python}")
            });
        }
        phrases.extend(self.amendment.lift.map(|lift| {
            match lift {
                Lift::Prereleases => "allow pre-releases",
                Lift::Builds => "allow source distributions to be built",
                Lift::Wheels => "allow wheels to be used",
            }
            .to_owned()
        }));
        Some(Repair {
            edits,
            python: self.amendment.python.clone(),
            lift: self.amendment.lift,
            changes: self.changes(problem, lock, about),
            alone: false,
            summary: phrases.join(" and "),
        })
    }

    /// A requirement that stays, as it becomes.
    fn write(&self, line: ClauseId, from: &str) -> Option<String> {
        let spelled = self.spellings.get(&line).map(|spelling| spelling.write(from));
        match self.amendment.renamed.get(&line) {
            Some(name) => Some(renamed(spelled.flatten().as_deref().unwrap_or(from), name)),
            None => spelled.flatten(),
        }
    }

    /// The files that a line with hashes will mean.
    fn files(&self, line: ClauseId, clause: &Clause, lock: &Resolution) -> Vec<Arc<Distribution>> {
        let stays = self.amendment.lines.get(&line).is_some_and(Option::is_some);
        if clause.hashes.is_empty() || !stays {
            return Vec::new();
        }
        let name = self.amendment.renamed.get(&line);
        let pin = lock.pin(name.unwrap_or(&clause.requirement.name));
        pin.map_or_else(Vec::new, |pin| pin.distributions.clone())
    }

    fn changes(&self, problem: &Problem, lock: &Resolution, about: &BTreeSet<PackageName>) -> Vec<Change> {
        let mut names = self.amendment.packages(problem);
        if self.amendment.lines.is_empty() {
            names.extend(about.iter().cloned());
        }
        names
            .into_iter()
            .filter_map(|package| {
                let version = lock.pin(&package)?.version.clone();
                Some(Change { package, version })
            })
            .collect()
    }
}

/// What stands around a requirement in its file, where that is a quote.
fn quote(origin: &Origin, sources: &Sources) -> Option<char> {
    let before = sources.get(origin.source).text.get(..origin.span.start)?;
    before.chars().next_back().filter(|it| ['"', '\''].contains(it))
}

/// A requirement with another name in front.
fn renamed(requirement: &str, name: &PackageName) -> String {
    let belongs = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    format!("{name}{}", requirement.trim_start_matches(belongs))
}

/// The requirement as it stands at `origin`.
fn written(clause: &Clause, origin: &Origin, sources: &Sources) -> String {
    let same =
        |text: &&str| pinfix_packaging::Requirement::parse(text).is_ok_and(|it| it == clause.requirement);
    origin
        .written(sources)
        .filter(same)
        .map_or_else(|| clause.text.clone(), str::to_owned)
}
