//! Which releases are chosen.

use pinfix_index::{MemoryIndex, MemoryRelease};
use pinfix_resolver::problem::{FormatSelector, Formats, PrereleaseMode, ResolutionMode};
use pinfix_resolver::{Asker, Outcome, Problem, ResolutionWarning};

use crate::support::{answer, problem, read, solved};

fn index(description: &str) -> MemoryIndex {
    MemoryIndex::from_json(description).unwrap()
}

fn ask(text: &str) -> Problem {
    problem(&read(&[("requirements.in", text)]), "3.9")
}

#[test]
fn a_pre_release_is_chosen_where_nothing_else_satisfies() {
    let index = index(r#"{"a": {"1.0": {}, "2.0rc1": {}}, "b": {"1.0": {"requires": ["a>=2.0rc1"]}}}"#);
    assert_eq!(solved(&ask("a"), &index), ["a==1.0"]);
    assert_eq!(solved(&ask("a\nb"), &index), ["a==2.0rc1", "b==1.0"]);
    let mut allowing = ask("a");
    allowing.policy.prerelease = PrereleaseMode::Allow;
    assert_eq!(solved(&allowing, &index), ["a==2.0rc1"]);
    let mut refusing = ask("a\nb");
    refusing.policy.prerelease = PrereleaseMode::Disallow;
    assert!(matches!(answer(&refusing, &index), Outcome::Conflicted(_)));
    let mut explicit = ask("a>=1.0rc1");
    explicit.policy.prerelease = PrereleaseMode::Explicit;
    assert_eq!(solved(&explicit, &index), ["a==2.0rc1"]);
}

#[test]
fn a_pre_release_is_not_taken_so_that_another_package_can_be_newer() {
    let index = index(
        r#"{"top": {"1.0": {"requires": ["mid", "proto"]}},
            "mid": {"1.0": {"requires": ["status"]}},
            "proto": {"5.0": {}, "6.0": {}},
            "status": {"1.0": {"requires": ["proto<6"]}, "2.0rc1": {"requires": ["proto>=6"]}}}"#,
    );
    let stable = ["mid==1.0", "proto==5.0", "status==1.0", "top==1.0"];
    let newest = ["mid==1.0", "proto==6.0", "status==2.0rc1", "top==1.0"];
    assert_eq!(solved(&ask("top"), &index), stable);
    // It is taken for what a line names, where the settings say so, and where it is to be kept.
    assert_eq!(solved(&ask("proto\ntop"), &index), newest);
    let mut allowing = ask("top");
    allowing.policy.prerelease = PrereleaseMode::Allow;
    assert_eq!(solved(&allowing, &index), newest);
    let mut keeping = ask("top");
    let kept = ("status".parse().unwrap(), "2.0rc1".parse().unwrap());
    keeping.preferences.extend([kept]);
    assert_eq!(solved(&keeping, &index), newest);
}

#[test]
fn one_pre_release_may_be_necessary_and_another_not() {
    let index = index(
        r#"{"top": {"1.0": {"requires": ["early>=2.0b1", "mid", "proto"]}},
            "early": {"1.0": {}, "2.0b1": {}},
            "mid": {"1.0": {"requires": ["status"]}},
            "proto": {"5.0": {}, "6.0": {}},
            "status": {"1.0": {"requires": ["proto<6"]}, "2.0rc1": {"requires": ["proto>=6"]}}}"#,
    );
    let expected = [
        "early==2.0b1",
        "mid==1.0",
        "proto==5.0",
        "status==1.0",
        "top==1.0",
    ];
    assert_eq!(solved(&ask("top"), &index), expected);
}

