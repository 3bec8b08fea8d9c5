//! What is said where one line alone can't be met: the reason, and what to ask for instead.

use pinfix_testing::{LocalIndex, Release, World};

use crate::{resolve_with, workdir};

fn index() -> LocalIndex {
    let world = World::new()
        .with_versions("requests", ["2.0"])
        .with(
            Release::new("numeric", "2.0")
                .wheels([
                    "cp311-cp311-manylinux_2_34_x86_64",
                    "cp312-cp312-manylinux_2_28_x86_64",
                ])
                .with_sdist(),
        )
        .with(Release::new("numeric", "1.0").wheels(["cp311-cp311-manylinux_2_34_x86_64"]))
        .with(
            Release::new("web", "5.2")
                .requires_python(">=3.13")
                .uploaded("2025-04-02T00:00:00Z"),
        )
        .with(
            Release::new("web", "5.3")
                .requires_python(">= 3.14")
                .uploaded("2026-04-02T00:00:00Z"),
        )
        .with(Release::new("web", "4.0").uploaded("2023-01-01T00:00:00Z"))
        .with(Release::new("withdrawn", "1.0").yanked("broken"))
        .with(Release::new("withdrawn", "1.1").yanked("broken as well"))
        .with_versions("early", ["2.0a1", "2.0b1"])
        .with(Release::new("source", "1.0").only_sdist())
        .with(Release::new("source", "1.1").only_sdist())
        .with_versions("wheels", ["1.0"]);
    LocalIndex::of(&world)
}

