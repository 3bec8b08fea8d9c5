//! Distributions that no index names: direct URLs, local wheels, folders of wheels.

use pinfix_testing::{LocalIndex, Release, Workdir, World};

use crate::{PINFIX, resolve_with, workdir};

fn index() -> LocalIndex {
    let world = World::new()
        .with(Release::new("tool", "1.0").requires(["six>=1"]))
        .with(Release::new("tool", "2.0").requires(["six>=2"]))
        .with_versions("six", ["1.0", "2.0"]);
    LocalIndex::of(&world)
}

/// Puts a distribution of the index into the work folder.
fn with_copy(workdir: Workdir, index: &LocalIndex, filename: &str, place: &str) -> Workdir {
    let project = filename.split('-').next().unwrap();
    let bytes = std::fs::read(index.root().join(project).join(filename)).unwrap();
    workdir.file(place, bytes)
}

/// Whether each pin of the lock has a hash.
fn all_hashed(lock: &str) -> bool {
    let pins = lock
        .lines()
        .filter(|line| line.contains("==") || line.contains(" @ ") || line.contains(".whl"));
    let pins: Vec<&str> = pins.filter(|line| !line.starts_with(['#', ' '])).collect();
    !pins.is_empty() && pins.iter().all(|line| line.ends_with('\\'))
}

