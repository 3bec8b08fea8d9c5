//! What `pinfix resolve` says about packages below their newest allowed releases.

use std::fmt::Write as _;

use pinfix_testing::{LocalIndex, Release, World};
use serde_json::Value;

use crate::schema::violations;
use crate::{resolve_with, workdir};

fn release(name: &str, version: &str, uploaded: &str, requires: &[&str]) -> Release {
    Release::new(name, version)
        .uploaded(uploaded)
        .requires(requires.iter().copied())
}

/// `app` can't be newer because of the line on `lib`; `beta` only if `alpha` were older; `wheel` because of `tool`, which
/// is pinned; `twice` because of both `tool` and `app`.
fn index() -> LocalIndex {
    let world = World::new()
        .with(release("app", "1.0", "2023-02-01", &["twice<2"]))
        .with(release("app", "2.0", "2024-08-01", &["lib<2"]))
        .with(release("lib", "1.0", "2022-05-01", &[]))
        .with(release("lib", "2.0", "2023-03-01", &[]))
        .with(release("alpha", "1.0", "2023-05-01", &[]))
        .with(release("alpha", "2.0", "2023-06-01", &["shared<2"]))
        .with(release("beta", "1.0", "2023-05-01", &["shared"]))
        .with(release("beta", "2.0", "2023-05-20", &["shared>=2"]))
        .with(release("shared", "1.0", "2020-01-01", &[]))
        .with(release("shared", "2.0", "2023-05-10", &[]))
        .with(release(
            "tool",
            "1.0",
            "2018-06-01",
            &["wheel>=0.3,<1", "twice!=2.0"],
        ))
        .with(release("wheel", "0.3", "2018-05-01", &[]))
        .with(release("wheel", "1.4", "2023-09-01", &[]))
        .with(release("twice", "1.0", "2018-05-01", &[]))
        .with(release("twice", "2.0", "2023-09-01", &[]));
    LocalIndex::of(&world)
}

const LINES: &str = "app\nlib>=2\nalpha\nbeta\ntool==1.0\nwheel\n";

/// What stands on standard error after the line that says how long it took.
fn after_the_first_line(text: &str) -> &str {
    text.split_once('\n').unwrap().1
}

#[test]
fn each_package_below_its_newest_allowed_release_has_a_row() {
    let index = index();
    let run = workdir(&index)
        .file("requirements.in", LINES)
        .pinfix(&resolve_with(&[]));
    insta::assert_snapshot!(after_the_first_line(&run.stderr));
}

/// What stands against a newer release by what it demands itself can't be had as things stand.
#[test]
fn outdated_promises_nothing_that_the_set_does_not_admit() {
    let index = index();
    let mut question = resolve_with(&["--color", "never"]);
    question[0] = "outdated";
    let files = workdir(&index).file("requirements.in", LINES);
    let run = files.pinfix(&question).expect_code(0);
    insta::assert_snapshot!(run.stdout + &run.stderr);
}

