//! What `why`, `tree` and `outdated` start from: a resolution, to be asked about.

use std::collections::BTreeSet;
use std::time::Instant;

use pinfix_requirements::is_users_own;
use pinfix_resolver::conflict::Conflicts;
use pinfix_resolver::paths::Survey;
use pinfix_resolver::repair::Repairs;
use pinfix_resolver::{ClauseId, Outcome, Resolution, as_pinned};

use super::delivery::Messages;
use super::exit::Failure;
use super::held_back;
use super::print::print;
use super::question::Question;
use super::report::Pending;
use super::setup::Arguments;
use crate::cli::{QuestionArguments, StorageArguments};
use crate::report::{self, Lines, Spinner};
use crate::settings::{Configuration, ReportTo, TerminalSettings, Verbosity};

/// A question that is open, with what it takes to answer it.
pub(super) struct Asked {
    pub(super) question: Question,
    pub(super) messages: Messages,
    explain_for: std::time::Duration,
    started: Instant,
}

impl Asked {
    /// Reads what the flags name and opens the index.
    pub(super) fn open(
        arguments: &QuestionArguments,
        storage: &StorageArguments,
        configuration: &Configuration,
        terminal: TerminalSettings,
    ) -> Result<Self, Failure> {
        let started = Instant::now();
        let flags = Arguments {
            inputs: &arguments.inputs,
            target: &arguments.target,
            selection: &arguments.selection,
            index: &arguments.index,
            network: &arguments.network,
            build: &arguments.build,
            storage,
        };
        let mut question = Question::open(flags, configuration)?;
        let explain = configuration
            .explain(&arguments.explain)
            .map_err(Failure::usage)?;
        question.problem.policy.max_conflicts = explain.max_conflicts;
        question.ask_for_told_extras()?;
        let messages = Messages { terminal };
        messages.settings(&question);
        Ok(Self {
            question,
            messages,
            explain_for: explain.timeout,
            started,
        })
    }

    /// The answer of the resolver.
    pub(super) fn outcome(&self) -> Result<Outcome, Failure> {
        let spinner = Spinner::new(self.messages.terminal.progress, self.explain_for);
        let outcome = pinfix_resolver::resolve(&self.question.problem, &*self.question.index, &spinner);
        spinner.finish();
        outcome.map_err(Failure::machine)
    }

    /// The resolution; where there is none, the conflicts are told, to a program by their report.
    pub(super) fn resolution(&self, for_program: bool) -> Result<Option<Resolution>, Failure> {
        match self.outcome()? {
            Outcome::Resolved(resolution) => {
                self.warn(&resolution);
                Ok(Some(resolution))
            }
            Outcome::Conflicted(conflicts) => {
                if let Some(lock) = self.as_it_is(&conflicts)? {
                    return Ok(Some(lock));
                }
                self.tell(&conflicts);
                if for_program {
                    print(&self.report_conflicts(&conflicts)?)?;
                }
                Ok(None)
            }
        }
    }

    /// A lock whose pins don't hold together is read as it is: questions about it can be answered all the same.
    fn as_it_is(&self, conflicts: &Conflicts) -> Result<Option<Resolution>, Failure> {
        let question = &self.question;
        let lock = as_pinned(&question.problem, &*question.index).map_err(Failure::machine)?;
        if lock.is_some() {
            let number = conflicts.list.len();
            let them = if number == 1 {
                "1 conflict"
            } else {
                &format!("{number} conflicts")
            };
            let text = format!(
                "warning: {them} among these pins, which `pinfix check` tells; they are read as they are\n"
            );
            self.messages.say(Verbosity::Quiet, &text);
        }
        Ok(lock)
    }

    /// Says what is no obstacle, but worth saying. What lags behind is told where a lock is written, and by `outdated`.
    pub(super) fn warn(&self, resolution: &Resolution) {
        self.messages
            .say(Verbosity::Quiet, &report::warnings(&resolution.warnings));
    }

    /// Says why there is no lock.
    pub(super) fn tell(&self, conflicts: &Conflicts) {
        let explanations = self.question.explanations(&conflicts.list);
        self.messages
            .conflicts_alone(&self.question, conflicts, &explanations);
    }

    /// The report of these conflicts, as JSON.
    pub(super) fn report_conflicts(&self, conflicts: &Conflicts) -> Result<String, Failure> {
        let explanations = self.question.explanations(&conflicts.list);
        let words = (&explanations[..], &Repairs::default());
        let to = Some(&ReportTo::StandardOutput);
        let report = Pending::conflicts(to, &self.question, conflicts, words, self.started)?;
        Ok(report.into_text().unwrap_or_default())
    }

    /// The report of a resolution, as JSON.
    pub(super) fn report_resolution(&self, resolution: &Resolution) -> Result<String, Failure> {
        let to = Some(&ReportTo::StandardOutput);
        let asked = held_back::Asked {
            report: true,
            explain: self.explain_for,
            terminal: self.messages.terminal,
        };
        let held = held_back::look(&self.question, resolution, asked)?;
        let report = Pending::resolution(to, &self.question, (resolution, &held), self.started)?;
        Ok(report.into_text().unwrap_or_default())
    }

    /// The survey of a resolution, which knows the user's own lines of a lock by its comments.
    pub(super) fn survey<'a>(&'a self, resolution: &'a Resolution) -> Survey<'a> {
        let problem = &self.question.problem;
        let sources = &self.question.setup.manifest.sources;
        let own = |id: &ClauseId| {
            let mut places = problem.clause(*id).places.iter();
            places.any(|origin| is_users_own(&sources.get(origin.source).text, origin.line))
        };
        let own: BTreeSet<ClauseId> = problem.clause_ids().filter(own).collect();
        Survey::new(problem, resolution, own)
    }

    /// What names root lines.
    pub(super) fn lines(&self) -> Lines<'_> {
        Lines {
            problem: &self.question.problem,
            sources: &self.question.setup.manifest.sources,
        }
    }
}

/// How many columns an answer may take.
pub(super) fn width() -> usize {
    textwrap::termwidth().clamp(60, 120)
}

/// An answer that can't be written as JSON.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("can't write the answer as JSON")]
#[diagnostic(code("output::json"))]
struct JsonError {
    source: serde_json::Error,
}

/// What to do where an answer can't be written as JSON.
pub(super) fn unwritable(source: serde_json::Error) -> Failure {
    Failure::machine(JsonError { source })
}
