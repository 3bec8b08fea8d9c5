//! By which paths a package is in a resolution, and what keeps it at its version.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pinfix_index::{MemoryIndex, MemoryRelease};
use pinfix_packaging::PackageName;
use pinfix_resolver::paths::{Path, Survey};
use pinfix_resolver::{Asker, ClauseId, Outcome, Problem, Resolution};

use crate::support::{answer, problem, read};

fn resolved(text: &str, index: &MemoryIndex) -> (Problem, Resolution) {
    let problem = problem(&read(&[("requirements.in", text)]), "3.12");
    match answer(&problem, index) {
        Outcome::Resolved(resolution) => (problem, resolution),
        Outcome::Conflicted(conflicts) => panic!("no solution: {conflicts:#?}"),
    }
}

fn name(text: &str) -> PackageName {
    text.parse().unwrap()
}

/// `1: boto3 -> botocore<2 -> urllib3<2`
fn shown(problem: &Problem, path: &Path<'_>) -> String {
    let mut text = String::new();
    for link in &path.links {
        let demands: Vec<String> = link.demands.iter().map(ToString::to_string).collect();
        let before = match link.asker {
            Asker::Line(id) => format!("{}: ", problem.clause(id).places[0].line),
            Asker::Package(_) => " -> ".to_owned(),
        };
        text.push_str(&before);
        text.push_str(&demands.join(" & "));
    }
    text
}

fn paths(text: &str, package: &str, index: &MemoryIndex) -> Vec<String> {
    let (problem, resolution) = resolved(text, index);
    let survey = Survey::new(&problem, &resolution, BTreeSet::new());
    let found = survey.paths_to(&name(package), 100);
    assert_eq!(found.total, found.list.len());
    found.list.iter().map(|path| shown(&problem, path)).collect()
}

/// An index from lines such as `boto3 1.0: botocore<2 s3transfer`.
fn world(lines: &str) -> MemoryIndex {
    lines.lines().fold(MemoryIndex::new(), |index, line| {
        let (package, demands) = line.trim().split_once(':').unwrap();
        let (name, version) = package.split_once(' ').unwrap();
        let release = demands
            .split_whitespace()
            .fold(MemoryRelease::new(), MemoryRelease::requires);
        index.release(name, version, release).unwrap()
    })
}

fn aws() -> MemoryIndex {
    world(
        "boto3 1.0: botocore<2 s3transfer
        s3transfer 1.0: botocore>=1
        botocore 1.0: urllib3<2
        requests 1.0: urllib3>=1,<4
        urllib3 1.0:
        urllib3 2.0:
        urllib3 3.0:
        urllib3 4.0a1:",
    )
}

