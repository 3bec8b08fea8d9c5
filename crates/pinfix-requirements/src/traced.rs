//! Text that was put together from pieces of another text, and the way back to them.

use std::ops::Range;

use pinfix_packaging::Span;

/// A text whose every byte knows from which bytes of an original it came.
///
/// A logical line is made of parts of several raw lines; `${NAME}` is replaced by its value; `\u00e9` in a TOML
/// string is one character. Mistakes are found in the made text and shown in the original.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Traced {
    text: String,
    pieces: Vec<Piece>,
}

/// A part of the made text, and the part of the original that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    made: Range<usize>,
    original: Range<usize>,
    /// Whether both are the same bytes, so that each byte has its twin.
    copied: bool,
}

impl Traced {
    /// The original itself, of which `original` is the place.
    #[cfg(test)]
    pub(crate) fn copy(text: &str, original: usize) -> Self {
        let mut traced = Self::default();
        traced.push_copied(text, original);
        traced
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Adds bytes that stand like this at `original`.
    pub(crate) fn push_copied(&mut self, text: &str, original: usize) {
        self.push(text, original..original + text.len(), true);
    }

    /// Adds bytes that stand for others.
    pub(crate) fn push_replaced(&mut self, text: &str, original: Range<usize>) {
        self.push(text, original, false);
    }

    fn push(&mut self, text: &str, original: Range<usize>, copied: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        let made = start..self.text.len();
        if let Some(last) = self.pieces.last_mut()
            && copied
            && last.copied
            && last.original.end == original.start
        {
            last.made.end = made.end;
            last.original.end = original.end;
        } else {
            self.pieces.push(Piece {
                made,
                original,
                copied,
            });
        }
    }

    /// Cuts the text off at `length` bytes.
    pub(crate) fn truncate(&mut self, length: usize) {
        *self = self.slice(0..length.min(self.text.len()));
    }

    /// A part of the text, which still knows its original.
    pub(crate) fn slice(&self, range: Range<usize>) -> Self {
        let mut part = Self {
            text: self.text[range.clone()].to_owned(),
            pieces: Vec::new(),
        };
        for piece in &self.pieces {
            let start = piece.made.start.max(range.start);
            let end = piece.made.end.min(range.end);
            if start > end || (start == end && !(range.is_empty() || piece.made.is_empty())) {
                continue;
            }
            let original = if piece.copied {
                let shift = |position: usize| piece.original.start + (position - piece.made.start);
                shift(start)..shift(end)
            } else {
                piece.original.clone()
            };
            part.pieces.push(Piece {
                made: start - range.start..end - range.start,
                original,
                copied: piece.copied,
            });
        }
        part
    }

    /// The place in the original of a span of the text.
    pub(crate) fn original(&self, span: Span) -> Span {
        let (start, end) = (self.start(span.start), self.end(span.end));
        let start = if span.is_empty() { start.min(end) } else { start };
        Span::new(start, end.max(start))
    }

    /// The place in the original of all of the text.
    pub(crate) fn whole(&self) -> Span {
        self.original(Span::new(0, self.text.len()))
    }

    /// Where the byte at `position`, or the end of the text, stands.
    fn start(&self, position: usize) -> usize {
        match self.pieces.iter().find(|piece| position < piece.made.end) {
            Some(piece) if piece.copied => piece.original.start + position.saturating_sub(piece.made.start),
            Some(piece) => piece.original.start,
            None => self.pieces.last().map_or(0, |piece| piece.original.end),
        }
    }

    /// Where the byte before `position` ends.
    fn end(&self, position: usize) -> usize {
        let piece = self.pieces.iter().rev().find(|piece| piece.made.start < position);
        match piece {
            Some(piece) if piece.copied => {
                piece.original.start + position.min(piece.made.end) - piece.made.start
            }
            Some(piece) => piece.original.end,
            None => self.pieces.first().map_or(0, |piece| piece.original.start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ab` from 10, `XYZ` for 20..25, `cd` from 30.
    fn sample() -> Traced {
        let mut traced = Traced::copy("a", 10);
        traced.push_copied("b", 11);
        traced.push_replaced("XYZ", 20..25);
        traced.push_copied("cd", 30);
        traced
    }

    #[test]
    fn finds_the_way_back() {
        let traced = sample();
        assert_eq!(traced.text(), "abXYZcd");
        assert_eq!(traced.original(Span::new(0, 2)), Span::new(10, 12));
        assert_eq!(
            traced.original(Span::new(1, 3)),
            Span::new(11, 25),
            "a part of a value is the whole of it"
        );
        assert_eq!(traced.original(Span::new(3, 4)), Span::new(20, 25));
        assert_eq!(traced.original(Span::new(5, 6)), Span::new(30, 31));
        assert_eq!(traced.original(Span::new(7, 7)), Span::new(32, 32));
        assert_eq!(traced.whole(), Span::new(10, 32));
    }

    #[test]
    fn a_slice_finds_it_too() {
        let slice = sample().slice(1..6);
        assert_eq!(slice.text(), "bXYZc");
        assert_eq!(slice.whole(), Span::new(11, 31));
        assert_eq!(slice.slice(1..2).whole(), Span::new(20, 25));
        assert_eq!(slice.slice(4..5).whole(), Span::new(30, 31));
    }
}
