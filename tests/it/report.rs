//! `--report`: what it says, where it goes, and that it always fits its schema.

use pinfix_testing::{LocalIndex, Release, Run, Workdir, World};
use serde_json::{Value, json};

use crate::schema::violations;
use crate::{resolve_with, workdir};

fn index() -> LocalIndex {
    let world = World::new()
        .with(
            Release::new("app", "1.0")
                .requires(["lib<2"])
                .uploaded("2024-01-01T00:00:00Z"),
        )
        .with(Release::new("lib", "1.0").uploaded("2023-01-01T00:00:00Z"))
        .with(Release::new("lib", "1.5").uploaded("2024-01-01T00:00:00Z"))
        .with(Release::new("lib", "2.0").uploaded("2025-01-01T00:00:00Z"))
        .with(
            Release::new("lib", "3.0")
                .requires_python(">=3.13")
                .uploaded("2026-01-01T00:00:00Z"),
        )
        .with(Release::new("lib", "4.0rc1").uploaded("2026-02-01T00:00:00Z"))
        .with(Release::new("timeless", "1.0").without_upload_time())
        .with_versions("other", ["1.0", "2.0"])
        .with(Release::new("odd", "1.0").requires(["absent>=1"]))
        .with(Release::new("old", "1.0").only_sdist());
    LocalIndex::of(&world)
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../../docs/report.schema.json")).unwrap()
}

/// A report, held against its schema.
fn checked(text: &str) -> Value {
    assert!(text.ends_with("}\n"), "it ends with one newline");
    let report = serde_json::from_str(text).unwrap();
    assert_eq!(violations(&schema(), &report), Vec::<String>::new(), "{text}");
    report
}

/// The report on these lines, with the run.
fn asked(lines: &str, further: &[&str]) -> (Value, Run, Workdir) {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", lines);
    let arguments = [&["-o", "lock.txt", "--report", "report.json"], further].concat();
    let run = workdir.pinfix(&resolve_with(&arguments));
    let report = checked(&workdir.read("report.json").unwrap());
    (report, run, workdir)
}

fn package<'a>(report: &'a Value, name: &str) -> &'a Value {
    let packages = report["packages"].as_array().unwrap();
    packages.iter().find(|package| package["name"] == name).unwrap()
}

#[test]
fn a_lock_is_told_with_who_asks_for_what_and_how_fresh_it_is() {
    let (report, run, _) = asked("# ours\napp\nlib\n", &[]);
    let run = run.expect_code(0);
    assert!(!run.stderr.contains("report"), "{}", run.snapshot());
    assert_eq!(report["status"], "resolved");
    let target = json!({"python_version": report["target"]["python_version"], "python_platform": "x86_64-manylinux_2_28"});
    assert_eq!(report["target"], target);
    assert_eq!(
        package(&report, "lib"),
        &json!({
            "name": "lib", "version": "1.5", "marker": null, "released": "2024-01-01T00:00:00Z", "direct": true, "source": "wheel",
            "required_by": [
                {"file": "requirements.in", "line": 3, "requirement": "lib"},
                {"package": "app", "version": "1.0", "requirement": "lib<2"},
            ],
            "newest_allowed": {"version": "2.0", "released": "2025-01-01T00:00:00Z"},
            "newest": {"version": "3.0", "released": "2026-01-01T00:00:00Z", "why_not": "requires-python >=3.13"},
            "held_back_by": package(&report, "lib")["held_back_by"],
        })
    );
    // 366 days of a leap year, in years of 365.25.
    assert_eq!(report["libyears"], json!(1.002));
    assert_eq!(
        (&report["complete"], &report["cut_by"]),
        (&json!(true), &Value::Null)
    );
}

