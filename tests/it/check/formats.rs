//! The same findings for people, for programs and for CI servers.

use pinfix_testing::Run;
use serde_json::Value;

use super::run;
use super::world::index;
use crate::schema::violations;
use crate::workdir;

const BROKEN: &str = "boto3==1.26\nbotocore==1.29\nurllib3==2.0\ngone==1.0\nbuilt==1.0\nsix\n";

fn check(arguments: &[&str]) -> Run {
    let index = index();
    run(&workdir(&index).file("requirements.txt", BROKEN), arguments).expect_code(1)
}

#[test]
fn text() {
    insta::assert_snapshot!(check(&[]).snapshot());
}

#[test]
fn text_with_repairs() {
    let run = check(&["--repairs", "--select", "conflicting-pins"]);
    assert!(run.stdout.contains("repair 1, tried:"), "{}", run.snapshot());
    assert!(
        !run.stdout.contains("is the newest release that all lines"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn json() {
    insta::assert_snapshot!(check(&["--output-format", "json", "--select", "conflicting-pins"]).snapshot());
}

#[test]
fn github() {
    insta::assert_snapshot!(check(&["--output-format", "github"]).snapshot());
}

#[test]
fn junit() {
    let run = check(&["--output-format", "junit"]);
    let without_time = regex::Regex::new(r#" time="[0-9.]+""#)
        .unwrap()
        .replace(&run.stdout, "")
        .into_owned();
    insta::assert_snapshot!(without_time);
}

#[test]
fn sarif_is_as_the_standard_has_it() {
    let run = check(&["--output-format", "sarif", "--repairs"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let schema: Value = serde_json::from_str(include_str!("sarif.schema.json")).unwrap();
    assert_eq!(violations(&schema, &document), [""; 0]);
    let results = document["runs"][0]["results"].as_array().unwrap();
    let rules = document["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let conflict = results
        .iter()
        .find(|it| it["ruleId"] == "conflicting-pins")
        .unwrap();
    let place = &conflict["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "requirements.txt");
    assert_eq!(place["region"]["startLine"], 3);
    assert_eq!(place["region"]["endColumn"], 13);
    let replacement = &conflict["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert!(replacement["deletedRegion"]["startLine"].is_u64(), "{conflict:#}");
}
