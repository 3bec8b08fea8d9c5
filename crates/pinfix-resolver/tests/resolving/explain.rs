//! What a person reads about a conflict.

use crate::support;

use insta::assert_snapshot;
use pinfix_index::MemoryIndex;

/// The boto family as it is: two releases, whose limit on urllib3 depends on the Python.
fn boto() -> MemoryIndex {
    MemoryIndex::from_json(
        r#"{
            "boto3": {
                "1.26.164": {"requires": ["botocore>=1.29.164,<1.30.0"]},
                "1.42.97": {"requires": ["botocore>=1.42.97,<1.43.0"]}
            },
            "botocore": {
                "1.29.165": {"requires": ["urllib3>=1.25.4,<1.27"]},
                "1.42.97": {"requires": [
                    "urllib3<1.27,>=1.25.4; python_version < \"3.10\"",
                    "urllib3!=2.2.0,<3,>=1.25.4; python_version >= \"3.10\""
                ]}
            },
            "urllib3": {"1.26.20": {}, "2.6.3": {"requires_python": ">=3.9"}, "2.8.0": {"requires_python": ">=3.10"}}
        }"#,
    )
    .unwrap()
}

#[test]
fn two_lines_and_the_chain_between_them() {
    let text = support::explained(
        &[("requirements.txt", "boto3==1.26.164\nurllib3>=2\n")],
        "3.9",
        &boto(),
    );
    assert_snapshot!(text);
}

#[test]
fn a_limit_that_holds_for_this_python_only() {
    let text = support::explained(
        &[("requirements.txt", "boto3>=1.34\nurllib3>=2\n")],
        "3.9",
        &boto(),
    );
    assert_snapshot!(text);
}

#[test]
fn what_older_releases_would_do_without_is_not_the_reason() {
    // The newest tool does not go with app, but an older one does; there is no such part.
    let index = MemoryIndex::from_json(
        r#"{
            "app": {"1.0": {"requires": ["lib<2", "tool", "part>=3"]}},
            "lib": {"1.0": {}, "2.0": {}},
            "tool": {"1.0": {"requires": ["lib"]}, "2.0": {"requires": ["lib>=2"]}},
            "part": {"2.0": {}}
        }"#,
    )
    .unwrap();
    let text = support::explained(&[("requirements.txt", "app\n")], "3.9", &index);
    assert_snapshot!(text, @r"
    app 1.0 needs part >=3, which can't be had
      line 1: leads to part >=3
      -> requirements.txt:1: app 1.0 -> part >=3
      ? the nearest release is part 2.0
    ");
}

#[test]
fn what_a_chain_goes_through_freely_is_seen_in_one_release_only() {
    let index = |bound: &str| {
        let world = r#"{
            "app": {"1.0": {"requires": ["mid>=1BOUND"]}},
            "mid": {"1.0": {"requires": ["lib<1.5"]}, "2.0": {"requires": ["lib<2"]}},
            "lib": {"1.0": {}, "2.0": {}}
        }"#;
        MemoryIndex::from_json(&world.replace("BOUND", bound)).unwrap()
    };
    let files = [("requirements.txt", "app==1.0\nlib>=2\n")];
    let sentence = "Other releases of mid that app 1.0 admits don't help: none leads to a solution.";
    let text = support::explained(&files, "3.9", &index(""));
    assert!(text.contains(sentence), "{text}");
    let text = support::explained(&files, "3.9", &index(",<3"));
    assert!(!text.contains("don't help"), "{text}");
}

/// What `snow` asks for first parts from what `app` asks for, and then from the line itself.
#[test]
fn of_several_clashes_the_shortest_is_shown() {
    let index = MemoryIndex::from_json(
        r#"{
            "app": {"1.0": {}, "2.0": {"requires": ["first>=2"]}},
            "snow": {"1.0": {"requires": ["first<2", "app<2"]}},
            "first": {"1.0": {}, "2.0": {}}
        }"#,
    )
    .unwrap();
    let files = [("requirements.txt", "app>=2\nsnow==1.0\n")];
    let text = support::explained(&files, "3.9", &index);
    assert!(text.contains("line 1: asks for app >=2"), "{text}");
}

