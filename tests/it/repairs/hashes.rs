//! Repairs of lines with hashes.

use pinfix_testing::{LocalIndex, Workdir};

use super::question::{Question, family, menus, release, verified, world};
use crate::PINFIX;

/// The hashes of a release, as a lock writes them.
fn hashed(index: &LocalIndex, pin: &str) -> String {
    let (run, workdir) =
        Question::new(index, pin).ask(&["--generate-hashes", "-o", "lock.txt", "--no-annotate"]);
    assert_eq!(run.code, Some(0), "{}", run.snapshot());
    let lock = workdir.read("lock.txt").unwrap();
    let lines: Vec<&str> = lock.lines().filter(|line| !line.starts_with('#')).collect();
    lines.join("\n") + "\n"
}

#[test]
fn a_line_with_hashes_moves_with_them() {
    let index = family();
    let core = hashed(&index, "fam-core==1.0");
    let pinned = core.find("lib==").unwrap();
    let lines = core[..pinned].to_owned() + &hashed(&index, "lib>=2");
    let question = Question::new(&index, &lines);
    let (report, _) = question.conflicts();
    let lines_at_fault = report["conflicts"][0]["requirements"].as_array().unwrap();
    assert_eq!(lines_at_fault.len(), 2, "{report:#}");
    let repair = &menus(&report)[0][0];
    let edit = &repair["edits"][0];
    assert!(
        edit["to"].as_str().unwrap().contains("--hash=sha256:"),
        "{repair:#}"
    );
    let (count, told) = verified(&question);
    assert!(count > 0);
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:1  fam-core==1.0 -> fam-core==2.0, and its hashes
    repair 2: requirements.in:1  fam-core==1.0 -> fam-core==2.1, and its hashes
    repair 3: requirements.in:3  lib==2.0 -> lib==1.5, and its hashes
    Each repair was tried: with any one of them the whole set resolves.
    ");
}

#[test]
fn a_line_with_the_hashes_of_another_release_keeps_its_version() {
    let index = family();
    let mistaken = hashed(&index, "lib==1.5").replace("lib==1.5", "lib==2.0");
    insta::assert_snapshot!(verified(&Question::new(&index, &mistaken)).1, @r"
    repair 1: requirements.in:1  lib==2.0 with the hashes of its files
    The repair was tried: with it the whole set resolves.
    ");
}

#[test]
fn lines_far_apart_have_pictures_of_their_own() {
    let index = family();
    let filler = |number: usize| "# filler\n".repeat(number);
    let picture = |between: usize| {
        let lines = filler(60) + "fam-core==1.0\n" + &filler(between) + "lib>=2\n";
        let (_, run) = Question::new(&index, &lines).conflicts();
        let shown = run.stderr.lines().filter(|line| line.contains("# filler"));
        shown.count()
    };
    // One line before and behind each.
    assert_eq!(picture(50), 3);
    assert_eq!(picture(8), 9);
}

#[test]
fn a_line_that_is_marked_keeps_its_hashes() {
    let index = world(vec![
        release("pywin32", "306", 2023, &[]).wheels(["cp39-cp39-win_amd64"]),
        release("six", "1.16", 2021, &[]),
    ]);
    let there = Workdir::new(PINFIX)
        .index(&index)
        .file("requirements.in", "pywin32==306\n");
    let flags = [
        "--python-version",
        "3.9",
        "--python-platform",
        "windows",
        "--generate-hashes",
        "--no-annotate",
    ];
    let frozen = there.pinfix(&[&["resolve", "requirements.in", "--no-header"], &flags[..]].concat());
    let lines = hashed(&index, "six==1.16") + &frozen.stdout;
    let question = Question::new(&index, &lines);
    let (_, told) = verified(&question);
    insta::assert_snapshot!(told, @r#"
    repair 1: requirements.in:3  pywin32==306 -> pywin32==306 ; sys_platform == "win32"
    The repair was tried: with it the whole set resolves.
    "#);
    let (report, _) = question.conflicts();
    let edit = &menus(&report)[0][0]["edits"][0];
    assert_eq!(edit["to"], r#"pywin32==306 ; sys_platform == "win32""#);
    assert_eq!(edit["from"], "pywin32==306");
}
