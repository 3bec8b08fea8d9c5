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