#[test]
fn the_shortest_come_first_then_those_of_the_first_lines() {
    insta::assert_snapshot!(paths("boto3\nrequests\nurllib3>=1\n", "urllib3", &aws()).join("\n"), @r"
    3: urllib3>=1
    2: requests -> urllib3>=1,<4
    1: boto3 -> botocore<2 -> urllib3<2
    1: boto3 -> s3transfer -> botocore>=1 -> urllib3<2
    ");
}

#[test]
fn what_is_not_in_the_resolution_has_no_path() {
    assert!(paths("requests\n", "boto3", &aws()).is_empty());
}

#[test]
fn packages_that_ask_for_each_other_end_the_path() {
    let index = world("a 1.0: b\nb 1.0: c a\nc 1.0: a b");
    insta::assert_snapshot!(paths("a\n", "c", &index).join("\n"), @"1: a -> b -> c");
    insta::assert_snapshot!(paths("a\n", "a", &index).join("\n"), @"1: a");
    // As a lock, each has a line; one of them is enough to begin with.
    insta::assert_snapshot!(paths("c==1.0\nb==1.0\na==1.0\n", "b", &index).join("\n"), @r"
    3: a==1.0 -> b
    ");
}

#[test]
fn an_extra_that_asks_again_is_no_path_of_its_own() {
    let index = world("redis 4.0:")
        .release(
            "celery",
            "1.0",
            MemoryRelease::new()
                .requires("redis>=1")
                .extra("redis", "redis<5"),
        )
        .unwrap();
    insta::assert_snapshot!(
        paths("celery[redis]\n", "redis", &index).join("\n"),
        @r#"1: celery[redis] -> redis<5; extra == "redis" & redis>=1"#
    );
}

#[test]
fn a_lock_begins_with_what_nobody_asks_for() {
    let lock = "boto3==1.0\nbotocore==1.0\ns3transfer==1.0\nurllib3==1.0\n";
    let (problem, resolution) = resolved(lock, &aws());
    let survey = Survey::new(&problem, &resolution, BTreeSet::new());
    assert!(survey.is_lock());
    assert_eq!(survey.roots(), &BTreeSet::from([ClauseId(0)]));
    let own = Survey::new(&problem, &resolution, BTreeSet::from([ClauseId(3)]));
    assert_eq!(own.roots(), &BTreeSet::from([ClauseId(0), ClauseId(3)]));
    let direct = resolution.pins().filter(|pin| own.is_direct(pin));
    assert_eq!(
        direct.map(|pin| pin.name.to_string()).collect::<Vec<_>>(),
        ["urllib3"]
    );
    insta::assert_snapshot!(paths(lock, "urllib3", &aws()).join("\n"), @r"
    1: boto3==1.0 -> botocore<2 -> urllib3<2
    1: boto3==1.0 -> s3transfer -> botocore>=1 -> urllib3<2
    ");
}

#[test]
fn pins_that_leave_something_open_are_no_lock() {
    let (problem, resolution) = resolved("boto3==1.0\nbotocore==1.0\n", &aws());
    let survey = Survey::new(&problem, &resolution, BTreeSet::new());
    assert!(!survey.is_lock());
    assert_eq!(survey.roots().len(), 2);
}

#[test]
fn many_paths_are_counted_and_few_are_kept() {
    let layers = 12;
    let mut lines = "end 1.0:".to_owned();
    for layer in 0..layers {
        for side in ["x", "y"] {
            let _ = match layer + 1 {
                next if next == layers => write!(lines, "\n{side}{layer} 1.0: end"),
                next => write!(lines, "\n{side}{layer} 1.0: x{next} y{next}"),
            };
        }
    }
    let index = world(&lines);
    let (problem, resolution) = resolved("x0\ny0\n", &index);
    let found = Survey::new(&problem, &resolution, BTreeSet::new()).paths_to(&name("end"), 10);
    assert_eq!((found.list.len(), found.total, found.counted), (10, 4096, true));
}

#[test]
fn the_demand_that_binds_is_told() {
    let index = aws();
    let (problem, resolution) = resolved("boto3\nrequests\n", &index);
    let survey = Survey::new(&problem, &resolution, BTreeSet::new());
    let hold = survey.hold(&index, &name("urllib3")).unwrap().unwrap();
    assert_eq!(
        hold.newest.to_string(),
        "3.0",
        "a pre-release is nothing to wait for"
    );
    let who: Vec<String> = hold
        .binding
        .iter()
        .map(|demand| match demand.asker {
            Asker::Package(pin) => format!("{} {}", pin.name, demand.requirement),
            Asker::Line(id) => format!("{id:?}"),
        })
        .collect();
    assert_eq!(who, ["botocore urllib3<2"]);
    let newest = survey.hold(&index, &name("boto3")).unwrap();
    assert!(newest.is_none(), "{newest:?}");
}

#[test]
fn the_pins_of_a_lock_are_looked_through() {
    let index = aws();
    let lock = "boto3==1.0\nbotocore==1.0\nrequests==1.0\ns3transfer==1.0\nurllib3==1.0\n";
    let (problem, resolution) = resolved(lock, &index);
    let survey = Survey::new(&problem, &resolution, BTreeSet::new());
    let hold = survey.hold(&index, &name("urllib3")).unwrap().unwrap();
    let who: Vec<String> = hold.binding.iter().map(|it| it.requirement.to_string()).collect();
    assert_eq!(who, ["urllib3<2"]);
}
