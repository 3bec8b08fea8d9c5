//! The lock as a whole.

use pinfix_packaging::Span;
use std::path::Path;
use toml_edit::{Item, TableLike, Value};

use super::package::{Package, string};
use crate::error::{Code, Mistake};
use crate::include::Reading;
use crate::manifest::{BuildOptions, LineKind, Requested, RequirementLine};
use crate::origin::Origin;
use crate::pyproject::parse;
use crate::source::SourceId;

/// Reads the packages of a lock as lines that pin them.
pub(crate) fn read(reading: &mut Reading<'_>, path: &Path) {
    let Some(source) = reading.text(path) else {
        return;
    };
    let text = reading.manifest.sources.get(source).text.clone();
    let document = match parse(&text) {
        Ok(document) => document,
        Err(mistake) => {
            reading.report(source, mistake);
            return;
        }
    };
    let table = document.as_table();
    if let Err(mistake) = check_version(table) {
        reading.report(source, mistake);
        return;
    }
    match table.get("packages") {
        None => {}
        Some(Item::ArrayOfTables(packages)) => {
            for package in packages {
                let whole = package.span().map_or(Span::new(0, 0), Span::from);
                take(reading, source, Package::read(package, whole));
            }
        }
        Some(Item::Value(Value::Array(packages))) => {
            for package in packages.iter().filter_map(Value::as_inline_table) {
                let whole = package.span().map_or(Span::new(0, 0), Span::from);
                take(reading, source, Package::read(package, whole));
            }
        }
        Some(other) => {
            let span = other.span().map_or(Span::new(0, 0), Span::from);
            let mistake = Mistake::new(Code::Lock, span, "`packages` must be a list of tables");
            reading.report(source, mistake);
        }
    }
}

/// Later minor versions may add what can be passed over; another major version is another format.
fn check_version(table: &dyn TableLike) -> Result<(), Mistake> {
    let Some((version, span)) = string(table, "lock-version")? else {
        let message = "this is no lock of PEP 751: it has no `lock-version`";
        return Err(Mistake::new(Code::Lock, Span::new(0, 0), message)
            .help("a file of this name has to be one; rename it if it is something else"));
    };
    if version.split('.').next() == Some("1") {
        return Ok(());
    }
    Err(Mistake::new(
        Code::Lock,
        span,
        format!("locks of version `{version}` can't be read"),
    )
    .help("those of version 1.0 can"))
}

fn take(reading: &mut Reading<'_>, source: SourceId, package: Result<Package, Mistake>) {
    let package = match package {
        Ok(package) => package,
        Err(mistake) => {
            reading.report(source, mistake);
            return;
        }
    };
    let origin = Origin::new(&reading.manifest.sources, source, package.span, &[]);
    reading.manifest.lines.push(RequirementLine {
        kind: LineKind::Requirement,
        requirement: Requested::Named(package.requirement),
        editable: package.editable,
        hashes: package.hashes,
        options: BuildOptions::default(),
        text: package.text,
        origin,
        list: Some("packages".to_owned()),
        depends_on: package.depends_on,
    });
}
