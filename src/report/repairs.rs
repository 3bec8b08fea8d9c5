//! Menus of repairs as a person reads them: what to write where, and what would then be pinned.

use std::fmt::Write as _;

use pinfix_packaging::Requirement;
use pinfix_requirements::Sources;
use pinfix_resolver::repair::{Change, Edit, Lift, Menu, Repair, Repairs};

use super::edit::is_hashed;

/// The lines of a menu: paragraphs, each of which may have several lines.
pub(super) struct Choices {
    /// The repairs.
    pub(super) repairs: Vec<String>,
    /// What does not help, and why.
    pub(super) blocked: Vec<String>,
}

/// A menu in words.
pub(super) fn choices(menu: &Menu, sources: &Sources, one_of_several: bool) -> Choices {
    let repairs = (1..).zip(own(menu));
    let blocked = menu.blocked.iter();
    Choices {
        repairs: repairs
            .map(|(number, it)| repair(number, it, sources, one_of_several))
            .collect(),
        blocked: blocked
            .map(|it| {
                let what_for = if it.loses { "last resort" } else { "no help" };
                format!("{what_for}: {}: {}", it.what, it.why)
            })
            .collect(),
    }
}

/// What the menus ask for together, and what they promise: no more than was tried.
pub(super) fn promise(repairs: &Repairs) -> Vec<&'static str> {
    let menus = &repairs.menus;
    let offering = menus.iter().filter(|menu| !own(menu).is_empty()).count();
    let tried = match (&menus[..], offering) {
        (_, 0) => None,
        ([menu], _) if menu.repairs.len() == 1 => {
            Some("The repair was tried: with it the whole set resolves.")
        }
        ([_], _) => Some("Each repair was tried: with any one of them the whole set resolves."),
        (_, _) if offering < menus.len() && (repairs.cut || repairs.unbuilt) => {
            Some("Each repair was tried; where a group has none, none was found.")
        }
        (_, _) if offering < menus.len() => {
            Some("Each repair was tried; where a group has none, one of its lines has to go.")
        }
        (_, _) if repairs.combined => {
            Some("Each repair was tried: with one from each group the whole set resolves.")
        }
        (_, _) => {
            Some("Each repair was tried: with it and the first of each other group the whole set resolves.")
        }
    };
    let cut = match (repairs.cut, repairs.unbuilt) {
        (true, _) => Some(
            "The time for looking was over; there may be more repairs (`--explain-timeout` looks longer, and a second run \
             is faster).",
        ),
        (false, true) => {
            Some("Releases that have to be built first were not tried; there may be more repairs.")
        }
        (false, false) => None,
    };
    tried.into_iter().chain(cut).collect()
}

/// What repairs all groups at once, where there are several.
pub(super) fn at_once(menus: &[Menu]) -> Option<String> {
    let [first, _, ..] = menus else { return None };
    let alone = first.repairs.iter().find(|repair| repair.alone)?;
    let python = alone.python.as_ref()?.short();
    Some(format!(
        "instead of all these: --python-version {python}: the whole set resolves from Python {python} on"
    ))
}

/// The repairs of a menu that are not those of all menus.
fn own(menu: &Menu) -> Vec<&Repair> {
    menu.repairs.iter().filter(|repair| !repair.alone).collect()
}

fn repair(number: usize, repair: &Repair, sources: &Sources, one_of_several: bool) -> String {
    let mut parts: Vec<String> = repair.edits.iter().map(|it| edit(it, sources)).collect();
    if let Some(python) = &repair.python {
        let python = python.short();
        parts.push(match (parts.is_empty(), one_of_several) {
            (false, _) => format!("with --python-version {python}"),
            (true, false) => {
                format!("--python-version {python}: the set resolves from Python {python} on")
            }
            (true, true) => format!("--python-version {python}"),
        });
    }
    parts.extend(repair.lift.map(|lift| {
        match lift {
            Lift::Prereleases => "--prerelease allow: pre-releases fit",
            Lift::Builds => "without --no-build and --only-binary: source distributions fit",
            Lift::Wheels => "without --no-binary: wheels fit",
        }
        .to_owned()
    }));
    // What a line pins itself need not be said again.
    let written = repair.edits.iter().filter_map(|edit| edit.to.as_deref());
    let written = written.map(|it| it.split(" --").next().unwrap_or(it).trim());
    let written: Vec<Requirement> = written.filter_map(|it| Requirement::parse(it).ok()).collect();
    let evident = |change: &Change| {
        let pinned = |it: &Requirement| it.specifiers().and_then(|it| it.pinned()) == Some(&change.version);
        written.iter().any(|it| it.name == change.package && pinned(it))
    };
    let pins: Vec<String> = repair
        .changes
        .iter()
        .filter(|change| !evident(change))
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
        Some(to) if *to == edit.from => format!("{place}  {to} with the hashes of its files"),
        Some(to) if is_hashed(edit, sources) => format!("{place}  {} -> {to}, and its hashes", edit.from),
        Some(to) => format!("{place}  {} -> {to}", edit.from),
        None => format!("{place}  drop {}", edit.from),
    }
}
