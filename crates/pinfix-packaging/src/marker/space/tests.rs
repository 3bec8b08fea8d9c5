//! What markers admit, compared with asking the markers themselves.

use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, prop_oneof};

use super::*;
use crate::marker::{Marker, MarkerEnvironment};
use crate::specifier::SpecifierSet;
use crate::{PythonVersion, Target};

fn space(text: &str) -> MarkerSpace {
    MarkerSpace::of(&Marker::parse(text).unwrap())
}

/// What is written for a marker where Python is 3.9 or newer.
fn told(text: &str) -> String {
    let within = MarkerSpace::possible().and(&MarkerSpace::of_pythons(&PythonSet::from(
        &"3.9".parse().unwrap(),
    )));
    match space(text).to_marker(&within) {
        None => "always".to_owned(),
        Some(marker) => marker.to_string(),
    }
}

#[test]
fn markers_become_as_short_as_they_can_be() {
    let cases = [
        ("python_version >= '3.8'", "always"),
        ("python_version < '3.9'", "python_version < \"0\""),
        ("python_version < '3.10' or python_version >= '3.10'", "always"),
        ("python_full_version < '3.13'", "python_version < \"3.13\""),
        ("python_full_version <= '3.11.0a6'", "python_version < \"3.11\""),
        (
            "python_full_version < '3.10.2'",
            "python_full_version < \"3.10.2\"",
        ),
        ("python_version == '3.13'", "python_version == \"3.13\""),
        (
            "python_version == '3.9' or python_version == '3.10'",
            "python_version < \"3.11\"",
        ),
        (
            "python_version != '3.11'",
            "python_version < \"3.11\" or python_version >= \"3.12\"",
        ),
        (
            "sys_platform == 'win32' or platform_system == 'Windows'",
            "sys_platform == \"win32\"",
        ),
        ("platform_system != 'Windows'", "sys_platform != \"win32\""),
        (
            "platform_python_implementation != 'PyPy' and implementation_name != 'pypy'",
            "implementation_name != \"pypy\"",
        ),
        ("'linux' in sys_platform", "\"linux\" in sys_platform"),
        (
            "sys_platform == 'linux' and 'bsd' in sys_platform",
            "python_version < \"0\"",
        ),
        (
            "platform_machine in 'x86_64 X86_64' or platform_machine == 'x86_64'",
            "platform_machine in \"x86_64 X86_64\"",
        ),
        (
            "(sys_platform == 'linux' and python_version < '3.10') or sys_platform == 'linux'",
            "sys_platform == \"linux\"",
        ),
        (
            "python_version < '3.10' or (python_version >= '3.10' and os_name == 'nt')",
            "python_version < \"3.10\" or sys_platform == \"win32\"",
        ),
        (
            "platform_machine != 'aarch64' and platform_machine != 'arm64'",
            "platform_machine != \"aarch64\" and platform_machine != \"arm64\"",
        ),
    ];
    for (marker, expected) in cases {
        assert_eq!(told(marker), expected, "{marker}");
    }
}

#[test]
fn what_can_and_cannot_meet() {
    let disjoint = |one: &str, other: &str| {
        space(one)
            .and(&MarkerSpace::possible())
            .is_disjoint(&space(other))
    };
    assert!(disjoint(
        "python_version < '3.10'",
        "python_full_version >= '3.10.0'"
    ));
    assert!(disjoint("sys_platform == 'linux'", "sys_platform == 'win32'"));
    assert!(disjoint(
        "sys_platform == 'linux'",
        "platform_system == 'Windows'"
    ));
    assert!(disjoint("sys_platform == 'linux'", "os_name == 'nt'"));
    assert!(disjoint("sys_platform == 'win32'", "'linux' in sys_platform"));
    assert!(disjoint(
        "python_version == '3.9'",
        "python_full_version == '3.9b1'"
    ));
    assert!(!disjoint("sys_platform == 'linux'", "os_name != 'posix'"));
    assert!(!disjoint(
        "python_version == '3.10'",
        "python_full_version >= '3.10.1'"
    ));
    assert!(!disjoint(
        "platform_machine == 'x86_64'",
        "sys_platform == 'win32'"
    ));
}

#[test]
fn pythons_that_a_release_admits() {
    let admitted = |text: &str| PythonSet::admitted_by(&SpecifierSet::parse(text).unwrap()).to_string();
    assert_eq!(admitted(">=3.9"), ">=3.9");
    assert_eq!(admitted(">=2.7,!=3.0.*,!=3.1.*,<4"), ">=3.2");
    assert_eq!(admitted(">=3.8.1,<3.13"), ">=3.8.1,<3.13");
    assert_eq!(admitted("==3.9.*"), "3.9");
    assert_eq!(admitted("~=3.7"), ">=3.7");
    assert_eq!(admitted("<3"), "");
    assert_eq!(admitted(""), "3");
    let holes = SpecifierSet::parse(">=3.8,!=3.9.0,!=3.9.1").unwrap();
    assert_eq!(PythonSet::admitted_by(&holes).to_string(), "3.8 or >=3.9.2");
    assert_eq!(PythonSet::admitted_roughly_by(&holes).to_string(), ">=3.8");
}

