//! `-vv`: what was asked when, and what waited for it.

use std::time::Duration;

use pinfix_testing::{Delay, LocalIndex, Options, Release, Run, Workdir, World};

use crate::{PINFIX, resolve_with, workdir};

fn world() -> World {
    World::new()
        .with(Release::new("a", "1.0").requires(["b"]))
        .with_versions("b", ["1.0", "2.0"])
}

/// The lines of the picture, without their times.
fn answers(run: &Run) -> Vec<(String, String)> {
    let rows = run.stderr.lines().filter(|line| line.contains("| "));
    let mut answers: Vec<_> = rows
        .map(|row| {
            let (before, subject) = row.rsplit_once("| ").unwrap();
            let columns = before.split('|').next().unwrap();
            let answer = columns.split_whitespace().last().unwrap();
            (subject.to_owned(), answer.to_owned())
        })
        .collect();
    answers.sort();
    answers
}

const SUBJECTS: [&str; 4] = [
    "metadata of a-1.0-py3-none-any.whl",
    "metadata of b-2.0-py3-none-any.whl",
    "page of a",
    "page of b",
];

fn all(answer: &str) -> Vec<(String, String)> {
    let rows = SUBJECTS.iter();
    rows.map(|subject| ((*subject).to_owned(), answer.to_owned()))
        .collect()
}

#[test]
fn shows_each_answer_and_where_it_came_from() {
    // Long enough for the resolver to wait for each: the walk ahead may be quicker than it otherwise.
    let delay = Delay::Fixed(Duration::from_millis(30));
    let options = Options {
        delay,
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world(), options);
    let workdir = workdir(&index).file("requirements.in", "a\n");
    let cold = workdir.pinfix(&resolve_with(&["-vv"])).expect_code(0);
    assert_eq!(answers(&cold), all("200"), "{}", cold.stderr);
    assert!(cold.stderr.contains("; 4 requests, "), "{}", cold.stderr);
    // The metadata of b was waited for last, and all that led there stands before it.
    let path = cold.stderr.split("The critical path").nth(1).unwrap();
    let places: Vec<usize> = [2, 0, 3, 1]
        .iter()
        .map(|subject| path.find(SUBJECTS[*subject]).unwrap())
        .collect();
    assert!(places.is_sorted(), "{path}");

    let warm = workdir.pinfix(&resolve_with(&["-vv"])).expect_code(0);
    assert_eq!(answers(&warm), all("cache"), "{}", warm.stderr);
    let expired = workdir
        .pinfix(&resolve_with(&["-vv", "--refresh"]))
        .expect_code(0);
    let unchanged = expired.stderr.matches(" 304 ").count();
    assert_eq!(unchanged, 2, "{}", expired.stderr);
}

#[test]
fn is_not_shown_unasked_and_holds_no_secrets() {
    let options = Options {
        credentials: Some(("robot".to_owned(), "s3cret".to_owned())),
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world(), options);
    let url = index.url_with_credentials("robot", "s3cret");
    let workdir = Workdir::new(PINFIX)
        .env("PINFIX_INDEX_URL", url)
        .file("requirements.in", "a\nunknown\n");
    let plain = workdir.pinfix(&resolve_with(&["-v"])).expect_code(1);
    assert!(!plain.stderr.contains("page of"), "{}", plain.stderr);
    // Also where there is no lock.
    let shown = workdir.pinfix(&resolve_with(&["-vv"])).expect_code(1);
    assert!(shown.stderr.contains("page of a"), "{}", shown.stderr);
    assert!(shown.stderr.contains("page of unknown"), "{}", shown.stderr);
    assert!(!shown.stderr.contains("s3cret"), "{}", shown.stderr);
}
