//! Requirements in every form that pip reads.

use pinfix_requirements::{LineKind, Location, Requested, VcsKind};

use crate::support::{codes, read_text, texts, warning_codes};

#[test]
fn names_specifiers_extras_markers() {
    let manifest = read_text(
        "# a comment\n\nDjango >=4.2,<5  # why\ncelery[redis, SQS]==5.3.6 ; python_version < \"3.10\"\nurl-only#egg\n",
    );
    assert_eq!(
        codes(&manifest),
        ["requirements::invalid-requirement"],
        "`#` inside a word is no comment"
    );
    let manifest =
        read_text("# a\n\nDjango >=4.2,<5  # why\ncelery[redis, SQS]==5.3.6 ; python_version < \"3.10\"\n")
            .unwrap();
    let [django, celery] = manifest.lines.as_slice() else {
        panic!("{:?}", manifest.lines)
    };
    assert_eq!(django.text, "Django >=4.2,<5");
    assert_eq!((django.origin.line, django.origin.column), (3, 1));
    let Requested::Named(requirement) = &celery.requirement else {
        panic!()
    };
    assert_eq!(requirement.name.to_string(), "celery");
    assert_eq!(celery.requirement.extras().len(), 2);
    assert!(celery.requirement.marker().is_some());
    assert_eq!(celery.kind, LineKind::Requirement);
}

#[test]
fn continuations_and_their_comments() {
    assert_eq!(
        texts("foo \\\n  ==1 \\\n  # comment ends it\nbar"),
        ["foo   ==1", "bar"]
    );
    assert_eq!(texts("foo=\\\n=1"), ["foo==1"]);
    let manifest = read_text("foo # a \\\nbar\nbaz").unwrap();
    assert_eq!(manifest.lines.len(), 2, "pip takes bar for a part of the comment");
    assert_eq!(
        warning_codes(&manifest.warnings),
        ["requirements::comment-continues"]
    );
    let manifest = read_text("a\nfoo \\\n  --hash=sha256:00 \\\n  --hash sha256:11\nb").unwrap();
    assert_eq!(manifest.lines[1].hashes.len(), 2);
    assert_eq!(manifest.lines[1].text, "foo");
    assert_eq!(manifest.lines[2].origin.line, 5);
}

#[test]
fn hashes_and_build_settings_belong_to_their_line() {
    let digest = "A".repeat(64);
    let manifest = read_text(&format!(
        "foo==1 ; os_name == 'a' --hash=sha256:{digest} --config-settings=a=b --config-settings c=d=e --global-option=\"--x\"\n"
    ))
    .unwrap();
    let line = &manifest.lines[0];
    assert_eq!(line.text, "foo==1 ; os_name == 'a'");
    assert_eq!(line.hashes[0].digest, "a".repeat(64));
    assert_eq!(
        line.options.config_settings[1],
        ("c".to_owned(), "d=e".to_owned())
    );
    assert_eq!(line.options.global_options, ["--x"]);
    assert!(manifest.warnings.is_empty());
}

#[test]
fn places_instead_of_names() {
    let text = "./sdk[a]\n-e .\n-e ../lib ; os_name == 'nt'\nhttps://example.org/foo-1.0-py3-none-any.whl\n\
                git+https://example.org/a.git@v1#egg=a\nfile:///srv/b.zip\n\"\n";
    assert_eq!(codes(&read_text(text)), ["requirements::invalid-requirement"]);
    let manifest = read_text(text.trim_end_matches("\"\n")).unwrap();
    let places: Vec<_> = manifest
        .lines
        .iter()
        .map(|line| match &line.requirement {
            Requested::Unnamed {
                location: Location::Path { path, .. },
                ..
            } => {
                format!("path {} {}", path.display(), line.editable)
            }
            Requested::Unnamed {
                location: Location::Url(url),
                ..
            } => format!("url {url}"),
            Requested::Unnamed {
                location: Location::Vcs(vcs),
                ..
            } => {
                assert_eq!(vcs.kind, VcsKind::Git);
                format!("vcs {} {:?}", vcs.url, vcs.revision)
            }
            Requested::Named(_) => "named".to_owned(),
        })
        .collect();
    assert_eq!(
        places,
        [
            "path ./sdk false",
            "path . true",
            "path ../lib true",
            "url https://example.org/foo-1.0-py3-none-any.whl",
            "vcs https://example.org/a.git Some(\"v1\")",
            "path /srv/b.zip false",
        ]
    );
    let names: Vec<_> = manifest
        .lines
        .iter()
        .map(|line| line.requirement.name().map(|n| n.to_string()))
        .collect();
    assert_eq!(names[3].as_deref(), Some("foo"));
    assert_eq!(names[4].as_deref(), Some("a"));
    assert_eq!(names[0], None);
}

#[test]
fn named_places_and_named_editables() {
    let manifest = read_text(
        "foo @ https://example.org/foo-1.0-py3-none-any.whl ; python_version > '3'\n\
         -e bar @ git+https://example.org/bar.git\n--editable=\"baz @ file:///srv/baz\"\n",
    )
    .unwrap();
    for line in &manifest.lines {
        let Requested::Named(requirement) = &line.requirement else {
            panic!("{line:?}")
        };
        assert!(requirement.url().is_some());
    }
    assert_eq!(
        manifest
            .lines
            .iter()
            .map(|line| line.editable)
            .collect::<Vec<_>>(),
        [false, true, true]
    );
    assert_eq!(manifest.lines[1].text, "bar @ git+https://example.org/bar.git");
    assert_eq!(manifest.lines[1].origin.column, 4);
}

#[test]
fn duplicates_and_contradictions_are_no_mistakes() {
    assert_eq!(texts("foo==1\nfoo==2\nfoo==1").len(), 3);
}

#[test]
fn an_empty_file_is_a_warning() {
    for text in ["", "\n\n  \n", "# nothing\n"] {
        let manifest = read_text(text).unwrap();
        assert!(manifest.lines.is_empty());
        assert_eq!(
            warning_codes(&manifest.warnings),
            ["requirements::empty-file"],
            "{text:?}"
        );
    }
    assert!(read_text("--pre").unwrap().warnings.is_empty());
}
