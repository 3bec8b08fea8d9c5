//! `pinfix why-not`: what stands against a requirement, or the lock with it.

use std::path::PathBuf;

use miette::Diagnostic;
use pinfix_packaging::{PackageName, Requirement, Version};
use pinfix_requirements::redact::redact;
use pinfix_requirements::{LineKind, MemoryFiles, Origin, Request, Requested, RequirementLine};
use pinfix_resolver::conflict::Conflicts;
use pinfix_resolver::{Clause, ClauseId, ClauseKind, Outcome, Problem, Resolution};

use super::answer::{Asked, unwritable};
use super::exit::{Exit, Failure};
use super::print::print;
use super::setup::unread;
use crate::cli::{StorageArguments, TextOrJson, WhyNotArguments};
use crate::lock::{self, Change, LockStyle};
use crate::report::{self, UnsupportedRequirements, WhyNot};
use crate::settings::{Configuration, TerminalSettings, Verbosity};

/// What the requirement asked about is shown as, in the place of a file.
const COMMAND_LINE: &str = "<command line>";

/// What was written is no requirement.
#[derive(Debug, thiserror::Error, Diagnostic)]
enum AskedError {
    #[error("`{text}` is not one requirement")]
    #[diagnostic(
        code("cli::requirement"),
        help("ask about a package and its versions, in quotes: 'urllib3>=2'")
    )]
    NotOne { text: String },
}

pub(super) fn run(
    arguments: &WhyNotArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    terminal: TerminalSettings,
) -> Result<Exit, Failure> {
    let text = arguments.requirement.trim();
    let line = parse(text)?;
    let mut asked = Asked::open(&arguments.question, storage, configuration, terminal)?;
    let before = asked.question.problem.clone();
    let Some(id) = add(&mut asked, text, line)? else {
        asked.messages.say(
            Verbosity::Silent,
            &format!(
                "`{text}` asks for nothing here: its marker does not hold for {}\n",
                before.target
            ),
        );
        return Ok(Exit::Success);
    };
    let for_program = arguments.format == TextOrJson::Json;
    match asked.outcome()? {
        Outcome::Conflicted(conflicts) => {
            if for_program {
                print(&refused(&asked, text, id, &conflicts)?)?;
            }
            refuse(&asked, text, id, conflicts);
            Ok(Exit::Conflict)
        }
        Outcome::Resolved(resolution) => {
            asked.warn(&resolution);
            let with = std::mem::replace(&mut asked.question.problem, before);
            let without = asked.outcome()?;
            asked.question.problem = with;
            let changes = changes(&resolution, &without);
            let message = grant(&asked, text, changes.as_deref());
            asked.messages.say(Verbosity::Normal, &message);
            if for_program {
                return print(&granted(&asked, text, &resolution, changes.as_deref())?);
            }
            let style = LockStyle::default();
            let question = &asked.question;
            print(&lock::render(
                &resolution,
                &question.problem,
                &question.setup.manifest,
                &style,
            ))
        }
    }
}

/// The answer for a program where the requirement can't be had.
fn refused(asked: &Asked, text: &str, id: ClauseId, conflicts: &Conflicts) -> Result<String, Failure> {
    let numbered = (1..).zip(&conflicts.list);
    let involving = numbered.filter(|(_, conflict)| conflict.clauses.contains(&id));
    let answer = WhyNot {
        requirement: &redact(text),
        target: &asked.question.problem.target,
        changes: None,
        involving: Some(involving.map(|(number, _)| number).collect()),
        report: asked.report_conflicts(conflicts)?,
    };
    answer.json().map_err(unwritable)
}

/// The answer for a program where it can be had.
fn granted(
    asked: &Asked,
    text: &str,
    resolution: &Resolution,
    changes: Option<&[Change]>,
) -> Result<String, Failure> {
    let answer = WhyNot {
        requirement: &redact(text),
        target: &asked.question.problem.target,
        changes,
        involving: None,
        report: asked.report_resolution(resolution)?,
    };
    answer.json().map_err(unwritable)
}

/// The requirement as a line of a file of its own, so that mistakes in it are told as in any file.
fn parse(text: &str) -> Result<RequirementLine, Failure> {
    let files = MemoryFiles::new().with(COMMAND_LINE, text);
    let request = Request {
        files: vec![PathBuf::from(COMMAND_LINE)],
        ..Request::default()
    };
    let not_one = || {
        Failure::usage(AskedError::NotOne {
            text: pinfix_requirements::redact::redact(text).into_owned(),
        })
    };
    if text.starts_with('-') {
        return Err(not_one());
    }
    let mut manifest = pinfix_requirements::read(&request, &files).map_err(unread)?;
    match (manifest.lines.pop(), manifest.lines.is_empty()) {
        (Some(line), true) if line.kind == LineKind::Requirement => Ok(line),
        _ => Err(not_one()),
    }
}

