//! What a user reads when something is wrong.

use std::path::PathBuf;

use insta::assert_snapshot;
use pinfix_requirements::{Code, MemoryFiles, Request, read};

use crate::support::{read_text, render, request};

/// How the mistakes of one requirements text look.
fn mistakes(text: &str) -> String {
    render(&read_text(text).unwrap_err())
}

/// How the warnings of one requirements text look.
fn warnings(text: &str) -> String {
    let manifest = read_text(text).unwrap_or_else(|errors| panic!("{}", render(&errors)));
    manifest
        .warnings
        .iter()
        .map(|warning| render(warning))
        .collect::<Vec<_>>()
        .join("\n")
}

/// How the mistakes in several files look.
fn in_files(request: &Request, files: &[(&str, &str)]) -> String {
    let files = files
        .iter()
        .fold(MemoryFiles::new(), |all, (name, text)| all.with(name, *text));
    render(&read(request, &files).unwrap_err())
}

/// How the mistakes of one project look, with these extras and groups.
fn in_project(text: &str, extras: &[&str], groups: &[&str]) -> String {
    let request = Request {
        extras: extras.iter().map(|extra| extra.parse().unwrap()).collect(),
        groups: groups.iter().map(|group| group.parse().unwrap()).collect(),
        ..request(&["pyproject.toml"])
    };
    in_files(&request, &[("pyproject.toml", text)])
}

#[test]
fn many_mistakes_at_once() {
    assert_snapshot!(mistakes(
        "# Ä\nfoo=1.0\nbar >= 1.0 ; python_versoin < '3'\nok==1\n--indexurl https://example.org/\nbaz==1.*.2 --hash=md5:00\n"
    ));
}

#[test]
fn what_another_command_writes_is_one_mistake() {
    for (text, help) in [
        (
            "Package    Version\n---------- -------\nflask      2.0.1\n",
            "`pip freeze` and `pip list --format=freeze` write",
        ),
        (
            "numpy=1.21.2=py39h20f2e39_0\n_libgcc_mutex=0.1=main\n",
            "in the environment, `pip list --format=freeze` writes",
        ),
        ("pip install pandas\n", "leave `pip install` out"),
    ] {
        let told = mistakes(text);
        assert!(told.contains("1 error") && told.contains(help), "{told}");
    }
}

#[test]
fn options() {
    assert_snapshot!("option_unknown", mistakes("--upgrade\n"));
    assert_snapshot!("option_without_value", mistakes("-r\n--index-url --pre\n"));
    assert_snapshot!("option_with_value_it_does_not_take", mistakes("--pre=yes\n"));
    assert_snapshot!("option_ambiguous", mistakes("--no\n"));
    assert_snapshot!("option_stray_text", mistakes("-r a.txt b.txt\n"));
    assert_snapshot!("option_open_quote", mistakes("-f 'wheels\n"));
    assert_snapshot!(
        "option_hash",
        mistakes("foo==1 \\\n  --hash=sha256-00 \\\n  --hash=sha256:xyz\n")
    );
    assert_snapshot!("option_config_setting", mistakes("foo --config-settings a\n"));
}

#[test]
fn requirements() {
    assert_snapshot!("requirement_include_flag_missing", mistakes("base.txt\n"));
    assert_snapshot!("requirement_space_behind_backslash", mistakes("foo \\ \n==1\n"));
    assert_snapshot!(
        "requirement_url_scheme",
        mistakes("htps://example.org/a.zip\ngit+git@example.org:a/b.git\n")
    );
    assert_snapshot!(
        "requirement_url_variable",
        mistakes("https://${HOST}:${PORT}/a.zip\n")
    );
    assert_snapshot!("requirement_editable_version", mistakes("-e foo==1\nbar -e .\n"));
    assert_snapshot!(
        "requirement_marker_of_a_path",
        mistakes("./a ; sys_platfrom == 'x'\n")
    );
}

#[test]
fn things_worth_saying() {
    assert_snapshot!("warning_ignored_option", warnings("foo --pre\n"));
    assert_snapshot!("warning_comment", warnings("foo # a \\\nbar\n"));
    assert_snapshot!("warning_hash", warnings("foo==1 --hash=sha256:abc\n"));
}

