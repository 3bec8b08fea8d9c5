//! Where requirements come from: files, standard input, `pyproject.toml`, extras, constraints.

use pinfix_testing::{LocalIndex, Release, Workdir, World};

use crate::{RESOLVE, resolve_with, workdir};

const TARGET: [&str; 4] = [
    "--python-version",
    "3.12",
    "--python-platform",
    "x86_64-manylinux_2_28",
];

const PYPROJECT: &str = r#"
[project]
name = "shop"
version = "1.0"
dependencies = [
    "celery[redis]>=1",
    "six<2",
]

[project.optional-dependencies]
web = ["web>=1"]
all = ["shop[web]", "kombu<2"]

[dependency-groups]
test = ["pytest", { include-group = "typing" }]
typing = ["typing"]
"#;

fn index() -> LocalIndex {
    let world = World::new()
        .with(
            Release::new("celery", "1.0")
                .requires(["kombu"])
                .extra("redis", ["redis"])
                .extra("sqs", ["boto3"]),
        )
        .with_versions("kombu", ["1.0", "2.0"])
        .with_versions("redis", ["1.0"])
        .with_versions("boto3", ["1.0"])
        .with_versions("six", ["1.0", "2.0"])
        .with_versions("web", ["1.0"])
        .with_versions("pytest", ["1.0"])
        .with_versions("typing", ["1.0"]);
    LocalIndex::of(&world)
}

fn resolve(workdir: &Workdir, arguments: &[&str]) -> String {
    workdir
        .pinfix(&[&["resolve"], &TARGET[..], arguments].concat())
        .snapshot()
}

fn project(arguments: &[&str]) -> String {
    let index = index();
    resolve(&workdir(&index).file("pyproject.toml", PYPROJECT), arguments)
}

#[test]
fn standard_input() {
    let index = index();
    insta::assert_snapshot!(resolve(&workdir(&index).stdin("six\ncelery\n"), &["-"]));
}

#[test]
fn a_mistake_in_standard_input() {
    let index = index();
    insta::assert_snapshot!(resolve(&workdir(&index).stdin("six\ncelery==\n"), &["-"]));
}

#[test]
fn a_project() {
    insta::assert_snapshot!(project(&["pyproject.toml"]));
}

#[test]
fn a_project_in_the_current_folder() {
    insta::assert_snapshot!(project(&[]));
}

#[test]
fn another_folder_is_gone_to() {
    let index = index();
    let workdir = workdir(&index)
        .file("shop/requirements.in", "six\n-c bounds.txt\n")
        .file("shop/bounds.txt", "six<2\n");
    let run = workdir.pinfix(&[&["resolve", "--directory", "shop", "-o", "lock.txt"], &TARGET[..]].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(workdir.read("shop/lock.txt").unwrap().contains("six==1.0"));

    let run = workdir.pinfix(&["resolve", "--directory", "nowhere"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("can't go to the folder nowhere"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_project_with_an_extra() {
    insta::assert_snapshot!(project(&["pyproject.toml", "--extra", "web"]));
}

#[test]
fn a_project_with_all_extras() {
    insta::assert_snapshot!(project(&["pyproject.toml", "--all-extras"]));
}

#[test]
fn a_project_with_a_group() {
    insta::assert_snapshot!(project(&["pyproject.toml", "--group", "test"]));
}

#[test]
fn a_group_alone() {
    insta::assert_snapshot!(project(&["--group", "typing"]));
}

#[test]
fn an_extra_that_the_project_does_not_have() {
    insta::assert_snapshot!(project(&["pyproject.toml", "--extra", "wbe"]));
}

#[test]
fn a_project_that_conflicts() {
    let index = index();
    let workdir = workdir(&index)
        .file("pyproject.toml", PYPROJECT)
        .file("constraints.txt", "six>=2\n");
    insta::assert_snapshot!(resolve(&workdir, &["pyproject.toml", "-c", "constraints.txt"]));
}

#[test]
fn files_in_files() {
    let index = index();
    let run = workdir(&index)
        .file(
            "requirements.in",
            "-r base/web.in\n-c constraints.txt\ncelery[redis, \\\n    sqs]\n",
        )
        .file("base/web.in", "\u{feff}-r ../more.in\r\nweb # comment\r\n")
        .file("more.in", "six\n")
        .file("constraints.txt", "six<2\nkombu==1.0\npytest==9.9\n")
        .pinfix(&RESOLVE);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_variable_in_a_file() {
    let index = index();
    let run = workdir(&index)
        .env("FOLDER", "base")
        .file("requirements.in", "-r ${FOLDER}/web.in\n")
        .file("base/web.in", "six\n")
        .pinfix(&RESOLVE);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn index_options_in_a_file() {
    let index = index();
    let run = Workdir::new(crate::PINFIX)
        .file(
            "requirements.in",
            format!("--index-url {}\n--pre\nsix\n", index.url()),
        )
        .pinfix(&resolve_with(&["--no-header"]));
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_line_that_stands_twice() {
    let index = index();
    let workdir = workdir(&index).file("requirements.in", "six\ncelery\nsix\n");
    let told = resolve(&workdir, &["requirements.in"]);
    assert!(
        told.contains("warning: requirements.in says `six` more than once, in lines 1 and 3"),
        "{told}"
    );
}
