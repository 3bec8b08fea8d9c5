//! Where a requirement came from.

use pinfix_packaging::Span;

use crate::source::{SourceId, Sources};

/// The place where something was written, and by which includes it was reached.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The file.
    pub source: SourceId,
    /// The bytes of the thing itself: of a requirement without its comment, its options and its hashes.
    pub span: Span,
    /// The line of the first byte, from 1.
    pub line: usize,
    /// The column of the first byte, from 1, in characters.
    pub column: usize,
    /// The lines (from 1) that included this file, the one in the outermost file first; empty for a file that was
    /// given by the user.
    pub included_from: Vec<(SourceId, usize)>,
}

impl Origin {
    /// What stands there, as it is written; `None` where its span is not within the text.
    pub fn written<'s>(&self, sources: &'s Sources) -> Option<&'s str> {
        sources.get(self.source).text.get(self.span.start..self.span.end)
    }

    /// The place of `span` in a text of `sources`.
    pub fn new(sources: &Sources, source: SourceId, span: Span, included_from: &[(SourceId, usize)]) -> Self {
        let (line, column) = sources.line_column(source, span.start);
        Self {
            source,
            span,
            line,
            column,
            included_from: included_from.to_vec(),
        }
    }
}
