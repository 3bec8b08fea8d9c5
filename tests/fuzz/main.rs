//! What the fuzzers check, checked without a fuzzer: the kept corpus, and mutations of it that are the same every time.
//!
//! `fuzz/` belongs to a workspace of its own, which needs a nightly toolchain; its laws are compiled into this test.

#![expect(
    clippy::unwrap_used,
    reason = "in tests, helpers included, a panic is the message"
)]

#[path = "../../fuzz/src/lib.rs"]
#[expect(
    unreachable_pub,
    clippy::expect_used,
    reason = "a library of its own in `fuzz/`, where a law fails by panicking"
)]
mod laws;
mod mutate;

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mutate::Mutations;

/// How long mutations of one corpus are tried; how many that are depends on the machine, which they are does not.
const BUDGET: Duration = Duration::from_millis(1500);

/// At least as many, however busy the machine is.
const FEWEST: usize = 200;

/// Checks `law` with every text of a corpus and with mutations of them.
fn hold(corpus: &str, law: fn(&[u8])) {
    let texts = texts(corpus);
    assert!(texts.len() >= 8, "the corpus of {corpus} is gone");
    for (path, text) in &texts {
        check(law, text, &path.display().to_string());
    }
    let started = Instant::now();
    let mut mutations = Mutations::new(texts.into_iter().map(|(_, text)| text).collect());
    let mut tried = 0;
    while started.elapsed() < BUDGET || tried < FEWEST {
        let text = mutations.next();
        check(law, &text, &format!("mutation {tried}"));
        tried += 1;
    }
}

/// Panics with the text that a law does not hold for.
fn check(law: fn(&[u8]), text: &[u8], what: &str) {
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| law(text)));
    assert!(
        outcome.is_ok(),
        "{what} breaks a law: keep it in fuzz/corpus\n{}",
        text.escape_ascii()
    );
}

/// All files of a corpus, in the order of their names.
fn texts(corpus: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(corpus);
    let entries = fs::read_dir(&folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read(&path).unwrap();
        (path, text)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn requirements_files() {
    hold("requirements", laws::requirements);
}

#[test]
fn pyproject_files() {
    hold("pyproject", laws::pyproject);
}

#[test]
fn metadata() {
    hold("metadata", laws::metadata);
}

#[test]
fn index_pages() {
    hold("page", laws::page);
}
