//! A question whose repairs are tried.

use std::collections::BTreeMap;

use pinfix_testing::{LocalIndex, Release, Run, Workdir, World};
use serde_json::Value;

use crate::PINFIX;
use crate::schema::violations;

/// Files, by name.
type Files = BTreeMap<String, String>;

/// A question: its files, its Python, and further arguments.
pub(super) struct Question<'a> {
    index: &'a LocalIndex,
    pub(super) files: Files,
    python: String,
    further: Vec<&'a str>,
}

impl<'a> Question<'a> {
    pub(super) fn new(index: &'a LocalIndex, lines: &str) -> Self {
        Self {
            index,
            files: [("requirements.in".to_owned(), lines.to_owned())].into(),
            python: "3.9".to_owned(),
            further: Vec::new(),
        }
    }

    pub(super) fn with(self, further: &[&'a str]) -> Self {
        Self {
            further: further.to_vec(),
            ..self
        }
    }

    pub(super) fn ask(&self, further: &[&str]) -> (Run, Workdir) {
        let workdir = Workdir::new(PINFIX).index(self.index);
        let workdir = self
            .files
            .iter()
            .fold(workdir, |workdir, (name, text)| workdir.file(name, text));
        let target = ["--python-platform", "x86_64-manylinux_2_34"];
        let python = ["--python-version", &self.python];
        let all = [
            &["resolve", "requirements.in"],
            &python[..],
            &target,
            &self.further,
            further,
        ];
        (workdir.pinfix(&all.concat()), workdir)
    }

    /// The report of the conflicts, held against its schema, and the run.
    pub(super) fn conflicts(&self) -> (Value, Run) {
        let (run, workdir) = self.ask(&["-o", "lock.txt", "--report", "report.json"]);
        let run = run.expect_code(1);
        let report: Value = serde_json::from_str(&workdir.read("report.json").unwrap()).unwrap();
        let schema: Value = serde_json::from_str(include_str!("../../../docs/report.schema.json")).unwrap();
        assert_eq!(violations(&schema, &report), Vec::<String>::new(), "{report:#}");
        (report, run)
    }

    /// The same question after these repairs.
    fn repaired(&self, repairs: &[&Value]) -> Question<'a> {
        let mut files = self.files.clone();
        let mut python = self.python.clone();
        let mut further = self.further.clone();
        for repair in repairs {
            for edit in repair["edits"].as_array().unwrap() {
                apply(edit, files.get_mut(edit["file"].as_str().unwrap()).unwrap());
            }
            if let Some(version) = repair["python_version"].as_str() {
                version.clone_into(&mut python);
            }
            match repair["lift"].as_str() {
                None => {}
                Some("prereleases") => further = vec!["--prerelease", "allow"],
                Some("builds") => further.clear(),
                Some(other) => panic!("nobody knows how to lift {other}"),
            }
        }
        Question {
            index: self.index,
            files,
            python,
            further,
        }
    }
}

fn apply(edit: &Value, text: &mut String) {
    let line = usize::try_from(edit["line"].as_u64().unwrap()).unwrap();
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let from = edit["from"].as_str().unwrap();
    let at = text[start..].find(from).map(|at| start + at);
    let at = at.filter(|at| !text[start..*at].contains('\n'));
    let at = at.unwrap_or_else(|| panic!("`{from}` does not begin in line {line} of\n{text}"));
    text.replace_range(at..at + from.len(), edit["to"].as_str().unwrap_or_default());
}

/// The repairs of each group.
pub(super) fn menus(report: &Value) -> Vec<Vec<Value>> {
    let mut menus: BTreeMap<u64, Vec<Value>> = BTreeMap::new();
    for conflict in report["conflicts"].as_array().unwrap() {
        let repairs = conflict["repairs"].as_array().unwrap().clone();
        let before = menus.insert(conflict["group"].as_u64().unwrap(), repairs.clone());
        assert!(before.is_none_or(|it| it == repairs), "one menu for each group");
    }
    menus.into_values().collect()
}

fn promised(repair: &Value, run: &Run) {
    let pins: BTreeMap<String, String> = run.pins().into_iter().collect();
    for change in repair["changes"].as_array().unwrap() {
        let package = change["package"].as_str().unwrap();
        assert_eq!(
            pins.get(package).map(String::as_str),
            change["version"].as_str(),
            "{package} after {repair:#}"
        );
    }
}

/// Applies each repair (with the first ones of the other groups) and each combination of repairs; returns how many
/// repairs there are, and the words that told them.
pub(super) fn verified(question: &Question<'_>) -> (usize, String) {
    let (report, run) = question.conflicts();
    let menus = menus(&report);
    let mut count = 0;
    let everywhere = |repair: &Value| menus.len() > 1 && menus.iter().all(|menu| menu.contains(repair));
    for (at, menu) in menus.iter().enumerate() {
        for repair in menu {
            assert_eq!(repair["verified"], true);
            // What stands in each menu is chosen in each.
            let alone = everywhere(repair);
            let others = menus
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != at && !alone);
            let firsts: Vec<&Value> = others.filter_map(|(_, menu)| menu.first()).collect();
            if !alone && firsts.len() + 1 < menus.len() {
                continue;
            }
            let (again, _) = question.repaired(&[&[repair][..], &firsts].concat()).ask(&[]);
            promised(repair, &again.expect_code(0));
            count += 1;
        }
    }
    if menus.iter().all(|menu| !menu.is_empty()) {
        for choice in combinations(&menus) {
            let _ = question.repaired(&choice).ask(&[]).0.expect_code(0);
        }
    }
    (count, told(&run))
}

fn combinations(menus: &[Vec<Value>]) -> Vec<Vec<&Value>> {
    let mut all: Vec<Vec<&Value>> = vec![Vec::new()];
    for menu in menus {
        let mut longer = Vec::new();
        for before in &all {
            for one in menu {
                let mut choice = before.clone();
                choice.push(one);
                longer.push(choice);
            }
        }
        all = longer;
    }
    all
}

/// What is told of repairs, without the pictures of the conflicts.
fn told(run: &Run) -> String {
    let text = run.snapshot();
    let words = [
        "repair", "no", "instead", "Python", "Each", "The", "works", "with",
    ];
    let is_told = |line: &&str| {
        let first = line.trim_start().split(' ').next().unwrap_or_default();
        words.contains(&first) || line.starts_with("            ") && !line.contains('╰')
    };
    text.lines().filter(is_told).collect::<Vec<_>>().join("\n")
}

pub(super) fn release(name: &str, version: &str, year: u32, requires: &[&str]) -> Release {
    Release::new(name, version)
        .requires(requires.iter().copied())
        .uploaded(&format!("{year}-01-01T00:00:00Z"))
}

pub(super) fn world(releases: Vec<Release>) -> LocalIndex {
    LocalIndex::of(&World { releases })
}

/// Releases of a family demand each other, and a library that was rewritten in between.
pub(super) fn family() -> LocalIndex {
    let mut releases = vec![release("lib", "1.5", 2022, &[]), release("lib", "2.0", 2024, &[])];
    for (version, year, lib) in [
        ("1.0", 2022, "lib<2"),
        ("1.1", 2023, "lib<2"),
        ("2.0", 2024, "lib>=2"),
        ("2.1", 2025, "lib>=2"),
    ] {
        let core = format!("fam-core=={version}");
        releases.push(release("fam-core", version, year, &[lib]));
        releases.push(release("fam-web", version, year, &[&core]));
        releases.push(release("fam-cli", version, year, &[&core]));
    }
    world(releases)
}
