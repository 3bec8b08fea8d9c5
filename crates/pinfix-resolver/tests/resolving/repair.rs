//! What repairs a conflict: each kind of repair on a small index, and the laws that hold for all.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use insta::assert_snapshot;
use pinfix_index::{MemoryIndex, MemoryRelease};
use pinfix_requirements::Manifest;
use pinfix_resolver::problem::{Policy, PrereleaseMode};
use pinfix_resolver::repair::{Edit, Menu, Repair, repairs};
use pinfix_resolver::{NoProgress, Outcome, Problem};
use proptest::prelude::prop_assert;

use crate::reference::{Question, index, questions};
use crate::support;

/// Years apart, so that nobody takes a release of the old boto for a way out.
fn boto() -> MemoryIndex {
    MemoryIndex::from_json(
        r#"{
            "boto3": {
                "1.7.84": {"upload_time": "2018-08-21T00:00:00Z", "requires": ["botocore>=1.10,<1.11"]},
                "1.26.163": {"upload_time": "2023-06-29T00:00:00Z", "requires": ["botocore>=1.29.163,<1.30.0"]},
                "1.26.164": {"upload_time": "2023-06-30T00:00:00Z", "requires": ["botocore>=1.29.164,<1.30.0"]},
                "1.42.97": {"upload_time": "2026-04-27T00:00:00Z", "requires": ["botocore>=1.42.97,<1.43.0"]}
            },
            "botocore": {
                "1.10.84": {"upload_time": "2018-08-21T00:00:00Z"},
                "1.29.165": {"upload_time": "2023-06-30T00:00:00Z", "requires": ["urllib3>=1.25.4,<1.27"]},
                "1.42.97": {"upload_time": "2026-04-27T00:00:00Z", "requires": [
                    "urllib3<1.27,>=1.25.4; python_version < \"3.10\"",
                    "urllib3!=2.2.0,<3,>=1.25.4; python_version >= \"3.10\""
                ]}
            },
            "urllib3": {
                "1.26.20": {"upload_time": "2024-08-29T00:00:00Z"},
                "2.6.3": {"upload_time": "2026-01-07T00:00:00Z", "requires_python": ">=3.9"}
            },
            "fastapi": {
                "0.95.0": {"requires": ["pydantic<2", "starlette<0.27"]},
                "0.100.0": {"requires": ["pydantic<3", "starlette<0.28"]},
                "0.100.1": {"requires": ["pydantic<3", "starlette<0.28"]},
                "0.120.0": {"requires": ["pydantic>=2", "starlette<0.50"]}
            },
            "pydantic": {"1.10.0": {}, "2.12.0": {}},
            "starlette": {"0.26.1": {}, "0.27.0": {}, "0.49.0": {}}
        }"#,
    )
    .unwrap()
}

fn menus(manifest: &Manifest, problem: &Problem, index: &MemoryIndex) -> Vec<Menu> {
    match support::answer(problem, index) {
        Outcome::Conflicted(conflicts) => {
            repairs(problem, index, &manifest.sources, (&conflicts, &[]), &NoProgress)
                .unwrap()
                .menus
        }
        Outcome::Resolved(resolution) => panic!("a solution: {:?}", support::pins(&resolution)),
    }
}

fn told(files: &[(&str, &str)], python: &str, index: &MemoryIndex) -> String {
    let manifest = support::read(files);
    text(&menus(&manifest, &support::problem(&manifest, python), index))
}

fn text(menus: &[Menu]) -> String {
    let mut text = String::new();
    for menu in menus {
        writeln!(text, "group {} of conflicts {:?}", menu.group, menu.conflicts).unwrap();
        for repair in &menu.repairs {
            let pins: Vec<String> = repair
                .changes
                .iter()
                .map(|it| format!("{} {}", it.package, it.version))
                .collect();
            writeln!(text, "  {} ({})", repair.summary, pins.join(", ")).unwrap();
        }
        for blocked in &menu.blocked {
            writeln!(text, "  not {}: {}", blocked.what, blocked.why).unwrap();
        }
    }
    text
}

