//! The lines around a mistake, as they are shown.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use pinfix_packaging::Span;

use crate::redact::Redacted;
use crate::source::SourceFile;

/// So many lines before and behind are kept; those who draw want one.
const CONTEXT: usize = 2;

/// So many bytes before and behind the place, and of the place itself: a file may be one line of megabytes.
const REACH: usize = 400;

/// Some lines of a file without their passwords. It is small, whatever the file is: there may be one for each of its
/// lines.
#[derive(Debug, Clone)]
pub(crate) struct Excerpt {
    name: String,
    text: Box<str>,
    /// How many lines of the file stand before it.
    lines_before: usize,
    /// The column that the place has in the file, where the start of its line is not kept.
    column: Option<usize>,
}

impl Excerpt {
    /// The lines around `span`, and the span in them.
    pub(crate) fn around(file: &SourceFile, span: Span) -> (Self, SourceSpan) {
        let (lines_before, range) = file.lines_around(span, CONTEXT);
        let start = range.start;
        // A password ends at white space, so the lines beyond don't matter.
        let redacted = Redacted::new(file.text.get(range).unwrap_or_default());
        let shown = redacted.span(Span::new(span.start - start, span.end.max(span.start) - start));
        let text = redacted.into_text();
        let (kept, shown) = near(&text, shown);
        let before = text.get(..kept.start).unwrap_or_default();
        let starts_whole = before.is_empty() || before.ends_with('\n');
        let is_in_first = !text[kept.start..kept.start + shown.start].contains('\n');
        let excerpt = Self {
            name: file.name.clone(),
            text: text.get(kept).unwrap_or_default().into(),
            lines_before: lines_before + before.matches('\n').count(),
            column: (is_in_first && !starts_whole).then(|| file.line_column(span.start).1.saturating_sub(1)),
        };
        (excerpt, shown.into())
    }
}

/// What is kept of a text around a place, and the place in it. Places may be within a character: of a text that is no
/// UTF-8, bytes are told.
fn near(text: &str, place: Span) -> (Range<usize>, Span) {
    let first = text.floor_char_boundary(place.start);
    let end = text
        .floor_char_boundary(place.end.min(place.start + REACH))
        .max(first);
    let start = text.ceil_char_boundary(first.saturating_sub(REACH));
    let kept = start..text.floor_char_boundary(end + REACH);
    (kept, Span::new(first - start, end - start))
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self
            .text
            .read_span(span, context_lines_before, context_lines_after)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            read.data(),
            *read.span(),
            self.lines_before + read.line(),
            self.column
                .filter(|_| context_lines_before == 0)
                .unwrap_or(read.column()),
            self.lines_before + read.line_count(),
        )))
    }
}