#[test]
fn a_direct_url_to_a_wheel() {
    let index = index();
    let url = format!("{}tool/tool-1.0-py3-none-any.whl", index.url());
    let run = workdir(&index)
        .file("requirements.in", format!("tool @ {url}\n"))
        .pinfix(&resolve_with(&[]));
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_direct_url_with_hashes() {
    let index = index();
    let url = format!("{}tool/tool-1.0-py3-none-any.whl", index.url());
    let run = workdir(&index)
        .file("requirements.in", format!("tool @ {url}\n"))
        .pinfix(&resolve_with(&["--generate-hashes"]))
        .expect_code(0);
    assert!(all_hashed(&run.stdout), "{}", run.stdout);
}

#[test]
fn a_local_wheel_with_hashes_and_a_direct_url_beside_a_folder() {
    let index = index();
    let wheel = "six-2.0-py3-none-any.whl";
    let url = format!("{}tool/tool-2.0-py3-none-any.whl", index.url());
    let run = folder_of_wheels(&index).file("requirements.in", format!("./here/{wheel}\ntool @ {url}\n"));
    let run = with_copy(run, &index, wheel, &format!("here/{wheel}"))
        .pinfix(&resolve_with(&[
            "--no-index",
            "--find-links",
            "wheels",
            "--generate-hashes",
        ]))
        .expect_code(0);
    assert!(all_hashed(&run.stdout), "{}", run.stdout);
    assert!(run.stdout.contains("\n./here/six-2.0"), "{}", run.stdout);
}

#[test]
fn a_hash_of_the_line_is_the_files() {
    let index = index();
    let url = format!("{}tool/tool-1.0-py3-none-any.whl", index.url());
    let wrong = "0".repeat(64);
    let several = format!("--hash=sha256:{wrong} --hash=sha256:{}", "1".repeat(64));
    let run = workdir(&index)
        .file("requirements.in", format!("tool @ {url} {several}\n"))
        .pinfix(&resolve_with(&["--generate-hashes"]));
    assert!(
        run.code != Some(0) && run.stderr.contains("hash"),
        "{}",
        run.snapshot()
    );
    assert_eq!(run.stdout, "");
}

#[test]
fn a_direct_url_to_nothing() {
    let index = index();
    let url = format!("{}tool/tool-9.0-py3-none-any.whl", index.url());
    let run = workdir(&index)
        .file("requirements.in", format!("six\ntool @ {url}\n"))
        .pinfix(&resolve_with(&[]));
    assert_eq!(run.stdout, "");
    assert!(matches!(run.code, Some(1 | 3)), "{}", run.snapshot());
    assert!(run.stderr.contains("requirements.in:2"), "{}", run.snapshot());
}

#[test]
fn a_direct_url_against_a_specifier() {
    let index = index();
    let url = format!("{}tool/tool-1.0-py3-none-any.whl", index.url());
    let run = workdir(&index)
        .file("requirements.in", format!("tool>=2\ntool @ {url}\n"))
        .pinfix(&resolve_with(&[]))
        .expect_code(1);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_direct_url_against_what_another_package_needs() {
    let index = index();
    let url = format!("{}six/six-1.0-py3-none-any.whl", index.url());
    let run = workdir(&index)
        .file("requirements.in", format!("tool==2.0\nsix @ {url}\n"))
        .pinfix(&resolve_with(&[]))
        .expect_code(1);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn a_local_wheel() {
    let index = index();
    let wheel = "tool-1.0-py3-none-any.whl";
    let workdir = with_copy(workdir(&index), &index, wheel, &format!("wheels/{wheel}"))
        .file("requirements.in", format!("./wheels/{wheel}\n"));
    insta::assert_snapshot!(workdir.pinfix(&resolve_with(&[])).snapshot());
    let extras = format!("./wheels/{wheel}[cli]\n");
    let run = workdir
        .file("requirements.in", extras.as_str())
        .pinfix(&resolve_with(&["--no-strip-extras"]));
    assert!(run.stdout.contains(&format!("\n{extras}")), "{}", run.snapshot());
}

fn folder_of_wheels(index: &LocalIndex) -> Workdir {
    let mut workdir = Workdir::new(PINFIX).file("requirements.in", "tool\n");
    for filename in ["tool-1.0-py3-none-any.whl", "six-1.0-py3-none-any.whl"] {
        workdir = with_copy(workdir, index, filename, &format!("wheels/{filename}"));
    }
    workdir
}

#[test]
fn a_folder_of_wheels_alone() {
    let workdir = folder_of_wheels(&index());
    let arguments = resolve_with(&["--no-index", "--find-links", "wheels"]);
    insta::assert_snapshot!(workdir.pinfix(&arguments).snapshot());
    let workdir = workdir.file("requirements.in", "tool>=2\n");
    insta::assert_snapshot!(workdir.pinfix(&arguments).snapshot());
}

#[test]
fn a_folder_of_wheels_with_hashes() {
    let workdir = folder_of_wheels(&index());
    let run = workdir
        .pinfix(&resolve_with(&[
            "--no-index",
            "--find-links",
            "wheels",
            "--generate-hashes",
        ]))
        .expect_code(0);
    assert!(all_hashed(&run.stdout), "{}", run.stdout);
}

#[test]
fn a_folder_of_wheels_is_emitted_as_written() {
    let workdir = folder_of_wheels(&index());
    let run = workdir
        .pinfix(&resolve_with(&[
            "--no-index",
            "--find-links",
            "wheels",
            "--emit-find-links",
        ]))
        .expect_code(0);
    assert!(run.stdout.contains("\n--find-links wheels\n"), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("--no-index --find-links wheels --emit-find-links\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_folder_of_wheels_beside_an_index() {
    let index = index();
    let other = LocalIndex::of(&World::new().with_versions("extra-tool", ["3.0"]));
    let wheel = "extra_tool-3.0-py3-none-any.whl";
    let bytes = std::fs::read(other.root().join("extra-tool").join(wheel)).unwrap();
    let run = workdir(&index)
        .file("requirements.in", "tool\nextra-tool\n")
        .file(format!("wheels/{wheel}").as_str(), bytes)
        .pinfix(&resolve_with(&["--find-links", "wheels"]));
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn places_that_are_named_and_not_there_are_told() {
    let run = workdir(&index())
        .env("VIRTUAL_ENV", "/gone")
        .file("requirements.in", "six\n")
        .pinfix(&resolve_with(&["--find-links", "wheles"]))
        .expect_code(0);
    for warning in [
        "warning: VIRTUAL_ENV names /gone, which is no folder\n",
        "wheles (from --find-links) does not exist\n",
    ] {
        assert!(run.stderr.contains(warning), "{}", run.snapshot());
    }
}
