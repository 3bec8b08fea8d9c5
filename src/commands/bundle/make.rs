//! Lock, choose, pack, rehearse, write; nothing is written unless all of it went well.

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use pinfix_bundle::{
    BundleError, Limit, Parts, Plan, Project, Selected, Selection, backup, pack, plan, read_settings, select,
    write, write_guide,
};

use super::super::delivery::Messages;
use super::super::exit::{Exit, Failure};
use super::super::print::print;
use super::settings::Wanted;
use super::{lock, rehearsal, tell};
use crate::cli::{BundleArguments, StorageArguments};
use crate::report::Packing;
use crate::settings::{Configuration, TerminalSettings, Verbosity};

/// The target is not one that bundles are made for.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("bundles are made for Elastic Beanstalk, and `{name}` is {title}")]
#[diagnostic(
    code("bundle::platform"),
    help("name a target that begins with `eb-`; `pinfix resolve --target {name}` locks for this one")
)]
struct OtherPlatform {
    name: String,
    title: String,
}

pub(super) fn make(
    arguments: &BundleArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    terminal: TerminalSettings,
) -> Result<Exit, Failure> {
    let messages = Messages { terminal };
    let root = arguments.project.clone().unwrap_or_else(|| PathBuf::from("."));
    let settings = read_settings(&root).map_err(Failure::usage)?;
    let wanted = Wanted::new(arguments, settings, &root, configuration)?;
    if wanted.target.platform != "elastic-beanstalk" {
        return Err(Failure::usage(OtherPlatform {
            name: wanted.target.name,
            title: wanted.target.title,
        }));
    }
    let rehearsal = rehearsal::Stage {
        arguments: &arguments.rehearsal,
        wanted: &wanted,
        configuration,
        storage,
        messages,
    };
    if let Some(bundle) = &arguments.rehearsal.rehearse_bundle {
        return rehearsal.run(bundle, &wanted.health_check_path());
    }
    let project = Project::recognise(&root, &wanted.settings).map_err(Failure::usage)?;
    let selected = select(&root, &selection(&wanted)).map_err(Failure::usage)?;
    if arguments.package.list {
        return print(&tell::list(&selected));
    }
    for line in tell::warnings(&selected) {
        messages.say(Verbosity::Quiet, &line);
    }
    let Some(locked) = lock::lock(arguments, storage, configuration, (&project, &wanted), messages)? else {
        return Ok(Exit::Conflict);
    };
    let plan = planned(&project, &wanted, &locked, selected)?;
    let limit = Limit {
        platform: wanted.target.platform.clone(),
        bytes: wanted.target.limit,
    };
    let bar = Packing::new(terminal.progress, plan.entries.len());
    let packed = pack(&plan.entries, &limit, &|entry| bar.tick(&entry.path));
    bar.finish();
    let packed = packed.map_err(refused)?;
    if arguments.rehearsal.rehearse {
        let staged = rehearsal::stage(&packed.bytes).map_err(Failure::machine)?;
        if rehearsal.run(staged.path(), &plan.health_check_path)? != Exit::Success {
            return Ok(Exit::Conflict);
        }
    }
    let written = write(&wanted.output, &packed, wanted.keep()).map_err(Failure::machine)?;
    let guide = write_guide(&wanted.output, &plan).map_err(Failure::machine)?;
    let told = tell::Done {
        wanted: &wanted,
        plan: &plan,
        packed: &packed,
        written: &written,
        guide: &guide,
        packages: locked.packages,
    };
    messages.say(Verbosity::Normal, &told.render());
    Ok(Exit::Success)
}

fn planned(
    project: &Project,
    wanted: &Wanted,
    locked: &lock::Locked,
    selected: Selected,
) -> Result<Plan, Failure> {
    let name = wanted.output.file_name().unwrap_or_default().to_string_lossy();
    let parts = Parts {
        project,
        target: &wanted.target,
        settings: &wanted.settings,
        lock: &locked.text,
        packages: locked.packages,
        bundle: &name,
    };
    plan(parts, selected).map_err(Failure::usage)
}

/// What stays out beside what the project says: what is made here.
fn selection(wanted: &Wanted) -> Selection {
    let output = &wanted.output;
    let mut made_here = vec![
        output.clone(),
        output.with_file_name("EB_CONSOLE_DEPLOYMENT_GUIDE.md"),
    ];
    made_here.extend((1..=wanted.keep().max(9)).map(|number| backup(output, number)));
    Selection {
        include: wanted.settings.include.clone(),
        exclude: wanted.settings.exclude.clone(),
        made_here: made_here.iter().map(|path| absolute(path)).collect(),
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// What is too large is the project's fault; what can't be read is the machine's.
fn refused(error: BundleError) -> Failure {
    match error {
        BundleError::TooLarge { .. } => Failure::usage(error),
        other => Failure::machine(other),
    }
}
