//! Lines that say what another line of the same file says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use pinfix_requirements::SourceId;

use super::place::Lines;

/// The lines that stand in one file more than once, a line each. In a `pyproject.toml` several lists may well say the same.
pub fn repeated(lines: Lines<'_>) -> String {
    let mut text = String::new();
    for id in lines.problem.clause_ids() {
        let mut files: BTreeMap<SourceId, BTreeSet<usize>> = BTreeMap::new();
        for origin in &lines.problem.clause(id).places {
            files.entry(origin.source).or_default().insert(origin.line);
        }
        for (source, places) in files.into_iter().filter(|(_, places)| places.len() > 1) {
            let name = &lines.sources.get(source).name;
            if Path::new(name).extension().is_none_or(|it| it != "toml") {
                let places: Vec<String> = places.iter().map(usize::to_string).collect();
                let (what, places) = (lines.text(id), places.join(" and "));
                let _ = writeln!(
                    text,
                    "warning: {name} says `{what}` more than once, in lines {places}"
                );
            }
        }
    }
    text
}
