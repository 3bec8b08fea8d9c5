//! Good locks: none with a release too old to know what it is locked with.

use pinfix_testing::{LocalIndex, Release, World};
use serde_json::Value;

use crate::{resolve_with, workdir};

fn release(name: &str, version: &str, uploaded: &str, requires: &[&str]) -> Release {
    Release::new(name, version)
        .uploaded(uploaded)
        .requires(requires.iter().copied())
}

/// `client` caps `transport` since 2020; the one of 2016 says nothing of it. `plugin` of 2019 works with `engine` of 2019
/// only, and its newer releases with newer engines only. `store` is pinned by `cloud` to a window, but for the first one,
/// which has no window; the newest `cloud` is in no window.
fn index() -> LocalIndex {
    let world = World::new()
        .with(release("client", "1.0", "2016-01-01", &[]))
        .with(release("client", "2.0", "2020-01-01", &["transport<2"]))
        .with(release("client", "2.9", "2025-01-01", &["transport<2"]))
        .with(release("transport", "1.9", "2022-01-01", &[]))
        .with(release("transport", "2.5", "2025-02-01", &[]))
        .with(release("plugin", "1.0", "2019-03-01", &["engine<2"]))
        .with(release("plugin", "2.0", "2025-03-01", &["engine>=2"]))
        .with(release("engine", "1.0", "2019-02-01", &[]))
        .with(release("engine", "2.0", "2025-02-01", &[]))
        .with(release("cloud", "1.0", "2025-01-01", &[]))
        .with(release("cloud", "1.1", "2025-02-01", &[]))
        .with(release("store", "0.1", "2018-01-01", &["cloud"]))
        .with(release("store", "5.0", "2025-01-15", &["cloud<1.1"]));
    LocalIndex::of(&world)
}

const BARE: [&str; 3] = ["--no-header", "--no-annotate", "-q"];

fn locked(lines: &str, flags: &[&str]) -> String {
    let index = index();
    let run = workdir(&index)
        .file("requirements.in", lines)
        .pinfix(&resolve_with(&[&BARE[..], flags].concat()));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run.stdout
}

#[test]
fn an_anachronism_is_a_conflict_with_its_lines_and_repairs() {
    let index = index();
    let dir = workdir(&index).file("requirements.in", "client\ntransport>=2\nengine\n");
    let run = dir.pinfix(&resolve_with(&["-o", "lock.txt", "--report", "report.json"]));
    assert_eq!(run.code, Some(1));
    assert_eq!(dir.read("lock.txt"), None);
    let report: Value = serde_json::from_str(&dir.read("report.json").unwrap()).unwrap();
    let conflict = &report["conflicts"][0];
    assert_eq!(conflict["kind"], "anachronism");
    let texts = |key: &str| -> Vec<&str> {
        let entries = conflict["requirements"].as_array().unwrap();
        entries.iter().map(|entry| entry[key].as_str().unwrap()).collect()
    };
    assert_eq!(texts("text"), ["client", "transport>=2"]);
    assert_eq!(report["conflicts"].as_array().unwrap().len(), 1);
    insta::assert_snapshot!(run.snapshot());
}

/// The newest releases part on `image`, for which there is a way around; `docs`, that are too old, have nothing to do with
/// that. So it is shown what their own newest release parts on.
#[test]
fn what_is_too_old_is_in_the_picture() {
    let world = World::new()
        .with(release(
            "viewer",
            "1.0",
            "2025-01-01",
            &["image<2", "helper", "theme<2", "docs"],
        ))
        .with(release("image", "1.0", "2024-01-01", &[]))
        .with(release("image", "2.0", "2025-01-01", &[]))
        .with(release("helper", "1.0", "2024-01-01", &[]))
        .with(release("helper", "1.1", "2025-01-01", &["image>=2"]))
        .with(release("docs", "1.0", "2018-01-01", &["theme"]))
        .with(release("docs", "2.0", "2024-01-01", &["theme>=2"]))
        .with(release("theme", "1.9", "2022-01-01", &[]))
        .with(release("theme", "2.0", "2024-01-01", &[]));
    let index = LocalIndex::of(&world);
    let run = workdir(&index)
        .file("requirements.in", "viewer\n")
        .pinfix(&resolve_with(&[]));
    insta::assert_snapshot!(run.snapshot());
}

