//! Versions of Python, targets, tags and file names, by example.

#![expect(clippy::unwrap_used, reason = "what must be read and is not fails the test")]

use pinfix_packaging::tag::IncompatibleTag;
use pinfix_packaging::{
    Compatibility, Marker, Platform, PythonVersion, SdistFilename, SpecifierSet, Target, Version,
    WheelFilename,
};

fn target(python: &str, platform: &str) -> Target {
    Target::new(python.parse().unwrap(), platform.parse().unwrap())
}

#[test]
fn a_minor_version_means_its_newest_patch() {
    let full = |text: &str| {
        text.parse::<PythonVersion>()
            .map(|python| python.to_string())
            .map_err(|error| error.message)
    };
    assert_eq!(full("3.9"), Ok("3.9.25".to_owned()));
    assert_eq!(full("3.9.18"), Ok("3.9.18".to_owned()));
    assert_eq!(full("3.13.0rc1"), Ok("3.13.0rc1".to_owned()));
    assert_eq!(full("3.7"), Err("Python 3.7 is not supported".to_owned()));
    assert_eq!(full("2.7"), Err("Python 2.7 is not supported".to_owned()));
    // The one after the newest that is known may be out.
    assert_eq!(full("3.16"), Ok("3.16.0".to_owned()));
    for wrong in [
        "",
        "3",
        "2.7",
        "4.0",
        "3.9.1.1",
        "3.999999999999",
        "3.99",
        "3.17",
        "three",
        "3.9.*",
        "1!3.9",
    ] {
        assert!(full(wrong).is_err(), "{wrong}");
    }
    let known: Vec<String> = PythonVersion::known_minors()
        .map(|python| python.short())
        .collect();
    assert_eq!(known, ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"]);
}

#[test]
fn a_target_has_the_environment_of_its_platform() {
    let linux = target("3.9", "x86_64-manylinux_2_34");
    assert_eq!(linux.to_string(), "Python 3.9.25 on x86_64-manylinux_2_34");
    let holds =
        |target: &Target, marker: &str| Marker::parse(marker).unwrap().evaluate(&target.environment, &[]);
    assert!(holds(
        &linux,
        "python_version == '3.9' and python_full_version == '3.9.25' and platform_release == ''"
    ));
    assert!(holds(
        &target("3.12", "windows"),
        "platform_machine == 'AMD64' and os_name == 'nt' and sys_platform == 'win32'"
    ));
    assert!(holds(
        &target("3.12", "macos"),
        "platform_machine == 'arm64' and platform_system == 'Darwin'"
    ));
    assert!(holds(
        &linux.with_python("3.10".parse().unwrap()),
        "python_full_version > '3.10' and sys_platform == 'linux'"
    ));
}

#[test]
fn requires_python_is_asked_for_the_full_version() {
    let allows = |python: &str, text: &str| {
        target(python, "linux").requires_python_allows(&text.parse::<SpecifierSet>().unwrap())
    };
    assert!(allows("3.9", ">=3.9,!=3.9.7"));
    assert!(!allows("3.9.7", ">=3.9,!=3.9.7"));
    assert!(!allows("3.9", "<=3.9"));
    assert!(!allows("3.13.0rc1", ">=3.13"));
    assert!(allows("3.13.0rc1", ">=3.12"));
}

#[test]
fn the_best_tag_of_a_wheel_decides() {
    let tags = target("3.9", "x86_64-manylinux_2_34").tags;
    let judge = |wheel: &str| tags.compatibility(&wheel.parse::<WheelFilename>().unwrap().tags);
    let exact = judge("a-1-cp39-cp39-manylinux_2_17_x86_64.manylinux2014_x86_64.whl");
    let stable = judge("a-1-cp36-abi3-manylinux_2_17_x86_64.whl");
    let pure = judge("a-1-py2.py3-none-any.whl");
    let (
        Compatibility::Compatible(exact),
        Compatibility::Compatible(stable),
        Compatibility::Compatible(pure),
    ) = (exact, stable, pure)
    else {
        panic!("{exact:?} {stable:?} {pure:?}");
    };
    assert!(exact > stable && stable > pure);
    let wrong = Compatibility::Incompatible;
    assert_eq!(
        judge("a-1-cp310-cp310-manylinux_2_17_x86_64.whl"),
        wrong(IncompatibleTag::Python)
    );
    assert_eq!(
        judge("a-1-cp39-cp39d-manylinux_2_17_x86_64.whl"),
        wrong(IncompatibleTag::Abi)
    );
    assert_eq!(
        judge("a-1-cp39-cp39-win_amd64.whl"),
        wrong(IncompatibleTag::Platform)
    );
    assert_eq!(
        judge("a-1-cp39-cp39-manylinux_2_35_x86_64.whl"),
        wrong(IncompatibleTag::Platform)
    );
    assert_eq!(
        judge("a-1-cp313-cp313t-linux_x86_64.whl"),
        wrong(IncompatibleTag::Python)
    );
}

#[test]
fn every_priority_is_the_place_of_its_tag() {
    let tags = target("3.9", "x86_64-manylinux_2_34").tags;
    let mut last = u32::MAX;
    for (index, tag) in tags.iter().enumerate() {
        let Compatibility::Compatible(priority) = tags.compatibility(std::slice::from_ref(&tag)) else {
            panic!("{tag} is not its own");
        };
        assert!(index == 0 || priority < last, "{tag}");
        last = priority;
    }
}

#[test]
fn legacy_sdist_names_are_read_by_the_project() {
    let read = |filename: &str, project: &str| {
        SdistFilename::parse(filename, &project.parse().unwrap())
            .map(|sdist| sdist.version)
            .map_err(|error| error.reason)
    };
    let version = |text: &str| Ok(text.parse::<Version>().unwrap());
    assert_eq!(
        read("zope.interface-4.0.tar.gz", "zope-interface"),
        version("4.0")
    );
    assert_eq!(read("Foo-Bar-1.0.zip", "foo-bar"), version("1.0"));
    assert_eq!(read("a-b-1.0-1.tgz", "a-b"), version("1.0.post1"));
    assert_eq!(read("a-2-1.0.tar.bz2", "a-2"), version("1.0"));
    assert!(
        read("other-1.0.tar.gz", "foo")
            .unwrap_err()
            .contains("does not start with `foo-`")
    );
    assert!(
        read("foo-1.0.linux-x86_64.tar.gz", "foo")
            .unwrap_err()
            .contains("built archive")
    );
    assert!(read("foo-1.0-py2.7.egg", "foo").unwrap_err().contains("eggs"));
    assert!(read("foo-2004d.tar.gz", "foo").unwrap_err().contains("PEP 440"));
}

#[test]
fn wheel_names_are_written_back() {
    for name in [
        "a_b-1.0-2x-py2.py3-none-any.whl",
        "numpy-2.0.2-cp39-cp39-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    ] {
        assert_eq!(name.parse::<WheelFilename>().unwrap().to_string(), name);
    }
    assert_eq!(
        "a-1.0_1-py3-none-any.whl"
            .parse::<WheelFilename>()
            .unwrap()
            .version
            .to_string(),
        "1.0.post1"
    );
}

#[test]
fn an_unknown_platform_is_refused() {
    for name in [
        "",
        "linux64",
        "x86_64-manylinux_3_1",
        "x86_64-manylinux_2_100",
        "vax-manylinux_2_17",
        "x86_64-manylinux_2_017",
    ] {
        assert!(name.parse::<Platform>().is_err(), "{name}");
    }
}
