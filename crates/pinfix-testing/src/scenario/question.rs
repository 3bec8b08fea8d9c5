//! A scenario as a value.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::judge::{Expected, judge};
use crate::local_index::LocalIndex;
use crate::workdir::{Run, Workdir};
use crate::world::World;

/// A small world, a question and the answer expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// The name: unique, also of the file.
    pub name: String,
    /// What the scenario shows, in prose.
    pub description: String,
    /// The input files by name; the question is asked of `requirements.in`.
    pub files: BTreeMap<String, String>,
    /// The value of `--python-version`.
    pub python: String,
    /// Whether a universal resolution is asked for.
    pub universal: bool,
    /// Further arguments.
    pub arguments: Vec<String>,
    /// The answer.
    pub expected: Expected,
    /// What the index has.
    pub world: World,
}

impl Scenario {
    /// Reads a scenario file.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Asks the binary the scenario's question.
    pub fn ask(&self, binary: &Path) -> Run {
        let index = LocalIndex::of(&self.world);
        let workdir = self
            .files
            .iter()
            .fold(Workdir::new(binary), |workdir, (name, text)| {
                workdir.file(name, text)
            });
        let url = index.url();
        let mut arguments = vec!["resolve", "requirements.in", "--index-url", &url];
        arguments.extend(["--python-version", &self.python, "--no-header", "--no-annotate"]);
        arguments.extend(self.arguments.iter().map(String::as_str));
        workdir.pinfix(&arguments)
    }

    /// Whether a run gave the answer expected; the error says how it differs, with all that the run said.
    pub fn judge(&self, run: &Run) -> Result<(), String> {
        judge(&self.expected, run).map_err(|reason| format!("{}: {reason}\n{}", self.name, run.snapshot()))
    }
}

/// Every `*.toml` below a folder, in order.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let below = |path: PathBuf| {
        if path.is_dir() {
            files_below(&path)
        } else {
            vec![path]
        }
    };
    let is_toml = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    paths.into_iter().flat_map(below).filter(is_toml).collect()
}