#[test]
fn the_users_own_lines_bound_what_is_allowed() {
    let (report, _, _) = asked("lib<2\n", &[]);
    let lib = package(&report, "lib");
    assert_eq!(lib["newest_allowed"]["version"], "1.5");
    assert_eq!(lib["newest"]["why_not"], "requires-python >=3.13");
    assert_eq!(report["libyears"], json!(0.0));
    let (report, _, _) = asked("other<2\n", &[]);
    assert_eq!(
        package(&report, "other")["newest"]["why_not"],
        "the line `other<2`"
    );
    let (report, _, _) = asked("lib\n", &["--exclude-newer", "2024-06-01T00:00:00Z"]);
    let lib = package(&report, "lib");
    assert_eq!(lib["newest_allowed"]["version"], "1.5");
    assert_eq!(lib["newest"]["why_not"], "uploaded 2026-01-01, after the cutoff");
    let (report, _, _) = asked("lib\n", &["--pre"]);
    assert_eq!(
        package(&report, "lib")["newest"],
        json!({
            "version": "4.0rc1", "released": "2026-02-01T00:00:00Z", "why_not": null
        })
    );
}

#[test]
fn what_has_no_time_has_no_age() {
    let (report, _, _) = asked("timeless\n", &[]);
    let timeless = package(&report, "timeless");
    assert_eq!(
        (&timeless["released"], &report["libyears"]),
        (&Value::Null, &Value::Null)
    );
    let (report, _, _) = asked("timeless\nlib<2\napp\n", &[]);
    assert_eq!(report["libyears"], json!(0.0), "those that are known count");
    let (report, _, _) = asked("", &[]);
    assert_eq!(
        (&report["packages"], &report["libyears"]),
        (&json!([]), &json!(0.0))
    );
}

#[test]
fn conflicts_are_told_with_their_lines_and_chains() {
    let (report, run, workdir) = asked("lib>=2   # new\nodd\napp==1.0\n", &[]);
    let _ = run.expect_code(1);
    assert_eq!(workdir.read("lock.txt"), None);
    assert_eq!(
        (&report["status"], &report["packages"]),
        (&json!("conflict"), &json!([]))
    );
    assert_eq!(report["libyears"], Value::Null);
    let conflicts = report["conflicts"].as_array().unwrap();
    let [clash, absent] = &conflicts[..] else {
        panic!("two conflicts were expected: {report:#}")
    };
    assert_eq!(
        (&clash["id"], &clash["kind"], &clash["package"]),
        (&json!(1), &json!("unsatisfiable"), &json!("lib"))
    );
    assert_eq!(
        clash["requirements"],
        json!([
            {"file": "requirements.in", "line": 1, "column": 1, "text": "lib>=2"},
            {"file": "requirements.in", "line": 3, "column": 1, "text": "app==1.0"},
        ])
    );
    assert_eq!(
        clash["chains"],
        json!([
            [{"package": "lib", "version": null, "requirement": "lib>=2"}],
            [
                {"package": "app", "version": "1.0", "requirement": "app==1.0"},
                {"package": "lib", "version": null, "requirement": "lib<2"},
            ],
        ])
    );
    let words = clash["explanation"].as_str().unwrap();
    assert!(
        words.starts_with("`lib>=2` and `app==1.0` can't hold together"),
        "{words}"
    );
    assert_ne!(clash["group"], absent["group"], "they share no line");
    assert_eq!(absent["requirements"][0]["text"], "odd");
    assert_eq!(absent["package"], "absent");
}

#[test]
fn a_list_that_was_cut_says_so() {
    let (report, _, _) = asked("app==1.0\nlib>=2\nlib<1.5\n", &["--max-conflicts", "1"]);
    assert_eq!(
        (&report["complete"], &report["cut_by"]),
        (&json!(false), &json!("max-conflicts"))
    );
}

#[test]
fn other_sources_are_named() {
    let (report, _, _) = asked("old\n", &[]);
    assert_eq!(package(&report, "old")["source"], "sdist");
}

