//! pylock.toml (PEP 751): written for one target and for all, read again.

use pinfix_testing::{LocalIndex, Release, Workdir, World};

use crate::{resolve_with, workdir};

fn index() -> LocalIndex {
    let world = World::new()
        .with(
            Release::new("app", "1.0")
                .requires(["lib", "colors ; sys_platform == 'win32'"])
                .requires_python(">=3.9"),
        )
        .with(Release::new("lib", "1.0").requires_python(">=3.8"))
        .with(
            Release::new("lib", "2.0")
                .requires_python(">=3.11")
                .wheels([
                    "cp310-cp310-win_amd64",
                    "cp311-cp311-win_amd64",
                    "cp312-cp312-manylinux_2_17_x86_64",
                ])
                .with_sdist()
                .uploaded("2026-03-01T12:00:00Z"),
        )
        .with(Release::new("colors", "1.0").wheels(["py3-none-any", "py3-none-manylinux_2_17_x86_64"]));
    LocalIndex::of(&world)
}

fn folder(index: &LocalIndex) -> Workdir {
    workdir(index).file("requirements.in", "app\n")
}

const UNIVERSAL: [&str; 7] = [
    "resolve",
    "requirements.in",
    "--universal",
    "--python-version",
    "3.9",
    "-o",
    "pylock.toml",
];

#[test]
fn for_one_target() {
    let index = index();
    let run = folder(&index).pinfix(&resolve_with(&["--format", "pylock.toml"]));
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn for_all_by_the_name_of_the_file() {
    let index = index();
    let folder = folder(&index);
    let first = folder.pinfix(&UNIVERSAL).expect_code(0);
    insta::assert_snapshot!(first.filtered(&folder.read("pylock.toml").unwrap()));
    let again = folder.pinfix(&[&UNIVERSAL[..], &["--check"]].concat());
    insta::assert_snapshot!(again.snapshot());
}

#[test]
fn it_is_read_again() {
    let index = index();
    let folder = folder(&index);
    assert_eq!(folder.pinfix(&UNIVERSAL).code, Some(0));
    let target = ["--python-version", "3.12", "--python-platform", "windows"];
    let ask = |words: &[&str]| folder.pinfix(&[words, &target].concat()).snapshot();
    insta::assert_snapshot!(ask(&["check", "pylock.toml"]));
    insta::assert_snapshot!(ask(&["tree", "pylock.toml"]));
    insta::assert_snapshot!(ask(&["why", "colors", "pylock.toml"]));
}

#[test]
fn a_file_that_a_line_points_at() {
    let index = index();
    let url = format!("{}colors/colors-1.0-py3-none-any.whl", index.url());
    let folder = workdir(&index).file(
        "requirements.in",
        format!("colors @ {url}\n./here/lib-1.0-py3-none-any.whl\n"),
    );
    let wheel = std::fs::read(index.root().join("lib").join("lib-1.0-py3-none-any.whl")).unwrap();
    let folder = folder.file("here/lib-1.0-py3-none-any.whl", wheel);
    let run = folder.pinfix(&resolve_with(&["--format", "pylock.toml"]));
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn its_name_is_what_installers_know_it_by() {
    let index = index();
    let run = folder(&index).pinfix(&resolve_with(&["--format", "pylock.toml", "-o", "lock.toml"]));
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn what_is_no_lock_is_told() {
    let index = index();
    for (text, told) in [
        ("packages = []\n", "lock-version"),
        ("lock-version = \"2.0\"\n", "2.0"),
        ("lock-version = \"1.0\"\npackages = 3\n", "list of tables"),
        (
            "lock-version = \"1.0\"\n[[packages]]\nversion = \"1\"\n",
            "no name",
        ),
        (
            "lock-version = \"1.0\"\n[[packages]]\nname = \"a\"\n",
            "no version",
        ),
        (
            "lock-version = \"1.0\"\n[[packages]]\nname = \"a\"\nversion = \"x\"\n",
            "no version (PEP 440)",
        ),
        (
            "lock-version = \"1.0\"\n[[packages]]\nname = \"a\"\nversion = \"1\"\nmarker = \"nonsense\"\n",
            "nonsense",
        ),
    ] {
        let folder = workdir(&index).file("pylock.toml", text);
        let run = folder.pinfix(&["check", "pylock.toml", "--python-version", "3.12"]);
        assert_eq!(run.code, Some(2), "{text}: {}", run.snapshot());
        assert!(run.stderr.contains(told), "{text}: {}", run.snapshot());
    }
}

#[test]
fn a_folder_that_a_line_points_at() {
    let index = index();
    let project = "[project]\nname = 'own'\nversion = '0.1'\ndependencies = ['colors']\n";
    let folder = workdir(&index)
        .file("own/pyproject.toml", project)
        .file("requirements.in", "-e ./own\n");
    let run = folder.pinfix(&resolve_with(&["--no-header", "-o", "pylock.toml", "-q"]));
    let run = run.expect_code(0);
    insta::assert_snapshot!(run.filtered(&folder.read("pylock.toml").unwrap()));
    let check = [
        "check",
        "pylock.toml",
        "--python-version",
        "3.12",
        "--python-platform",
        "linux",
    ];
    insta::assert_snapshot!(folder.pinfix(&check).snapshot());
}