#[test]
fn a_bound_is_relaxed_and_an_absurdly_old_release_refused() {
    assert_snapshot!(told(&[("requirements.txt", "boto3==1.26.164\nurllib3>=2\n")], "3.9", &boto()), @r#"
    group 1 of conflicts [0]
      urllib3>=2 -> urllib3>=1.26 (urllib3 1.26.20)
      not relaxing `boto3==1.26.164` alone: no release of boto3 from 1.26.163 on works with `urllib3>=2`
    "#);
}

#[test]
fn a_group_that_nothing_repairs_beside_the_first_repair_of_another_goes_first() {
    let index = MemoryIndex::from_json(
        r#"{
            "app": {"1": {"requires": ["base<2"]}, "2": {"requires": ["shared>=2"]}},
            "base": {"1": {}, "2": {}},
            "cli": {"1": {"requires": ["deep<2"]}},
            "deep": {"1": {"requires": ["shared<2"]}, "2": {}},
            "shared": {"1": {}, "2": {}}
        }"#,
    )
    .unwrap();
    let files = [("requirements.txt", "app==1\nbase==2\ncli==1\ndeep>=2\n")];
    assert_snapshot!(told(&files, "3.9", &index), @r"
    group 1 of conflicts [0]
      base==2 -> base==1 (base 1)
    group 2 of conflicts [1]
      deep>=2 -> deep>=1 (deep 1)
    ");
}

#[test]
fn the_nearest_release_is_one_that_goes_with_all_lines() {
    let index = MemoryIndex::from_json(
        r#"{
            "app": {
                "1.0": {"requires_python": "<3.9"},
                "2.0": {"requires": ["lib<2"]},
                "3.0": {"requires": ["lib>=2"]},
                "4.0": {"requires": ["lib>=2"]},
                "5.0": {"requires": ["lib>=2"]}
            },
            "lib": {"1.0": {}, "2.0": {}}
        }"#,
    )
    .unwrap();
    let files = [("requirements.txt", "app==1.0\nlib>=2\n")];
    assert_snapshot!(told(&files, "3.9", &index), @r"
    group 1 of conflicts [0]
      app==1.0 -> app==3.0 (app 3.0)
      app==1.0 -> app==5.0 (app 5.0)
    ");
}

#[test]
fn what_stands_against_a_line_is_edited_with_it_where_that_alone_is_no_help() {
    let index = MemoryIndex::from_json(
        r#"{
            "flow": {"1": {"requires_python": "<3.9"}, "2": {"requires": ["num>=2"]}, "3": {"requires": ["num>=2"]}},
            "num": {"1": {}, "2": {}}
        }"#,
    )
    .unwrap();
    let files = [("requirements.txt", "flow<2\nnum<2\n")];
    assert_snapshot!(told(&files, "3.9", &index), @r"
    group 1 of conflicts [0]
      flow<2 -> flow<3 and num<2 -> num<3 (flow 2, num 2)
      not relaxing `flow<2` alone: no other release of flow works with `num<2`
    ");
}

#[test]
fn two_lines_are_edited_rather_than_three() {
    let index = MemoryIndex::from_json(
        r#"{
            "chain": {"1": {"requires": ["core<2"]}, "2": {"requires": ["core>=2"]}},
            "core": {"1": {}, "2": {}},
            "glue": {
                "1": {"requires": ["core<2", "client>=2"]},
                "2": {"requires": ["core>=2", "client>=2", "types>=2"]}
            },
            "client": {"1": {}, "2": {}},
            "types": {"1": {}, "2": {}}
        }"#,
    )
    .unwrap();
    let files = [("requirements.txt", "chain==1\nglue==2\nclient<2\ntypes<2\n")];
    assert_snapshot!(told(&files, "3.9", &index), @r"
    group 1 of conflicts [0, 1, 2]
      glue==2 -> glue==1 and client<2 -> client<3 (client 2, glue 1)
      chain==1 -> chain==2 and client<2 -> client<3 and types<2 -> types<3 (chain 2, client 2, types 2)
      not relaxing `glue==2` alone: no other release of glue works with `client<2`
    ");
}

/// `lib` 2 is of 2024. Of each of these packages 1.0 does not know of it, 1.1 rules it out, and 1.2 knows it.
fn beside_a_new_lib(packages: &[&str]) -> MemoryIndex {
    let release = |day: &str| MemoryRelease::new().uploaded(&format!("{day}T00:00:00Z"));
    let lib = MemoryIndex::new()
        .release("lib", "1.0", release("2022-01-01"))
        .and_then(|it| it.release("lib", "2.0", release("2024-06-01")))
        .unwrap();
    packages.iter().fold(lib, |index, name| {
        index
            .release(name, "1.0", release("2023-09-01").requires("lib>=1"))
            .and_then(|it| it.release(name, "1.1", release("2023-12-01").requires("lib>=1,<2")))
            .and_then(|it| it.release(name, "1.2", release("2024-09-01").requires("lib>=1,<3")))
            .unwrap()
    })
}

#[test]
fn no_way_back_to_where_nothing_is_said_yet() {
    let index = beside_a_new_lib(&["app"]);
    let files = [("requirements.txt", "app==1.1\nlib>=2\n")];
    assert_snapshot!(told(&files, "3.9", &index), @r"
    group 1 of conflicts [0]
      app==1.1 -> app==1.2 (app 1.2)
      lib>=2 -> lib>=1.0 (lib 1.0)
    ");
    // Of lines that move together each goes ahead then.
    let index = beside_a_new_lib(&["app", "tool"]);
    let files = [("requirements.txt", "app==1.1\ntool==1.1\nlib>=2\n")];
    assert_snapshot!(told(&files, "3.9", &index), @r"
    group 1 of conflicts [0, 1]
      lib>=2 -> lib>=1.0 (lib 1.0)
      app==1.1 -> app==1.2 and tool==1.1 -> tool==1.2 (app 1.2, tool 1.2)
    ");
}

#[test]
fn what_stays_in_an_older_release_is_not_dropped() {
    let release = |day: &str| MemoryRelease::new().uploaded(&format!("{day}T00:00:00Z"));
    let index = MemoryIndex::new()
        .release("chat", "1.0", release("2018-06-01").requires("http<1.5"))
        .and_then(|it| it.release("http", "1.0", release("2018-01-01")))
        .and_then(|it| it.release("http", "1.9", release("2023-06-01")))
        .and_then(|it| it.release("http", "2.0", release("2024-01-01")))
        .unwrap();
    let files = [("requirements.txt", "chat==1.0\nhttp==2.0\n")];
    assert_snapshot!(told(&files, "3.9", &index), @r"
    group 1 of conflicts [0]
      http==2.0 -> http==1.0 (http 1.0)
    ");
}

#[test]
fn lines_that_are_edited_together_are_one_group() {
    let index = MemoryIndex::from_json(
        r#"{
            "torch": {"1": {"requires_python": "<3.9"}, "2": {}, "3": {}},
            "vision": {
                "1": {"requires_python": "<3.9", "requires": ["torch==1"]},
                "2": {"requires_python": "<3.9", "requires": ["torch==2"]},
                "3": {"requires": ["torch==3"]}
            }
        }"#,
    )
    .unwrap();
    let files = [("requirements.txt", "torch==1\nvision==1\n")];
    assert_snapshot!(told(&files, "3.9", &index), @r"
    group 1 of conflicts [0, 1]
      torch==1 -> torch==3 and vision==1 -> vision==3 (torch 3, vision 3)
    ");
}

#[test]
fn a_stable_release_is_offered_before_a_pre_release_that_is_nearer() {
    let index = MemoryIndex::from_json(
        r#"{
            "app": {
                "1.0": {"upload_time": "2019-01-01T00:00:00Z", "requires": ["lib<2"]},
                "1.9": {"upload_time": "2023-01-01T00:00:00Z", "requires": ["lib>=2"]},
                "2.0a1": {"upload_time": "2023-06-01T00:00:00Z", "requires": ["lib<2"]},
                "2.0": {"upload_time": "2024-01-01T00:00:00Z", "requires": ["lib>=2"]},
                "2.1": {"upload_time": "2024-06-01T00:00:00Z", "requires": ["lib>=2"]}
            },
            "lib": {
                "1.0": {"upload_time": "2019-06-01T00:00:00Z"},
                "2.0": {"upload_time": "2022-06-01T00:00:00Z"}
            }
        }"#,
    )
    .unwrap();
    let files = [("requirements.txt", "app==2.1\nlib==1.0\n")];
    assert_snapshot!(told(&files, "3.9", &index), @r"
    group 1 of conflicts [0]
      lib==1.0 -> lib==2.0 (lib 2.0)
      app==2.1 -> app==1.0 (app 1.0)
    ");
}

#[test]
fn a_newer_python_lifts_a_limit() {
    assert_snapshot!(told(&[("requirements.txt", "boto3>=1.34\nurllib3 >= 2  # new\n")], "3.9", &boto()), @r#"
    group 1 of conflicts [0]
      urllib3 >= 2 -> urllib3 >= 1.26 (urllib3 1.26.20)
      the set resolves from Python 3.10 on (boto3 1.42.97, urllib3 2.6.3)
      not relaxing `boto3>=1.34` alone: no release of boto3 from 1.26.163 on works with `urllib3 >= 2`
    "#);
}

#[test]
fn a_line_in_all_conflicts_moves_alone_and_those_on_the_other_side_together() {
    let text = "fastapi==0.95.0\npydantic>=2\nstarlette>=0.27\n";
    assert_snapshot!(told(&[("requirements.txt", text)], "3.9", &boto()), @r#"
    group 1 of conflicts [0, 1]
      fastapi==0.95.0 -> fastapi==0.100.1 (fastapi 0.100.1)
      fastapi==0.95.0 -> fastapi==0.120.0 (fastapi 0.120.0)
      pydantic>=2 -> pydantic>=1.10 and starlette>=0.27 -> starlette>=0.26 (pydantic 1.10.0, starlette 0.26.1)
    "#);
}

#[test]
fn pinned_lines_move_together() {
    let text = "botocore==1.29.165\nboto3==1.26.164\nurllib3>=2\n";
    assert_snapshot!(told(&[("requirements.txt", text)], "3.10", &boto()), @r#"
    group 1 of conflicts [0, 1]
      urllib3>=2 -> urllib3>=1.26 (urllib3 1.26.20)
      botocore==1.29.165 -> botocore==1.42.97 and boto3==1.26.164 -> boto3==1.42.97 (boto3 1.42.97, botocore 1.42.97)
    "#);
}

#[test]
fn groups_that_share_no_line_have_menus_of_their_own() {
    let text = "boto3==1.26.164\nfastapi==0.95.0\nurllib3>=2\npydantic>=2\n";
    assert_snapshot!(told(&[("requirements.txt", text)], "3.9", &boto()), @r#"
    group 1 of conflicts [0]
      urllib3>=2 -> urllib3>=1.26 (urllib3 1.26.20)
      not relaxing `boto3==1.26.164` alone: no release of boto3 from 1.26.163 on works with `urllib3>=2`
    group 2 of conflicts [1]
      fastapi==0.95.0 -> fastapi==0.100.1 (fastapi 0.100.1)
      fastapi==0.95.0 -> fastapi==0.120.0 (fastapi 0.120.0)
      pydantic>=2 -> pydantic>=1.10 (pydantic 1.10.0)
    "#);
}

#[test]
fn a_constraint_and_a_line_said_twice_may_go() {
    let files = [
        (
            "requirements.txt",
            "boto3==1.26.164\npydantic==1.10.0\npydantic>=2\n",
        ),
        ("constraints.txt", "urllib3>=2\n"),
    ];
    assert_snapshot!(told(&files, "3.9", &boto()), @r#"
    group 1 of conflicts [0]
      urllib3>=2 -> urllib3>=1.26 (urllib3 1.26.20)
      not relaxing `boto3==1.26.164` alone: no release of boto3 from 1.26.163 on works with `urllib3>=2`
    group 2 of conflicts [1]
      pydantic==1.10.0 -> pydantic==2.12.0 (pydantic 2.12.0)
      pydantic>=2 -> pydantic>=1.10 (pydantic 1.10.0)
    "#);
}

#[test]
fn an_unknown_name_and_a_version_that_is_not_there() {
    assert_snapshot!(told(&[("requirements.txt", "pydantc\nstarlette==0.28\nfastapi\n")], "3.9", &boto()), @r#"
    group 1 of conflicts [0]
      drop pydantc ()
    group 2 of conflicts [1]
      starlette==0.28 -> starlette==0.49.0 (starlette 0.49.0)
      starlette==0.28 -> starlette==0.27.0 (starlette 0.27.0)
    "#);
}

#[test]
fn restrictions_are_lifted() {
    let index = MemoryIndex::from_json(r#"{"a": {"1.0": {}, "2.0rc1": {}}}"#).unwrap();
    let manifest = support::read(&[("requirements.txt", "a>=1.5\n")]);
    let policy = Policy {
        prerelease: PrereleaseMode::Disallow,
        ..Policy::default()
    };
    let problem = Problem::from_manifest(&manifest, support::target("3.12"), policy).unwrap();
    assert_snapshot!(text(&menus(&manifest, &problem, &index)), @r#"
    group 1 of conflicts [0]
      a>=1.5 -> a>=1.0 (a 1.0)
      allow pre-releases (a 2.0rc1)
    "#);
}

#[test]
fn a_line_for_a_newer_python_wakes_up_there() {
    let text = "boto3>=1.34\nurllib3>=2\nurllib3<2; python_version >= '3.10'\n";
    let told = told(&[("requirements.txt", text)], "3.9", &boto());
    assert!(!told.contains("Python 3.10 on"), "{told}");
}

/// The files after a repair.
fn edited(manifest: &Manifest, repairs: &[&Repair], files: &[(&str, String)]) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.clone()))
        .collect();
    let mut edits: Vec<&Edit> = repairs.iter().flat_map(|repair| &repair.edits).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.origin.span.start));
    for edit in edits {
        let name = &manifest.sources.get(edit.origin.source).name;
        let (_, text) = texts.iter_mut().find(|(it, _)| it == name).unwrap();
        let new = edit.to.clone().unwrap_or_default();
        *text = pinfix_requirements::edit::replace(text, edit.origin.span, &new);
    }
    texts
}

/// The texts of the two files of a question.
fn files(question: &Question) -> [(&'static str, String); 2] {
    let text = |binding: bool| {
        let lines = question.lines.iter().filter(|(_, it)| *it == binding);
        lines
            .map(|(demand, _)| demand.to_requirement() + "\n")
            .collect::<String>()
    };
    [("requirements.in", text(false)), ("constraints.txt", text(true))]
}

fn read_again(texts: &[(String, String)]) -> Problem {
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (&name[..], &text[..])).collect();
    support::problem(&support::read(&files), "3.12")
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 400, ..Default::default() })]

    #[test]
    fn every_repair_repairs_the_files_and_where_one_line_is_in_the_way_there_is_a_repair_or_a_reason(
        question in questions(),
    ) {
        let all: BTreeSet<usize> = (0..question.lines.len()).collect();
        if question.can_hold(&all) {
            return Ok(());
        }
        let index = index(&question.world);
        let files = files(&question);
        let manifest = support::read(&files.each_ref().map(|(name, text)| (*name, &text[..])));
        let menus = menus(&manifest, &support::problem(&manifest, "3.12"), &index);
        // Any choice from each menu; menus without choices stop that.
        let longest = menus.iter().map(|menu| menu.repairs.len()).max().unwrap_or(0);
        let complete = menus.iter().all(|menu| !menu.repairs.is_empty());
        for round in 0..if complete { longest } else { 0 } {
            let chosen: Vec<&Repair> =
                menus.iter().map(|menu| &menu.repairs[round.min(menu.repairs.len() - 1)]).collect();
            let texts = edited(&manifest, &chosen, &files);
            let pins = support::solved(&read_again(&texts), &index);
            if let ([only], [_]) = (&chosen[..], &menus[..]) {
                for change in &only.changes {
                    let pin = format!("{}=={}", change.package, change.version);
                    prop_assert!(pins.contains(&pin), "{pin} is not in {pins:?} after {}", only.summary);
                }
            }
        }
        let one_is_enough = all.iter().any(|line| {
            let mut rest = all.clone();
            rest.remove(line);
            question.can_hold(&rest)
        });
        if let (true, [menu]) = (one_is_enough, &menus[..]) {
            prop_assert!(!menu.repairs.is_empty() || !menu.blocked.is_empty(), "neither a repair nor a reason");
        }
    }
}
