//! An output file that is there already: its pins are preferences, and what changes is said.

use pinfix_testing::{LocalIndex, Release, Run, Workdir, World};

use crate::{resolve_with, workdir};

const LOCK: &str = "boto3==1.0\nbotocore==1.0\nleft-over==1.0\nsix==1.0\n";

fn index() -> LocalIndex {
    let world = World::new()
        .with(Release::new("boto3", "1.0").requires(["botocore<2", "six"]))
        .with(Release::new("boto3", "1.1").requires(["botocore<2", "six"]))
        .with(Release::new("boto3", "2.0").requires(["botocore>=2", "six"]))
        .with_versions("botocore", ["1.0", "1.5", "2.0"])
        .with_versions("six", ["1.0", "1.1"])
        .with_versions("new", ["1.0"]);
    LocalIndex::of(&world)
}

fn locked(index: &LocalIndex, requirements: &str) -> Workdir {
    workdir(index)
        .file("requirements.in", requirements)
        .file("lock.txt", LOCK)
}

/// Exit code and messages, and the lock file after the run.
fn seen(workdir: &Workdir, run: &Run) -> String {
    let lock = workdir.read("lock.txt").unwrap();
    format!("{}----- lock.txt -----\n{lock}", run.snapshot())
}

fn run(requirements: &str, further: &[&str]) -> String {
    let index = index();
    let workdir = locked(&index, requirements);
    let arguments = resolve_with(&[&["-o", "lock.txt"], further].concat());
    let run = workdir.pinfix(&arguments);
    seen(&workdir, &run)
}

#[test]
fn pins_are_kept() {
    insta::assert_snapshot!(run("boto3\nnew\n", &[]));
}

#[test]
fn a_pin_that_no_longer_fits_is_given_up() {
    insta::assert_snapshot!(run("boto3>=2\n", &[]));
}

#[test]
fn upgrade_keeps_no_pin() {
    insta::assert_snapshot!(run("boto3\n", &["-U"]));
}

#[test]
fn upgrade_package_keeps_the_other_pins() {
    // Botocore's pin is in the way of the newest boto3, and only boto3 was to be upgraded.
    insta::assert_snapshot!(run("boto3\n", &["-P", "boto3"]));
}

#[test]
fn upgrade_package_of_what_nothing_asks_for() {
    insta::assert_snapshot!(run("boto3\n", &["-P", "SIX", "-P", "nosuch"]));
}

#[test]
fn a_dry_run_writes_nothing() {
    let seen = run("boto3\n", &["--dry-run", "-U"]);
    assert!(seen.ends_with(LOCK), "{seen}");
    insta::assert_snapshot!(seen);
}

#[test]
fn a_diff_writes_nothing() {
    let seen = run("boto3\n", &["--diff", "-U"]);
    assert!(seen.ends_with(LOCK), "{seen}");
    insta::assert_snapshot!(seen);
}

#[test]
fn a_check_says_whether_anything_would_change() {
    let index = index();
    let workdir = locked(&index, "boto3\n");
    let check = resolve_with(&["-o", "lock.txt", "--check"]);
    let outdated = workdir.pinfix(&check).expect_code(1);
    insta::assert_snapshot!(seen(&workdir, &outdated));
    assert_eq!(workdir.read("lock.txt").as_deref(), Some(LOCK));
    let _ = workdir.pinfix(&resolve_with(&["-o", "lock.txt"])).expect_code(0);
    let current = workdir.pinfix(&check).expect_code(0);
    insta::assert_snapshot!(current.snapshot());
}

#[test]
fn a_second_run_changes_nothing() {
    let index = index();
    let workdir = locked(&index, "boto3\n");
    let arguments = resolve_with(&["-o", "lock.txt"]);
    let _ = workdir.pinfix(&arguments).expect_code(0);
    let first = workdir.read("lock.txt");
    let again = workdir.pinfix(&arguments).expect_code(0);
    assert_eq!(workdir.read("lock.txt"), first);
    insta::assert_snapshot!(again.snapshot());
}

#[test]
fn a_lock_that_can_not_be_read_is_spared() {
    const MERGED: &str = "<<<<<<< ours\nboto3==1.0\n>>>>>>> theirs\n";
    let index = index();
    let workdir = workdir(&index)
        .file("requirements.in", "boto3\n")
        .file("lock.txt", MERGED);
    let run = workdir.pinfix(&resolve_with(&["-o", "lock.txt"])).expect_code(2);
    insta::assert_snapshot!(seen(&workdir, &run));
    assert_eq!(workdir.read("lock.txt").as_deref(), Some(MERGED));
    let _ = workdir
        .pinfix(&resolve_with(&["-o", "lock.txt", "-U"]))
        .expect_code(0);
    assert!(workdir.read("lock.txt").unwrap().contains("\nboto3==2.0\n"));
}

