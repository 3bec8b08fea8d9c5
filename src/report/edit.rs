//! What an edit does to the text of a file.

use std::borrow::Cow;

use pinfix_requirements::{Sources, edit};
use pinfix_resolver::repair::Edit;

use crate::lock::hashes;

/// What an edit replaces, and by what: with the hashes that belong to it.
pub(super) struct Replacement<'a> {
    /// The text as it stands in the file.
    pub(super) from: Cow<'a, str>,
    /// The text that takes its place; `None` where the line goes.
    pub(super) to: Option<String>,
}

impl<'a> Replacement<'a> {
    pub(super) fn new(edit: &'a Edit, sources: &'a Sources) -> Self {
        let text = &sources.get(edit.origin.source).text;
        if let Some(span) = edit::hashed(text, edit.origin.span)
            && let Some(from) = text.get(span.start..span.end)
        {
            let hashed = |to: &String| {
                edit::with_hashes(text, edit.origin.span, to, hashes(&edit.files))
                    .unwrap_or_else(|| to.clone())
            };
            return Self {
                from: from.into(),
                to: edit.to.as_ref().map(hashed),
            };
        }
        // A person reads in one line what a program has to find as it stands.
        let there = edit.origin.written(sources).filter(|it| it.contains('\n'));
        Self {
            from: there.unwrap_or(&edit.from).into(),
            to: edit.to.clone(),
        }
    }
}

/// Whether hashes stand in the line that an edit changes.
pub(super) fn is_hashed(edit: &Edit, sources: &Sources) -> bool {
    edit::hashed(&sources.get(edit.origin.source).text, edit.origin.span).is_some()
}
