//! What holds for every text and every value.

#![expect(clippy::unwrap_used, reason = "what must be read and is not fails the test")]

use pinfix_packaging::filename::{SdistFilename, WheelFilename};
use pinfix_packaging::marker::{MarkerOperator, MarkerVariable};
use pinfix_packaging::{Marker, Platform, PythonVersion, Requirement, Span, SpecifierSet, Target, Version};
use proptest::prelude::*;

fn version() -> impl Strategy<Value = String> {
    let number = prop_oneof![0u64..20, Just(255), Just(256), Just(u64::MAX - 1), Just(u64::MAX)];
    let suffix = prop_oneof![
        4 => Just(String::new()),
        1 => (0u64..3).prop_map(|number| format!("a{number}")),
        1 => (0u64..3).prop_map(|number| format!("rc{number}.dev1")),
        1 => (0u64..3).prop_map(|number| format!(".post{number}")),
        1 => (0u64..3).prop_map(|number| format!(".dev{number}")),
    ];
    (
        proptest::option::weighted(0.1, 0u64..3),
        prop::collection::vec(number, 1..5),
        suffix,
    )
        .prop_map(|(epoch, release, suffix)| {
            let epoch = epoch.map_or(String::new(), |epoch| format!("{epoch}!"));
            let release: Vec<String> = release.iter().map(u64::to_string).collect();
            format!("{epoch}{}{suffix}", release.join("."))
        })
}

fn clause() -> impl Strategy<Value = String> {
    prop_oneof![
        (
            prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">=", "==="]),
            version()
        )
            .prop_map(|(operator, version)| format!("{operator}{version}")),
        (
            prop::sample::select(vec!["==", "!="]),
            "[0-9]{1,3}(\\.[0-9]{1,20}){0,2}"
        )
            .prop_map(|(operator, release)| format!("{operator}{release}.*")),
        version().prop_map(|version| format!("~={version}")),
    ]
}

fn specifiers() -> impl Strategy<Value = String> {
    prop::collection::vec(clause(), 0..4).prop_map(|clauses| clauses.join(", "))
}

fn comparison() -> impl Strategy<Value = String> {
    let variable = prop::sample::select(MarkerVariable::ALL[..12].to_vec());
    let operator = prop::sample::select(vec![
        MarkerOperator::Lt,
        MarkerOperator::Eq,
        MarkerOperator::Ne,
        MarkerOperator::Ge,
        MarkerOperator::Compatible,
        MarkerOperator::Arbitrary,
        MarkerOperator::In,
        MarkerOperator::NotIn,
    ]);
    (variable, operator, "[a-zA-Z0-9._' -]{0,8}", any::<bool>()).prop_map(
        |(variable, operator, text, turned)| {
            if turned {
                format!("\"{text}\" {operator} {variable}")
            } else {
                format!("{variable} {operator} \"{text}\"")
            }
        },
    )
}

fn marker() -> impl Strategy<Value = String> {
    comparison().prop_recursive(4, 24, 3, |inner| {
        (prop::collection::vec(inner, 2..4), any::<bool>(), any::<bool>()).prop_map(
            |(parts, is_and, wrapped)| {
                let text = parts.join(if is_and { " and " } else { " or " });
                if wrapped { format!("({text})") } else { text }
            },
        )
    })
}

/// Texts that look enough like the real thing to get deep into the parsers.
fn nearly() -> impl Strategy<Value = String> {
    let pieces = vec![
        "foo",
        "[",
        "]",
        "a",
        ",",
        "(",
        ")",
        ">=",
        "==",
        "=",
        "~",
        "~=",
        "!",
        "1",
        ".",
        "*",
        ".*",
        "+",
        "18446744073709551616",
        " ",
        ";",
        "\"",
        "'",
        "python_version",
        "extra",
        "os_name",
        " and ",
        " or ",
        "not ",
        "in ",
        "@",
        "#",
        "https://",
        "\u{2019}",
        "é",
        "\n",
        "\\",
        "-",
        "_",
        "3.9",
        "post",
        "dev",
        "rc",
        ".whl",
        ".tar.gz",
        "any",
        "py3",
        "none",
        "^",
        "=>",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..14).prop_map(|pieces| pieces.concat())
}

fn is_inside(span: Span, text: &str) -> bool {
    span.start <= span.end && text.is_char_boundary(span.start) && text.is_char_boundary(span.end)
}