#[test]
fn what_is_no_text_is_no_lock() {
    let index = index();
    let bytes = b"\x89PNG\r\n\x1a\n\0\0".to_vec();
    let workdir = workdir(&index)
        .file("requirements.in", "boto3\n")
        .file("lock.txt", bytes);
    let run = workdir.pinfix(&resolve_with(&["-o", "lock.txt"])).expect_code(2);
    assert!(
        run.stderr.contains("lock.txt` is there already"),
        "{}",
        run.snapshot()
    );
    assert!(run.stderr.contains("--upgrade"), "{}", run.snapshot());
}

#[test]
fn the_input_is_not_taken_for_the_output() {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", "boto3\n");
    let run = workdir
        .pinfix(&resolve_with(&["-o", "./requirements.in"]))
        .expect_code(2);
    assert_eq!(workdir.read("requirements.in").as_deref(), Some("boto3\n"));
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_lock_may_be_the_constraints_of_the_next() {
    let index = index();
    let workdir = locked(&index, "boto3\n");
    let run = workdir
        .pinfix(&resolve_with(&["-o", "lock.txt", "-c", "lock.txt"]))
        .expect_code(0);
    assert_eq!(run.stdout, "");
    let lock = workdir.read("lock.txt").unwrap();
    assert!(lock.contains("\nboto3==1.0\n"), "{lock}");
}

#[test]
fn a_lock_may_have_any_suffix() {
    let index = index();
    let workdir = workdir(&index)
        .file("requirements.in", "boto3\n")
        .file("requirements.lock", LOCK);
    let run = workdir
        .pinfix(&resolve_with(&["-o", "requirements.lock"]))
        .expect_code(0);
    let lock = workdir.read("requirements.lock").unwrap();
    assert!(lock.contains("\nboto3==1.0\n"), "{lock}{}", run.snapshot());
}

#[test]
fn a_check_sees_all_but_the_command() {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", "boto3\n");
    let write = [
        "-o",
        "lock.txt",
        "--generate-hashes",
        "--custom-compile-command",
        "make",
    ];
    let _ = workdir.pinfix(&resolve_with(&write)).expect_code(0);
    let check = |further: &[&str]| {
        let arguments = [&["-o", "lock.txt", "--check"], further].concat();
        workdir.pinfix(&resolve_with(&arguments)).code
    };
    let elsewhere = [
        "--python-version",
        "3.11",
        "--python-platform",
        "x86_64-manylinux_2_28",
    ];
    let elsewhere = [
        &[
            "resolve",
            "requirements.in",
            "-o",
            "lock.txt",
            "--check",
            "--generate-hashes",
        ],
        &elsewhere[..],
    ];
    assert_eq!(check(&["--generate-hashes"]), Some(0), "another command");
    assert_eq!(
        check(&["--generate-hashes", "--no-annotate"]),
        Some(1),
        "other comments"
    );
    assert_eq!(
        workdir.pinfix(&elsewhere.concat()).code,
        Some(1),
        "another target"
    );
    assert_eq!(check(&[]), Some(1), "no hashes");
}

#[test]
fn a_diff_to_nothing_says_so() {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", "new\n");
    let run = workdir.pinfix(&resolve_with(&["-o", "lock.txt", "--diff"]));
    assert!(
        run.stdout.starts_with("--- lock.txt (not there)\n"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn a_package_is_upgraded_within_a_bound() {
    let index = index();
    let workdir = locked(&index, "boto3\nbotocore\nsix\n");
    let run = workdir
        .pinfix(&resolve_with(&["-o", "lock.txt", "-P", "botocore<2"]))
        .expect_code(0);
    let lock = workdir.read("lock.txt").unwrap();
    assert!(lock.contains("\nbotocore==1.5\n"), "{lock}{}", run.snapshot());
    assert!(lock.contains("\nsix==1.0\n"), "{lock}");
    assert!(!lock.contains("upgrade"), "{lock}");
    let conflict = workdir
        .pinfix(&resolve_with(&["-o", "lock.txt", "-P", "botocore>9"]))
        .expect_code(1);
    assert!(
        conflict.stderr.contains("--upgrade-package"),
        "{}",
        conflict.snapshot()
    );
}

#[test]
fn flags_of_pip_compile_are_taken_and_said_to_change_nothing() {
    let index = index();
    let run = locked(&index, "six\n")
        .pinfix(&resolve_with(&[
            "--allow-unsafe",
            "--resolver=backtracking",
            "--rebuild",
        ]))
        .expect_code(0);
    assert!(
        run.stderr
            .contains("warning: `--allow-unsafe`, `--resolver` change nothing in pinfix\n"),
        "{}",
        run.snapshot()
    );
    assert!(!run.stdout.contains("unsafe"), "{}", run.stdout);
}
