//! Menus of repairs as a person reads them: what to write where, and what would then be pinned.

use std::fmt::Write as _;

use pinfix_requirements::Sources;
use pinfix_resolver::repair::{Edit, Lift, Menu, Repair};

/// The lines of a menu: paragraphs, each of which may have several lines.
pub(super) struct Choices {
    /// The repairs.
    pub(super) repairs: Vec<String>,
    /// What does not help, and why.
    pub(super) blocked: Vec<String>,
}

/// A menu in words.
pub(super) fn choices(menu: &Menu, sources: &Sources) -> Choices {
    let repairs = (1..).zip(&menu.repairs);
    let blocked = menu.blocked.iter();
    Choices {
        repairs: repairs.map(|(number, it)| repair(number, it, sources)).collect(),
        blocked: blocked
            .map(|it| format!("no help: {}: {}", it.what, it.why))
            .collect(),
    }
}

/// What the menus ask for together, and what they promise.
pub(super) fn promise(menus: &[Menu]) -> Option<&'static str> {
    let offering = menus.iter().filter(|menu| !menu.repairs.is_empty()).count();
    match (menus, offering) {
        (_, 0) => None,
        ([menu], _) if menu.repairs.len() == 1 => {
            Some("The repair was tried: with it the whole set resolves.")
        }
        ([_], _) => Some("Each repair was tried: with any one of them the whole set resolves."),
        (_, _) if offering == menus.len() => {
            Some("Each repair was tried: with one from each group the whole set resolves.")
        }
        (_, _) => Some("Each repair was tried; where a group has none, one of its lines has to go."),
    }
}

fn repair(number: usize, repair: &Repair, sources: &Sources) -> String {
    let mut parts: Vec<String> = repair.edits.iter().map(|it| edit(it, sources)).collect();
    if let Some(python) = &repair.python {
        let python = python.short();
        parts.push(format!(
            "--python-version {python}: the set resolves from Python {python} on"
        ));
    }
    parts.extend(repair.lift.map(|lift| {
        match lift {
            Lift::Prereleases => "--prerelease allow: a pre-release fits",
            Lift::Builds => "without --no-build and --only-binary: a source distribution fits",
        }
        .to_owned()
    }));
    let pins: Vec<String> = repair
        .changes
        .iter()
        .map(|change| format!("{} {}", change.package, change.version))
        .collect();
    if let Some(last) = parts.last_mut().filter(|_| !pins.is_empty()) {
        let _ = write!(last, "  ({})", pins.join(", "));
    }
    let head = format!("repair {number}: ");
    let indent = format!("\n{}", " ".repeat(head.len()));
    format!("{head}{}", parts.join(&indent))
}

fn edit(edit: &Edit, sources: &Sources) -> String {
    let place = format!("{}:{}", sources.get(edit.origin.source).name, edit.origin.line);
    match &edit.to {
        Some(to) => format!("{place}  {} -> {to}", edit.from),
        None => format!("{place}  drop {}", edit.from),
    }
}