/// The newest `plugin` would part from `flow` over `web` as well, in more steps.
#[test]
fn the_shortest_way_to_the_clash_is_shown() {
    let world = World::new()
        .with(release(
            "flow",
            "1.0",
            "2024-01-01",
            &["plugin", "web<2", "sql<2"],
        ))
        .with(release("plugin", "1.0", "2023-01-01", &["web"]))
        .with(release("plugin", "2.0", "2024-06-01", &["web>=2"]))
        .with(release("web", "1.0", "2023-01-01", &[]))
        .with(release("web", "2.0", "2024-01-01", &[]))
        .with(release("sql", "1.4", "2023-01-01", &[]))
        .with(release("sql", "2.0", "2024-01-01", &[]));
    let index = LocalIndex::of(&world);
    let run = workdir(&index)
        .file("requirements.in", "sql>=2\nflow\n")
        .pinfix(&resolve_with(&[]));
    assert!(run.stderr.contains("flow 1.0 -> sql <2\n"), "{}", run.stderr);
    assert!(!run.stderr.contains("plugin"), "{}", run.stderr);
}

/// Who allows anachronisms is offered repairs that give one.
#[test]
fn repairs_are_as_old_as_they_may_be() {
    let world = World::new()
        .with(release("client", "1.0", "2018-01-01", &["base"]))
        .with(release("client", "2.0", "2025-01-01", &["base<2"]))
        .with(release("base", "2.0", "2024-01-01", &[]))
        .with(release("app", "1.0", "2024-01-01", &["lib<2"]))
        .with(release("lib", "1.0", "2023-01-01", &[]))
        .with(release("lib", "2.0", "2024-01-01", &[]));
    let index = LocalIndex::of(&world);
    let run = workdir(&index)
        .file("requirements.in", "client\nbase\napp\nlib>=2\n")
        .pinfix(&resolve_with(&["--allow-anachronisms"]));
    let repair = "repair 1: requirements.in:4  lib>=2 -> lib>=1.0  (lib 1.0)\n";
    assert!(run.stderr.contains(repair), "{}", run.stderr);
    assert!(!run.stderr.contains("too old"), "{}", run.stderr);
}

#[test]
fn who_wants_it_all_the_same_gets_it_with_a_warning() {
    let lines = "client\ntransport>=2\n";
    let index = index();
    let run = workdir(&index)
        .file("requirements.in", lines)
        .pinfix(&resolve_with(&[
            "--no-header",
            "--no-annotate",
            "--allow-anachronisms",
        ]));
    assert_eq!(run.code, Some(0));
    assert_eq!(run.stdout, "client==1.0\ntransport==2.5\n");
    assert!(
        run.stderr
            .contains("client 1.0 of January 2016 is too old to know transport 2.5")
    );
    assert_eq!(
        locked(lines, &["--max-staleness", "none"]),
        "client==1.0\ntransport==2.5\n"
    );
    assert_eq!(
        locked(lines, &["--max-staleness", "10y"]),
        "client==1.0\ntransport==2.5\n"
    );
}

#[test]
fn what_is_old_for_an_old_line_is_no_anachronism() {
    assert_eq!(locked("plugin\nengine<2\n", &[]), "engine==1.0\nplugin==1.0\n");
}

#[test]
fn a_fresh_lock_is_found_that_the_order_of_decisions_hides() {
    assert_eq!(locked("cloud\nstore\n", &[]), "cloud==1.0\nstore==5.0\n");
    assert_eq!(locked("store\ncloud\n", &[]), "cloud==1.0\nstore==5.0\n");
}

#[test]
fn files_without_an_upload_time_are_not_judged() {
    let world = World::new()
        .with(Release::new("client", "1.0").without_upload_time())
        .with(
            Release::new("client", "2.0")
                .without_upload_time()
                .requires(["transport<2"]),
        )
        .with(Release::new("transport", "2.5").without_upload_time());
    let index = LocalIndex::of(&world);
    let run = workdir(&index)
        .file("requirements.in", "client\ntransport>=2\n")
        .pinfix(&resolve_with(&BARE));
    assert_eq!(run.stdout, "client==1.0\ntransport==2.5\n");
}