#[test]
fn of_two_that_can_be_too_old_neither_is_said_to_have_to_be() {
    let index = MemoryIndex::from_json(
        r#"{
            "app": {"1.0": {"requires": ["core", "data"], "upload_time": "2024-06-01T00:00:00Z"}},
            "core": {"1.0": {"upload_time": "2018-01-01T00:00:00Z"},
                     "2.0": {"requires": ["proto<5"], "upload_time": "2024-01-01T00:00:00Z"}},
            "data": {"1.0": {"upload_time": "2018-01-01T00:00:00Z"},
                     "2.0": {"requires": ["proto>=6"], "upload_time": "2024-01-01T00:00:00Z"}},
            "proto": {"4.0": {"upload_time": "2023-06-01T00:00:00Z"}, "6.0": {"upload_time": "2024-01-01T00:00:00Z"}}
        }"#,
    )
    .unwrap();
    let text = support::explained(&[("requirements.txt", "app\n")], "3.9", &index);
    assert_snapshot!(text, @r"
    `app` holds only with releases that are too old, such as data 1.0 of January 2018
      line 1: leads to proto <5
      -> requirements.txt:1: app 1.0 -> core (2.0) -> proto <5
      -> requirements.txt:1: app 1.0 -> data (2.0) -> proto >=6
      * data 1.0 came out in January 2018, proto 4.0 in June 2023: the old one can't say whether it works with the young one.
      * The newest data that the lines admit is 2.0 of January 2024; the newest releases don't go together:
      * No release of proto is both <5 and >=6.
      ? relax or drop one of the lines shown; any one of them will do for this conflict
      ? `--allow-anachronisms` locks what is too old all the same, and warns
    ");
}

#[test]
fn the_same_lines_hold_on_a_newer_python() {
    let manifest = support::read(&[("requirements.txt", "boto3>=1.34\nurllib3>=2\n")]);
    let pins = support::solved(&support::problem(&manifest, "3.10"), &boto());
    assert_eq!(pins, ["boto3==1.42.97", "botocore==1.42.97", "urllib3==2.8.0"]);
}

#[test]
fn a_constraint_is_blamed_in_its_own_file() {
    let files = [
        ("requirements.txt", "boto3==1.26.164\n"),
        ("constraints.txt", "six\nurllib3>=2\n"),
    ];
    assert_snapshot!(support::explained(&files, "3.9", &boto()));
}

#[test]
fn a_constraint_on_a_package_that_nobody_asks_for_is_no_conflict() {
    let manifest = support::read(&[
        ("requirements.txt", "urllib3\n"),
        ("constraints.txt", "boto3>=99\n"),
    ]);
    assert_eq!(
        support::solved(&support::problem(&manifest, "3.9"), &boto()),
        ["urllib3==2.6.3"]
    );
}

#[test]
fn lines_that_cannot_hold_alone_are_all_told_beside_one_that_clashes() {
    let text = "requets\nurllib3==99\nurllib3==2.8.0\nboto3==1.26.164\nurllib3>=2\n";
    assert_snapshot!(support::explained(&[("requirements.txt", text)], "3.9", &boto()));
}

#[test]
fn a_line_that_closes_the_way_around_is_told() {
    let index = MemoryIndex::from_json(
        r#"{
            "app": {"1.0": {}, "2.0": {"requires": ["lib<2"]}},
            "lib": {"1.0": {}, "2.0": {}}
        }"#,
    )
    .unwrap();
    let text = support::explained(&[("requirements.txt", "app\nlib>=2\napp!=1.0\n")], "3.9", &index);
    assert_snapshot!(text);
}

#[test]
fn an_unusable_release_says_why() {
    let index = MemoryIndex::from_json(
        r#"{
            "old": {"1.0": {"yanked": "broken"}},
            "native": {"1.0": {"wheels": ["cp39-cp39-win_amd64", "cp39-cp39-macosx_11_0_arm64"]}},
            "odd": {"1.0": {"unusable": "its name is missing"}},
            "needs": {"1.0": {"requires": ["old", "missing"]}}
        }"#,
    )
    .unwrap();
    for (name, line) in [
        ("yanked", "old"),
        ("wheels", "native"),
        ("metadata", "odd"),
        ("dependency", "needs"),
    ] {
        let text = support::explained(&[("requirements.txt", &format!("{line}\n"))], "3.9", &index);
        assert_snapshot!(format!("unusable_{name}"), text);
    }
}
