//! What users read when they write a requirement wrong.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a text that is read after all fails the test"
)]

use std::fmt::Write;

use pinfix_packaging::{Requirement, SpecifierSet};

/// The text, the span under it, the message and the help.
fn shown(texts: &[&str]) -> String {
    let mut shown = String::new();
    for text in texts {
        let error = Requirement::parse(text).expect_err(text);
        let before = text[..error.span.start].chars().count();
        let under = text[error.span.start..error.span.end].chars().count().max(1);
        writeln!(
            shown,
            "{text}\n{}{} {}",
            " ".repeat(before),
            "^".repeat(under),
            error.message
        )
        .unwrap();
        if let Some(help) = error.help {
            writeln!(shown, "  help: {help}").unwrap();
        }
    }
    shown
}

/// What a lenient reading makes of each text.
fn told(texts: &[&str]) -> String {
    let mut shown = String::new();
    for text in texts {
        let read = match Requirement::parse_lenient(text) {
            Ok((requirement, told)) => format!("{requirement}\n  {}", told.join("\n  ")),
            Err(error) => format!("refused: {error}"),
        };
        writeln!(shown, "{text}\n  {read}").unwrap();
    }
    shown
}

#[test]
fn wrong_versions() {
    insta::assert_snapshot!(shown(&[
        "requests=2.0",
        "foo=>1",
        "foo>1 <2",
        "foo>=1<2",
        "foo 1.0",
        "foo~>1.2",
        "foo^1.2",
        "foo~1.2",
        "foo>=2.7.*",
        "foo==1.0a1.*",
        "foo~=1",
        "foo>=1.0+cpu",
        "foo==",
        "foo==abc",
        "foo==2004d",
        "foo==18446744073709551616",
        "foo==\"1.0\"",
        "foo>=1,,<2",
        "foo (>=1",
        "foo>=1)",
    ]));
}

#[test]
fn wrong_names_and_extras() {
    insta::assert_snapshot!(shown(&[
        "",
        "-foo",
        "foo_",
        "föö",
        "foo bar",
        "foo[extra",
        "foo[a b]",
        "foo[a,]",
        "foo[-a]",
        "foo>=1[a]",
        "https://example.org/foo-1.0-py3-none-any.whl",
        "git+https://example.org/foo",
        "./foo",
        "foo @",
        "foo @ https://example.org/foo.whl; os_name == 'nt'",
        "foo>=1.0 # bad",
        "foo>=1.0#bad",
        "foo ; os_name == 'nt' # bad",
    ]));
}

#[test]
fn wrong_markers() {
    insta::assert_snapshot!(shown(&[
        "foo;",
        "foo; python_version",
        "foo; python_version >=",
        "foo; python_version >= 3.8",
        "foo; python_version => '3.8'",
        "foo; python_version = '3.8'",
        "foo; python_version >= '3.8",
        "foo; python_version >= \"3.8'",
        "foo; python_version >= “3.8”",
        "foo; python_versoin >= '3.8'",
        "foo; pyhton == '3'",
        "foo; platform == 'linux'",
        "foo; flavour == 'sweet'",
        "foo; sys_platform == linux",
        "foo; 'a' == 'a'",
        "foo; os_name == sys_platform",
        "foo; (os_name == 'nt'",
        "foo; os_name == 'nt')",
        "foo; os_name == 'nt' AND extra == 'x'",
        "foo; os_name == 'nt' && extra == 'x'",
        "foo; os_name not 'nt'",
        "foo; os_name == 'nt' and",
        "foo>=1 python_version < '3'",
        "foo python_version < '3'",
    ]));
}

