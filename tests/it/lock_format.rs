//! How the lock looks: hashes, annotations, header, extras, markers, what is left out.

use pinfix_testing::{LocalIndex, Release, World};

use crate::{resolve_with, workdir};

const REQUIREMENTS: &str = "celery[redis]\nweb ; python_version >= '3.8'\n";

fn index() -> LocalIndex {
    let world = World::new()
        .with(
            Release::new("celery", "5.0")
                .requires(["Kombu>=5"])
                .extra("redis", ["redis>=4"])
                .with_sdist(),
        )
        .with(Release::new("kombu", "5.1").wheels(["py3-none-any", "cp312-cp312-win_amd64"]))
        .with_versions("redis", ["4.0"])
        .with(Release::new("web", "1.0").requires(["kombu", "redis"]));
    LocalIndex::of(&world)
}

fn lock(further: &[&str]) -> String {
    let index = index();
    workdir(&index)
        .file("requirements.in", REQUIREMENTS)
        .pinfix(&resolve_with(further))
        .snapshot()
}

#[test]
fn as_it_is_without_flags() {
    insta::assert_snapshot!(lock(&[]));
}

#[test]
fn hashes() {
    insta::assert_snapshot!(lock(&["--generate-hashes"]));
}

#[test]
fn annotations_in_line() {
    insta::assert_snapshot!(lock(&["--annotation-style", "line"]));
}

#[test]
fn annotations_in_line_with_hashes() {
    insta::assert_snapshot!(lock(&[
        "--annotation-style",
        "line",
        "--generate-hashes",
        "--no-header"
    ]));
}

#[test]
fn neither_annotations_nor_header() {
    insta::assert_snapshot!(lock(&["--no-annotate", "--no-header"]));
}

#[test]
fn a_command_of_ones_own() {
    insta::assert_snapshot!(lock(&["--custom-compile-command", "make lock"]));
}

#[test]
fn packages_left_out() {
    insta::assert_snapshot!(lock(&[
        "--no-emit-package",
        "Kombu",
        "--no-emit-package",
        "redis"
    ]));
}

#[test]
fn extras_kept() {
    insta::assert_snapshot!(lock(&["--no-strip-extras"]));
}

#[test]
fn markers_kept() {
    insta::assert_snapshot!(lock(&["--no-strip-markers"]));
}

#[test]
fn the_index_named_without_its_password() {
    let index = index();
    let workdir = pinfix_testing::Workdir::new(crate::PINFIX)
        .env("PINFIX_INDEX_URL", index.url_with_credentials("robot", "s3cret"))
        .file("requirements.in", "redis\n");
    let run = workdir
        .pinfix(&resolve_with(&["--emit-index-url"]))
        .expect_code(0);
    assert!(!run.stdout.contains("s3cret"), "{}", run.stdout);
    assert!(run.stdout.contains("--index-url http"), "{}", run.stdout);
}

#[test]
fn hashes_of_the_input_are_respected() {
    let index = index();
    let wanted = "0".repeat(64);
    let run = workdir(&index)
        .file("requirements.in", format!("redis==4.0 --hash=sha256:{wanted}\n"))
        .pinfix(&resolve_with(&["--generate-hashes"]));
    assert!(
        run.code == Some(1) || run.stderr.contains("hash"),
        "no file has that hash, and nothing says so: {}",
        run.snapshot()
    );
}

#[test]
fn only_files_with_hashes_of_the_input_are_listed() {
    let index = index();
    let whole = workdir(&index)
        .file("requirements.in", "kombu==5.1\n")
        .pinfix(&resolve_with(&["--generate-hashes"]))
        .stdout;
    let hashes: Vec<&str> = whole
        .split_whitespace()
        .filter(|word| word.starts_with("--hash="))
        .collect();
    assert_eq!(hashes.len(), 2, "{whole}");
    let fitting: Vec<String> = hashes
        .iter()
        .map(|hash| {
            let run = workdir(&index)
                .file("requirements.in", format!("kombu==5.1 {hash}\n"))
                .pinfix(&resolve_with(&["--generate-hashes"]));
            let listed = run
                .stdout
                .split_whitespace()
                .filter(|word| word.starts_with("--hash="));
            assert!(listed.clone().all(|listed| listed == *hash), "{}", run.snapshot());
            format!("{:?} {}", run.code, listed.count())
        })
        .collect();
    // The wheel for Windows is no help on Linux, so its hash alone leaves nothing.
    assert!(
        fitting.contains(&"Some(0) 1".to_owned()) && fitting.contains(&"Some(1) 0".to_owned()),
        "{fitting:?}"
    );
}
