//! The lock of a bundle: as the project has it, or resolved; a conflict is explained, and then there is none.

use std::path::{Path, PathBuf};

use pinfix_bundle::Project;
use pinfix_resolver::Outcome;

use super::super::delivery::Messages;
use super::super::exit::Failure;
use super::super::question::Question;
use super::super::setup::Arguments;
use super::settings::Wanted;
use crate::cli::{AnnotationStyle, BundleArguments, InputArguments, StorageArguments, TargetArguments};
use crate::lock::{self, Header, LockStyle};
use crate::report::{self, Spinner};
use crate::settings::{Configuration, EmitSettings, Verbosity};

/// The lock.
pub(super) struct Locked {
    /// As it is written, with hashes.
    pub(super) text: String,
    /// How many packages it holds.
    pub(super) packages: usize,
}

/// `requirements.in` for `./requirements.in`, as one writes it.
fn plain(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

/// Locks the project for the target; `None` where there is no lock, which was explained.
pub(super) fn lock(
    arguments: &BundleArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    (project, wanted): (&Project, &Wanted),
    messages: Messages,
) -> Result<Option<Locked>, Failure> {
    // The lock of the project bounds what it asks for: it holds, or the conflict says where it does not.
    let bounds = project.lock.iter().filter(|_| !arguments.package.relock);
    let inputs = InputArguments {
        sources: vec![plain(&project.requirements)],
        constraints: bounds.map(|path| plain(path)).collect(),
        ..InputArguments::default()
    };
    let target = TargetArguments {
        target: Some(wanted.target.name.clone()),
        ..TargetArguments::default()
    };
    let flags = Arguments {
        inputs: &inputs,
        target: &target,
        selection: &arguments.selection,
        index: &arguments.index,
        network: &arguments.network,
        build: &arguments.build,
        storage,
    };
    let mut question = Question::open(flags, configuration)?;
    messages.settings(&question);
    let explain = configuration
        .explain(&arguments.explain)
        .map_err(Failure::usage)?;
    question.problem.policy.max_conflicts = explain.max_conflicts;
    let spinner = Spinner::new(messages.terminal.progress, explain.timeout);
    let outcome = pinfix_resolver::resolve(&question.problem, &*question.index, &spinner);
    if !matches!(outcome, Ok(Outcome::Conflicted(_))) {
        spinner.finish();
    }
    let mut resolution = match outcome.map_err(Failure::machine)? {
        Outcome::Conflicted(mut conflicts) => {
            messages.conflicts(&question, &mut conflicts, &spinner)?;
            messages.say(Verbosity::Quiet, "No bundle was made.\n");
            return Ok(None);
        }
        Outcome::Resolved(resolution) => resolution,
    };
    resolution
        .state_hashes(&question.problem, &*question.index)
        .map_err(Failure::machine)?;
    messages.say(Verbosity::Quiet, &report::warnings(&resolution.warnings));
    let style = LockStyle {
        emit: EmitSettings {
            hashes: true,
            ..EmitSettings::default()
        },
        annotations: Some(AnnotationStyle::Split),
        header: Some(Header {
            target: question.problem.target.to_string(),
            command: format!("pinfix bundle --target {}", wanted.target.name),
        }),
        options: Vec::new(),
    };
    Ok(Some(Locked {
        text: lock::render(&resolution, &question.problem, &question.setup.manifest, &style),
        packages: resolution.pins().count(),
    }))
}
