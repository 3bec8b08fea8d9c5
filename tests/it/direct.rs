//! Lines that point at a file which is not what they say, or is not there.

use pinfix_testing::{LocalIndex, Release, Run, Workdir, World};

use crate::{resolve_with, workdir};

fn index() -> LocalIndex {
    LocalIndex::of(
        &World::new()
            .with(Release::new("tool", "1.0").requires(["six"]))
            .with_versions("six", ["1.0"]),
    )
}

fn resolve(workdir: &Workdir, text: &str) -> Run {
    std::fs::write(workdir.path().join("requirements.in"), text).unwrap();
    workdir.pinfix(&resolve_with(&[]))
}

fn resolve_hashed(workdir: &Workdir, text: &str) -> Run {
    std::fs::write(workdir.path().join("requirements.in"), text).unwrap();
    workdir.pinfix(&resolve_with(&["--generate-hashes"]))
}

#[test]
fn a_url_of_this_machine_is_no_path_and_what_is_not_there_is_said_of_the_line() {
    let index = index();
    let workdir = workdir(&index);
    let here = format!("http://localhost:{}/simple/tool", index.port());
    let run = resolve(&workdir, &format!("tool @ {here}/tool-1.0-py3-none-any.whl\n")).expect_code(0);
    assert!(run.stdout.contains("six==1.0"), "{}", run.snapshot());
    let run = resolve(&workdir, &format!("tool @ {here}/tool-9.0-py3-none-any.whl\n")).expect_code(1);
    let told = "tool 9.0 can't be used: there is no tool-9.0-py3-none-any.whl at its URL";
    assert!(run.stderr.replace("\n  │ ", " ").contains(told), "{}", run.stderr);
}

#[test]
fn a_file_with_another_hash_than_its_line_says_is_refused() {
    let index = index();
    let wheel = "tool-1.0-py3-none-any.whl";
    let url = format!("{}tool/{wheel}", index.url());
    let (wrong, other) = ("0".repeat(64), "1".repeat(64));
    let bytes = std::fs::read(index.root().join("tool").join(wheel)).unwrap();
    let workdir = workdir(&index).file(&format!("here/{wheel}"), bytes);
    let file = format!("file://{}/here/{wheel}", workdir.path().display());
    for line in [
        format!("tool @ {url}#sha256={wrong}"),
        format!("{file}#sha256={wrong}"),
        format!("./here/{wheel} --hash=sha256:{wrong}"),
        format!("tool @ {url} --hash=sha256:{wrong} --hash=sha256:{other}"),
    ] {
        let run = resolve(&workdir, &format!("six\n{line}\n"));
        assert_eq!(run.code, Some(1), "{line}: {}", run.snapshot());
        assert!(run.stderr.contains("requirements.in:2"), "{}", run.snapshot());
        assert!(
            run.stderr.contains("does not have the hash"),
            "{}",
            run.snapshot()
        );
    }
    let lock = resolve_hashed(&workdir, &format!("tool @ {url}\n")).stdout;
    let right = lock
        .split("\ntool @")
        .nth(1)
        .unwrap()
        .split("sha256:")
        .nth(1)
        .unwrap()
        .get(..64)
        .unwrap();
    let run = resolve(&workdir, &format!("tool @ {url}#sha256={right}\n"));
    assert_eq!(run.code, Some(0), "{}", run.snapshot());
}

#[test]
fn a_local_file_that_is_not_there() {
    let index = index();
    let workdir = workdir(&index);
    let missing = "tool-1.0-py3-none-any.whl";
    let run = resolve(
        &workdir,
        &format!("six\n  ./here/{missing}  # ours\ntool @ file:///nowhere/{missing}\n"),
    );
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(2), ""),
        "{}",
        run.snapshot()
    );
    insta::assert_snapshot!(run.snapshot());
}