/// What is said about these lines for Python 3.12, in one line of text.
fn said_on(platform: &str, lines: &str, further: &[&str]) -> String {
    let index = index();
    let target = [
        "resolve",
        "requirements.in",
        "--python-version",
        "3.12",
        "--python-platform",
        platform,
    ];
    let run = workdir(&index)
        .file("requirements.in", lines)
        .pinfix(&[&target, further].concat())
        .expect_code(1);
    let text = run.filtered(&run.stderr).replace('│', "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn said(lines: &str, further: &[&str]) -> String {
    said_on("x86_64-manylinux_2_28", lines, further)
}

#[track_caller]
fn assert_says(text: &str, wanted: &[&str]) {
    for sentence in wanted {
        assert!(text.contains(sentence), "not there: {sentence}\n{text}");
    }
}

#[test]
fn a_name_that_nobody_knows() {
    assert_says(&said("requets\n", &[]), &["help: did you mean `requests`?"]);
    assert_says(
        &said("numerics\nnumeric\n", &[]),
        &["help: did you mean `numeric`?"],
    );
    assert_says(&said("sklearn\n", &[]), &["the package is called `scikit-learn`"]);
    assert_says(&said("json\n", &[]), &["`json` is part of Python itself"]);
    assert_says(&said("python==3.12\n", &[]), &["Python itself is no package"]);
    assert_says(&said("nothing-like-it\n", &[]), &["check the spelling of"]);
    let nobody_asked = said("requests\n", &["--no-index"]);
    assert_says(&nobody_asked, &["no index is asked (`--no-index`)"]);
    assert!(!nobody_asked.contains("spelling"), "{nobody_asked}");
}

#[test]
fn a_build_that_another_index_has() {
    let text = said("requests==2.31.0+cu118\n", &[]);
    assert_says(&text, &["`+cu118` marks a build that an index of its own has"]);
    assert!(!said("requests==99\n", &[]).contains("marks a build"), "{text}");
}

#[test]
fn an_index_that_knows_none_of_the_packages() {
    let text = said("reqests\nnumerc\n", &[]);
    assert_says(
        &text,
        &["none of the packages is known to http://[INDEX]/simple/: check that"],
    );
    assert!(!text.contains("drop"), "{text}");
    // One that is known shows that it is the right index.
    let text = said("reqests\nnumeric\n", &[]);
    assert!(!text.contains("none of the packages"), "{text}");
}

#[test]
fn a_name_that_was_of_use_before() {
    let world = World::new().with_versions("our-company-lib", ["1.0"]);
    let index = LocalIndex::of(&world);
    let folder = workdir(&index)
        .file("before.in", "our-company-lib\n")
        .file("requirements.in", "our-compny-lib\n");
    let resolve = |file: &str| folder.pinfix(&["resolve", file, "--python-version", "3.12"]);
    let _ = resolve("before.in").expect_code(0);
    let run = resolve("requirements.in").expect_code(1);
    assert_says(&run.stderr, &["did you mean `our-company-lib`?"]);
}

#[test]
fn a_c_library_that_is_too_old() {
    let old = said_on("x86_64-manylinux_2_17", "numeric==2.0\n", &["--no-build"]);
    assert_says(
        &old,
        &[
            "numeric 2.0 has wheels for glibc 2.28 or newer only",
            "ask for `--python-platform x86_64-manylinux_2_28`",
        ],
    );
    let several = said_on("x86_64-manylinux_2_17", "numeric>=2.0\n", &["--no-build"]);
    assert!(!several.contains("musl"), "{several}");
}

#[test]
fn wheels_for_others_only() {
    assert_says(
        &said("numeric==1.0\n", &[]),
        &["numeric 1.0 has wheels for CPython 3.11 only, and no source distribution"],
    );
    let windows = said_on("windows", "numeric==2.0\n", &["--no-build"]);
    assert_says(
        &windows,
        &["numeric 2.0 has wheels for manylinux_2_28_x86_64 only"],
    );
}

#[test]
fn another_python() {
    let text = said("web>=5\n", &["--only-binary", ":all:"]);
    assert_says(
        &text,
        &[
            "web >=5 needs Python 3.13 or newer, not 3.12",
            "web 5.2 needs Python >=3.13",
        ],
    );
}

#[test]
fn a_cutoff() {
    let text = said("web>=5\n", &["--exclude-newer", "2024-01-01"]);
    assert_says(
        &text,
        &[
            "no release of web >=5 was uploaded before the cutoff",
            "the first one after the cutoff is web 5.2, uploaded on 2025-04-02",
        ],
    );
}

#[test]
fn withdrawn_and_early_releases() {
    assert_says(
        &said("withdrawn\n", &[]),
        &[
            "every release of withdrawn was yanked",
            "withdrawn 1.1 was yanked (broken as well); so with 1 other, down to 1.0.",
            "pin it (`withdrawn==1.1`)",
        ],
    );
    assert_says(
        &said("early\n", &["--prerelease", "disallow"]),
        &["of early there are pre-releases only", "--prerelease allow"],
    );
}

#[test]
fn formats_that_are_ruled_out() {
    assert_says(
        &said("source\n", &["--no-build"]),
        &["source has only a source distribution, and builds are off"],
    );
    assert_says(
        &said("wheels\n", &["--no-binary", ":all:"]),
        &["wheels 1.0 has only wheels, which `--no-binary` rules out"],
    );
}

#[test]
fn a_version_that_is_not_there() {
    let text = said("web==4.0.1\n", &["--no-index", "--index-url", "unused"]);
    assert_says(&text, &["no index is asked"]);
    assert_says(&said("web==4.0.1\n", &[]), &["the nearest release is web 4.0"]);
}

#[test]
fn the_first_index_hides_the_second() {
    let first = LocalIndex::of(&World::new().with_versions("ours", ["1.0"]));
    let second = LocalIndex::of(&World::new().with_versions("ours", ["2.0"]));
    let arguments = [
        "resolve",
        "requirements.in",
        "--python-version",
        "3.12",
        "--extra-index-url",
        &first.url_with_credentials("me", "secret"),
    ];
    let folder = workdir(&second).file("requirements.in", "ours>=2\n");
    let run = folder.pinfix(&arguments).expect_code(1);
    let text = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_says(
        &text,
        &[
            "the first index that knows it; the one after it was not asked",
            "--index-strategy unsafe-best-match",
        ],
    );
    assert!(!text.contains("secret"), "{text}");
    let all = [&arguments[..], &["--index-strategy", "unsafe-best-match"]].concat();
    let _ = folder.pinfix(&all).expect_code(0);
}

#[test]
fn lines_that_contradict_each_other_need_no_index() {
    let index = index();
    let lines = "web<4\nrequests\nweb>=5\n";
    let offline = [
        "resolve",
        "requirements.in",
        "--python-version",
        "3.12",
        "--offline",
        "--report",
        "report.json",
        "-o",
        "lock.txt",
    ];
    let folder = workdir(&index).file("requirements.in", lines);
    let run = folder.pinfix(&offline).expect_code(1);
    assert_says(
        &run.stderr,
        &[
            "1 conflict that can be told without the index",
            "`web<4` and `web>=5` can't hold together",
        ],
    );
    let report: serde_json::Value = serde_json::from_str(&folder.read("report.json").unwrap()).unwrap();
    assert_eq!(report["cut_by"], "unseen");
    assert_eq!(report["complete"], false);
    assert!(index.requests().is_empty(), "nobody was asked");
    // Without such lines, nothing can be said.
    let _ = workdir(&index)
        .file("requirements.in", "web<4\nrequests\n")
        .pinfix(&offline)
        .expect_code(3);
    // With the index, the list is whole.
    let run = folder.pinfix(&["resolve", "requirements.in", "--python-version", "3.12"]);
    assert!(!run.expect_code(1).stderr.contains("without the index"));
}

/// A version that there is not is mostly mistyped: the release beside it comes first.
#[test]
fn the_release_beside_a_version_that_is_none_is_the_first_repair() {
    let world = World::new()
        .with(Release::new("web", "2.3.2").uploaded("2023-05-01T00:00:00Z"))
        .with(Release::new("web", "2.3.3").uploaded("2023-08-01T00:00:00Z"))
        .with(Release::new("web", "3.0.0").uploaded("2023-09-30T00:00:00Z"))
        .with(Release::new("web", "3.0.3").uploaded("2024-04-01T00:00:00Z"))
        .with(Release::new("web", "3.1.3").uploaded("2025-12-01T00:00:00Z"));
    let index = LocalIndex::of(&world);
    let run = workdir(&index)
        .file("requirements.in", "web==2.3.3.1\n")
        .pinfix(&resolve_with(&[]));
    let first = "repair 1: requirements.in:1  web==2.3.3.1 -> web==2.3.3\n";
    assert!(run.stderr.contains(first), "{}", run.stderr);
}

/// What a pre-release would repair, it repairs last.
#[test]
fn a_release_comes_before_a_prerelease() {
    let world = World::new()
        .with(
            Release::new("app", "1.0")
                .requires(["lib<2"])
                .uploaded("2024-01-01T00:00:00Z"),
        )
        .with(
            Release::new("app", "2.0rc1")
                .requires(["lib>=2"])
                .uploaded("2024-02-01T00:00:00Z"),
        )
        .with(Release::new("lib", "1.0").uploaded("2022-01-01T00:00:00Z"))
        .with(Release::new("lib", "2.0").uploaded("2024-01-01T00:00:00Z"));
    let index = LocalIndex::of(&world);
    let run = workdir(&index)
        .file("requirements.in", "app==1.0\nlib>=2\n")
        .pinfix(&resolve_with(&[]));
    let first = "repair 1: requirements.in:2  lib>=2 -> lib>=1.0  (lib 1.0)\n";
    let second = "repair 2: requirements.in:1  app==1.0 -> app==2.0rc1\n";
    assert!(
        run.stderr.contains(first) && run.stderr.contains(second),
        "{}",
        run.stderr
    );
}
