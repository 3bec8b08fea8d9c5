//! Questions about a recorded slice of a real index, of which `fixtures/recorded.toml` says more.

use std::fs;

use pinfix_testing::{LocalIndex, Run, Workdir};

use crate::{PINFIX, fixtures, recorded, workdir};

fn files_of(question: &str, mut workdir: Workdir) -> Workdir {
    for entry in fs::read_dir(fixtures().join("questions").join(question)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        workdir = workdir.file(name.to_str().unwrap(), fs::read(entry.path()).unwrap());
    }
    workdir
}

fn ask_at(index: &LocalIndex, question: &str, python: &str, further: &[&str]) -> Run {
    let arguments = [
        "resolve",
        "requirements.in",
        "--python-version",
        python,
        "--python-platform",
        "x86_64-manylinux_2_34",
    ];
    files_of(question, workdir(index)).pinfix(&[&arguments[..], further].concat())
}

fn ask(question: &str, python: &str, further: &[&str]) -> Run {
    ask_at(&recorded(), question, python, further)
}

#[test]
fn django_on_elastic_beanstalk() {
    insta::assert_snapshot!(ask("elastic-beanstalk", "3.9", &[]).snapshot());
}

#[test]
fn boto3_with_an_old_urllib3() {
    insta::assert_snapshot!(ask("old-urllib3", "3.9", &[]).snapshot());
}

#[test]
fn all_four_are_pinned() {
    insta::assert_snapshot!(ask("all-pinned", "3.9", &[]).snapshot());
}

#[test]
fn all_four_are_pinned_with_hashes() {
    insta::assert_snapshot!(ask("all-pinned", "3.9", &["--generate-hashes"]).snapshot());
}

#[test]
fn a_pinned_boto3_with_a_new_urllib3() {
    insta::assert_snapshot!(ask("pinned-boto3", "3.9", &[]).snapshot());
}

#[test]
fn python_is_the_cause() {
    insta::assert_snapshot!(ask("new-urllib3", "3.9", &[]).snapshot());
}

#[test]
fn python_is_no_longer_the_cause() {
    insta::assert_snapshot!(ask("new-urllib3", "3.10", &[]).snapshot());
}

#[test]
fn a_constraint_is_blamed_as_such() {
    let run = ask("constraint", "3.9", &["--constraints", "constraints.txt"]);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_folder_and_a_server_give_the_same() {
    let questions = ["elastic-beanstalk", "pinned-boto3"];
    for question in questions {
        let served = ask(question, "3.9", &["--generate-hashes"]);
        let index = fixtures().join("index");
        let url = format!("file://{}/", index.display());
        for place in [index.to_str().unwrap(), &url] {
            let workdir = Workdir::new(PINFIX).env("PINFIX_INDEX_URL", place);
            let run = files_of(question, workdir).pinfix(&[
                "resolve",
                "requirements.in",
                "--python-version",
                "3.9",
                "--python-platform",
                "x86_64-manylinux_2_34",
                "--generate-hashes",
            ]);
            assert_eq!(run.snapshot(), served.snapshot(), "{place}");
        }
    }
}

#[test]
fn what_is_asked_again_is_answered_with_the_same_bytes() {
    let index = recorded();
    for question in ["elastic-beanstalk", "new-urllib3"] {
        let first = ask_at(&index, question, "3.9", &[]);
        for _ in 0..5 {
            assert_eq!(ask_at(&index, question, "3.9", &[]).snapshot(), first.snapshot());
        }
    }
}

#[test]
fn the_recording_is_small_and_names_no_host() {
    let mut bytes = 0;
    let mut folders = vec![fixtures().join("index")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            bytes += text.len();
            for link in ["href=\"http", "href=\"/", "\"url\":\"http", "\"url\":\"/"] {
                assert!(!text.contains(link), "{}", path.display());
            }
        }
    }
    assert!((100_000..3_000_000).contains(&bytes), "{bytes} bytes");
}
