//! Texts by number, and the way from a byte to a line and a column.

use std::ops::Range;
use std::sync::Arc;

use pinfix_packaging::Span;

/// The number of a text in its [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A text that was read, and what the user calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The name as the user wrote it (relative names stay relative); `-` for standard input.
    pub name: String,
    /// The decoded text, without a byte order mark. All spans count its bytes.
    pub text: Arc<str>,
    /// The byte at which each line starts; the first is 0.
    line_starts: Vec<usize>,
}

/// All texts that a reading touched, in the order in which they were opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Keeps a text and gives it a number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let text = text.into();
        let line_starts = line_starts(&text);
        self.files.push(SourceFile {
            name: name.into(),
            text,
            line_starts,
        });
        // More than four thousand million files can't be opened; were it so, the last number would be shared.
        SourceId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The text with this number.
    ///
    /// # Panics
    ///
    /// If the number came from another `Sources`, which is a mistake in the program and never in the input.
    pub fn get(&self, id: SourceId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The line (from 1) and the column (from 1, in characters) of a byte. A byte behind the end counts as the end.
    pub fn line_column(&self, id: SourceId, byte: usize) -> (usize, usize) {
        self.get(id).line_column(byte)
    }

    /// The text of a line (from 1) without its end; empty where there is no such line.
    pub fn line_text(&self, id: SourceId, line: usize) -> &str {
        self.get(id).line_text(line)
    }

    /// All texts with their numbers, in the order in which they were opened.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        (0_u32..).map(SourceId).zip(&self.files)
    }
}

impl SourceFile {
    /// The line (from 1) and the column (from 1, in characters) of a byte. A byte behind the end counts as the end.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let byte = byte.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = self.line_starts[line - 1];
        let before = self
            .text
            .get(start..byte)
            .map_or(byte - start, |text| text.chars().count());
        (line, before + 1)
    }

    /// The bytes of the lines that `span` is in, with `context` more on either side, and how many lines are before them.
    pub(crate) fn lines_around(&self, span: Span, context: usize) -> (usize, Range<usize>) {
        let line_of = |byte: usize| self.line_starts.partition_point(|start| *start <= byte) - 1;
        let first = line_of(span.start).saturating_sub(context);
        let behind = line_of(span.end.max(span.start)) + context + 1;
        let end = self.line_starts.get(behind).copied().unwrap_or(self.text.len());
        (first, self.line_starts[first]..end)
    }

    /// The text of a line (from 1) without its end; empty where there is no such line.
    pub fn line_text(&self, line: usize) -> &str {
        let Some(start) = line.checked_sub(1).and_then(|index| self.line_starts.get(index)) else {
            return "";
        };
        let end = self.line_starts.get(line).copied().unwrap_or(self.text.len());
        self.text[*start..end].trim_end_matches(['\r', '\n'])
    }
}

/// Where lines start: behind each `\n`, `\r\n` and lone `\r`.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = bytes
        .iter()
        .enumerate()
        .filter(|(index, byte)| **byte == b'\n' || (**byte == b'\r' && bytes.get(index + 1) != Some(&b'\n')));
    std::iter::once(0)
        .chain(ends.map(|(index, _)| index + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_of_every_ending_and_columns_in_characters() {
        let mut sources = Sources::default();
        let id = sources.add("a.txt", "é=1\r\nb\rc\n\nd");
        assert_eq!(sources.line_column(id, 0), (1, 1));
        assert_eq!(
            sources.line_column(id, 2),
            (1, 2),
            "é has two bytes and is one column"
        );
        assert_eq!(sources.line_column(id, 6), (2, 1));
        assert_eq!(
            sources.line_column(id, 8),
            (3, 1),
            "a lone carriage return ends a line"
        );
        assert_eq!(sources.line_column(id, 10), (4, 1));
        assert_eq!(sources.line_column(id, 99), (5, 2));
        assert_eq!(sources.line_text(id, 1), "é=1");
        assert_eq!(sources.line_text(id, 3), "c");
        assert_eq!(sources.line_text(id, 5), "d");
        assert_eq!(sources.line_text(id, 6), "");
        assert_eq!(sources.line_text(id, 0), "");
    }
}
