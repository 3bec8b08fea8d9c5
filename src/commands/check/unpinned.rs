//! Conflicts by way of packages that no line pins: whatever is pinned for those, other lines can't hold together. To compare
//! pins does not find them, so it takes a search; where everything is pinned there is none.

use std::collections::BTreeSet;

use pinfix_check::{Checked, Demanded, Finding, Link, Rule};
use pinfix_index::Index;
use pinfix_packaging::PackageName;
use pinfix_resolver::conflict::{Conflict, ConflictKind};
use pinfix_resolver::explain::{Surroundings, explain};
use pinfix_resolver::{ClauseId, Outcome, Problem, resolve};

use super::folders::{self, Folder};
use super::repairs::Effort;
use super::setup::Setup;
use crate::report::Spinner;

/// The conflicts of those folders for which something is not pinned.
pub(super) fn conflicts(setup: &Setup, checked: &Checked, index: &dyn Index, effort: Effort) -> Vec<Finding> {
    let mut findings = Vec::new();
    for folder in folders::all(setup, index, effort.conflicts) {
        let pinned = pinned(&folder.problem);
        let is_open = folder
            .problem
            .clauses
            .iter()
            .any(|it| !pinned.contains(&it.requirement.name));
        if !is_open && !checked.incomplete.contains(&folder.target) {
            continue;
        }
        let spinner = Spinner::new(effort.terminal.progress, effort.time);
        let outcome = resolve(&folder.problem, index, &spinner);
        spinner.finish();
        // What was found stands, whatever becomes of this.
        let Ok(Outcome::Conflicted(conflicts)) = outcome else {
            continue;
        };
        let beyond = conflicts
            .list
            .iter()
            .filter(|it| leads_beyond(it, &folder.problem, &pinned));
        findings.extend(beyond.filter_map(|it| finding(&folder, it, &pinned)));
    }
    findings
}

/// The packages that lines pin.
fn pinned(problem: &Problem) -> BTreeSet<PackageName> {
    let pins = problem.clauses.iter().filter(|clause| {
        let specifiers = clause.requirement.specifiers();
        clause.direct.is_some() || specifiers.is_some_and(|it| it.pinned().is_some())
    });
    pins.map(|clause| clause.requirement.name.clone()).collect()
}

/// Whether several lines can't hold together because of a package that none of them pins.
fn leads_beyond(conflict: &Conflict, problem: &Problem, pinned: &BTreeSet<PackageName>) -> bool {
    let is_open = |id: &ClauseId| !pinned.contains(&problem.clause(*id).requirement.name);
    conflict.kind == ConflictKind::Unsatisfiable
        && conflict.clauses.len() > 1
        && (conflict.clauses.iter().any(is_open) || !open(conflict, pinned).is_empty())
}

/// The packages on the ways to a clash that no line pins, the clash itself among them.
fn open(conflict: &Conflict, pinned: &BTreeSet<PackageName>) -> Vec<PackageName> {
    let links = conflict.clash.stands.iter().flat_map(|stand| &stand.links);
    let on_the_way = links.map(|link| &link.package).chain([&conflict.package]);
    let mut open: Vec<PackageName> = Vec::new();
    for package in on_the_way {
        if !pinned.contains(package) && !open.contains(package) {
            open.push(package.clone());
        }
    }
    open
}

fn finding(folder: &Folder, conflict: &Conflict, pinned: &BTreeSet<PackageName>) -> Option<Finding> {
    let problem = &folder.problem;
    let told = explain(
        problem,
        &folder.manifest.sources,
        conflict,
        &Surroundings::default(),
    );
    let stands = &conflict.clash.stands;
    // That which is simply there, beside one that leads to something else.
    let at = stands
        .iter()
        .find(|stand| stand.links.is_empty())
        .or(stands.last())?;
    let clause = problem.clause(at.clause);
    let place = clause.places.first()?;
    let against = stands
        .iter()
        .find(|stand| stand.clause != at.clause && !stand.links.is_empty());
    let links = against.map_or(&[][..], |stand| &stand.links);
    let open: Vec<String> = open(conflict, pinned).iter().map(ToString::to_string).collect();
    let whatever = if open.is_empty() {
        String::new()
    } else {
        format!(", whatever is pinned for {}", open.join(", "))
    };
    let others = told.lines.iter().filter(|line| line.clause != at.clause);
    Some(Finding {
        rule: Rule::ConflictingPins,
        message: format!("{}{whatever}", told.headline),
        place: place.clone(),
        package: Some(clause.requirement.name.clone()),
        version: clause
            .requirement
            .specifiers()
            .and_then(|it| it.pinned().cloned()),
        demand: links.last().map(|link| Demanded {
            by: Some(Link {
                package: link.package.clone(),
                version: link.version.clone(),
            }),
            requirement: link.demands.to_string(),
        }),
        chain: links
            .iter()
            .map(|link| Link {
                package: link.package.clone(),
                version: link.version.clone(),
            })
            .collect(),
        related: others
            .map(|line| (line.origin.clone(), line.label.clone()))
            .collect(),
        help: Some("`pinfix check --repairs` looks for what repairs it".to_owned()),
        targets: vec![folder.target],
    })
}
