//! `--report`: what was found, for programs.

use std::time::Instant;

use miette::Diagnostic;
use pinfix_resolver::conflict::Conflicts;
use pinfix_resolver::repair::{Menu, Repairs};
use pinfix_resolver::universal::UniversalResolution;
use pinfix_resolver::{Conflict, Explanation, HeldBack, Resolution};

use super::exit::Failure;
use super::print::print;
use super::question::Question;
use crate::lock::Staged;
use crate::report::json::{self, Context, Told};
use crate::settings::ReportTo;

/// The report can't be put in JSON.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("the report can't be written as JSON")]
#[diagnostic(code("output::report"))]
struct ReportError {
    source: serde_json::Error,
}

/// A report that is complete and waits for its turn: a lock that can't be written leaves none behind.
pub(super) enum Pending {
    /// None was asked for.
    Nothing,
    /// It goes to a file.
    File(Staged),
    /// It goes to standard output.
    Print(String),
}

impl Pending {
    /// The report of a resolution, where one is asked for.
    pub(super) fn resolution(
        to: Option<&ReportTo>,
        question: &Question,
        (resolution, held): (&Resolution, &HeldBack),
        started: Instant,
    ) -> Result<Self, Failure> {
        Self::new(to, || {
            let explanations = question.explanations(&held.conflicts);
            let told = told(&held.conflicts, &explanations, &[]);
            json::report_resolution(&context(question, started), resolution, &told, held.cut_by)
        })
    }

    /// The report of a lock for many environments, where one is asked for.
    pub(super) fn universal(
        to: Option<&ReportTo>,
        question: &Question,
        universal: &UniversalResolution,
        started: Instant,
    ) -> Result<Self, Failure> {
        Self::new(to, || {
            json::report_universal(&context(question, started), universal)
        })
    }

    /// The report of conflicts, where one is asked for.
    pub(super) fn conflicts(
        to: Option<&ReportTo>,
        question: &Question,
        conflicts: &Conflicts,
        (explanations, repairs): (&[Explanation], &Repairs),
        started: Instant,
    ) -> Result<Self, Failure> {
        let told = told(&conflicts.list, explanations, &repairs.menus);
        Self::new(to, || {
            let cut = (conflicts.cut_by, &conflicts.unseen[..]);
            json::report_conflicts(
                &context(question, started),
                &told,
                cut,
                !(repairs.cut || repairs.unbuilt),
            )
        })
    }

    fn new(
        to: Option<&ReportTo>,
        text: impl FnOnce() -> Result<String, serde_json::Error>,
    ) -> Result<Self, Failure> {
        let Some(to) = to else {
            return Ok(Self::Nothing);
        };
        let text = text().map_err(|source| Failure::machine(ReportError { source }))?;
        match to {
            ReportTo::StandardOutput => Ok(Self::Print(text)),
            ReportTo::File(path) => Staged::new(path, &text).map(Self::File).map_err(Failure::machine),
        }
    }

    /// The text of a report that is to be printed.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Print(text) => Some(text),
            Self::Nothing | Self::File(_) => None,
        }
    }

    /// Puts the report where it was asked for.
    pub(super) fn deliver(self) -> Result<(), Failure> {
        match self {
            Self::Nothing => Ok(()),
            Self::File(staged) => staged.commit().map_err(Failure::machine),
            Self::Print(text) => print(&text).map(|_| ()),
        }
    }
}

/// Each conflict with its words, and with the repairs of its group. What is on no menu yet is grouped by the lines that it
/// shares with others.
fn told<'a>(conflicts: &'a [Conflict], explanations: &'a [Explanation], menus: &'a [Menu]) -> Vec<Told<'a>> {
    let by_lines = json::groups(conflicts);
    let told = |at: usize, (conflict, explanation)| {
        let menu = menus.iter().find(|menu| menu.conflicts.contains(&at));
        Told {
            conflict,
            group: menu.map_or(by_lines[at], |menu| menu.group),
            explanation,
            repairs: menu.map_or(&[][..], |menu| &menu.repairs),
        }
    };
    let both = conflicts.iter().zip(explanations);
    both.enumerate().map(|(at, both)| told(at, both)).collect()
}

fn context(question: &Question, started: Instant) -> Context<'_> {
    Context {
        problem: &question.problem,
        sources: &question.setup.manifest.sources,
        statistics: question.index.statistics(),
        elapsed: started.elapsed(),
    }
}
