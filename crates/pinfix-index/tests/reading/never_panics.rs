//! Whatever comes in, nothing panics.

use std::io::Cursor;
use std::sync::Arc;

use pinfix_index::simple::{Page, html, json};
use pinfix_index::{CoreMetadata, Provenance, RedactedUrl, json_api, sdist, wheel};
use pinfix_packaging::SdistFilename;
use proptest::prelude::*;
use url::Url;

use crate::archives::{Oddity, odd_zip, tar_gz};

/// Texts that are nearly metadata.
fn odd_metadata() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        "Name: [a-z.-]{1,5}",
        "Version: [0-9.a+!*]{1,8}",
        "Requires-Dist: [a-z0-9 .;,<>=!~()'\"@\\[\\]*-]{0,30}",
        "Requires-Python: [0-9 ,<>=!~.*]{0,12}",
        "Provides-Extra: .{0,8}",
        "[ \t].{0,10}",
        ".{0,20}",
    ];
    let parts = (
        line,
        prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("\u{85}")],
    );
    let noise = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3);
    (prop::collection::vec(parts, 0..12), noise).prop_map(|(lines, noise)| {
        let mut text = b"Name: foo\nVersion: 1\n".to_vec();
        text.extend(
            lines
                .into_iter()
                .flat_map(|(line, ending)| (line + ending).into_bytes()),
        );
        for (index, byte) in noise {
            let place = index.index(text.len());
            text[place] = byte;
        }
        text
    })
}

/// `original` with some bytes changed, and perhaps cut off.
fn damage(original: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8);
    (changes, prop::option::of(any::<prop::sample::Index>())).prop_map(move |(changes, cut)| {
        let mut damaged = original.clone();
        for (index, byte) in changes {
            let place = index.index(damaged.len());
            damaged[place] = byte;
        }
        damaged.truncate(cut.map_or(damaged.len(), |cut| cut.index(original.len())));
        damaged
    })
}

fn read_pages(bytes: &[u8]) {
    let url = Url::parse("https://example.org/simple/foo/").unwrap();
    let page = Page {
        url: &url,
        project: &"foo".parse().unwrap(),
        index: &Arc::from("x"),
    };
    let _ = json::parse(bytes, page);
    let _ = html::parse(bytes, page);
    let _ = json_api::parse(bytes);
}

fn small_wheel(zip64: bool) -> Vec<u8> {
    odd_zip(
        &[("foo-1.dist-info/METADATA", b"Name: foo\nVersion: 1\n")],
        Oddity {
            zip64,
            ..Oddity::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn metadata(text in odd_metadata()) {
        if let Ok(metadata) = CoreMetadata::parse(&text, Provenance::MetadataFile) {
            // What was read is what is written, apart from what was wrong.
            let again = CoreMetadata::parse(metadata.to_text().as_bytes(), Provenance::MetadataFile).unwrap();
            prop_assert_eq!(&again.requires_dist, &metadata.requires_dist);
            prop_assert_eq!(&again.requires_python, &metadata.requires_python);
            prop_assert_eq!(&again.provides_extra, &metadata.provides_extra);
        }
        // Nothing that counts is behind the header lines.
        let cut = CoreMetadata::headers(&text);
        let whole = CoreMetadata::parse(&text, Provenance::MetadataFile).map(|metadata| metadata.requires_dist);
        prop_assert_eq!(CoreMetadata::parse(cut, Provenance::MetadataFile).map(|metadata| metadata.requires_dist), whole);
    }

    #[test]
    fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = CoreMetadata::parse(&bytes, Provenance::PkgInfo);
        let _ = RedactedUrl::from_text(&String::from_utf8_lossy(&bytes));
        read_pages(&bytes);
    }

    #[test]
    fn nearly_html(text in "(<[aA!bm/]?-?|>|\"|'|=| |href|base|data-yanked|#sha256=|&|;|foo-1\\.tar\\.gz|//|é){0,30}") {
        read_pages(text.as_bytes());
    }

    #[test]
    fn wheels(bytes in prop_oneof![damage(small_wheel(false)), damage(small_wheel(true))]) {
        let filename = "foo-1-py3-none-any.whl".parse().unwrap();
        let _ = wheel::read_metadata(&mut Cursor::new(bytes), &filename);
    }

    #[test]
    fn sdists(bytes in damage(tar_gz(&[("foo-1/PKG-INFO", b"Name: foo"), ("foo-1/pyproject.toml", b"[project]")]))) {
        for filename in ["foo-1.tar.gz", "foo-1.tar", "foo-1.zip", "foo-1.tar.bz2"] {
            let filename = SdistFilename::parse(filename, &"foo".parse().unwrap()).unwrap();
            let _ = sdist::static_metadata(&mut Cursor::new(bytes.clone()), &filename);
        }
    }
}
