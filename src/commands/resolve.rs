//! `pinfix resolve`: read, resolve, write.

use std::path::Path;
use std::time::Instant;

use pinfix_packaging::{PackageName, Version};
use pinfix_requirements::{DiskFiles, LineKind};
use pinfix_resolver::{Outcome, Resolution};

use super::command_line;
use super::delivery::{Delivery, Messages, deliver, kept};
use super::environments::audience;
use super::exit::{Exit, Failure};
use super::held_back::{self, Asked};
use super::question::Question;
use super::report::Pending;
use super::setup::Arguments;
use super::{universal, upgrade};
use crate::cli::{LockFormat, ResolveArguments, StorageArguments};
use crate::lock::{self, ExistingLock, Header, LockStyle, UnreadableLock};
use crate::report::{self, Spinner, Summary};
use crate::settings::{
    Configuration, OutputSettings, ReportTo, SettingsError, TerminalSettings, Upgrade, Verbosity, variable,
};

pub(super) fn run(
    arguments: &ResolveArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    terminal: TerminalSettings,
) -> Result<Exit, Failure> {
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
    let universal = configuration
        .universal(&arguments.universal)
        .map_err(Failure::usage)?;
    let mut question = Question::open_for(flags, configuration, universal)?;
    let messages = Messages { terminal };
    messages.settings(&question);
    let lines = report::Lines {
        problem: &question.problem,
        sources: &question.setup.manifest.sources,
    };
    messages.say(Verbosity::Quiet, &report::repeated(lines));
    messages.say(Verbosity::Quiet, &upgrade::habits(&arguments.habits.given()));
    let output = configuration.output(&arguments.output).map_err(Failure::usage)?;
    spare_inputs(&output, &question)?;
    let style = style(arguments, configuration, &question)?;
    let existing = existing(&output, &mut question)?;
    let explain = configuration
        .explain(&arguments.explain)
        .map_err(Failure::usage)?;
    question.problem.policy.max_conflicts = explain.max_conflicts;
    let delivery = Delivery {
        messages,
        output: &output,
        style: &style,
        existing,
        explain: explain.timeout,
    };
    if question.problem.fork.is_some() {
        return universal::run(question, delivery, started);
    }
    let spinner = Spinner::new(terminal.progress, explain.timeout);
    let outcome = pinfix_resolver::resolve(&question.problem, &*question.index, &spinner);
    if !matches!(outcome, Ok(Outcome::Conflicted(_))) {
        spinner.finish();
    }
    match outcome.map_err(Failure::machine)? {
        Outcome::Conflicted(mut conflicts) => {
            let (explanations, menus) = messages.conflicts(&question, &mut conflicts, &spinner)?;
            let to = output.report.as_ref();
            Pending::conflicts(to, &question, &conflicts, (&explanations, &menus), started)?.deliver()?;
            Ok(Exit::Conflict)
        }
        Outcome::Resolved(resolution) => resolved(&question, resolution, delivery, started),
    }
}

/// Writes the lock, and says what was done.
fn resolved(
    question: &Question,
    mut resolution: Resolution,
    delivery: Delivery<'_>,
    started: Instant,
) -> Result<Exit, Failure> {
    let needs_hashes = delivery.needs_hashes();
    let folder = delivery.folder().to_path_buf();
    let Delivery {
        messages,
        output,
        style,
        existing,
        explain,
    } = delivery;
    let terminal = messages.terminal;
    if needs_hashes {
        resolution
            .state_hashes(&question.problem, &*question.index)
            .map_err(Failure::machine)?;
    }
    messages.say(Verbosity::Quiet, &report::warnings(&resolution.warnings));
    let asked = Asked {
        report: output.report.is_some(),
        explain,
        terminal,
    };
    let held = held_back::look(question, &resolution, asked)?;
    messages.say(Verbosity::Verbose, &report::leniencies(&resolution.leniencies));
    let text = match output.format {
        LockFormat::Requirements => {
            lock::render(&resolution, &question.problem, &question.setup.manifest, style)
        }
        LockFormat::Pylock => lock::pylock::render(&resolution, &question.problem, style, &folder),
    };
    let report = Pending::resolution(output.report.as_ref(), question, (&resolution, &held), started)?;
    let exit = deliver(messages, output, existing.as_ref(), &text)?;
    report.deliver()?;
    let pins = pins(&resolution);
    let before = existing.as_ref().map_or(&[][..], |lock| &lock.pins);
    let idle = upgrade::idle(&question.setup.selection.upgrade, before, &pins);
    messages.say(Verbosity::Quiet, &idle);
    let summary = Summary {
        packages: pins.len(),
        target: question.problem.target.to_string(),
        elapsed: started.elapsed(),
        kept: kept(output, existing.as_ref(), &pins),
        changes: existing
            .map(|lock| lock::changes(&lock.pins, &pins))
            .unwrap_or_default(),
    };
    messages.say(Verbosity::Normal, &summary.render());
    messages.say(
        Verbosity::Quiet,
        &held_back::tell(question, &resolution, &held, terminal),
    );
    Ok(exit)
}

