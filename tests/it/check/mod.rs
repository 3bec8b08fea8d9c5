//! `pinfix check`: pins held against metadata.

mod company;
mod dirty;
mod formats;
mod recorded;
mod repairs;
mod rules;
mod world;

use pinfix_testing::{Run, Workdir};
use serde_json::Value;

use self::world::index;
use crate::workdir;

pub(crate) const TARGET: [&str; 4] = [
    "--python-version",
    "3.9",
    "--python-platform",
    "x86_64-manylinux_2_28",
];

/// Runs a check with these arguments and the target beside them.
pub(crate) fn run(folder: &Workdir, arguments: &[&str]) -> Run {
    folder.pinfix(&[&["check"], arguments, &TARGET].concat())
}

/// What is found in one file: `rule line package <- who demands it`.
pub(crate) fn found(text: &str, arguments: &[&str]) -> Vec<String> {
    let index = index();
    let folder = workdir(&index).file("requirements.txt", text);
    told(&run(&folder, &[arguments, &["--output-format", "json"]].concat()))
}

/// The findings of a run that writes JSON.
pub(crate) fn told(run: &Run) -> Vec<String> {
    let document: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}\n{}", run.snapshot()));
    let findings = document["findings"].as_array().unwrap().iter();
    let told = findings.map(|it| {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let by = match &it["demanded_by"]["package"] {
            Value::Null => String::new(),
            by => format!(" <- {}", text(by)),
        };
        format!(
            "{} {}:{} {}{by}",
            text(&it["rule"]),
            text(&it["file"]),
            it["line"],
            text(&it["package"])
        )
    });
    told.map(|line| line.replace("requirements.txt:", "")).collect()
}