/// Adds the line to the question; `None` where its marker does not hold.
fn add(asked: &mut Asked, text: &str, mut line: RequirementLine) -> Result<Option<ClauseId>, Failure> {
    let question = &mut asked.question;
    let manifest = &mut question.setup.manifest;
    if let Requested::Named(wanted) = &line.requirement
        && let Some(pin) = pin_in_the_way(&question.problem, wanted)
    {
        let places = pin.places.clone();
        let at = places.first().map_or_else(String::new, |origin| {
            format!(" of {}:{}", manifest.sources.get(origin.source).name, origin.line)
        });
        asked.messages.say(
            Verbosity::Normal,
            &format!("The pin `{}`{at} gives way to `{text}`\n", pin.text),
        );
        manifest.lines.retain(|line| !places.contains(&line.origin));
    }
    let source = manifest.sources.add(COMMAND_LINE, text);
    line.origin = Origin::new(&manifest.sources, source, line.origin.span, &[]);
    manifest.lines.push(line);
    let policy = question.problem.policy.clone();
    let references = question.problem.references.clone();
    let target = question.setup.target.clone();
    let mut problem = Problem::with_references(manifest, target, None, policy, references)
        .map_err(|lines| Failure::usage(UnsupportedRequirements::new(lines, &manifest.sources)))?;
    problem.preferences.clone_from(&question.problem.preferences);
    question.problem = problem;
    let problem = &question.problem;
    let stands_there = |id: &ClauseId| {
        let mut places = problem.clause(*id).places.iter();
        places.any(|origin| origin.source == source)
    };
    Ok(problem.clause_ids().find(stands_there))
}

/// Of lines that all pin a version, as a lock's do, the pin of the package that is asked about, unless it will do: that
/// it stands against the requirement goes without saying.
fn pin_in_the_way<'a>(problem: &'a Problem, wanted: &Requirement) -> Option<&'a Clause> {
    let pinned = |clause: &'a Clause| clause.requirement.specifiers()?.pinned();
    let asking = |clause: &&Clause| clause.kind == ClauseKind::Requirement;
    if !problem
        .clauses
        .iter()
        .filter(asking)
        .all(|clause| pinned(clause).is_some())
    {
        return None;
    }
    let own = problem.clauses_on(&wanted.name).map(|(_, clause)| clause);
    own.filter(asking).find(|clause| {
        let version = pinned(clause);
        let set = wanted.specifiers();
        !version.is_some_and(|version| set.is_some_and(|set| set.contains(version)))
    })
}

/// Tells the conflicts that involve the requirement; where there are none, it is not what stands in the way.
fn refuse(asked: &Asked, text: &str, id: ClauseId, conflicts: Conflicts) {
    let all = conflicts.list.len();
    let (involving, others): (Vec<_>, Vec<_>) = conflicts
        .list
        .iter()
        .cloned()
        .partition(|conflict| conflict.clauses.contains(&id));
    let say = |text: &str| asked.messages.say(Verbosity::Silent, text);
    if involving.is_empty() {
        say(&format!(
            "There is no lock with or without `{text}`; these conflicts don't involve it:\n\n"
        ));
        asked.tell(&conflicts);
        return;
    }
    let others = others.len();
    asked.tell(&Conflicts {
        list: involving,
        ..conflicts
    });
    if others > 0 {
        say(&format!(
            "{others} of {all} conflicts don't involve `{text}`; `pinfix resolve` tells them\n"
        ));
    }
}

/// What changes with the requirement; nothing where there is no lock without it.
fn changes(with: &Resolution, without: &Outcome) -> Option<Vec<Change>> {
    match without {
        Outcome::Resolved(without) => Some(lock::changes(&pins(without), &pins(with))),
        Outcome::Conflicted(_) => None,
    }
}

/// That the requirement can be had, and what would change.
fn grant(asked: &Asked, text: &str, changes: Option<&[Change]>) -> String {
    let target = &asked.question.problem.target;
    let Some(changes) = changes else {
        return format!("`{text}` can be had on {target}; the lock:\n");
    };
    let list = report::changes(changes);
    match changes.len() {
        0 => format!("`{text}` holds as it is on {target}: nothing changes\n"),
        1 => format!("`{text}` can be had on {target}; it changes 1 pin:\n{list}"),
        number => format!("`{text}` can be had on {target}; it changes {number} pins:\n{list}"),
    }
}

fn pins(resolution: &Resolution) -> Vec<(PackageName, Version)> {
    resolution
        .pins()
        .map(|pin| (pin.name.clone(), pin.version.clone()))
        .collect()
}