#[test]
fn quietly_only_what_is_asked_for_and_years_behind_is_worth_a_warning() {
    let index = index();
    let files = workdir(&index).file("requirements.in", LINES);
    insta::assert_snapshot!(files.pinfix(&resolve_with(&["-q"])).stderr, @r"
    warning: wheel is locked at 0.3, 5.3 years behind 1.4, which its own lines admit;
             `pinfix why-not 'wheel==1.4'` with the same flags says what holds it back
    ");
    assert_eq!(files.pinfix(&resolve_with(&["-qq"])).stderr, "");
}

#[test]
fn there_is_no_table_where_nothing_is_held_back_or_the_oldest_are_wanted() {
    let index = index();
    let newest = workdir(&index).file("requirements.in", "lib\n");
    let newest = newest.pinfix(&resolve_with(&[]));
    assert_eq!(after_the_first_line(&newest.stderr), "");
    let oldest = workdir(&index).file("requirements.in", LINES);
    let oldest = oldest.pinfix(&resolve_with(&["--resolution", "lowest"]));
    assert_eq!(after_the_first_line(&oldest.stderr), "");
}

#[test]
fn of_many_rows_the_most_stale_are_shown() {
    let mut world = World::new();
    let mut requires = Vec::new();
    for number in 10..23 {
        let name = format!("p{number}");
        world = world
            .with(release(&name, "1.0", &format!("20{number}-01-01"), &[]))
            .with(release(&name, "2.0", "2023-01-01", &[]));
        requires.push(format!("{name}<2"));
    }
    let requires: Vec<&str> = requires.iter().map(String::as_str).collect();
    let world = world.with(release("all", "1.0", "2023-01-01", &requires));
    let index = LocalIndex::of(&world);
    let files = workdir(&index).file("requirements.in", "all\n");
    let run = files.pinfix(&resolve_with(&[]));
    insta::assert_snapshot!(after_the_first_line(&run.stderr));
    let all = files.pinfix(&resolve_with(&["-v"]));
    assert!(all.stderr.contains("\n  p22 "), "{}", all.snapshot());
}

#[test]
fn what_is_only_kept_has_no_row() {
    let index = index();
    let files = workdir(&index)
        .file("requirements.in", "lib\nwheel\ntool\n")
        .file("lock.txt", "lib==1.0\nwheel==0.3\ntwice==1.0\ntool==1.0\n");
    let run = files.pinfix(&resolve_with(&["-o", "lock.txt"]));
    insta::assert_snapshot!(after_the_first_line(&run.stderr));
}

#[test]
fn what_is_kept_though_it_is_years_behind_is_named() {
    let mut world = World::new();
    for (name, day) in [
        ("old", "2018-08-01"),
        ("older", "2015-01-01"),
        ("young", "2023-10-01"),
    ] {
        world = world
            .with(release(name, "1.0", day, &[]))
            .with(release(name, "2.0", "2024-01-01", &[]));
    }
    let index = LocalIndex::of(&world);
    let told = |lines: &str, lock: &str| {
        let files = workdir(&index)
            .file("requirements.in", lines)
            .file("lock.txt", lock);
        after_the_first_line(&files.pinfix(&resolve_with(&["-o", "lock.txt"])).stderr).to_owned()
    };
    insta::assert_snapshot!(told("old\nyoung\n", "old==1.0\nyoung==1.0\n"), @r"
    Kept 2 pins of lock.txt; nothing changed
    old stays at 1.0 as it was locked, 5.4 years behind 2.0; `--upgrade-package old` lets it move
    ");
    insta::assert_snapshot!(told("old\nolder\n", "old==1.0\nolder==1.0\n"), @r"
    Kept 2 pins of lock.txt; nothing changed
    2 packages stay years behind as they were locked, older 1.0 the most (9.0 years); `--upgrade-package NAME` lets one move, `--upgrade` all
    ");
    // What a line holds there is no news to whoever wrote it.
    insta::assert_snapshot!(told("old<2\n", "old==1.0\n"), @"Kept 1 pin of lock.txt; nothing changed");
}

#[test]
fn the_report_has_a_conflict_for_each() {
    let index = index();
    let files = workdir(&index).file("requirements.in", LINES);
    let run = files.pinfix(&resolve_with(&["-o", "lock.txt", "--report", "report.json"]));
    assert_eq!(run.code, Some(0), "{}", run.snapshot());
    let report: Value = serde_json::from_str(&files.read("report.json").unwrap()).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../../docs/report.schema.json")).unwrap();
    assert_eq!(violations(&schema, &report), Vec::<String>::new());
    assert_eq!(
        (&report["complete"], &report["cut_by"]),
        (&true.into(), &Value::Null)
    );
    let mut told = String::new();
    for conflict in report["conflicts"].as_array().unwrap() {
        writeln!(
            told,
            "{}",
            serde_json::to_string(&conflict["requirements"]).unwrap()
        )
        .unwrap();
        writeln!(
            told,
            "  keep {}",
            serde_json::to_string(&conflict["keep"]).unwrap()
        )
        .unwrap();
        for chain in conflict["chains"].as_array().unwrap() {
            writeln!(told, "  chain {}", serde_json::to_string(chain).unwrap()).unwrap();
        }
        writeln!(
            told,
            "  {} {}: {}",
            conflict["id"], conflict["kind"], conflict["package"]
        )
        .unwrap();
        writeln!(told, "{}", conflict["explanation"].as_str().unwrap()).unwrap();
    }
    for package in report["packages"].as_array().unwrap() {
        writeln!(told, "{} {}", package["name"], package["held_back_by"]).unwrap();
    }
    insta::assert_snapshot!(told);
}