#[test]
fn a_report_goes_to_standard_output_where_no_lock_does() {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", "lib\n");
    let run = workdir
        .pinfix(&resolve_with(&["-o", "lock.txt", "--report", "-"]))
        .expect_code(0);
    checked(&run.stdout);
    assert!(workdir.read("lock.txt").is_some());
    for further in [
        &["--report", "-"][..],
        &["--report", "-", "-o", "-"],
        &["--report", "-", "-o", "lock.txt", "--diff"],
    ] {
        let run = workdir.pinfix(&resolve_with(further)).expect_code(2);
        assert_eq!(run.stdout, "");
        assert!(
            run.stderr.contains("the report can't go to standard output"),
            "{}",
            run.snapshot()
        );
    }
}

#[test]
fn a_report_takes_the_place_of_nothing_that_is_needed() {
    let index = index();
    let workdir = workdir(&index)
        .file("requirements.in", "lib\n")
        .file("lock.txt", "");
    for taken in ["requirements.in", "lock.txt"] {
        let run = workdir
            .pinfix(&resolve_with(&["-o", "lock.txt", "--report", taken]))
            .expect_code(2);
        assert!(
            run.stderr
                .contains(&format!("the report can't be written to `{taken}`")),
            "{}",
            run.snapshot()
        );
    }
    assert_eq!(workdir.read("requirements.in").unwrap(), "lib\n");
    let run = workdir
        .pinfix(&resolve_with(&["-o", "lock.txt", "--report", "none/report.json"]))
        .expect_code(3);
    assert!(run.stderr.contains("none/report.json"), "{}", run.snapshot());
    assert_eq!(
        workdir.read("lock.txt").unwrap(),
        "",
        "no lock where the report can't be written"
    );
}

#[test]
fn a_mistake_leaves_no_report() {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", "lib =< 2\n");
    let _ = workdir
        .pinfix(&resolve_with(&["--report", "report.json"]))
        .expect_code(2);
    assert_eq!(workdir.read("report.json"), None);
}

/// What a program replaces is in the file as the report has it, over as many lines as it takes.
#[test]
fn an_edit_names_what_stands_in_the_file() {
    let index = index();
    let lines = "app\nlib \\\n  >=2 \\\n  ,<3\n";
    let dir = workdir(&index).file("requirements.in", lines);
    let run = dir.pinfix(&resolve_with(&["--report", "report.json"]));
    let _ = run.expect_code(1);
    let report = checked(&dir.read("report.json").unwrap());
    let repairs = report["conflicts"][0]["repairs"].as_array().unwrap();
    assert!(!repairs.is_empty());
    for repair in repairs {
        let edit = &repair["edits"][0];
        let (from, to) = (
            edit["from"].as_str().unwrap(),
            edit["to"].as_str().unwrap_or_default(),
        );
        assert!(lines.contains(from), "`{from}` is not in `{lines}`");
        let dir = workdir(&index).file("requirements.in", lines.replacen(from, to, 1));
        let _ = dir.pinfix(&resolve_with(&[])).expect_code(0);
    }
}

#[test]
fn passwords_stay_out_of_the_report() {
    let index = index();
    let lines = "lib @ https://robot:s3cret@example.org/lib-2.0-py3-none-any.whl\nlib<2\n";
    let workdir = workdir(&index).file("requirements.in", lines);
    let run = workdir.pinfix(&resolve_with(&["--report", "report.json"]));
    if let Some(report) = workdir.read("report.json") {
        checked(&report);
        assert!(!report.contains("s3cret"), "{report}");
    }
    assert!(!run.stderr.contains("s3cret"), "{}", run.snapshot());
}

#[test]
fn the_validator_sees_what_does_not_fit() {
    let (mut report, _, _) = asked("lib\n", &[]);
    report["schema"] = json!(2);
    report["packages"][0]["surprise"] = json!(true);
    report["packages"][0]["released"] = json!("yesterday");
    report["packages"][0]["required_by"] = json!([{"file": "a", "line": 1}]);
    report["statistics"].as_object_mut().unwrap().remove("bytes");
    assert_eq!(
        violations(&schema(), &report).len(),
        5,
        "{:#?}",
        violations(&schema(), &report)
    );
}
