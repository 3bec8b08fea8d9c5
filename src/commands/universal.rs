//! `pinfix resolve --universal`: one lock for all platforms.

use std::time::Instant;

use pinfix_packaging::marker::{Marker, MarkerSpace};
use pinfix_packaging::{PackageName, Version};
use pinfix_resolver::Problem;
use pinfix_resolver::conflict::Conflicts;
use pinfix_resolver::repair::Repairs;
use pinfix_resolver::universal::{self, Kept, UniversalOutcome, UniversalResolution};

use super::delivery::{Delivery, Messages, deliver, kept};
use super::environments::audience;
use super::exit::{Exit, Failure};
use super::question::Question;
use super::report::Pending;
use super::upgrade;
use crate::cli::LockFormat;
use crate::lock::{self, ExistingLock};
use crate::report::{self, Spinner, Summary};
use crate::settings::{Upgrade, Verbosity};

/// Resolves, and delivers the lock or the conflicts.
pub(super) fn run(mut question: Question, delivery: Delivery<'_>, started: Instant) -> Result<Exit, Failure> {
    let needs_hashes = delivery.needs_hashes();
    let folder = delivery.folder().to_path_buf();
    let Delivery {
        messages,
        output,
        style,
        existing,
        explain,
    } = delivery;
    let preferred = preferred(&question, existing.as_ref());
    let spinner = Spinner::new(messages.terminal.progress, explain);
    let outcome = universal::resolve(&question.problem, &preferred, &*question.index, &spinner);
    spinner.finish();
    let mut universal = match outcome.map_err(Failure::machine)? {
        UniversalOutcome::Resolved(universal) => universal,
        UniversalOutcome::Conflicted { problem, conflicts } => {
            let whole = std::mem::replace(&mut question.problem, *problem);
            return conflict(
                &question,
                &whole,
                (&conflicts, messages),
                (output.report.as_ref(), started),
            );
        }
    };
    if needs_hashes {
        universal
            .state_hashes(&*question.index)
            .map_err(Failure::machine)?;
    }
    messages.say(Verbosity::Quiet, &report::warnings(&universal.warnings()));
    messages.say(Verbosity::Quiet, &lenient(&universal));
    let text = match output.format {
        LockFormat::Requirements => lock::render_universal(&universal, &question.setup.manifest, style),
        LockFormat::Pylock => lock::pylock::render_universal(&universal, &question.problem, style, &folder),
    };
    let report = Pending::universal(output.report.as_ref(), &question, &universal, started)?;
    let exit = deliver(messages, output, existing.as_ref(), &text)?;
    report.deliver()?;
    let pins: Vec<(PackageName, Version)> = universal
        .versions()
        .map(|(name, version)| (name.clone(), version.clone()))
        .collect();
    let before = existing.as_ref().map_or(&[][..], |lock| &lock.pins);
    let idle = upgrade::idle(&question.setup.selection.upgrade, before, &pins);
    messages.say(Verbosity::Quiet, &idle);
    let summary = Summary {
        packages: pins.len(),
        target: audience(&question.problem),
        elapsed: started.elapsed(),
        kept: kept(output, existing.as_ref(), &pins),
        changes: existing
            .map(|lock| lock::changes(&lock.pins, &pins))
            .unwrap_or_default(),
    };
    messages.say(Verbosity::Normal, &summary.render());
    Ok(exit)
}

/// The pins of the existing lock that are to be kept, each for the environments that its marker admits.
fn preferred(question: &Question, existing: Option<&ExistingLock>) -> Vec<Kept> {
    let keeps = |name: &PackageName| match &question.setup.selection.upgrade {
        Upgrade::None => true,
        Upgrade::All => false,
        Upgrade::Packages(names) => !names.contains(name),
    };
    let pins = existing.map_or(&[][..], |lock| &lock.pins);
    let markers = existing.map_or(&[][..], |lock| &lock.markers);
    let space = |marker: &Option<Marker>| marker.as_ref().map_or_else(MarkerSpace::all, MarkerSpace::of);
    let both = pins.iter().zip(markers).filter(|((name, _), _)| keeps(name));
    both.map(|((name, version), marker)| (name.clone(), version.clone(), space(marker)))
        .collect()
}

/// A warning for Pythons that releases don't know yet, or have no wheels for.
fn lenient(universal: &UniversalResolution) -> String {
    let warnings = universal.lenient.iter().map(|pythons| {
        format!(
            "warning: for Python {pythons} some package admits no release, or has no wheel; it is locked there as for other Pythons, and may not install\n"
        )
    });
    warnings.collect()
}

fn conflict(
    question: &Question,
    whole: &Problem,
    (conflicts, messages): (&Conflicts, Messages),
    (report, started): (Option<&crate::settings::ReportTo>, Instant),
) -> Result<Exit, Failure> {
    let explanations = question.explanations(&conflicts.list);
    let repairs = Repairs::default();
    messages.conflicts_alone(question, conflicts, &explanations);
    messages.say(Verbosity::Silent, &place(&question.problem, whole));
    messages.say(Verbosity::Quiet, &elsewhere(&question.problem));
    Pending::conflicts(report, question, conflicts, (&explanations, &repairs), started)?.deliver()?;
    Ok(Exit::Conflict)
}

/// Where repairs are looked for.
fn elsewhere(part: &Problem) -> String {
    let python = part.target.python.short();
    format!(
        "No repairs are looked for with `--universal`; without it, and with `--python-version {python}`, they are.\n"
    )
}

/// Where the conflict is, unless it is everywhere.
fn place(part: &Problem, whole: &Problem) -> String {
    let (Some(part), Some(whole)) = (&part.fork, &whole.fork) else {
        return String::new();
    };
    match part.space().to_marker(whole.space()) {
        None => String::new(),
        Some(marker) => format!("This is so where `{marker}`; a universal lock has to hold there, too.\n"),
    }
}
