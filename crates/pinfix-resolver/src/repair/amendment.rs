//! What is tried on a problem: some lines changed or left out, another Python, a restriction less.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_packaging::{PackageName, PythonVersion, RequirementSource, SpecifierSet};

use super::elsewhere::Elsewhere;
use super::value::Lift;
use crate::problem::{Clause, ClauseId, PrereleaseMode, Problem};

/// What is tried on a problem.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Amendment {
    /// The lines that change: to other specifiers, or to nothing where the line goes.
    pub(super) lines: BTreeMap<ClauseId, Option<SpecifierSet>>,
    /// The lines among them that ask for another package as well.
    pub(super) renamed: BTreeMap<ClauseId, PackageName>,
    /// The lines among them that go on the target only: where they stay.
    pub(super) marked: BTreeMap<ClauseId, Elsewhere>,
    /// The Python to resolve for instead.
    pub(super) python: Option<PythonVersion>,
    /// What is lifted.
    pub(super) lift: Option<Lift>,
}

impl Amendment {
    /// Another Python, and nothing else.
    pub(super) fn for_python(python: PythonVersion) -> Self {
        Self {
            python: Some(python),
            ..Self::default()
        }
    }

    /// Leaves lines out.
    pub(super) fn without(lines: &[ClauseId]) -> Self {
        Self {
            lines: lines.iter().map(|line| (*line, None)).collect(),
            ..Self::default()
        }
    }

    /// The same with one more line changed, or changed otherwise.
    pub(super) fn with_line(&self, line: ClauseId, specifiers: Option<SpecifierSet>) -> Self {
        let mut more = self.clone();
        more.lines.insert(line, specifiers);
        more
    }

    /// Both at once; where both change the same, `other` wins.
    pub(super) fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.lines
            .extend(other.lines.iter().map(|(line, to)| (*line, to.clone())));
        let renamed = other.renamed.iter();
        both.renamed.extend(renamed.map(|(line, to)| (*line, to.clone())));
        both.marked.extend(&other.marked);
        both.python = other.python.clone().or(both.python);
        both.lift = other.lift.or(both.lift);
        both
    }

    /// Whether it asks for another Python and nothing else.
    pub(super) fn is_python_alone(&self) -> bool {
        self.python.is_some() && self.lines.is_empty() && self.lift.is_none()
    }

    /// The lines that point at files and go.
    pub(super) fn direct_lines(&self, problem: &Problem) -> impl Iterator<Item = ClauseId> {
        let is_direct = |line: &ClauseId| problem.clause(*line).direct.is_some();
        self.lines.keys().copied().filter(is_direct)
    }

    /// The packages whose lines change.
    pub(super) fn packages(&self, problem: &Problem) -> BTreeSet<PackageName> {
        let name = |line: &ClauseId| problem.clause(*line).requirement.name.clone();
        let renamed = self.renamed.values().cloned();
        self.lines.keys().map(name).chain(renamed).collect()
    }

    /// The packages that a changed line pins.
    pub(super) fn pinned(&self, problem: &Problem) -> BTreeSet<PackageName> {
        let is_pin = |it: &Option<SpecifierSet>| it.as_ref().is_some_and(|it| it.pinned().is_some());
        let pins = self.lines.iter().filter(|(_, to)| is_pin(to));
        pins.map(|(line, _)| problem.clause(*line).requirement.name.clone())
            .collect()
    }

    /// A line that stays, as it becomes.
    pub(super) fn changed(&self, line: ClauseId, clause: &Clause) -> Clause {
        let mut clause = clause.clone();
        if let Some(Some(specifiers)) = self.lines.get(&line) {
            clause.requirement.source = RequirementSource::Specifiers(specifiers.clone());
            // Its hashes are those of what it asked for: with another version they become others.
            clause.hashes.clear();
        }
        if let Some(name) = self.renamed.get(&line) {
            clause.requirement.name = name.clone();
        }
        clause
    }

    /// The problem that the amended files pose.
    pub(super) fn applied(&self, problem: &Problem) -> Problem {
        let target = match &self.python {
            Some(python) => problem.target.with_python(python.clone()),
            None => problem.target.clone(),
        };
        let mut amended = problem.rewritten(target, |id, clause| match self.lines.get(&id) {
            None => Some(clause.clone()),
            Some(None) => None,
            Some(Some(_)) => Some(self.changed(id, clause)),
        });
        match self.lift {
            None => {}
            Some(Lift::Prereleases) => amended.policy.prerelease = PrereleaseMode::Allow,
            Some(Lift::Builds) => amended.policy.formats.allow_sources(),
            Some(Lift::Wheels) => amended.policy.formats.allow_wheels(),
        }
        amended
    }
}
