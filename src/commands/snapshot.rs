//! `pinfix snapshot`: resolves, and records what the index was asked.

use std::path::{Path, PathBuf};
use std::time::Duration;

use miette::Diagnostic;
use pinfix_index::{Recorder, may_hold_snapshot};
use pinfix_resolver::Outcome;

use super::delivery::Messages;
use super::exit::{Exit, Failure};
use super::question::Question;
use super::setup::Arguments;
use crate::cli::{SnapshotArguments, StorageArguments};
use crate::report::Spinner;
use crate::settings::{Configuration, TerminalSettings, Verbosity};

/// How long the conflicts are looked for whose metadata is recorded.
const EXPLAIN_FOR: Duration = Duration::from_mins(1);

/// The snapshot would take the place of something else.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("`{}` holds something else than a snapshot", path.display())]
#[diagnostic(
    code("snapshot::foreign-folder"),
    help(
        "a snapshot replaces what is in its folder: name one that is new or empty, or that holds a snapshot"
    )
)]
struct ForeignFolder {
    path: PathBuf,
}

/// Refuses to replace what is no snapshot, before any work is done.
fn spare(target: &Path) -> Result<(), Failure> {
    match may_hold_snapshot(target) {
        Ok(false) => Err(Failure::usage(ForeignFolder {
            path: target.to_owned(),
        })),
        // What is wrong with a folder that can't be read shows when it is written.
        Ok(true) | Err(_) => Ok(()),
    }
}

pub(super) fn run(
    arguments: &SnapshotArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    terminal: TerminalSettings,
) -> Result<Exit, Failure> {
    spare(&arguments.output_dir)?;
    let flags = Arguments {
        inputs: &arguments.inputs,
        target: &arguments.target,
        selection: &arguments.selection,
        index: &arguments.index,
        network: &arguments.network,
        build: &arguments.build,
        storage,
    };
    let question = Question::open(flags, configuration)?;
    let messages = Messages { terminal };
    messages.settings(&question);
    let recorder = Recorder::new(question.index);
    let spinner = Spinner::new(terminal.progress, EXPLAIN_FOR);
    let outcome = pinfix_resolver::resolve(&question.problem, &recorder, &spinner);
    // A conflict is worth recording too, with what repairs it: it can then be looked into without a network.
    if let Ok(Outcome::Conflicted(conflicts)) = &outcome {
        let sources = &question.setup.manifest.sources;
        let conflicts = (conflicts, &[][..]);
        pinfix_resolver::repair::repairs(&question.problem, &recorder, sources, conflicts, &spinner)
            .map_err(Failure::machine)?;
    }
    spinner.finish();
    let outcome = outcome.map_err(Failure::machine)?;
    let written = recorder.finish(&arguments.output_dir).map_err(Failure::machine)?;
    let what = match outcome {
        Outcome::Resolved(_) => "the resolution",
        Outcome::Conflicted(_) => "the conflict",
    };
    messages.say(
        Verbosity::Normal,
        &format!(
            "Recorded {what} in {}: {} projects, {} metadata files\n",
            arguments.output_dir.display(),
            written.projects,
            written.metadata_files
        ),
    );
    Ok(Exit::Success)
}
