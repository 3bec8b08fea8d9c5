//! The lines around a mistake, as they are shown.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use pinfix_packaging::Span;

use crate::redact::Redacted;
use crate::source::SourceFile;

/// So many lines before and behind are kept; those who draw want one.
const CONTEXT: usize = 2;

/// Some lines of a file without their passwords. It is small, whatever the file is: there may be one for each of its
/// lines.
#[derive(Debug, Clone)]
pub(crate) struct Excerpt {
    name: String,
    text: Box<str>,
    /// How many lines of the file stand before it.
    lines_before: usize,
}

impl Excerpt {
    /// The lines around `span`, and the span in them.
    pub(crate) fn around(file: &SourceFile, span: Span) -> (Self, SourceSpan) {
        let (lines_before, range) = file.lines_around(span, CONTEXT);
        let start = range.start;
        // A password ends at white space, so the lines beyond don't matter.
        let redacted = Redacted::new(file.text.get(range).unwrap_or_default());
        let shown = redacted.span(Span::new(span.start - start, span.end.max(span.start) - start));
        let excerpt = Self {
            name: file.name.clone(),
            text: redacted.into_text().as_ref().into(),
            lines_before,
        };
        (excerpt, shown.into())
    }
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
            read.column(),
            self.lines_before + read.line_count(),
        )))
    }
}
