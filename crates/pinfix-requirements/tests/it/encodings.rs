//! Encodings, line ends, and files that are no text.

use pinfix_requirements::{MemoryFiles, read};

use crate::support::{codes, render, request};

fn read_bytes(bytes: &[u8]) -> Result<pinfix_requirements::Manifest, pinfix_requirements::ReadErrors> {
    read(
        &request(&["requirements.txt"]),
        &MemoryFiles::new().with("requirements.txt", bytes),
    )
}

#[test]
fn every_encoding_gives_the_same_lines() {
    let text = "# é\r\nfoo==1 # ü\rbar\n";
    let utf16: Vec<u8> = "\u{FEFF}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let utf16_big: Vec<u8> = "\u{FEFF}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    let latin: Vec<u8> = format!("# coding: latin-1\n{text}")
        .chars()
        .map(|c| u8::try_from(c).unwrap())
        .collect();
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{FEFF}{text}").into_bytes(),
        utf16,
        utf16_big,
        latin,
    ] {
        let manifest = read_bytes(&bytes).unwrap();
        let texts: Vec<_> = manifest.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["foo==1", "bar"]);
        assert_eq!(manifest.lines[0].origin.column, 1);
    }
}

#[test]
fn no_text_is_one_clear_error() {
    for bytes in [
        &b"foo\0bar"[..],
        b"PK\x03\x04\x14\0",
        b"\x89PNG\r\n\x1a\n\xff",
        b"\x1f\x8b\x08\xff",
    ] {
        let result = read_bytes(bytes);
        assert_eq!(codes(&result), ["requirements::not-text"], "{bytes:?}");
        assert!(render(&result.unwrap_err()).contains("`requirements.txt` is not a text file"));
    }
}

#[test]
fn a_wrong_byte_is_shown_at_its_place() {
    let errors = read_bytes(b"foo\nb\xE9r\n").unwrap_err();
    let error = &errors.errors()[0];
    assert_eq!(error.message(), "byte 5 (0xE9) is not UTF-8");
    assert_eq!(error.position(), Some(("requirements.txt", 2, 2)));
    assert_eq!(
        codes(&read_bytes(b"# coding: klingon\nfoo")),
        ["requirements::invalid-encoding"]
    );
}
