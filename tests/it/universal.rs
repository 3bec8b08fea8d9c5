//! One lock for all platforms: how it is written, kept, checked and refused.

use pinfix_testing::{LocalIndex, Release, Workdir, World};

use crate::workdir;

fn index() -> LocalIndex {
    let world = World::new()
        .with(Release::new("app", "1.0").requires(["lib>=1", "colors ; sys_platform == 'win32'"]))
        .with(
            Release::new("app", "2.0")
                .requires(["lib>=1", "colors ; platform_system == 'Windows'"])
                .requires_python(">=3.10"),
        )
        .with(Release::new("lib", "1.0").requires_python(">=3.8"))
        .with(
            Release::new("lib", "2.0")
                .requires_python(">=3.11")
                .wheels([
                    "cp311-cp311-win_amd64",
                    "cp311-cp311-manylinux_2_17_x86_64",
                    "cp38-cp38-macosx_11_0_arm64",
                    "cp312-abi3-macosx_11_0_arm64",
                ])
                .with_sdist(),
        )
        .with(Release::new("colors", "1.0").wheels(["py3-none-any"]));
    LocalIndex::of(&world)
}

fn folder(index: &LocalIndex) -> Workdir {
    workdir(index).file("requirements.in", "app\n")
}

const RESOLVE: [&str; 5] = [
    "resolve",
    "requirements.in",
    "--universal",
    "--python-version",
    "3.9",
];

fn resolve(folder: &Workdir, further: &[&str]) -> String {
    folder.pinfix(&[&RESOLVE, further].concat()).snapshot()
}

#[test]
fn markers_say_what_is_for_whom() {
    let index = index();
    insta::assert_snapshot!(resolve(&folder(&index), &[]));
}

#[test]
fn with_hashes() {
    let index = index();
    insta::assert_snapshot!(resolve(
        &folder(&index),
        &["--generate-hashes", "--no-header", "-q"]
    ));
}

#[test]
fn a_second_run_changes_nothing_and_pins_are_kept_where_they_were() {
    let index = index();
    let folder = folder(&index).file(
        "requirements.txt",
        "app==1.0 ; python_version >= \"3.10\"\nlib==1.0 ; python_version >= \"3.11\"\n",
    );
    insta::assert_snapshot!(resolve(&folder, &["-o", "requirements.txt"]));
    insta::assert_snapshot!(folder.read("requirements.txt").unwrap());
    let check = folder.pinfix(&[&RESOLVE[..], &["-o", "requirements.txt", "--check"]].concat());
    assert_eq!(check.code, Some(0), "{}", check.snapshot());
    insta::assert_snapshot!(resolve(
        &folder,
        &["-o", "requirements.txt", "-P", "lib", "--diff"]
    ));
}

#[test]
fn the_python_of_the_project_counts() {
    let index = index();
    let project =
        "[project]\nname = \"shop\"\nrequires-python = \">=3.10,<3.12\"\ndependencies = [\"app\"]\n";
    let folder = workdir(&index).file("pyproject.toml", project);
    let named = [
        "resolve",
        "pyproject.toml",
        "--universal",
        "--python-version",
        "3.10",
    ];
    let named = folder.pinfix(&named).stdout;
    assert!(named.contains("for Python >=3.10 on all platforms"), "{named}");
}

#[test]
fn a_conflict_is_told_with_its_environments() {
    let index = index();
    let folder = workdir(&index).file("requirements.in", "app>=2\n");
    insta::assert_snapshot!(resolve(&folder, &[]));
}

#[test]
fn a_platform_makes_no_sense_beside_it() {
    let index = index();
    let run = folder(&index).pinfix(&[&RESOLVE[..], &["--python-platform", "linux"]].concat());
    assert_eq!(run.code, Some(2));
}

#[test]
fn the_report_has_markers() {
    let index = index();
    let folder = folder(&index);
    let run = folder.pinfix(&[&RESOLVE[..], &["-o", "lock.txt", "--report", "-", "-q"]].concat());
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["universal"]["requires_python"], ">=3.9");
    let parts = report["universal"]["resolution_markers"].as_array().unwrap();
    assert_eq!(parts.len(), 3, "{parts:?}");
    let packages = report["packages"].as_array().unwrap();
    let told: Vec<String> = packages
        .iter()
        .map(|package| format!("{} {} {}", package["name"], package["version"], package["marker"]))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}
