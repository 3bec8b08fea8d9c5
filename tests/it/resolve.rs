//! What `pinfix resolve` writes, and when it writes nothing.

use pinfix_testing::{LocalIndex, Release, World};

use crate::{RESOLVE, resolve_with, workdir};

fn index() -> LocalIndex {
    let world = World::new()
        .with(Release::new("boto3", "1.0").requires(["botocore<2"]))
        .with(Release::new("boto3", "2.0").requires(["botocore>=2"]))
        .with_versions("botocore", ["1.0", "1.5", "2.0"]);
    LocalIndex::of(&world)
}

fn pins(text: &str) -> Vec<(String, String)> {
    text.split_whitespace()
        .map(|pin| {
            pin.split_once("==")
                .map(|(name, version)| (name.to_owned(), version.to_owned()))
                .unwrap()
        })
        .collect()
}

#[test]
fn the_newest_set_that_fits_is_locked() {
    let index = index();
    let run = workdir(&index)
        .file("requirements.in", "boto3\n")
        .pinfix(&RESOLVE)
        .expect_code(0);
    assert_eq!(run.pins(), pins("boto3==2.0 botocore==2.0"));
    let run = workdir(&index)
        .file("requirements.in", "boto3\nbotocore<2\n")
        .pinfix(&RESOLVE)
        .expect_code(0);
    assert_eq!(run.pins(), pins("boto3==1.0 botocore==1.5"));
}

#[test]
fn a_lock_file_is_written_only_when_there_is_a_lock() {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", "boto3\n");
    let arguments = resolve_with(&["-o", "lock.txt"]);
    let run = workdir.pinfix(&arguments).expect_code(0);
    assert_eq!(run.stdout, "", "the lock goes to the file alone");
    let lock = workdir.read("lock.txt").unwrap();
    assert!(lock.contains("\nboto3==2.0\n"), "{lock}");
    let workdir = workdir.file("requirements.in", "boto3>=2\nbotocore<2\n");
    let run = workdir.pinfix(&arguments).expect_code(1);
    assert_eq!(run.stdout, "");
    assert_eq!(
        workdir.read("lock.txt").unwrap(),
        lock,
        "a conflict must leave the lock as it was"
    );
}

#[test]
fn an_empty_file_is_an_empty_lock() {
    let index = index();
    let run = workdir(&index)
        .file("requirements.in", "# nothing yet\n")
        .pinfix(&RESOLVE)
        .expect_code(0);
    assert_eq!(run.pins(), []);
    assert_eq!(index.paths(), Vec::<String>::new(), "nothing had to be asked");
}

#[test]
fn a_second_run_asks_the_index_for_nothing_that_is_fresh() {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", "boto3\n");
    let first = workdir.pinfix(&RESOLVE).expect_code(0);
    assert!(!index.paths().is_empty());
    index.forget_requests();
    let second = workdir.pinfix(&RESOLVE).expect_code(0);
    assert_eq!(index.paths(), Vec::<String>::new());
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn what_is_read_leniently_is_told() {
    let world = World::new()
        .with(Release::new("celery", "4.4.7").requires(["pytz (>dev)"]))
        .with_versions("pytz", ["2004.1", "2026.1"]);
    let index = LocalIndex::of(&world);
    let run = workdir(&index)
        .file("requirements.in", "celery\n")
        .pinfix(&resolve_with(&["-v"]))
        .expect_code(0);
    assert!(run.stdout.contains("\npytz==2026.1\n"), "{}", run.stdout);
    let told = "metadata of celery 4.4.7: `>dev` is read as `>0.dev0`\n";
    assert!(run.stderr.contains(told), "{}", run.stderr);
}
