//! What can be wrong with an input: a message with its place, the right exit code, and nothing written.

use pinfix_testing::{Run, Workdir};

use crate::{RESOLVE, recorded, resolve_with, workdir};

/// What a lock file holds before the run that fails.
const BEFORE: &str = "boto3==1.42.96\n";

/// Runs `resolve` with a lock file there and without one, and sees to it that neither run writes anything.
fn refused(set_up: impl Fn(Workdir) -> Workdir, code: i32) -> Run {
    let index = recorded();
    let fresh = set_up(workdir(&index));
    let run = fresh
        .pinfix(&resolve_with(&["-o", "lock.txt", "--generate-hashes"]))
        .expect_code(code);
    assert_eq!(fresh.read("lock.txt"), None);
    let existing = set_up(workdir(&index)).file("lock.txt", BEFORE);
    let _ = existing
        .pinfix(&resolve_with(&["-o", "lock.txt"]))
        .expect_code(code);
    assert_eq!(existing.read("lock.txt").as_deref(), Some(BEFORE));
    assert_eq!(run.stdout, "");
    run
}

fn refused_text(text: &str, code: i32) -> String {
    refused(|workdir| workdir.file("requirements.in", text), code).snapshot()
}

#[test]
fn a_name_with_a_typo() {
    insta::assert_snapshot!(refused_text("boto3\nrequets\n", 1));
}

#[test]
fn a_version_that_was_never_released() {
    insta::assert_snapshot!(refused_text("boto3==1.42.9999\n", 1));
}

#[test]
fn an_extra_that_nobody_knows_is_only_a_warning() {
    let index = recorded();
    let run = workdir(&index)
        .file("requirements.in", "boto3[nosuchthing]\n")
        .pinfix(&RESOLVE);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn an_empty_file_is_a_warning() {
    let index = recorded();
    let run = workdir(&index).file("requirements.in", "").pinfix(&RESOLVE);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_binary_file() {
    let bytes = b"\x7fELF\x02\x01\x01\0\0\xff\xfe\x80\n\0\0";
    let run = refused(|workdir| workdir.file("requirements.in", bytes), 2);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_file_that_includes_itself() {
    insta::assert_snapshot!(refused_text("boto3\n-r requirements.in\n", 2));
}

#[test]
fn files_that_include_each_other() {
    let run = refused(
        |workdir| {
            workdir
                .file("requirements.in", "-r base/one.in\n")
                .file("base/one.in", "six\n-r two.in\n")
                .file("base/two.in", "-r ../requirements.in\n")
        },
        2,
    );
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_file_that_is_missing() {
    insta::assert_snapshot!(refused(|workdir| workdir, 2).snapshot());
}

#[test]
fn codes_are_for_those_who_ask_for_more_words() {
    let run = refused(
        |workdir| workdir.file("requirements.in", "six==\n-r base.in\n"),
        2,
    );
    assert!(!run.stderr.contains("::"), "{}", run.stderr);
    let index = recorded();
    let run = workdir(&index).pinfix(&["-v", "resolve", "nowhere.in", "--python-version", "3.12"]);
    assert!(
        run.stderr.contains("requirements::unreadable-file\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_included_file_that_is_missing() {
    insta::assert_snapshot!(refused_text("six\n-r base.in\n", 2));
}

#[test]
fn a_folder_in_place_of_a_file() {
    let run = refused(|workdir| workdir.file("requirements.in/six.txt", "six\n"), 2);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn all_mistakes_of_a_file_are_reported_at_once() {
    let text =
        "six\nboto3=>1.26\n--nosuch-option\ndjango==4.2; python_versoin < '3'\n-r missing.in\nurllib3 1.26\n";
    insta::assert_snapshot!(refused_text(text, 2));
}

#[test]
fn a_requirement_that_can_not_be_resolved_yet() {
    insta::assert_snapshot!(refused_text("six\ntool @ hg+https://hg.example.org/tool\n", 2));
}

#[test]
fn two_pins_of_one_package() {
    insta::assert_snapshot!(refused_text("boto3==1.34.0\nsix\nboto3==1.42.97\n", 1));
}

#[test]
fn a_flag_with_a_typo() {
    let index = recorded();
    let run = workdir(&index)
        .file("requirements.in", "six\n")
        .pinfix(&resolve_with(&["--generate-hashs"]));
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_python_that_is_none() {
    let index = recorded();
    let run = workdir(&index).file("requirements.in", "six\n").pinfix(&[
        "resolve",
        "requirements.in",
        "--python-version",
        "three",
    ]);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn no_index_and_no_interpreter() {
    let run = Workdir::new(crate::PINFIX)
        .file("requirements.in", "six\n")
        .pinfix(&RESOLVE);
    insta::assert_snapshot!(run.expect_code(2).snapshot());
}