#[test]
fn lenient_readings() {
    insta::assert_snapshot!(told(&[
        "foo (>=2.7.*)",
        "foo (1.0)",
        "foo (*)",
        "foo >=1 <2",
        "foo>=1<2",
        "foo>= 1.0, < 2.0,, !=1.5",
        "foo=>1.0",
        "foo=1.0",
        "foo~>1.2",
        "foo^1.2",
        "foo~=1",
        "foo~=1.2.*",
        "foo!=~1.2",
        "foo==1.2*",
        "foo==1.x",
        "foo>='1.0'",
        "foo (>=1",
        "foo>=1)",
        "foo>=1[a]",
        "foo[a b,'c',]",
        "'foo>=1'",
        "foo>=1 # comment",
        "foo>=1 python_version<'3'",
        "foo; python_version<3",
        "foo; python_version<'3' AND os_name='nt'",
        "foo; python_version<“3”;",
        "foo; (os_name=='nt'",
        "foo;",
        "foo\n>=1;\n os_name=='nt'",
        "foo @ https://example.org/foo.whl; os_name == 'nt'",
        "foo==2004d",
        "foo bar",
        "foo; flavour == 'sweet'",
    ]));
}

#[test]
fn lenient_requires_python() {
    let read =
        |text: &str| SpecifierSet::parse_lenient(text).map(|(set, told)| (set.to_string(), told.len()));
    assert_eq!(read(">=3.6.*"), Ok((">=3.6".to_owned(), 1)));
    assert_eq!(
        read(">=2.7,!=3.0*,!=3.1*"),
        Ok((">=2.7,!=3.0.*,!=3.1.*".to_owned(), 2))
    );
    assert_eq!(read(">=2.7 !=3.0.* , <4"), Ok((">=2.7,!=3.0.*,<4".to_owned(), 1)));
    assert_eq!(read(">=3.6;<4"), Ok((">=3.6,<4".to_owned(), 1)));
    assert_eq!(read("~=3"), Ok((">=3,==3.*".to_owned(), 1)));
    assert_eq!(read("\">=3.5\""), Ok((">=3.5".to_owned(), 1)));
    assert_eq!(read("3.6"), Ok(("==3.6".to_owned(), 1)));
    assert!(read("three").is_err());
}

/// Forms found in published metadata: what each is read as, and that this is told.
#[test]
fn old_specifiers_are_read_and_told() {
    let forms = [
        // celery 4.4.7
        (">dev", ">0.dev0"),
        (">=9.0.0a1.0", ">=9.0.0a1"),
        (">=9a1.0", ">=9a1"),
        (">=7.2.0<8.0.0", ">=7.2.0,<8.0.0"),
        (">=1.2 <2", ">=1.2,<2"),
        (">=7.2.0*", ">=7.2.0"),
        ("<3.4.*", "<3.4"),
        (">=1.*", ">=1"),
        ("~=3.*", "==3.*"),
        ("!=~5.0,>=4.12", "!=5.0.*,>=4.12"),
        ("!=3.0*", "!=3.0.*"),
        (">= '2.7'", ">=2.7"),
        (">=2.7, !=3.1.*'", ">=2.7,!=3.1.*"),
        (">=3.6'", ">=3.6"),
        (">=1.3.0,<1.4.0',", ">=1.3.0,<1.4.0"),
        ("=>3.6", ">=3.6"),
    ];
    for (written, meant) in forms {
        assert!(
            SpecifierSet::parse(written).is_err(),
            "{written} needs no leniency"
        );
        let (read, told) = SpecifierSet::parse_lenient(written).expect(written);
        assert_eq!(read.to_string(), meant, "{written}");
        assert!(!told.is_empty(), "{written} is bent in silence");
        let line = format!("foo ({written})");
        let (requirement, told) = Requirement::parse_lenient(&line).expect(&line);
        assert_eq!(requirement.to_string(), format!("foo{meant}"), "{line}");
        assert!(!told.is_empty(), "{line} is bent in silence");
    }
    // PyPA's `packaging` reads these, so there is nothing to tell.
    for (written, meant) in [(">=3.6,", ">=3.6"), (">=3.6, ", ">=3.6")] {
        assert_eq!(
            SpecifierSet::parse_lenient(written).map(|(set, told)| (set.to_string(), told)),
            Ok((meant.to_owned(), vec![]))
        );
    }
    for text in ["==2.6..2", ">devel", "==9.0.0a1.1"] {
        assert!(SpecifierSet::parse_lenient(text).is_err(), "{text}");
    }
    let any = SpecifierSet::parse_lenient(">dev").unwrap().0;
    for version in ["0.0.1", "1", "2004.4a1"] {
        assert!(any.contains(&version.parse().unwrap()), "{version}");
    }
}
