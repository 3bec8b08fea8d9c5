//! `pyproject.toml`: the project's lists, extras and groups.

use pinfix_requirements::{Manifest, MemoryFiles, ReadErrors, Request, read};

use crate::support::{codes, request};

const PROJECT: &str = r#"[project]
name = "My_App"
requires-python = ">=3.9"
dependencies = [
  "foo>=1",  # why
  'b\u0061r' ,
  "b\u0061z \u003e=2",
]

[project.optional-dependencies]
s3 = ["boto3; sys_platform == 'linux'"]
Dev_Tools = ["pytest", "my-app[s3] ; python_version < '3.12'"]
all = ["my.app[s3, dev-tools]"]

[dependency-groups]
test = ["coverage", {include-group = "Base"}]
base = ["tox"]
full = [{include-group = "test"}, {include-group = "base"}, "my-app[s3]"]
broken = ["==="]
"#;

fn read_project(text: &str, request: &Request) -> Result<Manifest, ReadErrors> {
    read(request, &MemoryFiles::new().with("pyproject.toml", text))
}

fn select(extras: &[&str], all_extras: bool, groups: &[&str], files: &[&str]) -> Vec<String> {
    let request = Request {
        extras: extras.iter().map(|extra| extra.parse().unwrap()).collect(),
        groups: groups.iter().map(|group| group.parse().unwrap()).collect(),
        all_extras,
        ..request(files)
    };
    let text = PROJECT.replace(r"  'b\u0061r' ,", "");
    let manifest = read_project(&text, &request).unwrap_or_else(|errors| panic!("{errors:?}"));
    let lines = manifest.lines.iter();
    lines
        .map(|line| format!("{} <- {}", line.text, line.list.as_deref().unwrap_or_default()))
        .collect()
}

#[test]
fn entries_know_their_places_through_escapes() {
    assert_eq!(
        codes(&read_project(PROJECT, &request(&["pyproject.toml"]))),
        ["requirements::invalid-requirement"],
        "a literal string has no escapes"
    );
    let text = PROJECT.replace(r"  'b\u0061r' ,", "");
    let manifest = read_project(&text, &request(&["pyproject.toml"])).unwrap();
    let places: Vec<_> = manifest
        .lines
        .iter()
        .map(|line| {
            let span = line.origin.span;
            (
                line.text.as_str(),
                &text[span.start..span.end],
                line.origin.line,
                line.origin.column,
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("foo>=1", "foo>=1", 5, 4),
            ("baz >=2", r"b\u0061z \u003e=2", 7, 4)
        ]
    );
    let project = manifest.project.unwrap();
    assert_eq!(project.name.to_string(), "my-app");
    let python = project.requires_python.unwrap();
    assert_eq!(
        (python.specifiers.to_string().as_str(), python.origin.line),
        (">=3.9", 3)
    );
}

#[test]
fn extras_that_name_the_project_itself_are_expanded() {
    let file = ["pyproject.toml"];
    let dependencies = [
        "foo>=1 <- project.dependencies",
        "baz >=2 <- project.dependencies",
    ];
    let s3 = "boto3; sys_platform == 'linux' <- project.optional-dependencies.s3";
    let pytest = "pytest <- project.optional-dependencies.Dev_Tools";
    assert_eq!(select(&[], false, &[], &file), dependencies);
    assert_eq!(
        select(&["S3"], false, &[], &file),
        [&dependencies[..], &[s3]].concat()
    );
    // The extra s3 comes twice, as it is and below a marker. A requirement's extras come in the order of their names,
    // all extras in that of the file.
    let all = [&dependencies[..], &[pytest, s3, s3]].concat();
    assert_eq!(select(&["all"], false, &[], &file), all);
    let all = [&dependencies[..], &[s3, pytest, s3]].concat();
    assert_eq!(select(&[], true, &[], &file), all);
}

#[test]
fn markers_of_the_way_are_joined() {
    let request = Request {
        extras: vec!["dev-tools".parse().unwrap()],
        ..request(&["pyproject.toml"])
    };
    let manifest = read_project(&PROJECT.replace(r"  'b\u0061r' ,", ""), &request).unwrap();
    let boto = manifest
        .lines
        .iter()
        .find(|line| line.text.starts_with("boto3"))
        .unwrap();
    let marker = boto.requirement.marker().unwrap().to_string();
    assert!(
        marker.contains("sys_platform") && marker.contains("python_version"),
        "{marker}"
    );
}

#[test]
fn groups_come_with_the_file_or_alone_and_only_those_asked_for_are_judged() {
    let (coverage, tox) = (
        "coverage <- dependency-groups.test",
        "tox <- dependency-groups.base",
    );
    assert_eq!(select(&[], false, &["test"], &[]), [coverage, tox]);
    assert_eq!(select(&[], false, &["pyproject.toml:test"], &[]), [coverage, tox]);
    let all = select(&[], false, &["full"], &["pyproject.toml"]);
    assert_eq!(
        all.len(),
        5,
        "two dependencies, coverage, tox once, boto3 of the extra: {all:?}"
    );
    let lone = select(&[], false, &["full"], &[]);
    assert_eq!(
        lone.len(),
        5,
        "a group that names the project brings its dependencies: {lone:?}"
    );
    let broken = Request {
        groups: vec!["broken".parse().unwrap()],
        ..Request::default()
    };
    assert_eq!(
        codes(&read_project(PROJECT, &broken)),
        ["requirements::invalid-requirement"]
    );
}

#[test]
fn groups_need_no_project_table() {
    let request = Request {
        groups: vec!["a".parse().unwrap()],
        ..Request::default()
    };
    let manifest = read_project("[dependency-groups]\na = ['foo']\n", &request).unwrap();
    assert_eq!(manifest.lines.len(), 1);
    assert!(manifest.project.is_none());
}

#[test]
fn several_projects_share_the_extras() {
    let files = MemoryFiles::new()
        .with(
            "a/pyproject.toml",
            "[project]\nname = 'a'\n[project.optional-dependencies]\nx = ['ax']\n",
        )
        .with(
            "b/pyproject.toml",
            "[project]\nname = 'b'\n[project.optional-dependencies]\ny = ['by']\n",
        );
    let mut request = request(&["a/pyproject.toml", "b/pyproject.toml"]);
    request.extras = vec!["x".parse().unwrap(), "y".parse().unwrap()];
    let manifest = read(&request, &files).unwrap();
    assert_eq!(manifest.lines.len(), 2);
    request.extras.push("z".parse().unwrap());
    assert_eq!(codes(&read(&request, &files)), ["requirements::unknown-extra"]);
}

#[test]
fn sources_of_uv_are_not_passed_over_in_silence() {
    let text = "[project]\nname = 'a'\ndependencies = ['Foo', 'bar', 'qux @ https://example.org/qux.zip']
[tool.uv.sources]
foo = { git = 'https://example.org/foo' }
bar = [{ index = 'ours', marker = \"sys_platform == 'linux'\" }]
qux = { path = '../qux' }
other = { workspace = true }
";
    let manifest = read_project(text, &request(&["pyproject.toml"])).unwrap();
    let told: Vec<String> = manifest.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "`[tool.uv.sources]` is not followed: `foo` comes from the index here, not from a git repository (write \
             `name @ git+URL@REVISION` among the dependencies)",
            "`[tool.uv.sources]` is not followed: `bar` comes from the index here, not from an index of its own (`--index` \
             names one for all packages)",
        ]
    );
}