#[test]
fn each_minor_version_is_stood_for_by_its_newest_patch() {
    let of = |text: &str| {
        let set = space(text).pythons();
        let all: Vec<String> = set.representatives().iter().map(ToString::to_string).collect();
        all.join(" ")
    };
    let newest = |text: &str| text.parse::<PythonVersion>().unwrap().to_string();
    assert_eq!(of("python_version == '3.9'"), newest("3.9"));
    assert_eq!(of("python_full_version < '3.8.1'"), "3.8.0");
    assert_eq!(of("python_version == '3.21'"), "3.21.0");
    let from_a_patch = "python_full_version >= '3.13.2' and python_version < '3.14'";
    assert_eq!(of(from_a_patch), format!("3.13.2 {}", newest("3.13")));
    assert_eq!(
        of("python_version >= '3.13'"),
        format!("{} {}", newest("3.13"), newest("3.14"))
    );
}

fn comparison() -> impl Strategy<Value = String> {
    let version = proptest::sample::select(vec!["3", "3.8", "3.9", "3.10", "3.12", "3.13", "4"]);
    let full = proptest::sample::select(vec!["3.8.1", "3.9", "3.9.25", "3.11.0a6", "3.12.1", "3.13.0"]);
    let order = || proptest::sample::select(vec!["<", "<=", "==", "!=", ">=", ">"]);
    let same = || proptest::sample::select(vec!["==", "!="]);
    let platform = proptest::sample::select(vec!["linux", "darwin", "win32", "other"]);
    let system = proptest::sample::select(vec!["Linux", "Darwin", "Windows"]);
    let machine = proptest::sample::select(vec!["x86_64", "aarch64", "arm64", "AMD64"]);
    prop_oneof![
        (order(), version).prop_map(|(op, it)| format!("python_version {op} '{it}'")),
        (order(), full).prop_map(|(op, it)| format!("python_full_version {op} '{it}'")),
        (same(), platform).prop_map(|(op, it)| format!("sys_platform {op} '{it}'")),
        (same(), system).prop_map(|(op, it)| format!("platform_system {op} '{it}'")),
        (same(), machine).prop_map(|(op, it)| format!("platform_machine {op} '{it}'")),
        same().prop_map(|op| format!("os_name {op} 'nt'")),
        same().prop_map(|op| format!("implementation_name {op} 'cpython'")),
        Just("'64' in platform_machine".to_owned()),
        Just("platform_machine not in 'x86_64 AMD64'".to_owned()),
        Just("python_version in '3.9 3.10, 3.12'".to_owned()),
        Just("sys_platform in 'linux darwin'".to_owned()),
    ]
}

fn marker() -> impl Strategy<Value = String> {
    comparison().prop_recursive(3, 12, 3, |inner| {
        let several = || proptest::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several().prop_map(|parts| format!("({})", parts.join(" and "))),
            several().prop_map(|parts| format!("({})", parts.join(" or "))),
        ]
    })
}

fn environment() -> impl Strategy<Value = MarkerEnvironment> {
    let python = proptest::sample::select(vec![
        "3.8", "3.8.0", "3.9.24", "3.9", "3.10", "3.12.1", "3.13", "3.14",
    ]);
    let platform = proptest::sample::select(vec![
        "linux",
        "macos",
        "windows",
        "aarch64-manylinux_2_28",
        "aarch64-apple-darwin",
    ]);
    (python, platform).prop_map(|(python, platform)| {
        Target::new(python.parse().unwrap(), platform.parse().unwrap()).environment
    })
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 256, ..Default::default() })]

    #[test]
    fn a_space_admits_what_its_marker_does(text in marker(), environment in environment()) {
        let marker = Marker::parse(&text).unwrap();
        prop_assert_eq!(MarkerSpace::of(&marker).contains(&environment), marker.evaluate(&environment, &[]));
    }

    #[test]
    fn what_is_written_admits_the_same_within(one in marker(), other in marker(), environment in environment()) {
        let within = space(&other).and(&MarkerSpace::possible());
        let own = space(&one);
        let written = own.to_marker(&within);
        if within.contains(&environment) {
            let admitted = written.is_none_or(|it| it.evaluate(&environment, &[]));
            prop_assert_eq!(admitted, own.contains(&environment));
        } else if let Some(written) = written {
            // It reads back.
            prop_assert!(Marker::parse(&written.to_string()).is_ok());
        }
    }

    #[test]
    fn the_algebra_is_boolean(one in marker(), other in marker(), environment in environment()) {
        let (a, b) = (space(&one), space(&other));
        prop_assert_eq!(a.not().not(), a.clone());
        prop_assert_eq!(a.and(&b), b.and(&a));
        prop_assert_eq!(a.or(&b).not(), a.not().and(&b.not()));
        prop_assert!(a.and(&a.not()).is_none() && a.or(&a.not()).is_all());
        prop_assert!(a.and(&b).is_within(&a) && a.is_within(&a.or(&b)));
        prop_assert_eq!(a.without(&b).contains(&environment), a.contains(&environment) && !b.contains(&environment));
    }

    #[test]
    fn every_target_is_possible(environment in environment()) {
        prop_assert!(MarkerSpace::possible().contains(&environment));
    }
}
