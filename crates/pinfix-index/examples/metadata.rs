//! Says as JSON what METADATA files say to pinfix: one line for each path on standard input.
//!
//! `scripts/metadata-beside-packaging` holds the answers against those of PyPA's `packaging`.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::io::BufRead;

use pinfix_index::{CoreMetadata, Provenance};
use pinfix_packaging::{ExtraName, Requirement, SpecifierSet, Target};
use serde_json::{Value, json};

/// For whom markers are judged. The script has the same, written out.
const TARGETS: [(&str, &str); 3] = [
    ("3.9.25", "x86_64-manylinux_2_34"),
    ("3.12.4", "windows"),
    ("3.14.0", "macos"),
];

/// Markers are judged for no extra and for this many of the project's, in the order of their names.
const EXTRAS: usize = 12;

fn main() -> Result<(), Box<dyn Error>> {
    let mut targets = Vec::new();
    for (python, platform) in TARGETS {
        targets.push(Target::new(python.parse()?, platform.parse()?));
    }
    for path in std::io::stdin().lock().lines() {
        let text = std::fs::read(path?)?;
        let row = match CoreMetadata::parse(&text, Provenance::MetadataFile) {
            Ok(metadata) => row(&metadata, &targets),
            Err(error) => json!({ "error": error.to_string() }),
        };
        println!("{row}");
    }
    Ok(())
}

fn row(metadata: &CoreMetadata, targets: &[Target]) -> Value {
    let mut extras = metadata.provides_extra.clone();
    extras.sort_by(|left, right| left.as_ref().cmp(right.as_ref()));
    let judged = &extras[..extras.len().min(EXTRAS)];
    let requirements = metadata
        .requires_dist
        .iter()
        .map(|requirement| requirement_row(requirement, targets, judged));
    json!({
        "name": metadata.name.as_ref(),
        "version": metadata.version.to_string(),
        "python": metadata.requires_python.as_ref().map(clauses),
        "extras": extras.iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
        "requirements": requirements.collect::<Vec<_>>(),
        "unreadable": metadata.unreadable,
        "leniencies": metadata.leniencies,
    })
}

/// Name, extras, specifiers, URL, and for each target with which of the extras it applies (`""` is none of them).
fn requirement_row(requirement: &Requirement, targets: &[Target], judged: &[ExtraName]) -> Value {
    let applies = |target: &Target, extras: &[ExtraName]| requirement.applies(&target.environment, extras);
    let answers = targets.iter().map(|target| {
        let alone = applies(target, &[]).then_some("");
        let with = judged
            .iter()
            .filter(|extra| applies(target, std::slice::from_ref(*extra)));
        alone
            .into_iter()
            .chain(with.map(AsRef::as_ref))
            .collect::<Vec<&str>>()
    });
    let mut extras: Vec<&str> = requirement.extras.iter().map(AsRef::as_ref).collect();
    extras.sort_unstable();
    json!([
        requirement.name.as_ref(),
        extras,
        requirement.specifiers().map(clauses).unwrap_or_default(),
        requirement.url(),
        answers.collect::<Vec<_>>(),
    ])
}

/// The clauses of a set, sorted.
fn clauses(set: &SpecifierSet) -> Vec<String> {
    let mut clauses: Vec<String> = set.iter().map(ToString::to_string).collect();
    clauses.sort();
    clauses
}
