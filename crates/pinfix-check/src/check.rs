//! All rules over all folders and targets.

use std::collections::BTreeSet;

use pinfix_index::{Index, IndexError};

use crate::ahead::announce;
use crate::board::Board;
use crate::finding::{Finding, Findings};
use crate::line::{groups, lines};
use crate::question::Question;
use crate::rules::{agreement, anachronism, release, unneeded, vulnerability, written};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What was found, as it stands in the files.
    pub findings: Vec<Finding>,
    /// How many lines pin something.
    pub pins: usize,
    /// How many lines point at a folder, a repository or a file of which a check does not look at what it needs.
    pub unseen: usize,
    /// The targets for which something that is demanded is not pinned, as positions, whatever was looked for.
    pub incomplete: BTreeSet<usize>,
}

impl Checked {
    /// Adds what was found otherwise. What is found for several targets is one finding.
    pub fn add(&mut self, more: impl IntoIterator<Item = Finding>) {
        let mut findings = Findings::default();
        for finding in std::mem::take(&mut self.findings).into_iter().chain(more) {
            for target in finding.targets.clone() {
                findings.add(target, finding.clone());
            }
        }
        self.findings = findings.sorted();
    }
}

/// Checks the pins. What is found for several targets is one finding.
///
/// # Errors
/// Where the index cannot be asked, so that nothing can be said.
pub fn check(question: &Question<'_>, index: &dyn Index) -> Result<Checked, IndexError> {
    let lines = lines(question);
    let groups = groups(&lines);
    announce(question, &lines, index)?;
    let mut findings = Findings::default();
    let mut incomplete = BTreeSet::new();
    let mut needed = unneeded::Needed::new(lines.len());
    for (at, target) in question.targets.iter().enumerate() {
        for group in &groups {
            let mut board = Board::new(question, (&lines, group), target, index);
            board.fill()?;
            let mut found = Vec::new();
            written::check(&board, &mut found);
            release::check(&board, &mut found);
            agreement::check(&board, &mut found)?;
            if question.selection.has(crate::Rule::Anachronism) {
                anachronism::check(&board, &mut found);
            }
            if question.selection.has(crate::Rule::Vulnerability) {
                vulnerability::check(&board, &mut found)?;
            }
            needed.note(&board);
            if found.iter().any(|it| it.rule == crate::Rule::MissingPin) {
                incomplete.insert(at);
            }
            found.retain(|finding| question.selection.has(finding.rule));
            for finding in found {
                findings.add(at, finding);
            }
        }
    }
    if question.selection.has(crate::Rule::UnneededPin) {
        for (targets, finding) in needed.findings(question, &lines) {
            for at in targets {
                findings.add(at, finding.clone());
            }
        }
    }
    Ok(Checked {
        findings: findings.sorted(),
        pins: lines
            .iter()
            .filter(|line| line.version().is_some() && !line.is_constraint())
            .count(),
        unseen: lines.iter().filter(|line| line.is_unseen()).count(),
        incomplete,
    })
}
