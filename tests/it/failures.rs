//! An index that misbehaves: retried where that helps, else exit code 3 in bounded time, and no credentials in the text.

use pinfix_testing::{Fault, LocalIndex, Options, Release, Run, World};

use crate::{PINFIX, RESOLVE, workdir};

fn world() -> World {
    World::new()
        .with(Release::new("a", "1.0").requires(["b"]))
        .with_versions("b", ["1.0"])
}

fn resolve(index: &LocalIndex) -> Run {
    workdir(index).file("requirements.in", "a\n").pinfix(&RESOLVE)
}

#[test]
fn what_goes_wrong_once_is_asked_again() {
    let page = "/simple/a/";
    let faults = [
        Fault::Status(500),
        Fault::Status(503),
        Fault::TooManyRequests { retry_after: 0 },
        Fault::Reset,
        Fault::Truncated,
    ];
    for fault in faults {
        let index = LocalIndex::of(&world());
        index.times(1, page, fault.clone());
        let run = resolve(&index);
        assert_eq!(run.code, Some(0), "{fault:?}: {}", run.snapshot());
        let asked = index.paths().iter().filter(|path| *path == page).count();
        assert_eq!(asked, 2, "{fault:?}");
    }
}

#[test]
fn an_index_that_stays_broken_is_exit_code_3_and_named() {
    for fault in [Fault::Status(500), Fault::Reset] {
        let index = LocalIndex::of(&world());
        index.always("/simple/*", fault);
        let run = resolve(&index).expect_code(3);
        assert!(run.stderr.contains(&index.url()), "{}", run.snapshot());
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn credentials_are_used_and_never_shown() {
    let credentials = Some(("robot".to_owned(), "s3cret".to_owned()));
    let index = LocalIndex::with_options(
        &world(),
        Options {
            credentials,
            ..Options::default()
        },
    );
    let run_with = |password: &str| {
        let url = index.url_with_credentials("robot", password);
        let workdir = pinfix_testing::Workdir::new(PINFIX).env("PINFIX_INDEX_URL", url);
        workdir.file("requirements.in", "a\n").pinfix(&RESOLVE)
    };
    let run = run_with("s3cret").expect_code(0);
    assert!(
        !run.stdout.contains("s3cret") && !run.stderr.contains("s3cret"),
        "{}",
        run.snapshot()
    );
    let run = run_with("wr0ng").expect_code(3);
    assert!(!run.stderr.contains("wr0ng"), "{}", run.snapshot());
}

#[test]
fn metadata_with_a_wrong_hash_is_not_believed() {
    let index = LocalIndex::of(&world());
    index.always(
        "/simple/a/a-1.0-py3-none-any.whl.metadata",
        Fault::Replaced(b"Metadata-Version: 2.1\nName: a\nVersion: 1.0\n".to_vec()),
    );
    let run = resolve(&index);
    assert_ne!(
        run.pins(),
        [("a".to_owned(), "1.0".to_owned())],
        "the forged metadata leaves out b: {}",
        run.snapshot()
    );
}
