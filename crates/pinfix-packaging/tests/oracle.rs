//! Agreement with PyPA's `packaging` 26 on thousands of recorded questions: see `oracle/generate.py`.
//!
//! The deliberate deviations, all of which refuse more or fail less:
//!
//! * a number in a version beyond 64 bits is refused;
//! * `===` with nothing after it is refused;
//! * a name or extra that ends in `_` is refused (`packaging` lets it pass, PEP 508 does not);
//! * a marker that compares two texts or two variables is refused;
//! * a text in a marker may hold no backslash (PEP 508; `packaging` reads escapes as Python does);
//! * a comparison for which `packaging` raises `UndefinedComparison` does not hold.

#![expect(
    clippy::unwrap_used,
    reason = "a recorded file that cannot be read fails the test"
)]

use std::fmt::{Display, Write};
use std::path::Path;

use pinfix_packaging::{
    ExtraName, Marker, MarkerEnvironment, PackageName, PythonVersion, Requirement, SdistFilename,
    SpecifierSet, Tags, Version, WheelFilename,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

fn rows(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/oracle")
        .join(name);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(text).collect()
}

/// Fails with the first disagreements.
fn assert_none(wrong: &[String], of: usize) {
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {of} disagree:\n{shown}", wrong.len());
}

fn optional(value: Option<impl Display>) -> Value {
    value.map_or(Value::Null, |value| Value::String(value.to_string()))
}

#[test]
fn versions_are_read_written_and_ordered_alike() {
    let mut rows = rows("versions.jsonl");
    let groups = rows.pop().unwrap();
    let mut wrong = Vec::new();
    for row in &rows {
        let ours = optional(text(&row[0]).parse::<Version>().ok());
        if ours != row[1] {
            wrong.push(format!("{}: {ours}, not {}", row[0], row[1]));
        }
    }
    let groups: Vec<Vec<Version>> = groups
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            texts(group)
                .into_iter()
                .map(|text| text.parse().unwrap())
                .collect()
        })
        .collect();
    for (index, group) in groups.iter().enumerate() {
        for (other_index, other) in groups.iter().enumerate() {
            for (left, right) in group
                .iter()
                .flat_map(|left| other.iter().map(move |right| (left, right)))
            {
                if left.cmp(right) != index.cmp(&other_index) {
                    wrong.push(format!("{left} {:?} {right}", left.cmp(right)));
                }
            }
        }
    }
    assert!(rows.len() > 150);
    assert_none(&wrong, rows.len());
}

#[test]
fn specifier_sets_admit_alike() {
    let rows = rows("specifiers.jsonl");
    let (candidates, rows) = rows.split_first().unwrap();
    let candidates: Vec<Version> = texts(candidates)
        .into_iter()
        .map(|text| text.parse().unwrap())
        .collect();
    let mut wrong = Vec::new();
    for row in rows {
        let written = text(&row[0]);
        if matches!(written, "===" | "=== ") {
            continue;
        }
        match (SpecifierSet::parse(written), row[1].as_str()) {
            (Err(_), None) => {}
            (Err(error), Some(_)) => wrong.push(format!("{written:?} is refused: {error}")),
            (Ok(_), None) => wrong.push(format!("{written:?} should be refused")),
            (Ok(set), Some(answer)) => {
                let bits: Vec<bool> = answer
                    .chars()
                    .flat_map(|digit| {
                        (0..4)
                            .rev()
                            .map(move |bit| digit.to_digit(16).unwrap() >> bit & 1 == 1)
                    })
                    .collect();
                // The first 1 only marks where the answers begin.
                let bits = &bits[bits.len() - candidates.len()..];
                for (version, expected) in candidates.iter().zip(bits) {
                    if set.contains(version) != *expected {
                        wrong.push(format!("{written:?} contains {version}: should be {expected}"));
                    }
                }
            }
        }
    }
    assert!(rows.len() > 2500);
    assert_none(&wrong, rows.len());
}

