//! `pinfix snapshot`: resolves, and records what the index was asked.

use std::time::Duration;

use pinfix_index::Recorder;
use pinfix_resolver::Outcome;

use super::exit::{Exit, Failure};
use super::question::Question;
use super::resolve::Messages;
use super::setup::Arguments;
use crate::cli::{SnapshotArguments, StorageArguments};
use crate::report::Spinner;
use crate::settings::{Configuration, TerminalSettings, Verbosity};

/// How long the conflicts are looked for whose metadata is recorded.
const EXPLAIN_FOR: Duration = Duration::from_mins(1);

pub(super) fn run(
    arguments: &SnapshotArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    terminal: TerminalSettings,
) -> Result<Exit, Failure> {
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
    spinner.finish();
    // A conflict is worth recording too: it can then be looked into without a network.
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
