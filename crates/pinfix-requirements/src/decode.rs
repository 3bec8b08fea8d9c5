//! Bytes to text.

use pinfix_packaging::Span;

use crate::error::{Code, Mistake};

/// Bytes that are no text in their encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DecodeFailure {
    /// No text at all; the position of the byte that shows it.
    NotText(usize),
    /// A text with a mistake: what could be read of it, with the mistake's place in that.
    Malformed { text: String, mistake: Mistake },
}

/// Reads UTF-8 with and without a byte order mark, UTF-16 with one, and the encodings of ASCII's family that a PEP 263
/// comment (`# -*- coding: latin-1 -*-`) names in one of the first two lines. pip does the same, but falls back to
/// the encoding of the machine; that would read one file in two ways.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, DecodeFailure> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, 3)?,
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => match declared(bytes) {
            Some((name, span)) => declared_encoding(bytes, &name, span)?,
            None => utf8(bytes, 0)?,
        },
    };
    match text.find('\0') {
        Some(position) => Err(DecodeFailure::NotText(
            bytes.iter().position(|b| *b == 0).unwrap_or(position),
        )),
        None => Ok(text),
    }
}

fn utf8(bytes: &[u8], skipped: usize) -> Result<String, DecodeFailure> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error,
    };
    let control = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    if let Some(position) = bytes.iter().position(control) {
        return Err(DecodeFailure::NotText(skipped + position));
    }
    let start = error.valid_up_to();
    let byte = bytes.get(start).copied().unwrap_or_default();
    let message = format!("byte {} (0x{byte:02X}) is not UTF-8", skipped + start);
    Err(DecodeFailure::Malformed {
        text: String::from_utf8_lossy(bytes).into_owned(),
        mistake: Mistake::new(
            Code::Encoding,
            Span::new(start, start + '\u{FFFD}'.len_utf8()),
            message,
        )
        .label("this byte")
        .help("save the file as UTF-8, or name its encoding in the first line: `# -*- coding: latin-1 -*-`"),
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeFailure> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().copied().map(unit);
    let mut text = String::with_capacity(pairs.len());
    let mut bad = None;
    let mut position = 2;
    for decoded in char::decode_utf16(units) {
        if decoded.is_err() && bad.is_none() {
            bad = Some((position, text.len()));
        }
        let c = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        position += 2 * c.len_utf16();
        text.push(c);
    }
    if !rest.is_empty() && bad.is_none() {
        bad = Some((position, text.len()));
        text.push(char::REPLACEMENT_CHARACTER);
    }
    let Some((position, start)) = bad else {
        return Ok(text);
    };
    let message = format!("byte {position} is not UTF-16, as the byte order mark at the start promises");
    let mistake = Mistake::new(
        Code::Encoding,
        Span::new(start, start + '\u{FFFD}'.len_utf8()),
        message,
    )
    .label("this byte")
    .help("save the file as UTF-8");
    Err(DecodeFailure::Malformed { text, mistake })
}

/// The encoding that a comment in the first two lines names, and where the name stands.
fn declared(bytes: &[u8]) -> Option<(String, Span)> {
    let mut start = 0;
    for line in bytes.split(|byte| *byte == b'\n').take(2) {
        if line.starts_with(b"#")
            && let Some(found) = coding(line)
        {
            let name = String::from_utf8_lossy(&line[found.start..found.end]).into_owned();
            return Some((name, found.shifted(start)));
        }
        start += line.len() + 1;
    }
    None
}

/// The name behind `coding:` or `coding=`.
fn coding(line: &[u8]) -> Option<Span> {
    const WORD: &[u8] = b"coding";
    let starts = line
        .windows(WORD.len())
        .enumerate()
        .filter(|(_, window)| *window == WORD);
    for (start, _) in starts {
        let mut position = start + WORD.len();
        if !matches!(line.get(position), Some(b':' | b'=')) {
            continue;
        }
        position += 1;
        while line.get(position).is_some_and(u8::is_ascii_whitespace) {
            position += 1;
        }
        let name = line[position..].iter();
        let length = name
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
            .count();
        if length > 0 {
            return Some(Span::new(position, position + length));
        }
    }
    None
}

fn declared_encoding(bytes: &[u8], name: &str, span: Span) -> Result<String, DecodeFailure> {
    match name.to_ascii_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" | "utf-8-sig" | "ascii" | "us-ascii" => utf8(bytes, 0),
        "latin-1" | "latin1" | "l1" | "iso-8859-1" | "iso8859-1" | "iso-latin-1" => {
            Ok(bytes.iter().copied().map(char::from).collect())
        }
        "cp1252" | "windows-1252" => Ok(bytes.iter().copied().map(windows_1252).collect()),
        "iso-8859-15" | "latin-9" | "latin9" | "iso8859-15" => {
            Ok(bytes.iter().copied().map(latin_9).collect())
        }
        _ => Err(DecodeFailure::Malformed {
            text: String::from_utf8_lossy(bytes).into_owned(),
            mistake: Mistake::new(
                Code::Encoding,
                span,
                format!("the encoding `{name}` is not known"),
            )
            .label("unknown encoding")
            .help("save the file as UTF-8 and take this comment away"),
        }),
    }
}

/// A byte of Windows' code page for western Europe. The five bytes that it leaves open are control characters.
fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => FROM_80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// A byte of ISO 8859-15.
const fn latin_9(byte: u8) -> char {
    match byte {
        0xA4 => '€',
        0xA6 => 'Š',
        0xA8 => 'š',
        0xB4 => 'Ž',
        0xB8 => 'ž',
        0xBC => 'Œ',
        0xBD => 'œ',
        0xBE => 'Ÿ',
        _ => byte as char,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_pip_reads() {
        for (bytes, text) in [
            (&b"a=1"[..], "a=1"),
            (b"\xEF\xBB\xBFa", "a"),
            (b"\xFF\xFEa\0\xE9\0", "aé"),
            (b"\xFE\xFF\0a\0\xE9", "aé"),
            (b"# -*- coding: latin-1 -*-\n\xE9", "# -*- coding: latin-1 -*-\né"),
            (b"#!x\n# coding=cp1252\n\x80", "#!x\n# coding=cp1252\n€"),
            (b"", ""),
        ] {
            assert_eq!(decode(bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn says_which_byte_is_wrong() {
        let cases: [(&[u8], &str); 4] = [
            (b"ab\xE9c", "byte 2 (0xE9) is not UTF-8"),
            (b"\xEF\xBB\xBFa\xFF", "byte 4 (0xFF) is not UTF-8"),
            (
                b"\xFF\xFEa\0\0\xD8",
                "byte 4 is not UTF-16, as the byte order mark at the start promises",
            ),
            (b"# coding: klingon", "the encoding `klingon` is not known"),
        ];
        for (bytes, message) in cases {
            let Err(DecodeFailure::Malformed { mistake, text }) = decode(bytes) else {
                panic!("{bytes:?}")
            };
            assert_eq!(mistake.message, message);
            assert!(text.get(mistake.span.start..mistake.span.end).is_some());
        }
        assert_eq!(decode(b"ab\0c"), Err(DecodeFailure::NotText(2)));
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n"), Err(DecodeFailure::NotText(7 - 1)));
    }
}
