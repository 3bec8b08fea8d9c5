//! `pinfix check`: read the pins, hold them against metadata, tell what was found.

mod files;
mod folders;
mod repairs;
mod rewriting;
mod setup;
mod unpinned;

use std::time::Instant;

use pinfix_check::{Rule, check};

use super::delivery::Messages;
use super::exit::{Exit, Failure};
use super::print::print;
use crate::cli::{CheckArguments, CheckFormat, StorageArguments};
use crate::report::check::{self as report, Page};
use crate::settings::{Configuration, TerminalSettings, Verbosity};

pub(super) fn run(
    arguments: &CheckArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    terminal: TerminalSettings,
) -> Result<Exit, Failure> {
    let started = Instant::now();
    let settings = configuration.check(&arguments.rules).map_err(Failure::usage)?;
    let setup = setup::Setup::new(arguments, storage, configuration)?;
    let messages = Messages { terminal };
    for warning in &setup.manifest.warnings {
        messages.say(Verbosity::Quiet, &format!("warning: {warning}\n"));
    }
    for warning in &setup.choice.warnings {
        messages.say(Verbosity::Quiet, &format!("warning: {warning}\n"));
    }
    for target in &setup.targets {
        messages.say(Verbosity::Verbose, &format!("target {target}\n"));
    }
    for line in setup.choice.describe() {
        messages.say(Verbosity::Verbose, &format!("{line}\n"));
    }
    let wants_roots = settings.selection.has(Rule::UnneededPin);
    let index = pinfix_index::open(&setup.index, &setup.client).map_err(Failure::machine)?;
    let question = setup.question(settings.selection.clone(), wants_roots);
    let mut checked = check(&question, &*index).map_err(Failure::machine)?;
    let explain = configuration
        .explain(&arguments.explain)
        .map_err(Failure::usage)?;
    let effort = repairs::Effort {
        conflicts: explain.max_conflicts,
        time: explain.timeout,
        terminal,
    };
    if settings.selection.has(Rule::ConflictingPins) {
        let more = unpinned::conflicts(&setup, &checked, &*index, effort);
        checked.add(more);
    }
    let repairs = if arguments.rules.repairs {
        let mended = repairs::repairs(&setup, &checked.findings, &*index, effort);
        if let Some(why) = &mended.unfinished {
            messages.say(Verbosity::Quiet, &format!("warning: {why}\n"));
        }
        mended.repairs
    } else {
        vec![Vec::new(); checked.findings.len()]
    };
    let page = Page {
        findings: &checked.findings,
        repairs: &repairs,
        sources: &setup.manifest.sources,
        targets: &setup.targets,
        pins: checked.pins,
        unseen: checked.unseen,
        files: &setup.files,
        color: terminal.color_stdout,
        width: super::answer::width(),
        elapsed: started.elapsed(),
    };
    let text = match settings.format {
        CheckFormat::Text => Ok(report::text(&page, terminal.verbosity >= Verbosity::Normal)),
        CheckFormat::Json => report::json(&page),
        CheckFormat::Sarif => report::sarif(&page),
        CheckFormat::Github => Ok(report::github(&page)),
        CheckFormat::Junit => Ok(report::junit(&page)),
    };
    let text = text.map_err(super::answer::unwritable)?;
    print(&text)?;
    let worst = checked.findings.iter().map(pinfix_check::Finding::severity).max();
    let fails = settings
        .fail_on
        .zip(worst)
        .is_some_and(|(level, worst)| worst >= level);
    Ok(if fails { Exit::Conflict } else { Exit::Success })
}