fn environment(values: &Value) -> MarkerEnvironment {
    let get = |name: &str| text(&values[name]).to_owned();
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

#[test]
fn markers_hold_alike() {
    let rows = rows("markers.jsonl");
    let environments: Vec<MarkerEnvironment> = rows[0].as_array().unwrap().iter().map(environment).collect();
    let extras: Vec<Vec<ExtraName>> = rows[1]
        .as_array()
        .unwrap()
        .iter()
        .map(|names| {
            texts(names)
                .into_iter()
                .map(|name| name.parse().unwrap())
                .collect()
        })
        .collect();
    let mut wrong = Vec::new();
    for row in &rows[2..] {
        let written = text(&row[0]);
        let marker = match Marker::parse(written) {
            Ok(marker) => marker,
            Err(error) => {
                wrong.push(format!("{written} is refused: {error}"));
                continue;
            }
        };
        let answers: String = environments
            .iter()
            .flat_map(|environment| extras.iter().map(|extras| marker.evaluate(environment, extras)))
            .map(|holds| if holds { '1' } else { '0' })
            .collect();
        // Where `packaging` gives no answer, ours must only be one.
        if row[1].as_str().is_some_and(|expected| expected != answers) {
            wrong.push(format!("{written}: {answers}, not {}", row[1]));
        }
        for environment in &environments {
            for extras in &extras {
                let decided = marker.without_extras(extras);
                let left = decided
                    .as_ref()
                    .is_none_or(|marker| marker.evaluate(environment, &[]));
                if left != marker.evaluate(environment, extras) {
                    wrong.push(format!("{written} without {extras:?} became {decided:?}"));
                }
            }
        }
    }
    assert!(rows.len() > 2500);
    assert_none(&wrong, rows.len());
}

#[test]
fn requirements_are_read_alike() {
    let rows = rows("requirements.jsonl");
    let mut wrong = Vec::new();
    for row in &rows {
        let written = text(&row[0]);
        let requirement = match (Requirement::parse(written), row[1].is_null()) {
            (Err(_), true) => continue,
            // A deviation: comparing two texts.
            (Err(error), false) if error.message.contains("two texts") => continue,
            (Err(error), false) => {
                wrong.push(format!("{written:?} is refused: {error} {:?}", error.span));
                continue;
            }
            (Ok(_), true) => {
                wrong.push(format!("{written:?} should be refused"));
                continue;
            }
            (Ok(requirement), false) => requirement,
        };
        let mut specifiers: Vec<String> = requirement
            .specifiers()
            .into_iter()
            .flatten()
            .map(ToString::to_string)
            .collect();
        specifiers.sort();
        // `packaging` keeps what was written in each clause; ours writes versions in normal form.
        let mut expected: Vec<String> = text(&row[1][2])
            .parse::<SpecifierSet>()
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        expected.sort();
        let marker = row[1][4].as_str().map(|marker| Marker::parse(marker).unwrap());
        let agrees = requirement.name.as_ref() == text(&row[1][0])
            && requirement
                .extras
                .iter()
                .map(AsRef::as_ref)
                .collect::<Vec<&str>>()
                == texts(&row[1][1])
            && specifiers == expected
            && requirement.url() == row[1][3].as_str()
            && requirement.marker == marker;
        if !agrees {
            wrong.push(format!("{written:?}: {requirement}, not {}", row[1]));
        }
        if Requirement::parse(&requirement.to_string()) != Ok(requirement.clone()) {
            wrong.push(format!("{written:?} does not come back from {requirement}"));
        }
    }
    assert!(rows.len() > 2500);
    assert_none(&wrong, rows.len());
}

#[test]
fn wheel_names_are_read_alike() {
    let rows: Vec<Value> = rows("filenames.jsonl")
        .into_iter()
        .filter(|row| row[0] == "w")
        .collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let written = text(&row[1]);
        let ours = written.parse::<WheelFilename>().ok().map(|wheel| {
            let mut tags: Vec<String> = wheel.tags.iter().map(ToString::to_string).collect();
            tags.sort();
            serde_json::json!([
                wheel.name.as_ref() as &str,
                wheel.version.to_string(),
                wheel.build,
                tags
            ])
        });
        let ours = ours.unwrap_or(Value::Null);
        // Read as pip reads it, and refused by `packaging`: `1.0_1`, an old spelling of `1.0-1`.
        if ours != row[2] && !written.contains("-1.0_1-") {
            wrong.push(format!("{written}: {ours}, not {}", row[2]));
        }
    }
    assert!(rows.len() > 1500);
    assert_none(&wrong, rows.len());
}

#[test]
fn sdist_names_are_read_alike() {
    let rows: Vec<Value> = rows("filenames.jsonl")
        .into_iter()
        .filter(|row| row[0] == "s")
        .collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let written = text(&row[1]);
        let Some(name) = row[2][0].as_str() else {
            let expected = "foo".parse().unwrap();
            if let Ok(read) = SdistFilename::parse(written, &expected) {
                wrong.push(format!("{written} should be refused, not {read:?}"));
            }
            continue;
        };
        let Ok(name) = name.parse::<PackageName>() else {
            continue; // `packaging` looks at the name no closer: `foo bar-1.0.zip`
        };
        match SdistFilename::parse(written, &name) {
            Ok(read) if read.version.to_string() == text(&row[2][1]) => {}
            other => wrong.push(format!("{written}: {other:?}, not {}", row[2])),
        }
    }
    assert!(rows.len() > 100);
    assert_none(&wrong, rows.len());
}

#[test]
fn tags_are_the_same_in_the_same_order() {
    let rows = rows("tags.jsonl");
    let mut wrong = Vec::new();
    for row in &rows {
        let platform = text(&row[0]).parse::<pinfix_packaging::Platform>().unwrap();
        let python: PythonVersion = text(&row[1]).parse().unwrap();
        if row[3].is_array() && texts(&row[3]) != platform.platform_tags() {
            wrong.push(format!(
                "{platform}: {:?}, not {}",
                platform.platform_tags(),
                row[3]
            ));
        }
        let lines: Vec<String> = Tags::new(&python, &platform)
            .iter()
            .map(|tag| tag.to_string())
            .collect();
        let digest = Sha256::digest(lines.join("\n"));
        let digest = digest.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        });
        let ends: Vec<&String> = lines
            .iter()
            .take(3)
            .chain(lines.iter().rev().take(3).rev())
            .collect();
        if digest != text(&row[5]) {
            wrong.push(format!(
                "{platform} {python}: {} of {} tags, {ends:?}, not {}",
                lines.len(),
                row[2],
                row[4]
            ));
        }
    }
    assert!(rows.len() > 100);
    assert_none(&wrong, rows.len());
}
