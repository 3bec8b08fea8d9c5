//! `pinfix snapshot`: what it records gives the same answers again.

use std::fs;

use pinfix_testing::{LocalIndex, Options, Release, Workdir, World};

use crate::{PINFIX, RESOLVE, workdir};

const SNAPSHOT: [&str; 8] = [
    "snapshot",
    "requirements.in",
    "--python-version",
    "3.12",
    "--python-platform",
    "x86_64-manylinux_2_28",
    "--output-dir",
    "recorded",
];

fn index() -> LocalIndex {
    let world = World::new()
        .with(Release::new("boto3", "1.0").requires(["botocore<2"]).with_sdist())
        .with(
            Release::new("boto3", "2.0")
                .requires(["botocore>=2"])
                .requires_python(">=3.8"),
        )
        .with(Release::new("boto3", "3.0").yanked("broken"))
        .with_versions("botocore", ["1.0", "1.5", "2.0"])
        .with_versions("unused", ["1.0"]);
    LocalIndex::of(&world)
}

/// Records, takes the index away, asks again.
fn replays(requirements: &str, code: i32) {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", requirements);
    let hashes = [&RESOLVE[..], &["--generate-hashes"]].concat();
    let live = workdir.pinfix(&hashes).expect_code(code);
    let recorded = workdir.pinfix(&SNAPSHOT).expect_code(0);
    assert_eq!(recorded.stdout, "", "{}", recorded.snapshot());
    drop(index);
    let offline = [&hashes[..], &["--index-url", "recorded", "--no-cache"]].concat();
    let replayed = workdir.pinfix(&offline);
    assert_eq!(replayed.snapshot(), live.snapshot());
    let served = LocalIndex::serve(&workdir.path().join("recorded"), Options::default());
    let elsewhere = Workdir::new(PINFIX)
        .index(&served)
        .file("requirements.in", requirements);
    assert_eq!(elsewhere.pinfix(&hashes).snapshot(), live.snapshot());
    assert!(!workdir.path().join("recorded/unused").exists());
}

#[test]
fn a_lock_replays() {
    replays("boto3\n", 0);
}

#[test]
fn a_conflict_replays() {
    replays("boto3>=2\nbotocore<2\n", 1);
}

#[test]
fn the_same_recording_is_the_same_bytes_and_names_no_host() {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", "boto3\n");
    let texts: Vec<String> = (0..2)
        .map(|_| {
            let _ = workdir.pinfix(&SNAPSHOT).expect_code(0);
            let place = workdir.path().join("recorded");
            ["index.json", "boto3/index.json", "boto3/index.html"]
                .map(|name| fs::read_to_string(place.join(name)).unwrap())
                .concat()
        })
        .collect();
    assert_eq!(texts[0], texts[1]);
    assert!(!texts[0].contains("127.0.0.1"), "{}", texts[0]);
}

#[test]
fn a_folder_with_other_things_is_left_alone() {
    let index = index();
    let workdir = workdir(&index)
        .file("requirements.in", "boto3\n")
        .file("recorded/precious.txt", "mine\n");
    let run = workdir.pinfix(&SNAPSHOT);
    assert_eq!(workdir.read("recorded/precious.txt").as_deref(), Some("mine\n"));
    insta::assert_snapshot!(run.snapshot());
    assert_eq!(index.paths().len(), 0, "nothing was asked before");
}

#[test]
fn what_was_not_recorded_is_said() {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", "boto3\n");
    let _ = workdir.pinfix(&SNAPSHOT).expect_code(0);
    let workdir = workdir.file("requirements.in", "boto3<2\nunused\n");
    let run = workdir.pinfix(&[&RESOLVE[..], &["--index-url", "recorded"]].concat());
    insta::assert_snapshot!(run.snapshot());
}
