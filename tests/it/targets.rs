//! Markers, Requires-Python and tags are judged against the target, never against the machine that asks.

use pinfix_testing::{LocalIndex, Release, World};

use crate::workdir;

fn index() -> LocalIndex {
    let world = World::new()
        .with(Release::new("tool", "1.0").requires([
            "colorama ; sys_platform == 'win32'",
            "uvloop ; sys_platform != 'win32' and implementation_name == 'cpython'",
            "backport ; python_version < '3.10'",
        ]))
        .with(Release::new("tool", "2.0").requires_python(">=3.11"))
        .with_versions("colorama", ["1.0"])
        .with_versions("uvloop", ["1.0"])
        .with_versions("backport", ["1.0"])
        .with_versions("winonly", ["1.0"])
        .with_versions("armonly", ["1.0"])
        .with(Release::new("binary", "1.0"))
        .with(
            Release::new("binary", "2.0").wheels(["cp39-cp39-manylinux_2_28_x86_64", "cp39-cp39-win_amd64"]),
        )
        .with(Release::new("binary", "3.0").wheels(["cp39-cp39-manylinux_2_34_x86_64"]))
        .with(Release::new("binary", "4.0").wheels(["cp39-cp39-macosx_11_0_arm64"]));
    LocalIndex::of(&world)
}

const REQUIREMENTS: &str = "\
tool
binary
winonly ; sys_platform == \"win32\"
armonly ; platform_machine == 'arm64' and platform_system == 'Darwin'
";

fn lock(target: &[&str]) -> String {
    let index = index();
    workdir(&index)
        .file("requirements.in", REQUIREMENTS)
        .pinfix(&[&["resolve", "requirements.in"], target].concat())
        .snapshot()
}

#[test]
fn windows() {
    insta::assert_snapshot!(lock(&["--python-version", "3.9", "--python-platform", "windows"]));
}

#[test]
fn linux() {
    insta::assert_snapshot!(lock(&["--python-version", "3.9", "--python-platform", "linux"]));
}

#[test]
fn linux_with_a_newer_glibc() {
    let target = [
        "--python-version",
        "3.9",
        "--python-platform",
        "x86_64-manylinux_2_34",
    ];
    insta::assert_snapshot!(lock(&target));
}

#[test]
fn macos() {
    insta::assert_snapshot!(lock(&["--python-version", "3.9", "--python-platform", "macos"]));
}

#[test]
fn another_python() {
    insta::assert_snapshot!(lock(&[
        "--python-version",
        "3.12",
        "--python-platform",
        "windows"
    ]));
}

#[test]
fn no_release_fits_the_target() {
    let index = index();
    let run = workdir(&index).file("requirements.in", "tool>=2\n").pinfix(&[
        "resolve",
        "requirements.in",
        "--python-version",
        "3.9",
        "--python-platform",
        "linux",
    ]);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn no_wheel_fits_the_target() {
    let index = index();
    let run = workdir(&index).file("requirements.in", "binary>2\n").pinfix(&[
        "resolve",
        "requirements.in",
        "--python-version",
        "3.9",
        "--python-platform",
        "linux",
    ]);
    insta::assert_snapshot!(run.snapshot());
}
