//! `-r` and `-c`, and the files given by flags.

use std::path::PathBuf;

use pinfix_requirements::{LineKind, MemoryFiles, Request, read};

use crate::support::{codes, request, warning_codes};

#[test]
fn includes_are_relative_to_the_file_that_includes() {
    let files = MemoryFiles::new()
        .with("reqs/dev.txt", "-r base/all.txt\n-cpins.txt\npytest\n")
        .with("reqs/base/all.txt", "--requirement=../../top.txt\nfoo\n")
        .with("reqs/pins.txt", "foo==1\n")
        .with("top.txt", "top\n");
    let manifest = read(&request(&["reqs/dev.txt"]), &files).unwrap();
    let lines: Vec<_> = manifest
        .lines
        .iter()
        .map(|line| {
            let origin = &line.origin;
            let chain: Vec<_> = origin
                .included_from
                .iter()
                .map(|(source, at)| format!("{}:{at}", manifest.sources.get(*source).name))
                .collect();
            (
                line.text.as_str(),
                manifest.sources.get(origin.source).name.as_str(),
                chain.join(" "),
                line.kind,
            )
        })
        .collect();
    let (requirement, constraint) = (LineKind::Requirement, LineKind::Constraint);
    assert_eq!(
        lines,
        [
            (
                "top",
                "top.txt",
                "reqs/dev.txt:1 reqs/base/all.txt:1".to_owned(),
                requirement
            ),
            (
                "foo",
                "reqs/base/all.txt",
                "reqs/dev.txt:1".to_owned(),
                requirement
            ),
            ("foo==1", "reqs/pins.txt", "reqs/dev.txt:2".to_owned(), constraint),
            ("pytest", "reqs/dev.txt", String::new(), requirement),
        ]
    );
}

#[test]
fn a_file_included_twice_is_fine_and_says_its_lines_once() {
    let files = MemoryFiles::new()
        .with("a.txt", "-r b.txt\n-r c.txt\n-c ./c.txt\n")
        .with("b.txt", "-r x/../c.txt\nb\n")
        .with("c.txt", "c==1\n");
    let manifest = read(&request(&["a.txt", "c.txt"]), &files).unwrap();
    let texts: Vec<_> = manifest
        .lines
        .iter()
        .map(|line| (line.text.as_str(), line.kind))
        .collect();
    let (requirement, constraint) = (LineKind::Requirement, LineKind::Constraint);
    assert_eq!(
        texts,
        [("c==1", requirement), ("b", requirement), ("c==1", constraint)]
    );
    assert_eq!(manifest.sources.iter().count(), 3, "each file is opened once");
}

#[test]
fn requirements_within_constraints_are_requirements_as_with_pip() {
    let files = MemoryFiles::new()
        .with("a.txt", "-c c.txt\n")
        .with("c.txt", "-r r.txt\n")
        .with("r.txt", "foo\n");
    let manifest = read(&request(&["a.txt"]), &files).unwrap();
    assert_eq!(manifest.requirements().count(), 1);
    assert_eq!(
        warning_codes(&manifest.warnings),
        ["requirements::include-in-constraints"]
    );
}

#[test]
fn standard_input_and_files_by_flags() {
    let files = MemoryFiles::new()
        .with_stdin("foo\n-r sub/b.txt\n")
        .with("sub/b.txt", "bar\n")
        .with("c.txt", "foo<2\n")
        .with("o.txt", "baz==1\n")
        .with("e.txt", "Tzdata\n-r e2.txt\n")
        .with("e2.txt", "colorama\n");
    let path = |name: &str| vec![PathBuf::from(name)];
    let all = Request {
        constraints: path("c.txt"),
        overrides: path("o.txt"),
        excludes: path("e.txt"),
        ..request(&["-"])
    };
    let manifest = read(&all, &files).unwrap();
    assert_eq!(manifest.lines.len(), 3);
    assert_eq!(manifest.constraints().count(), 1);
    assert_eq!(manifest.sources.get(manifest.lines[0].origin.source).name, "-");
    assert_eq!(manifest.overrides[0].text, "baz==1");
    let excludes: Vec<_> = manifest.excludes.iter().map(ToString::to_string).collect();
    assert_eq!(excludes, ["tzdata", "colorama"]);
}

#[test]
fn what_may_not_stand_in_these_files() {
    let files = MemoryFiles::new()
        .with(
            "c.txt",
            "foo[a]==1\n-e .\n./b\nfoo @ https://example.org/foo.zip\n",
        )
        .with("o.txt", "./b\n")
        .with("e.txt", "foo>1\n");
    let path = |name: &str| vec![PathBuf::from(name)];
    let all = Request {
        constraints: path("c.txt"),
        overrides: path("o.txt"),
        excludes: path("e.txt"),
        ..Request::default()
    };
    let constraint = "requirements::invalid-constraint";
    assert_eq!(
        codes(&read(&all, &files)),
        [
            constraint,
            constraint,
            constraint,
            "requirements::invalid-override",
            "requirements::invalid-exclude"
        ]
    );
}

#[test]
fn files_on_disk_and_links_that_go_in_circles() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("a.txt");
    std::fs::write(&file, "-r sub/a.txt\nfoo\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(directory.path(), directory.path().join("sub")).unwrap();
    let disk = pinfix_requirements::DiskFiles::new(|_| None);
    let result = read(
        &Request {
            files: vec![file],
            ..Request::default()
        },
        &disk,
    );
    #[cfg(unix)]
    assert_eq!(codes(&result), ["requirements::include-cycle"]);
    let result = read(
        &Request {
            files: vec![directory.path().to_owned()],
            ..Request::default()
        },
        &disk,
    );
    assert_eq!(codes(&result), ["requirements::unreadable-file"]);
}
