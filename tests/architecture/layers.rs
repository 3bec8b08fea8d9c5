//! Imports against the layers: between crates, and between the rooms of one.

use crate::rules::{Crate, Room};
use crate::workspace::{Target, Workspace};

/// How a crate of ours is named in code: `pinfix_index`.
fn code_name(package: &str) -> String {
    package.replace('-', "_")
}

/// One text for each dependency or import that the table does not allow.
pub(crate) fn between_crates(workspace: &Workspace, table: &[Crate]) -> Vec<String> {
    let mut found = Vec::new();
    for package in &workspace.packages {
        let Some(row) = table.iter().find(|row| row.name == package.name) else {
            found.push(format!("{}: not in the table of crates", package.name));
            continue;
        };
        let ours = |name: &str| workspace.packages.iter().any(|package| package.name == name);
        for dependency in package.dependencies.iter().filter(|name| ours(name)) {
            if !row.may_import.contains(&dependency.as_str()) {
                let manifest = package.manifest.display();
                found.push(format!(
                    "{manifest}: {} may not depend on {dependency}",
                    package.name
                ));
            }
        }
        // A dev-dependency must not leak into what ships.
        for target in &package.targets {
            for (other, place) in foreign_imports(workspace, target) {
                if other != package.name && !row.may_import.contains(&other.as_str()) {
                    found.push(format!("{place}: {} may not import {other}", package.name));
                }
            }
        }
    }
    found
}

/// The crates of ours that a target's code names, each with its place.
fn foreign_imports(workspace: &Workspace, target: &Target) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for module in &target.modules {
        for import in &module.imports {
            let named = workspace
                .packages
                .iter()
                .find(|package| code_name(&package.name) == import.path[0]);
            if let Some(package) = named {
                let place = format!("{}:{}", module.file.display(), import.line);
                found.push((package.name.clone(), place));
            }
        }
    }
    found
}

/// One text for each import between rooms that the table does not allow, for each room that has no row, and for each
/// row without a room. Crates of which the table has no row are free.
pub(crate) fn inside_crates(workspace: &Workspace, table: &[Room]) -> Vec<String> {
    let mut found = Vec::new();
    for target in workspace.targets() {
        let rows: Vec<&Room> = table.iter().filter(|row| row.package == target.package).collect();
        if rows.is_empty() {
            continue;
        }
        for name in target
            .rooms()
            .keys()
            .filter(|name| !rows.iter().any(|row| row.name == *name))
        {
            found.push(format!(
                "{}: the room `{name}` has no row in the table",
                target.package
            ));
        }
        for row in rows.iter().filter(|row| !target.rooms().contains_key(row.name)) {
            found.push(format!(
                "{}: the table has a row for `{}`, which is not there",
                target.package, row.name
            ));
        }
        for edge in target.edges() {
            let (Some(from), Some(to)) = (room(target, edge.from), room(target, edge.to)) else {
                continue;
            };
            let row = rows.iter().find(|row| row.name == from);
            if from != to && row.is_some_and(|row| !row.may_import.contains(&to)) {
                found.push(format!("{}: `{from}` may not import `{to}`", edge.place));
            }
        }
        for row in &rows {
            found.extend(foreign_to_room(workspace, target, row));
        }
    }
    found
}

/// The imports of other crates that a room may not have.
fn foreign_to_room(workspace: &Workspace, target: &Target, row: &Room) -> Vec<String> {
    let mut found = Vec::new();
    for (index, module) in target.modules.iter().enumerate() {
        if room(target, index) != Some(row.name) {
            continue;
        }
        for import in &module.imports {
            let named = workspace
                .packages
                .iter()
                .find(|package| code_name(&package.name) == import.path[0]);
            if let Some(package) = named.filter(|package| row.closed_to.contains(&package.name.as_str())) {
                let place = format!("{}:{}", module.file.display(), import.line);
                found.push(format!("{place}: `{}` may not import {}", row.name, package.name));
            }
        }
    }
    found
}

/// The name of the top-level module that a module is in; `None` for the root.
fn room(target: &Target, module: usize) -> Option<&str> {
    target.modules[module].name.split("::").nth(1)
}