#[test]
fn files() {
    let both = [
        ("a.txt", "foo\n-r b.txt\n"),
        ("b.txt", "-c c.txt\n"),
        ("c.txt", "bar\n-r a.txt\n"),
    ];
    assert_snapshot!("file_cycle", in_files(&request(&["a.txt"]), &both));
    assert_snapshot!(
        "file_includes_itself",
        in_files(&request(&["a.txt"]), &[("a.txt", "-r ./a.txt\n")])
    );
    assert_snapshot!(
        "file_missing",
        in_files(
            &request(&["none.txt", "a.txt"]),
            &[("a.txt", "foo\n-r sub/none.txt\n")]
        )
    );
    assert_snapshot!(
        "file_remote",
        mistakes("-r https://example.org/r.txt\n-r pyproject.toml\n")
    );
    assert_snapshot!(
        "file_kinds",
        in_files(&request(&["setup.py", "script.py", "uv.lock"]), &[])
    );
    let excludes = Request {
        excludes: vec![PathBuf::from("e.txt")],
        ..Request::default()
    };
    assert_snapshot!("file_excludes", in_files(&excludes, &[("e.txt", "foo>=1\n")]));
    let constraints = Request {
        constraints: vec![PathBuf::from("c.txt")],
        ..Request::default()
    };
    assert_snapshot!(
        "file_constraints",
        in_files(&constraints, &[("c.txt", "foo[a]>=1\n./b\n")])
    );
}

#[test]
fn project() {
    assert_snapshot!(
        "project_syntax",
        in_project("[project]\nname = 'a'\ndependencies = ['a' 'b']\n", &[], &[])
    );
    assert_snapshot!(
        "project_values",
        in_project(
            "[project]\nname = 'no name'\nrequires-python = '3.9'\ndependencies = [\"foo=1\", 3]\noptional-dependencies = 1\n",
            &[],
            &[]
        )
    );
    assert_snapshot!(
        "project_dynamic",
        in_project(
            "[project]\nname = 'a'\ndynamic = ['version', 'dependencies']\n",
            &[],
            &[]
        )
    );
    assert_snapshot!(
        "project_poetry",
        in_project("[tool.poetry]\nname = 'a'\n", &[], &[])
    );
    assert_snapshot!(
        "project_none",
        in_project("[build-system]\nrequires = []\n", &[], &[])
    );
    let extras =
        "[project]\nname = 'a'\n[project.optional-dependencies]\nx = ['a[y]']\ny = ['a[x]', 'a[zz]']\n";
    assert_snapshot!("project_extras", in_project(extras, &["x", "yy"], &[]));
    let groups = "[project]\nname = 'a'\n[dependency-groups]\ntest = [{include-group = 'tset'}, {include-group = 'lint'}]\nlint = [{include-group = 'test'}, {other = 1}]\n";
    assert_snapshot!(
        "project_groups",
        in_project(groups, &[], &["test", "tests", "docs"])
    );
}

#[test]
fn extras_without_a_project() {
    let extras = Request {
        extras: vec!["a".parse().unwrap()],
        ..request(&["requirements.txt"])
    };
    assert_snapshot!(in_files(&extras, &[("requirements.txt", "foo\n")]));
}

#[test]
fn codes_are_all_different() {
    let codes: std::collections::HashSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
    assert!(codes.iter().all(|code| code.starts_with("requirements::")));
}

#[test]
fn a_variable_without_a_value_is_the_reason_for_what_is_wrong_around_it() {
    let shown = mistakes("six==${NOPE}\n");
    assert!(shown.contains("the variable `NOPE` is not set"), "{shown}");
}

#[test]
fn a_file_that_is_none_is_told_in_a_hundred_mistakes() {
    let errors = read_text(&"requests=1.0\n".repeat(30_000)).unwrap_err();
    assert_eq!(errors.errors().len(), 30_000);
    let shown = render(&errors);
    assert!(
        shown.contains("30000 errors, of which these are the first 100"),
        "{shown}"
    );
    assert_eq!(shown.matches("`=` is no operator").count(), 100);
    assert_snapshot!(render(&errors.errors()[29_999]));
}

#[test]
fn a_line_that_is_as_long_as_a_file_is_told_in_twenty_mistakes() {
    let errors = read_text(&"six --hash=00 ".repeat(10_000)).unwrap_err();
    assert_eq!(errors.errors().len(), 20);
}
