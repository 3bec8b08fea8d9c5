//! What stands behind `#` in a URL, and `%20`.

use std::borrow::Cow;

use pinfix_packaging::ExtraName;

/// The extras in `#egg=name[extra]`.
pub(crate) fn egg_extras(text: &str) -> Vec<ExtraName> {
    let list = egg(text).and_then(|(_, extras)| extras).unwrap_or_default();
    let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    let mut extras: Vec<ExtraName> = names.filter_map(|name| name.parse().ok()).collect();
    extras.sort();
    extras.dedup();
    extras
}

/// The name, and what stands in brackets behind it, in `#egg=name[extra]`.
pub(super) fn egg(text: &str) -> Option<(&str, Option<&str>)> {
    let (_, fragment) = text.split_once('#')?;
    let egg = parameter(fragment, "egg").filter(|egg| !egg.is_empty())?;
    Some(match egg.split_once('[') {
        Some((name, extras)) => (name, Some(extras.trim_end_matches(']'))),
        None => (egg, None),
    })
}

/// The value of `name=…` in a fragment.
pub(super) fn parameter<'a>(fragment: &'a str, name: &str) -> Option<&'a str> {
    fragment
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value)
}

/// The text with `%20` and the like decoded, where the result is UTF-8.
pub(super) fn decode_percent(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let hex = hex.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}
