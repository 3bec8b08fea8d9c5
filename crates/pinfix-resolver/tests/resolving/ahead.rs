//! Looking ahead: few releases are read, nothing is claimed of the others, and what has to be proved is.

use std::ops::Range;

use pinfix_index::{MemoryIndex, MemoryRelease};
use pinfix_resolver::{Outcome, Problem, Resolution};
use proptest::prelude::{prop_assert, prop_assert_eq};

use crate::support;

/// `app` in many releases, of which those in `capped` don't go with `lib` 2, but for the one that is `hidden`.
fn world(releases: u32, capped: Range<u32>, hidden: Option<u32>) -> MemoryIndex {
    let mut index = MemoryIndex::new();
    for version in ["1", "2"] {
        index = index.release("lib", version, MemoryRelease::new()).unwrap();
    }
    for number in 0..releases {
        let asks = capped.contains(&number) && hidden != Some(number);
        let release = MemoryRelease::new().requires(if asks { "lib<2" } else { "lib" });
        index = index.release("app", &format!("1.{number}"), release).unwrap();
    }
    index
}

/// The same, and `stubs` in a hundred releases, of which those from the thirtieth on don't go with `lib` 1, but for the one
/// that is `hidden`. No line says anything of `lib`.
fn world_of_two(hidden: Option<u32>) -> MemoryIndex {
    let mut index = world(400, 100..400, None);
    for number in 0..100 {
        let asks = number >= 30 && hidden != Some(number);
        let release = MemoryRelease::new().requires(if asks { "lib>=2" } else { "lib" });
        index = index.release("stubs", &format!("1.{number}"), release).unwrap();
    }
    index
}

/// `app` in many releases, those of which from the hundredth on don't go with `lib` 2 if the extra `net` is asked for.
fn world_of_extra() -> MemoryIndex {
    let mut index = world(0, 0..0, None);
    for number in 0..400 {
        let asks = if number >= 100 { "lib<2" } else { "lib" };
        let release = MemoryRelease::new().extra("net", asks);
        index = index.release("app", &format!("1.{number}"), release).unwrap();
    }
    index
}

/// The lines of each conflict.
fn conflicting(problem: &Problem, index: &MemoryIndex) -> Vec<Vec<String>> {
    match support::answer(problem, index) {
        Outcome::Conflicted(conflicts) => {
            assert_eq!(conflicts.cut_by, None);
            let lines = |it: &pinfix_resolver::Conflict| {
                let lines = it.clauses.iter().map(|id| problem.clause(*id).text.clone());
                lines.collect()
            };
            conflicts.list.iter().map(lines).collect()
        }
        Outcome::Resolved(resolution) => panic!("{:?}", support::pins(&resolution)),
    }
}

fn problem(lines: &str, exhaustive: bool) -> Problem {
    let mut problem = support::problem(&support::read(&[("requirements.in", lines)]), "3.9");
    problem.policy.exhaustive = exhaustive;
    problem
}

fn resolution(problem: &Problem, index: &MemoryIndex) -> Resolution {
    match support::answer(problem, index) {
        Outcome::Resolved(resolution) => resolution,
        Outcome::Conflicted(conflicts) => panic!("no solution: {conflicts:#?}"),
    }
}

#[test]
fn a_long_run_is_looked_at_in_growing_steps() {
    let index = world(1000, 100..1000, None);
    let found = resolution(&problem("app\nlib>=2", false), &index);
    assert_eq!(support::pins(&found), ["app==1.99", "lib==2"]);
    let [skipped] = &found.unseen[..] else {
        panic!("{:?}", found.unseen)
    };
    assert!(skipped.releases > 850, "{skipped:?}");
    let all = resolution(&problem("app\nlib>=2", true), &index);
    assert_eq!(support::pins(&all), support::pins(&found));
    assert!(all.unseen.is_empty());
}

#[test]
fn what_hides_in_a_long_run_is_unseen_or_found() {
    let index = world(1000, 100..1000, Some(333));
    let all = resolution(&problem("app\nlib>=2", true), &index);
    assert_eq!(support::pins(&all), ["app==1.333", "lib==2"]);
    let found = resolution(&problem("app\nlib>=2", false), &index);
    assert_eq!(support::pins(&found), ["app==1.99", "lib==2"]);
    let [skipped] = &found.unseen[..] else {
        panic!("{:?}", found.unseen)
    };
    let hidden = "1.333".parse().unwrap();
    assert!(skipped.from < hidden && hidden < skipped.to, "{skipped:?}");
}