#[test]
fn a_yanked_release_is_chosen_where_a_line_pins_it_only() {
    let index = index(r#"{"a": {"1.0": {}, "2.0": {"yanked": "oops"}}}"#);
    assert_eq!(solved(&ask("a"), &index), ["a==1.0"]);
    let Outcome::Resolved(resolution) = answer(&ask("a==2.0"), &index) else {
        panic!("it is pinned")
    };
    assert!(
        matches!(&resolution.warnings[..], [ResolutionWarning::Yanked { reason: Some(reason), .. }] if reason == "oops")
    );
}

#[test]
fn the_oldest_are_chosen_where_they_are_wanted() {
    let index = index(
        r#"{"a": {"1.0": {"requires": ["b"]}, "2.0": {"requires": ["b"]}}, "b": {"1.0": {}, "2.0": {}}}"#,
    );
    let mut lowest = ask("a");
    lowest.policy.order = ResolutionMode::Lowest;
    assert_eq!(solved(&lowest, &index), ["a==1.0", "b==1.0"]);
    lowest.policy.order = ResolutionMode::LowestDirect;
    assert_eq!(solved(&lowest, &index), ["a==1.0", "b==2.0"]);
}

#[test]
fn kept_pins_stay_while_they_fit() {
    let index = index(r#"{"a": {"1.0": {}, "2.0": {}, "3.0": {}}}"#);
    let mut keeping = ask("a");
    keeping
        .preferences
        .insert("a".parse().unwrap(), "2.0".parse().unwrap());
    assert_eq!(solved(&keeping, &index), ["a==2.0"]);
    let mut bound = ask("a>2");
    bound
        .preferences
        .insert("a".parse().unwrap(), "2.0".parse().unwrap());
    assert_eq!(solved(&bound, &index), ["a==3.0"]);
}

#[test]
fn what_was_uploaded_too_late_does_not_count() {
    let index = index(
        r#"{"a": {
            "1.0": {"upload_time": "2024-01-01T00:00:00Z"},
            "2.0": {"upload_time": "2025-01-01T00:00:00Z"},
            "3.0": {}
        }}"#,
    );
    let mut dated = ask("a");
    dated.policy.exclude_newer = Some("2024-06-01T00:00:00Z".parse().unwrap());
    assert_eq!(solved(&dated, &index), ["a==1.0"]);
}

#[test]
fn extras_bring_their_own_requirements_and_unknown_ones_a_warning() {
    let index = index(r#"{"a": {"1.0": {"extras": {"all": ["a[x]"], "x": ["b"]}}}, "b": {"1.0": {}}}"#);
    assert_eq!(solved(&ask("a[all]"), &index), ["a==1.0", "b==1.0"]);
    let Outcome::Resolved(resolution) = answer(&ask("a[none]"), &index) else {
        panic!("an unknown extra is no obstacle")
    };
    assert!(matches!(
        &resolution.warnings[..],
        [ResolutionWarning::UnknownExtra { .. }]
    ));
}

#[test]
fn a_newest_release_that_can_not_be_read_is_passed_over_with_a_warning() {
    let index = MemoryIndex::new()
        .release("a", "1.0", MemoryRelease::new())
        .unwrap()
        .release("a", "2.0", MemoryRelease::new().unusable("no compiler"))
        .unwrap();
    let warned = |text: &str| {
        let Outcome::Resolved(resolution) = answer(&ask(text), &index) else {
            panic!("a 1.0 is fine")
        };
        resolution.warnings
    };
    let warnings = warned("a");
    assert!(
        matches!(
            &warnings[..],
            [ResolutionWarning::PassedOver { version, taken, reason, .. }]
                if version.to_string() == "2.0" && taken.to_string() == "1.0" && reason.contains("no compiler")
        ),
        "{warnings:?}"
    );
    assert!(warned("a<2").is_empty());
}

#[test]
fn an_extra_follows_its_package() {
    let index = index(
        r#"{
            "a": {"1.0": {"extras": {"x": ["b<2"]}}, "2.0": {"extras": {"x": ["b"]}}},
            "b": {"1.0": {}, "2.0": {}},
            "c": {"1.0": {"requires": ["a<2"]}}
        }"#,
    );
    assert_eq!(solved(&ask("a[x]\nc"), &index), ["a==1.0", "b==1.0", "c==1.0"]);
}

