//! Values of variables and passwords show up where they are used and nowhere else.

use pinfix_requirements::{Location, MemoryFiles, ReadErrors, Requested, read};

use crate::support::{read_text, render, request};

fn with_secret(text: &str) -> Result<pinfix_requirements::Manifest, ReadErrors> {
    let files = MemoryFiles::new()
        .with("requirements.txt", text)
        .with_var("TOKEN", "hunter two")
        .with_var("S", "hunter2");
    read(&request(&["requirements.txt"]), &files)
}

#[test]
fn variables_are_filled_in_where_they_are_used() {
    let manifest =
        with_secret("-i https://me:${S}@example.org/simple\nhttps://${S}@example.org/a.zip\n${UNSET}foo\n");
    let Err(errors) = manifest else {
        panic!("an unset variable stays as it is, and is no name")
    };
    assert_eq!(errors.errors().len(), 1);
    let manifest =
        with_secret("-i https://me:${S}@example.org/simple\nhttps://${S}@example.org/a.zip\n").unwrap();
    assert_eq!(
        manifest.options.index_url.unwrap().value,
        "https://me:hunter2@example.org/simple"
    );
    let line = &manifest.lines[0];
    assert_eq!(line.text, "https://${S}@example.org/a.zip");
    let Requested::Unnamed {
        location: Location::Url(url),
        ..
    } = &line.requirement
    else {
        panic!()
    };
    assert_eq!(url, "https://hunter2@example.org/a.zip");
}

#[test]
fn no_error_shows_a_value() {
    for text in [
        "foo==${TOKEN}",
        "foo @ ${TOKEN}",
        "foo ${TOKEN}",
        "--${TOKEN}",
        "-i '${TOKEN}",
        "-r ${S}.txt",
        "-r ${TOKEN}",
        "https://${TOKEN}:x@[/a.zip",
        "ht${S}://example.org/",
        "foo --hash=${S}:00",
        "foo --config-settings ${S}",
        "--no-binary ${S}!",
        "foo ; ${S}",
    ] {
        let errors = with_secret(text)
            .err()
            .unwrap_or_else(|| panic!("{text} is read"));
        let rendered = render(&errors);
        assert!(
            !rendered.contains("hunter") && !format!("{errors:?}").contains("hunter"),
            "{text}: {rendered}"
        );
    }
}

#[test]
fn no_error_shows_a_password_of_the_file() {
    let text = "-i https://me:s3cret@example.org/ --nope\nfoo @@ https://s3cret@example.org\n-r https://a:s3cret@example.org/r.txt\n";
    let errors = read_text(text).unwrap_err();
    assert_eq!(errors.errors().len(), 3);
    let rendered = render(&errors);
    assert!(!rendered.contains("s3cret"), "{rendered}");
    assert!(rendered.contains("me:****@example.org"), "{rendered}");
    let manifest = read_text("foo @ https://a:s3cret@example.org/foo.zip").unwrap();
    assert_eq!(
        manifest.lines[0].shown(),
        "foo @ https://a:****@example.org/foo.zip"
    );
}

#[test]
fn a_warning_beside_a_value_is_no_error() {
    let files = MemoryFiles::new()
        .with("requirements.txt", "foo==${V} --pre\n${NAME}\n")
        .with_var("V", "1");
    let files = files.with_var("NAME", "bar");
    let manifest = read(&request(&["requirements.txt"]), &files).unwrap();
    assert_eq!(manifest.lines.len(), 2);
    assert_eq!(
        crate::support::warning_codes(&manifest.warnings),
        ["requirements::ignored-option"]
    );
}

#[test]
fn a_variable_that_is_not_set_is_told() {
    let manifest = read_text("https://${HOST}/a.zip\n").unwrap();
    assert_eq!(
        crate::support::warning_codes(&manifest.warnings),
        ["requirements::unset-variable"]
    );
}

#[test]
fn other_mistakes_of_the_same_line_are_told_in_full() {
    let errors = with_secret("foo==${S} --hash=md5:00\n").unwrap_err();
    let messages: Vec<_> = errors.errors().iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "this can't be read with the value of ${S} filled in",
            "pip does not take hashes of the kind `md5`"
        ]
    );
}
