//! Which versions are chosen: resolution modes, cut-off dates, overrides, excludes, kinds of distributions.

use pinfix_testing::{LocalIndex, Release, World};

use crate::{resolve_with, workdir};

const REQUIREMENTS: &str = "boto3\n";

fn index() -> LocalIndex {
    let world = World::new()
        .with(
            Release::new("boto3", "1.0")
                .requires(["botocore>=1"])
                .uploaded("2020-01-01"),
        )
        .with(
            Release::new("boto3", "2.0")
                .requires(["botocore>=1.5"])
                .uploaded("2022-01-01"),
        )
        .with(
            Release::new("boto3", "3.0")
                .requires(["botocore>=2"])
                .only_sdist(),
        )
        .with(Release::new("botocore", "1.0").uploaded("2020-01-01"))
        .with(Release::new("botocore", "1.5").uploaded("2021-01-01"))
        .with(Release::new("botocore", "2.0").with_sdist())
        .with(Release::new("botocore", "3.0rc1"));
    LocalIndex::of(&world)
}

fn lock(further: &[&str]) -> String {
    let index = index();
    workdir(&index)
        .file("requirements.in", REQUIREMENTS)
        .file("overrides.txt", "botocore==1.0\n")
        .file("excludes.txt", "botocore\n")
        .pinfix(&resolve_with(further))
        .snapshot()
}

#[test]
fn the_newest() {
    insta::assert_snapshot!(lock(&[]));
}

#[test]
fn the_oldest() {
    insta::assert_snapshot!(lock(&["--resolution", "lowest"]));
}

#[test]
fn the_oldest_of_what_is_asked_for() {
    insta::assert_snapshot!(lock(&["--resolution", "lowest-direct"]));
}

#[test]
fn without_dependencies() {
    insta::assert_snapshot!(lock(&["--no-deps"]));
}

#[test]
fn as_of_a_date() {
    insta::assert_snapshot!(lock(&["--exclude-newer", "2021-06-30"]));
}

#[test]
fn as_of_a_date_before_everything() {
    let seen = lock(&["--exclude-newer", "2019-01-01"]);
    assert!(seen.starts_with("exit code: 1\n"), "{seen}");
    assert!(
        seen.contains("no release of boto3 was uploaded before the cutoff"),
        "{seen}"
    );
    assert!(seen.contains("boto3 1.0, uploaded on 2020-01-01"), "{seen}");
}

#[test]
fn as_of_a_date_the_newest_is_that_before_it() {
    let index = index();
    let seen = workdir(&index)
        .file("requirements.in", "botocore>=1.6\n")
        .pinfix(&resolve_with(&["--exclude-newer", "2021-06-30"]))
        .expect_code(1)
        .stderr;
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(seen.contains("before the cutoff is 1.5"), "{seen}");
}

#[test]
fn an_override_replaces_what_anyone_says() {
    insta::assert_snapshot!(lock(&["--overrides", "overrides.txt"]));
}

#[test]
fn what_is_excluded_is_left_out() {
    insta::assert_snapshot!(lock(&["--excludes", "excludes.txt"]));
}

#[test]
fn pre_releases() {
    insta::assert_snapshot!(lock(&["--pre"]));
}

#[test]
fn only_wheels() {
    insta::assert_snapshot!(lock(&["--only-binary", ":all:"]));
}

#[test]
fn only_wheels_of_one_package() {
    insta::assert_snapshot!(lock(&["--only-binary", "Boto3", "--generate-hashes"]));
}

#[test]
fn no_wheels_of_one_package() {
    insta::assert_snapshot!(lock(&["--no-binary", "botocore"]));
}

#[test]
fn what_is_ruled_out_has_no_hash() {
    let seen = lock(&["--no-binary", "botocore", "--generate-hashes"]);
    let (_, botocore) = seen.split_once("\nbotocore==2.0").unwrap();
    assert_eq!(botocore.matches("--hash=").count(), 1, "{seen}");
}

#[test]
fn neither_wheels_nor_builds() {
    let seen = lock(&["--no-binary", ":all:", "--no-build"]);
    assert!(
        seen.starts_with("exit code: 1\n") && seen.contains("--no-binary"),
        "{seen}"
    );
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        seen.contains("boto3 3.0 has only a source distribution, and builds are off"),
        "{seen}"
    );
    assert!(
        seen.contains("boto3 2.0 has only wheels, which `--no-binary` rules out"),
        "{seen}"
    );
}

#[test]
fn no_builds() {
    insta::assert_snapshot!(lock(&["--no-build"]));
}