#[test]
fn overrides_replace_what_anyone_says_and_excludes_leave_out() {
    let index =
        index(r#"{"a": {"1.0": {"requires": ["b<2", "c"]}}, "b": {"1.0": {}, "2.0": {}}, "c": {"1.0": {}}}"#);
    let mut changed = ask("a");
    changed
        .overrides
        .insert("b".parse().unwrap(), vec!["b>=2".parse().unwrap()]);
    changed.excludes.insert("c".parse().unwrap());
    assert_eq!(solved(&changed, &index), ["a==1.0", "b==2.0"]);
}

#[test]
fn formats_may_be_ruled_out() {
    let index = index(r#"{"a": {"1.0": {}, "2.0": {"sdist": true, "wheels": []}}}"#);
    assert_eq!(solved(&ask("a"), &index), ["a==2.0"]);
    let mut wheels_only = ask("a");
    wheels_only
        .policy
        .formats
        .select_only_binary(&[FormatSelector::All]);
    assert_eq!(solved(&wheels_only, &index), ["a==1.0"]);
    let mut formats = Formats::default();
    formats.select_no_binary(&[FormatSelector::All]);
    let mut sources_only = ask("a<2");
    sources_only.policy.formats = formats;
    assert!(matches!(answer(&sources_only, &index), Outcome::Conflicted(_)));
}

#[test]
fn a_package_is_not_walked_back_to_a_release_that_asks_for_nothing() {
    // Newer releases of b-inner need the old a; only the ancient one says nothing. The choice of a has to yield.
    let old: Vec<String> = (0..10)
        .map(|at| format!(r#""2.0.{at}": {{"requires": ["a==1.0"]}}"#))
        .collect();
    let text = format!(
        r#"{{
            "a": {{"1.0": {{}}, "2.0": {{}}}},
            "b": {{"1.0": {{"requires": ["b-inner"]}}}},
            "b-inner": {{"1.0": {{}}, {}}}
        }}"#,
        old.join(", ")
    );
    assert_eq!(
        solved(&ask("a\nb"), &index(&text)),
        ["a==1.0", "b==1.0", "b-inner==2.0.9"]
    );
}

#[test]
fn what_yields_to_one_package_is_not_walked_back_for_another() {
    // The choice of mid has to yield to top, and that of base to mid, which comes late itself.
    let releases = |number: u32, requires: &str| -> String {
        let each = (0..10).map(|at| format!(r#""{number}.0.{at}": {{"requires": ["{requires}"]}}"#));
        each.collect::<Vec<_>>().join(", ")
    };
    let text = format!(
        r#"{{
            "x": {{"1.0": {{"requires": ["base"]}}}},
            "base": {{"1.0": {{}}, "2.0": {{}}}},
            "app": {{"1.0": {{"requires": ["mid", "top"]}}}},
            "mid": {{"0.1": {{}}, {}, "2.0": {{}}}},
            "top": {{"1.0": {{}}, {}}}
        }}"#,
        releases(1, "base==1.0"),
        releases(2, "mid<2"),
    );
    assert_eq!(
        solved(&ask("x\napp"), &index(&text)),
        ["app==1.0", "base==1.0", "mid==1.0.9", "top==2.0.9", "x==1.0"]
    );
}

#[test]
fn everyone_who_asks_is_named() {
    let index = index(r#"{"a": {"1.0": {"requires": ["b<3"]}}, "b": {"1.0": {}}}"#);
    let Outcome::Resolved(resolution) = answer(&ask("b\na"), &index) else {
        panic!("it resolves")
    };
    let askers: Vec<String> = resolution
        .asked_by(&"b".parse().unwrap())
        .iter()
        .map(|(asker, requirement)| match asker {
            Asker::Line(id) => format!("line {} {requirement}", id.0),
            Asker::Package(pin) => format!("{} {requirement}", pin.name),
        })
        .collect();
    assert_eq!(askers, ["line 0 b", "a b<3"]);
}

#[test]
fn what_another_package_caps_may_be_old_but_not_older_than_that() {
    let index = index(
        r#"{"app": {"2.5": {"requires": ["driver"], "upload_time": "2022-06-01T00:00:00Z"},
                    "2.18": {"requires": ["driver<=4.2"], "upload_time": "2024-09-01T00:00:00Z"}},
            "driver": {"3.0": {"upload_time": "2018-11-01T00:00:00Z"},
                       "4.2": {"requires": ["wire<2"], "upload_time": "2022-05-01T00:00:00Z"},
                       "4.25": {"upload_time": "2024-09-01T00:00:00Z"}},
            "wire": {"1.26": {"upload_time": "2024-08-01T00:00:00Z"}, "2.2": {"upload_time": "2024-09-01T00:00:00Z"}}}"#,
    );
    let fresh = ["app==2.18", "driver==4.2", "wire==1.26"];
    assert_eq!(solved(&ask("app\nwire"), &index), fresh);
    assert_eq!(solved(&ask("wire\napp"), &index), fresh);
}
