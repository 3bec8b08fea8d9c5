//! Repairs of pinned files: pins again, with hashes where there are hashes, within a time.

use pinfix_testing::{LocalIndex, Release, World};
use serde_json::Value;

use crate::workdir;

const TARGET: [&str; 4] = ["--python-version", "3.12", "--python-platform", "linux"];

fn index() -> LocalIndex {
    let world = World::new()
        .with(Release::new("app", "1.0").requires(["lib<2", "tool"]))
        .with_versions("lib", ["1.0", "1.5", "2.0"])
        .with_versions("tool", ["3.0"]);
    LocalIndex::of(&world)
}

/// The lock with another release of `lib` (and its hashes), and without `tool`.
fn broken(ending: &str) -> String {
    let index = index();
    let lock = |requirements: &str| {
        let folder = workdir(&index).file("in.txt", requirements);
        let run = folder.pinfix(
            &[
                &[
                    "resolve",
                    "in.txt",
                    "--generate-hashes",
                    "--no-header",
                    "--no-annotate",
                ],
                &TARGET[..],
            ]
            .concat(),
        );
        run.expect_code(0).stdout
    };
    let entry = |lock: &str, name: &str| {
        let start = format!("{name}==");
        let mut lines = lock.lines().skip_while(|line| !line.starts_with(&start));
        let first = lines.next().unwrap();
        let more = lines.take_while(|line| line.starts_with(' '));
        let lines: Vec<&str> = std::iter::once(first).chain(more).collect();
        lines.join("\n") + "\n"
    };
    let good = lock("app\n");
    let text = format!("{}{}", entry(&good, "app"), entry(&lock("lib==2.0\n"), "lib"));
    text.replace('\n', ending)
}

