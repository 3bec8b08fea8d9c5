//! The same question gives the same bytes, in whatever order the network answers.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use pinfix_testing::{Delay, LocalIndex, Options, Release, World};
use tempfile::TempDir;

use crate::{resolve_with, workdir};

const RUNS: u64 = 50;

/// Enough packages for answers to overtake each other, and several locks that trade one package for another.
fn world() -> World {
    let mut world = World::new();
    for version in 1..=4 {
        let text = format!("{version}.0");
        let neighbour = |name: &str| format!("{name}<={}.0", 5 - version);
        let [left, right] = [neighbour("left"), neighbour("right")];
        world = world
            .with(Release::new("top", &text).requires(["left", "right", "leaf-0", "leaf-1"]))
            .with(Release::new("left", &text).requires([right.as_str(), "leaf-2", "leaf-3"]))
            .with(Release::new("right", &text).requires([left.as_str(), "leaf-4", "leaf-5"]));
        for leaf in 0..6 {
            let next = format!("leaf-{}", (leaf + 1) % 6);
            world = world.with(Release::new(&format!("leaf-{leaf}"), &text).requires([next.as_str()]));
        }
    }
    world
}

/// Runs the question against an index that delays each answer by up to 50 ms, each time differently.
fn distinct_answers(requirements: &str) -> BTreeSet<String> {
    let snapshot = TempDir::new().unwrap();
    world().write(snapshot.path()).unwrap();
    let answers = Mutex::new(BTreeSet::new());
    let seeds = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let seed = seeds.fetch_add(1, Ordering::Relaxed);
                    if seed >= RUNS {
                        return;
                    }
                    let delay = Delay::Random {
                        seed,
                        limit: Duration::from_millis(50),
                    };
                    let index = LocalIndex::serve(
                        snapshot.path(),
                        Options {
                            delay,
                            ..Options::default()
                        },
                    );
                    let workdir = workdir(&index).file("requirements.in", requirements);
                    let run = workdir.pinfix(&resolve_with(&["--generate-hashes"]));
                    answers.lock().unwrap().insert(run.snapshot());
                }
            });
        }
    });
    answers.into_inner().unwrap()
}

#[test]
fn a_lock_is_the_same_in_fifty_runs() {
    let answers = distinct_answers("top\nleft\nright\n");
    let shown: Vec<&str> = answers.iter().map(String::as_str).collect();
    assert_eq!(shown.len(), 1, "{}", shown.join("\n"));
    assert!(
        shown[0].starts_with("exit code: 0\n") && shown[0].contains("\ntop==4.0"),
        "{}",
        shown[0]
    );
}

#[test]
fn a_conflict_is_the_same_in_fifty_runs() {
    let answers = distinct_answers("top\nleft>=3\nright>=3\n");
    let shown: Vec<&str> = answers.iter().map(String::as_str).collect();
    assert_eq!(shown.len(), 1, "{}", shown.join("\n"));
    assert!(shown[0].starts_with("exit code: 1\n"), "{}", shown[0]);
}
