//! The place in a text that a parser has come to.

use crate::leniency::Leniency;
use crate::span::Span;

/// A text and how far it has been read, in bytes; always at the border of a character.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'text> {
    text: &'text str,
    position: usize,
}

impl<'text> Cursor<'text> {
    pub(crate) fn new(text: &'text str) -> Self {
        Self { text, position: 0 }
    }

    pub(crate) fn text(&self) -> &'text str {
        self.text
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// What has not been read.
    pub(crate) fn rest(&self) -> &'text str {
        &self.text[self.position..]
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.position == self.text.len()
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Reads `expected`, if it comes next.
    pub(crate) fn eat(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.position += expected.len();
        }
        found
    }

    /// Reads as long as the characters are such.
    pub(crate) fn take_while(&mut self, is_such: impl Fn(char) -> bool) -> &'text str {
        let rest = self.rest();
        let end = rest.find(|character| !is_such(character)).unwrap_or(rest.len());
        self.position += end;
        &rest[..end]
    }

    /// Reads the blanks and tabs that may stand between tokens; metadata that was folded over lines has more.
    pub(crate) fn skip_blanks(&mut self, leniency: &mut Leniency) {
        self.take_while(|c| matches!(c, ' ' | '\t'));
        if leniency.is_lenient() && !self.take_while(char::is_whitespace).is_empty() {
            leniency.admits(|| "line breaks are read as blanks".into());
        }
    }

    /// From `start` to here.
    pub(crate) fn span_from(&self, start: usize) -> Span {
        Span::new(start, self.position)
    }

    /// The next word: up to white space, or the character where there is no word.
    pub(crate) fn next_word(&self) -> &'text str {
        let rest = self.rest();
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        if end > 0 {
            return &rest[..end];
        }
        rest.chars().next().map_or("", |first| &rest[..first.len_utf8()])
    }

    /// The span of [`Cursor::next_word`].
    pub(crate) fn next_span(&self) -> Span {
        Span::new(self.position, self.position + self.next_word().len())
    }
}
