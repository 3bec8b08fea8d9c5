//! The table of targets, which is data: `targets.toml`.

use std::collections::BTreeMap;

use miette::Diagnostic;
use pinfix_packaging::tag::Platform;
use pinfix_packaging::{PythonVersion, Target};
use serde::Deserialize;

use crate::error::MB;

/// The table as it is compiled in.
const TABLE: &str = include_str!("targets.toml");

/// A place where things run: a Python on a platform, and what the platform presets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTarget {
    /// Its name: `eb-al2023-python3.9`.
    pub name: String,
    /// What it is, in one phrase.
    pub title: String,
    /// The family of platforms: `elastic-beanstalk`, `lambda`.
    pub platform: String,
    /// The Python there, with its patch.
    pub python: PythonVersion,
    /// The machine and its C library: `x86_64-manylinux_2_34`.
    pub wheels: Platform,
    /// What the platform itself sets or brings.
    pub presets: Vec<String>,
    /// How many bytes a package may have there.
    pub limit: u64,
}

/// A name that no target has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Diagnostic)]
#[error("there is no target `{name}`")]
#[diagnostic(code("target::unknown-name"), help("{help}"))]
pub struct UnknownTarget {
    name: String,
    /// What to write instead.
    pub help: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    target: Vec<Row>,
    platform: BTreeMap<String, Family>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    title: String,
    platform: String,
    python: String,
    libc: String,
    machines: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    presets: Vec<String>,
    megabytes: u64,
}

impl NamedTarget {
    /// What to resolve for.
    pub fn target(&self) -> Target {
        Target::new(self.python.clone(), self.wheels.clone())
    }
}

/// All targets, in the order of the table.
pub fn named_targets() -> Vec<NamedTarget> {
    read(TABLE).unwrap_or_default()
}

/// The target of this name.
///
/// # Errors
/// Where there is none; the help names the nearest.
pub fn named_target(name: &str) -> Result<NamedTarget, UnknownTarget> {
    let wanted = name.trim().to_ascii_lowercase();
    let all = named_targets();
    if let Some(found) = all.iter().find(|target| target.name == wanted) {
        return Ok(found.clone());
    }
    // The names are long and much alike: those that share the most with what was written.
    let shared = |target: &&NamedTarget| {
        let words = wanted.split(['-', '_']).filter(|word| !word.is_empty());
        words.filter(|word| target.name.contains(word)).count()
    };
    let near = all
        .iter()
        .max_by_key(|target| (shared(target), std::cmp::Reverse(target.name.len())));
    let guess = near.filter(|target| shared(target) > 0);
    Err(UnknownTarget {
        name: name.to_owned(),
        help: guess.map_or_else(
            || "`pinfix targets` lists them".to_owned(),
            |target| format!("did you mean `{}`? `pinfix targets` lists all", target.name),
        ),
    })
}

/// The targets of a table; `None` where it is wrong, which a test rules out for the one that is compiled in.
fn read(table: &str) -> Option<Vec<NamedTarget>> {
    let table: Table = toml::from_str(table).ok()?;
    let mut all = Vec::new();
    for row in &table.target {
        let family = table.platform.get(&row.platform)?;
        for (number, machine) in row.machines.iter().enumerate() {
            let suffix = if number == 0 {
                String::new()
            } else {
                format!("-{machine}")
            };
            all.push(NamedTarget {
                name: format!("{}{suffix}", row.name),
                title: row.title.clone(),
                platform: row.platform.clone(),
                python: row.python.parse().ok()?,
                wheels: format!("{machine}-{}", row.libc).parse().ok()?,
                presets: family.presets.clone(),
                limit: family.megabytes * MB,
            });
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        let all = read(TABLE).expect("targets.toml can be read");
        let mut names: Vec<&str> = all.iter().map(|target| target.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len(), "two targets have one name");
        for target in &all {
            assert!(target.name.contains(&target.python.short()), "{}", target.name);
            assert!(target.title.contains(&target.python.short()), "{}", target.title);
        }
    }

    #[test]
    fn a_name_is_a_python_and_a_platform() {
        let target = named_target("eb-al2023-python3.9").unwrap().target();
        assert_eq!(target.python.short(), "3.9");
        assert_eq!(target.platform.to_string(), "x86_64-manylinux_2_34");
        let arm = named_target("EB-al2023-python3.12-aarch64").unwrap();
        assert_eq!(arm.wheels.to_string(), "aarch64-manylinux_2_34");
    }

    #[test]
    fn an_unknown_name_is_guessed() {
        let error = named_target("eb-python3.12").unwrap_err();
        assert!(error.help.contains("`eb-al2023-python3.12`"), "{}", error.help);
        assert!(
            named_target("x")
                .unwrap_err()
                .help
                .starts_with("`pinfix targets`")
        );
    }
}
