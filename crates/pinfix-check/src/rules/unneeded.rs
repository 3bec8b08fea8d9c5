//! Pins that nothing needs any more: looked for over all targets, since what one of them does not need another may.

use rustc_hash::FxHashSet;

use crate::board::Board;
use crate::finding::Finding;
use crate::line::{Home, Line};
use crate::question::Question;
use crate::rule::Rule;

/// Which lines something leads to, over all boards that were looked at.
pub(crate) struct Needed {
    lines: Vec<bool>,
    /// For which targets a line holds.
    targets: Vec<Vec<usize>>,
}

impl Needed {
    pub(crate) fn new(lines: usize) -> Self {
        Self {
            lines: vec![false; lines],
            targets: vec![Vec::new(); lines],
        }
    }

    /// Walks from the user's own lines to what they lead to.
    pub(crate) fn note(&mut self, board: &Board<'_>) {
        if !board.question.selection.has(Rule::UnneededPin) {
            return;
        }
        let target = board
            .question
            .targets
            .iter()
            .position(|it| std::ptr::eq(it, board.target));
        let asked: FxHashSet<_> = board
            .active
            .iter()
            .map(|at| &board.lines[*at])
            .filter(|line| line.home == Home::Input && !line.is_constraint())
            .filter_map(|line| line.name.as_ref())
            .collect();
        let has_input = !board.question.against.is_empty();
        let is_own = |line: usize| {
            board
                .question
                .roots
                .as_ref()
                .is_none_or(|roots| roots.get(line).copied().unwrap_or(true))
        };
        let mut queue = Vec::new();
        for (id, pin) in board.counting() {
            for line in &pin.lines {
                self.targets[*line].extend(target);
            }
            let is_root = if has_input {
                asked.contains(&pin.name)
            } else {
                pin.lines.iter().any(|line| is_own(*line))
            };
            if is_root {
                queue.push(id);
            }
        }
        let mut seen: FxHashSet<usize> = queue.iter().copied().collect();
        while let Some(id) = queue.pop() {
            let pin = &board.pins[id];
            pin.lines.iter().for_each(|line| self.lines[*line] = true);
            queue.extend(
                pin.demands
                    .iter()
                    .flat_map(|it| by_all_files(board, it.by))
                    .filter(|by| seen.insert(*by)),
            );
        }
    }

    /// The pins that nothing leads to for any target, each with the targets that it holds for.
    pub(crate) fn findings(self, question: &Question<'_>, lines: &[Line<'_>]) -> Vec<(Vec<usize>, Finding)> {
        // Where nobody says what was asked for, everything may have been.
        if question.against.is_empty() && question.roots.is_none() {
            return Vec::new();
        }
        let unneeded = lines.iter().zip(self.lines).zip(self.targets);
        let unneeded = unneeded.filter(|((line, needed), targets)| {
            !needed && !targets.is_empty() && !line.is_constraint() && matches!(line.home, Home::Pins { .. })
        });
        unneeded
            .filter_map(|((line, _), targets)| {
                let (name, version) = (line.name.as_ref()?, line.version()?);
                let message = format!("nothing that was asked for needs {name} {version}");
                let finding =
                    Finding::new(Rule::UnneededPin, line.origin(), message).about(name, Some(version));
                Some((
                    targets,
                    finding.help("take the line away, or run `pinfix resolve` anew"),
                ))
            })
            .collect()
    }
}

/// The pin that satisfies a demand, and those of the same package in other files.
fn by_all_files(board: &Board<'_>, by: Option<usize>) -> Vec<usize> {
    by.map_or_else(Vec::new, |id| board.pins_of(&board.pins[id].name).to_vec())
}