#[test]
fn lines_are_said_to_conflict_only_where_each_release_was_read() {
    let lines = "app>=1.100\nlib>=2";
    let found = resolution(&problem(lines, false), &world(1000, 100..1000, Some(333)));
    assert_eq!(support::pins(&found), ["app==1.333", "lib==2"]);
    match support::answer(&problem(lines, false), &world(1000, 100..1000, None)) {
        Outcome::Conflicted(conflicts) => {
            assert_eq!((conflicts.list.len(), conflicts.cut_by), (1, None));
            assert!(conflicts.unseen.is_empty(), "{:?}", conflicts.unseen);
        }
        Outcome::Resolved(resolution) => panic!("{:?}", support::pins(&resolution)),
    }
}

#[test]
fn what_all_releases_of_a_package_demand_is_looked_ahead_with_as_if_a_line_said_it() {
    let index = world_of_two(None);
    let lines = "app\nstubs>=1.30";
    let found = resolution(&problem(lines, false), &index);
    assert_eq!(support::pins(&found), ["app==1.99", "lib==2", "stubs==1.99"]);
    let of_app = found
        .unseen
        .iter()
        .find(|it| it.package.as_ref() == "app")
        .unwrap();
    assert!(of_app.releases > 250, "{of_app:?}");
    let all = resolution(&problem(lines, true), &index);
    assert_eq!(support::pins(&all), support::pins(&found));
    assert!(all.unseen.is_empty());
    // Where some of them demand something else, those can be chosen.
    let found = resolution(&problem("app\nstubs", false), &index);
    assert_eq!(support::pins(&found), ["app==1.399", "lib==1", "stubs==1.29"]);
}

#[test]
fn what_hides_among_releases_that_demand_the_same_is_found_before_lines_are_said_to_conflict() {
    let lines = "app>=1.100\nstubs>=1.30";
    for hidden in [31, 47, 98] {
        let found = resolution(&problem(lines, false), &world_of_two(Some(hidden)));
        let stubs = format!("stubs==1.{hidden}");
        assert_eq!(support::pins(&found), ["app==1.399", "lib==1", &stubs]);
    }
    assert_eq!(
        conflicting(&problem(lines, false), &world_of_two(None)),
        [["app>=1.100", "stubs>=1.30"]]
    );
}

#[test]
fn what_is_demanded_for_an_extra_is_looked_ahead_with_where_a_line_asks_for_it() {
    let index = world_of_extra();
    let found = resolution(&problem("app[net]\nlib>=2", false), &index);
    assert_eq!(support::pins(&found), ["app==1.99", "lib==2"]);
    let [skipped] = &found.unseen[..] else {
        panic!("{:?}", found.unseen)
    };
    assert!(skipped.releases > 250, "{skipped:?}");
    assert_eq!(
        conflicting(&problem("app\napp[net]>=1.100\nlib>=2", false), &index),
        [["app[net]>=1.100", "lib>=2"]]
    );
    assert_eq!(
        conflicting(&problem("app>=1.100\napp[net]\nlib>=2", false), &index),
        [["app>=1.100", "app[net]", "lib>=2"]]
    );
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 40, ..Default::default() })]

    /// A lock that is worse than it could be says so.
    #[test]
    fn nothing_better_is_passed_over_in_silence(
        start in 1_u32..60,
        length in 0_u32..200,
        after in 0_u32..40,
        hidden in proptest::option::of(0_u32..300),
    ) {
        let index = world(start + length + after, start..start + length, hidden);
        let all = resolution(&problem("app\nlib>=2", true), &index);
        let found = resolution(&problem("app\nlib>=2", false), &index);
        if support::pins(&all) == support::pins(&found) {
            return Ok(());
        }
        let best = all.pins().next().unwrap();
        prop_assert_eq!(best.name.to_string(), "app");
        let told = found.unseen.iter().any(|skipped| {
            skipped.package == best.name && skipped.from <= best.version && best.version <= skipped.to
        });
        prop_assert!(told, "{} is passed over: {:?}", best.version, found.unseen);
    }
}
