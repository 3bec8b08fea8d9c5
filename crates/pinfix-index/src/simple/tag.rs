//! The start tags of an HTML text.
//!
//! Index pages need nothing but the attributes of `<a>`, `<base>` and `<meta>`, which HTML lets one find without building
//! a tree; so a few careful steps of HTML's own tokenizer stand here in place of a browser's parser.

use std::borrow::Cow;

use super::entity::decode;

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag<'text> {
    /// Its name as written.
    pub(super) name: &'text str,
    attributes: &'text str,
}

impl<'text> Tag<'text> {
    /// The value of its first attribute of that name; empty where it has no value.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'text, str>> {
        Attributes(self.attributes)
            .find(|(attribute, _)| attribute.eq_ignore_ascii_case(name))
            .map(|(_, value)| decode(value))
    }
}

/// The start tags of `text`, in order.
pub(super) fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find('<')? + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            if !rest.starts_with(|character: char| character.is_ascii_alphabetic()) {
                continue;
            }
            let (name, after) = rest.split_at(length);
            let end = end_of_tag(after);
            let attributes = &after[..end];
            rest = &after[end..];
            return Some(Tag { name, attributes });
        }
    })
}

/// Where the `>` is that ends a tag: not within quotes.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    let mut before_value = false;
    for (position, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') if before_value => quote = Some(byte),
            (None, b'>') => return position,
            _ => {}
        }
        before_value = byte == b'=' || (before_value && byte.is_ascii_whitespace());
    }
    text.len()
}

/// Names and raw values.
struct Attributes<'text>(&'text str);

impl<'text> Iterator for Attributes<'text> {
    type Item = (&'text str, &'text str);

    fn next(&mut self) -> Option<Self::Item> {
        let is_space = |character: char| character.is_ascii_whitespace() || character == '/';
        let text = self.0.trim_start_matches(is_space);
        // A name has at least one character, whatever it is, so that this always gets on.
        let first = text.chars().next()?.len_utf8();
        let length = text[first..]
            .find(|character: char| is_space(character) || character == '=')
            .map_or(text.len(), |length| first + length);
        let (name, rest) = text.split_at(length);
        let Some(value) = rest.trim_start().strip_prefix('=') else {
            self.0 = rest;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let (value, rest) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = &value[1..];
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            _ => value.split_at(
                value
                    .find(|byte: char| byte.is_ascii_whitespace())
                    .unwrap_or(value.len()),
            ),
        };
        self.0 = rest;
        Some((name, value))
    }
}