fn repairs(text: &str) -> Vec<Value> {
    let index = index();
    let folder = workdir(&index).file("requirements.txt", text);
    let run = folder.pinfix(
        &[
            &[
                "check",
                "requirements.txt",
                "--repairs",
                "--output-format",
                "json",
            ],
            &TARGET[..],
        ]
        .concat(),
    );
    let document: Value = serde_json::from_str(&run.expect_code(1).stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().clone();
    findings
        .into_iter()
        .flat_map(|it| it["repairs"].as_array().unwrap().clone())
        .collect()
}

#[test]
fn a_pin_becomes_a_pin_with_its_hashes() {
    for ending in ["\n", "\r\n"] {
        let text = broken(ending);
        let repairs = repairs(&text);
        let all: Vec<&Value> = repairs
            .iter()
            .flat_map(|it| it["edits"].as_array().unwrap())
            .collect();
        let edit = |from: &str| {
            let found = all
                .iter()
                .find(|edit| edit["from"].as_str().unwrap().starts_with(from) && edit["to"].is_string());
            (
                found.unwrap()["from"].as_str().unwrap(),
                found.unwrap()["to"].as_str().unwrap(),
            )
        };
        let (from, to) = edit("lib==2.0");
        assert!(
            to.starts_with("lib==1.5 ") && to.contains("--hash=sha256:"),
            "{to}"
        );
        assert!(from.contains("--hash=sha256:") && text.contains(from), "{from}");
        assert_eq!(to.contains('\r'), ending == "\r\n", "{to:?}");
        let added = all.iter().find(|edit| edit["from"] == "").unwrap()["to"]
            .as_str()
            .unwrap();
        assert!(
            added.starts_with("tool==3.0 ") && added.contains("--hash=sha256:"),
            "{added}"
        );
        // All of it together is what resolves.
        let mended = text.replace(from, to) + added;
        let index = index();
        let folder = workdir(&index).file("requirements.txt", mended);
        let _ = folder
            .pinfix(&[&["check", "requirements.txt"], &TARGET[..]].concat())
            .expect_code(0);
    }
}

#[test]
fn a_pin_gets_the_hashes_of_its_release() {
    for ending in ["\n", "\r\n"] {
        // Bumped by hand: the hashes are those of 2.0. And one line was added without any.
        let text = broken(ending).replace("lib==2.0", "lib==1.5") + "tool==3.0  # by hand" + ending;
        let found = repairs(&text);
        let summaries: Vec<&str> = found.iter().map(|it| it["summary"].as_str().unwrap()).collect();
        assert_eq!(summaries, ["the hashes of lib 1.5", "the hashes of tool 3.0"]);
        let mended = found.iter().fold(text, |text, repair| {
            let edit = &repair["edits"][0];
            let (from, to) = (edit["from"].as_str().unwrap(), edit["to"].as_str().unwrap());
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        let index = index();
        let folder = workdir(&index).file("requirements.txt", mended);
        let _ = folder
            .pinfix(&[&["check", "requirements.txt"], &TARGET[..]].concat())
            .expect_code(0);
    }
    // Hashes of no release at all: the files were replaced, perhaps.
    let broken = broken("\n");
    let (kept, last) = broken.trim_end().rsplit_once(':').unwrap();
    let replaced = format!("{kept}:{}\ntool==3.0\n", "0".repeat(last.len())).replace("lib==2.0", "lib==1.5");
    let found = repairs(&replaced);
    assert!(
        found.iter().all(|it| it["summary"] != "the hashes of lib 1.5"),
        "{found:#?}"
    );
}

#[test]
fn what_repairs_several_findings_is_said_once() {
    let world = World::new()
        .with(Release::new("app", "1.0").requires(["lib<2"]))
        .with(Release::new("web", "1.0").requires(["lib<2", "tool"]))
        .with_versions("lib", ["1.0", "1.5", "2.0"])
        .with_versions("tool", ["3.0"]);
    let index = LocalIndex::of(&world);
    let folder = workdir(&index).file("requirements.txt", "app==1.0\nweb==1.0\nlib==2.0\n");
    let run = folder.pinfix(
        &[
            &["check", "requirements.txt", "--repairs", "--color", "never"],
            &TARGET[..],
        ]
        .concat(),
    );
    let text = run.expect_code(1).stdout;
    let told = text.lines().filter(|line| {
        line.contains("repair") || line.contains("missing-pin") || line.starts_with("conflicting")
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r"
    conflicting-pins
      help: repair 1, tried: lib==2.0 -> lib==1.5
    conflicting-pins
      help: repaired by what repairs requirements.txt:3, above
    missing-pin
      help: repair 1, tried: add `tool==3.0`
    The repairs were tried together, the first one of each finding: the lines then resolve. Another check tells what they still leave unpinned
    `pinfix resolve` pins all that is needed; `--ignore missing-pin` accepts what is not
    ");
}

#[test]
fn a_repair_is_good_for_all_targets_and_drops_no_pin_that_is_needed() {
    let world = World::new()
        .with(Release::new("app", "1.0").requires(["lib<2"]))
        .with(
            Release::new("app", "2.0")
                .requires(["lib>=2"])
                .requires_python(">=3.12"),
        )
        .with_versions("lib", ["1.0", "2.0"]);
    let index = LocalIndex::of(&world);
    let folder = workdir(&index)
        .file("requirements.txt", "app==1.0\nlib==2.0\n")
        .file("in.txt", "lib>=2\n")
        .file("lock.txt", "lib==1.0\n");
    let repairs = |arguments: &[&str]| {
        let run = folder
            .pinfix(&[&["check", "--repairs"], arguments].concat())
            .expect_code(1);
        let lines = run.stdout.lines().filter(|line| line.contains("repair "));
        lines
            .map(|line| line.trim().to_owned())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let platform = [
        "requirements.txt",
        "--python-platform",
        "linux",
        "--python-version",
    ];
    insta::assert_snapshot!(repairs(&[&platform[..], &["3.12"]].concat()), @r"
    help: repair 1, tried: app==1.0 -> app==2.0
    repair 2, tried: lib==2.0 -> lib==1.0
    ");
    insta::assert_snapshot!(repairs(&[&platform[..], &["3.11,3.12"]].concat()), @"help: repair 1, tried: lib==2.0 -> lib==1.0");
    let against = ["lock.txt", "--against", "in.txt"];
    insta::assert_snapshot!(repairs(&[&against[..], &TARGET].concat()), @r"
    help: repair 1, tried: lib==1.0 -> lib==2.0
    repair 2, tried: lib>=2 -> lib>=1.0
    ");
}

#[test]
fn nothing_found_is_not_said_to_those_who_want_quiet() {
    let index = index();
    let folder = workdir(&index).file("requirements.txt", "lib==1.5\n");
    let said = |flags: &[&str]| {
        let run = folder.pinfix(&[&["check", "requirements.txt"], &TARGET[..], flags].concat());
        run.expect_code(0).stdout
    };
    assert!(said(&[]).starts_with("Nothing found"));
    assert_eq!(said(&["-q"]), "");
}

#[test]
fn no_time_is_told_and_the_findings_stand() {
    let index = index();
    let folder = workdir(&index).file("requirements.txt", "app==1.0\nlib==2.0\n");
    let run = folder.pinfix(
        &[
            &["check", "requirements.txt", "--repairs", "--explain-timeout", "0"],
            &TARGET[..],
        ]
        .concat(),
    );
    let run = run.expect_code(1);
    assert!(
        run.stderr.contains("--explain-timeout") || run.stdout.contains("repair 1"),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.contains("conflicting-pins") && run.stdout.contains("missing-pin"),
        "{}",
        run.stdout
    );
}
