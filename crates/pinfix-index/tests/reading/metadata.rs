//! METADATA and PKG-INFO of all ages.

use std::fmt::Write;

use pinfix_index::{CoreMetadata, Provenance, json_api};

fn shown(metadata: &CoreMetadata) -> String {
    let mut text = metadata.to_text();
    for leniency in &metadata.leniencies {
        let _ = writeln!(text, "leniency: {leniency}");
    }
    for unreadable in &metadata.unreadable {
        let _ = writeln!(text, "unreadable: {unreadable}");
    }
    text
}

fn parse(text: &[u8]) -> CoreMetadata {
    CoreMetadata::parse(text, Provenance::MetadataFile).unwrap()
}

#[test]
fn a_file_of_today() {
    let text = b"Metadata-Version: 2.4\nName: Foo.Bar\nVersion: 1.0\nRequires-Python: >=3.8\nDynamic: License-File\n\
        Provides-Extra: Socks_Proxy\nProvides-Extra: socks-proxy\nRequires-Dist: a[x,y]>=1,<2; python_version<'3.9'\n\
        Requires-Dist: b @ https://example.org/b.whl ; extra == 'socks_proxy'\n\nRequires-Dist: in-the-description\n";
    insta::assert_snapshot!(shown(&parse(text)));
    assert!(parse(text).leniencies.is_empty());
}

#[test]
fn a_file_of_long_ago() {
    let text = b"\xef\xbb\xbfMETADATA-VERSION: 1.0\r\nNAME: foo\r\nVersion: 0.9\r\nAuthor: J\xfcrgen\r\n\
        Description: Hello\r\n        \r\n        World\r\nRequires: legacy\r\nRequires-Python: >=2.7.*,\r\n\
        requires-dist: bar (>=1.0,\r\n\t <2.0)\r\nRequires-Dist:\r\nRequires-Dist: one two three\r\n\
        Requires-Dist: baz; python_version in '2.6 2.7'\r\nRequires-Python: >=9\r\n";
    insta::assert_snapshot!(shown(&parse(text)));
}

#[test]
fn headers_end_where_python_says_so() {
    let text = b"Name: foo\nVersion: 1\nthis is no header\nRequires-Dist: a\n";
    let metadata = parse(text);
    assert!(metadata.requires_dist.is_empty());
    assert_eq!(
        metadata.leniencies,
        ["the headers end at the line `this is no header`, which is none"]
    );
}

#[test]
fn what_has_no_name_or_version_is_no_metadata() {
    let errors: Vec<String> = [
        &b""[..],
        b"Name: foo",
        b"Version: 1",
        b"Name: -\nVersion: 1",
        b"Name: a\nVersion: one",
    ]
    .iter()
    .map(|text| {
        CoreMetadata::parse(text, Provenance::PkgInfo)
            .unwrap_err()
            .to_string()
    })
    .collect();
    insta::assert_snapshot!(errors.join("\n"), @r"
    there is no `Name` field
    there is no `Version` field
    there is no `Name` field
    `Name: -` can't be read
    `Version: one` can't be read
    ");
}

#[test]
fn headers_are_cut_before_the_description() {
    assert_eq!(
        CoreMetadata::headers(b"Name: a\r\nVersion: 1\r\n\r\nLong"),
        b"Name: a\r\nVersion: 1\r\n"
    );
    assert_eq!(
        CoreMetadata::headers(b"Name: a\nVersion: 1"),
        b"Name: a\nVersion: 1"
    );
    assert_eq!(CoreMetadata::headers(b"\nName: a"), b"");
}

#[test]
fn the_json_api_tells_what_it_knows() {
    let known = br#"{"info": {"name": "Foo", "version": "1.0", "requires_dist": ["a>=1", "b ; extra == 'x'"], "requires_python": ">=3", "provides_extra": ["x"]}, "urls": []}"#;
    let metadata = json_api::parse(known).unwrap().unwrap();
    assert_eq!(metadata.provenance, Provenance::JsonApi);
    assert_eq!(metadata.requires_dist.len(), 2);
    let unknown =
        br#"{"info": {"name": "Foo", "version": "1.0", "requires_dist": null, "requires_python": ""}}"#;
    assert_eq!(json_api::parse(unknown).unwrap(), None);
    assert!(json_api::parse(b"<html>").is_err());
}
