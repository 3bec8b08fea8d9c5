//! Laws that hold for any text.

use pinfix_requirements::{Manifest, MemoryFiles, ReadErrors, edit, read};
use proptest::prelude::*;

use crate::support::{read_text, render, request};

/// Texts of the pieces that requirements are made of, in any order, and anything else.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "foo", "bar==1.0", ">=2,<3", "[a,b]", " ; python_version < '3.8'", " --hash=sha256:00", "-e ", "./p", "\\\n",
            "\n", "\n", "\n", "\r\n", "\r", " # c", "#", "git+https://example.org/a.git@v1#egg=a[b]", "https://a:b@example.org/x.whl",
            "-r ", "-c", "--index-url", "=", " ", "\t", "'", "\"", "${A}", "${B}", "${", "}", "é", "\u{FEFF}", "--pre", "@",
            "--no-binary", ":all:", "file:", "dev.txt", "%zz", ";", "\\", "\0",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn read_with_variables(text: &str) -> Result<Manifest, ReadErrors> {
    let files = MemoryFiles::new()
        .with("requirements.txt", text)
        .with_var("A", "foo>=1 --pre")
        .with_var("B", "é");
    read(&request(&["requirements.txt"]), &files)
}

/// Each line as written, and each mistake's words.
fn outcome(text: &str) -> (Vec<String>, Vec<String>) {
    match read_text(text) {
        Ok(manifest) => (
            manifest.lines.into_iter().map(|line| line.text).collect(),
            Vec::new(),
        ),
        Err(errors) => (
            Vec::new(),
            errors
                .errors()
                .iter()
                .map(|error| format!("{:?} {error}", error.position()))
                .collect(),
        ),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn any_text_is_read_or_refused_with_places_that_exist(text in text()) {
        match read_with_variables(&text) {
            Ok(manifest) => {
                for line in &manifest.lines {
                    let origin = &line.origin;
                    let source = manifest.sources.get(origin.source);
                    let slice = source.text.get(origin.span.start..origin.span.end);
                    prop_assert!(slice.is_some());
                    let slice = slice.unwrap_or_default();
                    if !slice.contains('\\') {
                        prop_assert_eq!(slice, &line.text);
                    }
                    prop_assert_eq!(manifest.sources.line_column(origin.source, origin.span.start), (origin.line, origin.column));
                    let changed = edit::replace_specifiers(&source.text, origin.span, "==9");
                    prop_assert_eq!(changed.is_some(), edit::specifiers(slice).is_some());
                }
            }
            Err(errors) => {
                prop_assert!(!errors.errors().is_empty());
                prop_assert!(!render(&errors).is_empty());
                for error in errors.errors() {
                    prop_assert!(error.advice().is_some_and(|advice| !advice.is_empty()), "{error}");
                }
            }
        }
    }

    #[test]
    fn line_ends_make_no_difference(text in text()) {
        let unix = text.replace("\r\n", "\n").replace('\r', "\n");
        prop_assume!(!unix.contains('\0'));
        let (lines, mistakes) = outcome(&unix);
        prop_assert_eq!(&outcome(&unix.replace('\n', "\r\n")), &(lines.clone(), mistakes.clone()));
        prop_assert_eq!(outcome(&unix.replace('\n', "\r")), (lines, mistakes));
    }

    #[test]
    fn any_toml_is_read_or_refused(entry in text(), noise in any::<String>()) {
        let quoted = format!("{entry:?}");
        for toml in [format!("[project]\nname='a'\ndependencies=[{quoted}]\n"), format!("[project]\nname=\"a\"\n{noise}")] {
            let files = MemoryFiles::new().with("pyproject.toml", toml.as_str());
            match read(&request(&["pyproject.toml"]), &files) {
                Ok(manifest) => for line in &manifest.lines {
                    prop_assert!(toml.get(line.origin.span.start..line.origin.span.end).is_some());
                },
                Err(errors) => prop_assert!(!render(&errors).is_empty()),
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
        let files = MemoryFiles::new().with("requirements.txt", bytes);
        if let Err(errors) = read(&request(&["requirements.txt"]), &files) {
            prop_assert!(!render(&errors).is_empty());
        }
    }
}
