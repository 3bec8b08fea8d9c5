//! The architecture, checked: no cycle among the modules of a crate, no import against the layers, no long file.
//!
//! `docs/architecture.md` has the picture and the reasons; the tables are in `rules.rs`. Code is read as the compiler
//! reads it, except what is under `#[cfg(test)]`: tests may look at whatever they like.

#![expect(
    clippy::unwrap_used,
    reason = "in tests, helpers included, a panic is the message"
)]

mod codes;
mod cycles;
mod imports;
mod layers;
mod lengths;
mod planted;
mod resolve;
mod rules;
mod source;
mod workspace;

use std::path::Path;

use workspace::Workspace;

fn workspace() -> Workspace {
    Workspace::read(Path::new(env!("CARGO_MANIFEST_DIR")))
}

/// Fails with one line per violation.
fn assert_none(rule: &str, violations: &[String]) {
    assert!(violations.is_empty(), "{rule}:\n\n{}\n", violations.join("\n"));
}

#[test]
fn something_was_read() {
    let workspace = workspace();
    for krate in rules::CRATES {
        let found = workspace
            .packages
            .iter()
            .find(|package| package.name == krate.name);
        let package =
            found.unwrap_or_else(|| panic!("{} is in the table of crates, but not here", krate.name));
        let modules: usize = package.targets.iter().map(|target| target.modules.len()).sum();
        assert!(modules > 0, "no module of {} was found", krate.name);
    }
    let imports: usize = workspace
        .targets()
        .flat_map(|target| &target.modules)
        .map(|module| module.imports.len())
        .sum();
    assert!(
        imports > 100,
        "only {imports} imports were found: the reader must be broken"
    );
}

#[test]
fn no_module_cycles() {
    let cycles: Vec<String> = workspace().targets().flat_map(cycles::find).collect();
    assert_none(
        "Imports among the files and folders of a folder must point one way",
        &cycles,
    );
}

#[test]
fn no_import_against_the_layers_between_crates() {
    assert_none(
        "Crates must import along the table CRATES",
        &layers::between_crates(&workspace(), rules::CRATES),
    );
}

#[test]
fn no_import_against_the_layers_inside_crates() {
    assert_none(
        "Rooms must import along the table ROOMS",
        &layers::inside_crates(&workspace(), rules::ROOMS),
    );
}

#[test]
fn codes_are_written_alike() {
    assert_none(
        "Codes of diagnostics are texts such as \"settings::no-index\"",
        &codes::find(Path::new(env!("CARGO_MANIFEST_DIR"))),
    );
}

#[test]
fn no_long_files() {
    assert_none(
        "Files are rooms, not houses",
        &lengths::find(Path::new(env!("CARGO_MANIFEST_DIR"))),
    );
}
