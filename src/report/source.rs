//! The user's files as messages show them: without passwords.

use miette::NamedSource;
use pinfix_requirements::redact::redact;
use pinfix_requirements::{Origin, SourceId, Sources};

/// A file, as it is shown.
pub(super) fn shown(sources: &Sources, file: SourceId) -> NamedSource<String> {
    let file = sources.get(file);
    NamedSource::new(&file.name, redact(&file.text).into_owned())
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
