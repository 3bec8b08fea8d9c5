//! Character references in HTML attributes.

use std::borrow::Cow;

/// Replaces the character references that stand in attributes of index pages: numbers, and the handful of names that
/// page makers escape with. Anything else stays as it is.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        rest = &rest[start..];
        if let Some((character, length)) = reference(rest) {
            decoded.push(character);
            rest = &rest[length..];
        } else {
            decoded.push('&');
            rest = &rest[1..];
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// The character that the reference at the start of `text` stands for, and the length of the reference.
fn reference(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('&')?;
    // The semicolon is sometimes forgotten; browsers take these without.
    let length = body
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
        .count();
    let name = &body[..length];
    let end = 1 + length + usize::from(body[length..].starts_with(';'));
    let character = match name {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "plus" => '+',
        "equals" => '=',
        "comma" => ',',
        "excl" => '!',
        "period" => '.',
        "lowbar" => '_',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((character, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_pages_escape_and_leaves_the_rest() {
        for (text, decoded) in [
            ("&gt;=3.6, !=3.7.*", ">=3.6, !=3.7.*"),
            ("&#62;&#61;3&#x2E;6", ">=3.6"),
            ("a&amp;b&lt;c", "a&b<c"),
            ("&gt=3", ">=3"),
            ("a & b &unknown; &#xD800; &", "a & b &unknown; &#xD800; &"),
        ] {
            assert_eq!(decode(text), decoded);
        }
    }
}