/// Refuses to overwrite a file that asks for packages, and to write the report over any file that is read, or over the
/// lock. A file that only constrains may be the lock of last time.
fn spare_inputs(output: &OutputSettings, question: &Question) -> Result<(), Failure> {
    let manifest = &question.setup.manifest;
    let source = |id| Path::new(&manifest.sources.get(id).name);
    let asking = manifest
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Requirement);
    if let Some(path) = &output.file
        && asking
            .map(|line| source(line.origin.source))
            .any(|input| same_file(input, path))
    {
        return Err(Failure::usage(SettingsError::OutputIsInput {
            path: path.clone(),
        }));
    }
    let Some(ReportTo::File(path)) = &output.report else {
        return Ok(());
    };
    let in_place = |what| {
        Err(Failure::usage(SettingsError::ReportInPlace {
            path: path.clone(),
            what,
        }))
    };
    if output
        .file
        .as_ref()
        .is_some_and(|lock| lock == path || same_file(lock, path))
    {
        return in_place("the lock is written there");
    }
    if manifest.sources.iter().any(|(id, _)| same_file(source(id), path)) {
        return in_place("it is read for its requirements");
    }
    Ok(())
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn style(
    arguments: &ResolveArguments,
    configuration: &Configuration,
    question: &Question,
) -> Result<LockStyle, Failure> {
    let emit = configuration.emit(&arguments.emit).map_err(Failure::usage)?;
    let annotations = configuration
        .annotations(&arguments.annotations)
        .map_err(Failure::usage)?;
    let header = annotations.header.then(|| Header {
        target: match question.problem.fork {
            Some(_) => audience(&question.problem),
            None => question.problem.target.to_string(),
        },
        command: annotations
            .command
            .clone()
            .unwrap_or_else(|| command_line::reproducible(emit.index_urls, emit.find_links)),
    });
    let mut options = Vec::new();
    if emit.index_urls
        && let Some((main, extra)) = question.setup.index.indexes.split_last()
    {
        options.push(format!("--index-url {}", main.value.redacted()));
        options.extend(
            extra
                .iter()
                .map(|index| format!("--extra-index-url {}", index.value.redacted())),
        );
    }
    if emit.find_links {
        options.extend(
            question
                .setup
                .index
                .find_links
                .iter()
                .map(|links| format!("--find-links {}", links.value.shown())),
        );
    }
    Ok(LockStyle {
        emit,
        annotations: annotations.style,
        header,
        options,
    })
}

/// The present output file, if there is one; its pins become preferences unless they are to be upgraded. What is no lock
/// is spared, unless nothing of it is to be kept.
fn existing(output: &OutputSettings, question: &mut Question) -> Result<Option<ExistingLock>, Failure> {
    let Some(path) = output.file.as_deref().filter(|path| path.is_file()) else {
        return Ok(None);
    };
    let mut lock = lock::read_existing(path, &DiskFiles::new(variable));
    if let Some(reason) = lock.unreadable.take()
        && question.setup.selection.upgrade != Upgrade::All
    {
        return Err(Failure::usage(UnreadableLock {
            path: path.to_owned(),
            reason,
        }));
    }
    let keeps = |name: &PackageName| match &question.setup.selection.upgrade {
        Upgrade::None => true,
        Upgrade::All => false,
        Upgrade::Packages(names) => !names.contains(name),
    };
    let kept: Vec<(PackageName, Version)> = lock
        .pins
        .iter()
        .filter(|(name, _)| keeps(name))
        .cloned()
        .collect();
    question.problem.preferences.extend(kept);
    Ok(Some(lock))
}

fn pins(resolution: &Resolution) -> Vec<(PackageName, Version)> {
    resolution
        .pins()
        .map(|pin| (pin.name.clone(), pin.version.clone()))
        .collect()
}
