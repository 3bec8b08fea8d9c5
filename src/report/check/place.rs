//! Places in files, as formats for programs name them.

use pinfix_requirements::{Origin, Sources};
use serde::Serialize;

/// Lines and columns from 1, in characters; the end column is that behind the last character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Region {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

impl Region {
    pub(super) fn of(sources: &Sources, origin: &Origin) -> Self {
        let (end_line, end_column) = sources.line_column(origin.source, origin.span.end);
        Self {
            line: origin.line,
            column: origin.column,
            end_line,
            end_column,
        }
    }
}

/// The name of a file, as the user wrote it.
pub(super) fn file<'a>(sources: &'a Sources, origin: &Origin) -> &'a str {
    &sources.get(origin.source).name
}
