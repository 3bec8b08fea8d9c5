//! Agreement with PyPA's `packaging` on every METADATA file of the fixtures: see `tests/oracle/metadata.py` of
//! pinfix-packaging, which records its answers.

use std::fs;
use std::path::{Path, PathBuf};

use pinfix_index::{CoreMetadata, Provenance};
use pinfix_packaging::{ExtraName, MarkerEnvironment, Requirement, SpecifierSet};
use serde_json::{Value, json};

fn place(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn environment(value: &Value) -> MarkerEnvironment {
    let get = |name: &str| value[name].as_str().unwrap().to_owned();
    MarkerEnvironment {
        implementation_name: get("implementation_name"),
        implementation_version: get("implementation_version"),
        os_name: get("os_name"),
        platform_machine: get("platform_machine"),
        platform_python_implementation: get("platform_python_implementation"),
        platform_release: get("platform_release"),
        platform_system: get("platform_system"),
        platform_version: get("platform_version"),
        python_full_version: get("python_full_version"),
        python_version: get("python_version"),
        sys_platform: get("sys_platform"),
    }
}

fn clauses(set: &SpecifierSet) -> Vec<String> {
    let text = set.to_string();
    let mut clauses: Vec<String> = text
        .split(',')
        .filter(|clause| !clause.is_empty())
        .map(str::to_owned)
        .collect();
    clauses.sort();
    clauses
}

fn sorted(names: &[ExtraName]) -> Vec<&str> {
    let mut names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    names.sort_unstable();
    names
}

/// With which extras the requirement applies there; `""` stands for none, `"*"` for all and none.
fn for_whom(requirement: &Requirement, environment: &MarkerEnvironment, extras: &[ExtraName]) -> Value {
    let mut applies = Vec::new();
    if requirement.applies(environment, &[]) {
        applies.push("");
    }
    for extra in extras {
        if requirement.applies(environment, std::slice::from_ref(extra)) {
            applies.push(extra.as_ref());
        }
    }
    if applies.len() == extras.len() + 1 {
        json!("*")
    } else {
        json!(applies)
    }
}

fn requirement_row(
    requirement: &Requirement,
    environments: &[MarkerEnvironment],
    extras: &[ExtraName],
) -> Value {
    let mut answers: Vec<Value> = environments
        .iter()
        .map(|environment| for_whom(requirement, environment, extras))
        .collect();
    if answers.iter().all(|answer| *answer == answers[0]) {
        answers.truncate(1);
    }
    let specifiers = requirement.specifiers().map(clauses).unwrap_or_default();
    json!([
        requirement.name.as_ref(),
        sorted(&requirement.extras),
        specifiers,
        answers
    ])
}

/// Requirements of old releases that PyPA's `packaging` refuses, and pip before 24.1, uv and we read.
const READ_ALL_THE_SAME: [(&str, &str); 1] = [("celery-4.4.7-py2.py3-none-any.whl.metadata", "pytz (>dev)")];

/// What we read in a file: path, Requires-Python, extras, requirements, and requirements that can't be read.
fn file_row(path: &str, environments: &[MarkerEnvironment]) -> Value {
    let text = fs::read(place("../../fixtures/index").join(path)).unwrap();
    let metadata = CoreMetadata::parse(&text, Provenance::MetadataFile).unwrap();
    let mut extras = metadata.provides_extra.clone();
    extras.sort_by(|left, right| left.as_ref().cmp(right.as_ref()));
    extras.dedup();
    // What PyPA refuses and we read all the same has to be told; it is no part of the comparison.
    let lenient: Vec<&str> = READ_ALL_THE_SAME
        .iter()
        .filter(|(file, _)| path.ends_with(file))
        .map(|(_, text)| *text)
        .collect();
    for text in &lenient {
        assert!(
            metadata.leniencies.iter().any(|told| told.contains(">dev")),
            "{text} is read in silence"
        );
    }
    let is_lenient = |requirement: &Requirement| {
        lenient
            .iter()
            .any(|text| text.starts_with(requirement.name.as_ref()))
    };
    let mut unreadable: Vec<String> = metadata.unreadable.clone();
    unreadable.extend(lenient.iter().map(ToString::to_string));
    let requirements: Vec<Value> = metadata
        .requires_dist
        .iter()
        .filter(|requirement| !is_lenient(requirement))
        .map(|requirement| requirement_row(requirement, environments, &extras))
        .collect();
    json!([
        path,
        metadata.requires_python.as_ref().map(clauses),
        sorted(&extras),
        requirements,
        unreadable
    ])
}

/// The recorded answer in the same form: requirements without their texts, and apart from them those that it refuses.
fn expected(row: &Value) -> Value {
    let all = row[3].as_array().unwrap().iter();
    let (refused, read): (Vec<&Value>, Vec<&Value>) =
        all.partition(|requirement| requirement.as_array().unwrap().len() == 1);
    let read: Vec<Value> = read
        .iter()
        .map(|requirement| json!(requirement.as_array().unwrap()[1..]))
        .collect();
    let refused: Vec<&Value> = refused.iter().map(|requirement| &requirement[0]).collect();
    json!([row[0], row[1], row[2], read, refused])
}

#[test]
fn every_file_of_the_fixtures_is_read_alike() {
    let answers = fs::read_to_string(place("../pinfix-packaging/tests/oracle/metadata.jsonl")).unwrap();
    let mut rows = answers
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let environments: Vec<MarkerEnvironment> = rows
        .next()
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(environment)
        .collect();
    let mut wrong = Vec::new();
    let (mut files, mut requirements) = (0, 0);
    for row in rows {
        files += 1;
        requirements += row[3].as_array().unwrap().len();
        let (ours, theirs) = (file_row(row[0].as_str().unwrap(), &environments), expected(&row));
        if ours != theirs {
            wrong.push(format!("  ours {ours}\ntheirs {theirs}"));
        }
    }
    assert!(
        files >= 60 && requirements >= 400,
        "only {files} files with {requirements} requirements"
    );
    assert!(
        wrong.is_empty(),
        "{} of {files} files disagree:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_recorded_file_is_left_out() {
    let answers = fs::read_to_string(place("../pinfix-packaging/tests/oracle/metadata.jsonl")).unwrap();
    for project in fs::read_dir(place("../../fixtures/index")).unwrap() {
        let project = project.unwrap().path();
        if !project.is_dir() {
            continue;
        }
        for file in fs::read_dir(project).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            assert!(
                !name.ends_with(".metadata") || answers.contains(&format!("/{name}\"")),
                "{name} has no recorded answer: run tests/oracle/metadata.py"
            );
        }
    }
}
