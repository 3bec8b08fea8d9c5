//! The user's files as messages show them: without passwords.

use miette::{MietteError, MietteSpanContents, NamedSource, SourceCode, SourceSpan, SpanContents};
use pinfix_requirements::redact::redact;
use pinfix_requirements::{Origin, SourceId, Sources};

/// How many lines between two places are shown with them; where there are more, each has a picture of its own.
const BETWEEN: usize = 12;

/// A file, as it is shown.
#[derive(Debug)]
pub(super) struct Shown(NamedSource<String>);

/// A file, as it is shown.
pub(super) fn shown(sources: &Sources, file: SourceId) -> Shown {
    let file = sources.get(file);
    Shown(NamedSource::new(&file.name, redact(&file.text).into_owned()))
}

impl SourceCode for Shown {
    /// The same excerpt, with the number of lines by which it is told whether the next one joins it. By default that is how
    /// far down it stands: half a long file would be shown for two lines of it.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let excerpt = self.0.read_span(span, before, after)?;
        let data = excerpt.data();
        let lines = data.split(|byte| *byte == b'\n').count();
        Ok(Box::new(MietteSpanContents::new_named(
            self.0.name().to_owned(),
            data,
            *excerpt.span(),
            excerpt.line(),
            excerpt.column(),
            lines + BETWEEN,
        )))
    }
}

/// The bytes of what was written at `origin` in the file as it is shown: where it starts, and how many there are.
///
/// Passwords that are masked move what comes after them, so the place is looked for by line and column.
pub(super) fn span(sources: &Sources, origin: &Origin) -> (usize, usize) {
    let text = redact(&sources.get(origin.source).text);
    let row_start: usize = text
        .split_inclusive('\n')
        .take(origin.line.saturating_sub(1))
        .map(str::len)
        .sum();
    let row = text[row_start..].split('\n').next().unwrap_or_default();
    let column: usize = row
        .chars()
        .take(origin.column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    let written = row[column..].trim_end();
    let length = written.len().min(origin.span.len().max(1));
    let length = (0..=length)
        .rev()
        .find(|at| written.is_char_boundary(*at))
        .unwrap_or(0);
    (row_start + column, length)
}