fn read_everything(text: &str) -> Result<(), TestCaseError> {
    if let Err(error) = Requirement::parse(text) {
        prop_assert!(is_inside(error.span, text), "{error:?} in {text:?}");
    }
    match Requirement::parse_lenient(text) {
        Ok((read, told)) => {
            // Nothing is bent in silence.
            prop_assert_eq!(
                told.is_empty(),
                Requirement::parse(text).is_ok(),
                "{:?} is read as {}",
                text,
                read
            );
            prop_assert_eq!(Requirement::parse(&read.to_string()), Ok(read));
        }
        Err(error) => prop_assert!(is_inside(error.span, text), "{error:?} in {text:?}"),
    }
    if let Err(error) = Marker::parse(text) {
        prop_assert!(is_inside(error.span, text), "{error:?} in {text:?}");
    }
    match Marker::parse_lenient(text) {
        Ok((read, told)) => {
            prop_assert_eq!(
                told.is_empty(),
                Marker::parse(text).is_ok(),
                "{:?} is read as {}",
                text,
                read
            );
        }
        Err(error) => prop_assert!(is_inside(error.span, text), "{error:?} in {text:?}"),
    }
    if let Err(error) = SpecifierSet::parse(text) {
        prop_assert!(is_inside(error.span, text), "{error:?} in {text:?}");
    }
    match SpecifierSet::parse_lenient(text) {
        Ok((read, told)) => {
            prop_assert_eq!(
                told.is_empty(),
                SpecifierSet::parse(text).is_ok(),
                "{:?} is read as {}",
                text,
                read
            );
        }
        Err(error) => prop_assert!(is_inside(error.span, text), "{error:?} in {text:?}"),
    }
    let _ = text.parse::<WheelFilename>();
    let _ = SdistFilename::parse(text, &"foo".parse().unwrap());
    let _ = text.parse::<PythonVersion>();
    let _ = text.parse::<Platform>();
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_any_text(text in ".{0,40}") {
        read_everything(&text)?;
    }

    #[test]
    fn nothing_panics_on_nearly_right_texts(text in nearly()) {
        read_everything(&text)?;
    }

    #[test]
    fn specifiers_come_back_as_they_were_written(text in specifiers()) {
        if let Ok(set) = SpecifierSet::parse(&text) {
            prop_assert_eq!(SpecifierSet::parse(&set.to_string()), Ok(set.clone()));
            prop_assert_eq!(SpecifierSet::parse_lenient(&text), Ok((set, Vec::new())));
        }
    }

    #[test]
    fn a_version_is_admitted_by_the_clauses_it_must_be(version in version(), other in version()) {
        let version: Version = version.parse().unwrap();
        let contains = |operator: &str, bound: &dyn std::fmt::Display| {
            SpecifierSet::parse(&format!("{operator}{bound}")).unwrap().contains(&version)
        };
        for operator in ["==", "===", ">=", "<="] {
            prop_assert!(contains(operator, &version), "{} {}", operator, version);
        }
        for operator in ["!=", ">", "<"] {
            prop_assert!(!contains(operator, &version), "{} {}", operator, version);
        }
        // Of two operators that say the opposite, one holds.
        prop_assert_ne!(contains("==", &other), contains("!=", &other));
        prop_assert_ne!(contains("<=", &other), version > other.parse::<Version>().unwrap());
    }

    #[test]
    fn a_set_admits_what_all_its_clauses_admit(left in specifiers(), right in specifiers(), version in version()) {
        if let (Ok(left), Ok(right)) = (SpecifierSet::parse(&left), SpecifierSet::parse(&right)) {
            let version: Version = version.parse().unwrap();
            prop_assert_eq!(left.and(&right).contains(&version), left.contains(&version) && right.contains(&version));
        }
    }

    #[test]
    fn markers_come_back_as_they_were_written(text in marker()) {
        let marker = Marker::parse(&text).unwrap();
        prop_assert_eq!(Marker::parse(&marker.to_string()), Ok(marker.clone()));
        prop_assert_eq!(Marker::parse_lenient(&text), Ok((marker, Vec::new())));
    }

    #[test]
    fn markers_join_as_logic_says(left in marker(), right in marker()) {
        let target = Target::new("3.9".parse().unwrap(), "linux".parse().unwrap());
        let (left, right) = (Marker::parse(&left).unwrap(), Marker::parse(&right).unwrap());
        let holds = |marker: &Marker| marker.evaluate(&target.environment, &[]);
        prop_assert_eq!(holds(&left.clone().and(right.clone())), holds(&left) && holds(&right));
        prop_assert_eq!(holds(&left.clone().or(right.clone())), holds(&left) || holds(&right));
        let joined = left.or(right);
        prop_assert_eq!(joined.without_extras(&[]).is_none_or(|marker| holds(&marker)), holds(&joined));
    }

    #[test]
    fn requirements_come_back_as_they_were_written(
        name in "[A-Za-z0-9]([A-Za-z0-9._-]{0,6}[A-Za-z0-9])?",
        extras in prop::collection::vec("[a-z][a-z0-9_]{0,3}[a-z]", 0..3),
        specifiers in specifiers(),
        marker in proptest::option::of(marker()),
        is_url in any::<bool>(),
    ) {
        let extras = if extras.is_empty() { String::new() } else { format!("[{}]", extras.join(", ")) };
        let source = if is_url { " @ https://example.org/a.whl ".to_owned() } else { specifiers };
        let marker = marker.map_or(String::new(), |marker| format!(";{marker}"));
        let text = format!("{name}{extras}{source}{marker}");
        if let Ok(requirement) = Requirement::parse(&text) {
            prop_assert_eq!(Requirement::parse(&requirement.to_string()), Ok(requirement.clone()));
            prop_assert_eq!(Requirement::parse_lenient(&text), Ok((requirement, Vec::new())));
        }
    }
}

#[test]
fn platforms_come_back_as_they_were_written() {
    let more = [
        "x86_64-manylinux_2_35",
        "s390x-manylinux_2_99",
        "aarch64-musllinux_1_1",
        "arm64-macosx_14_0",
    ];
    let even_more = [
        "x86_64-android_30",
        "x86_64-ios_14_2-simulator",
        "i686-manylinux2010",
    ];
    for name in Platform::all_names().iter().chain(&more).chain(&even_more) {
        let platform: Platform = name.parse().unwrap();
        assert_eq!(platform.to_string().parse(), Ok(platform), "{name}");
    }
}
