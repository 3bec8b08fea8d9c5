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
        if let Some(span) = edit::hashed(text, edit.origin.span).filter(|_| !stays_as_hashed(edit))
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

/// Whether an edit changes hashes that stand in the line.
pub(super) fn is_hashed(edit: &Edit, sources: &Sources) -> bool {
    let text = &sources.get(edit.origin.source).text;
    !stays_as_hashed(edit) && edit::hashed(text, edit.origin.span).is_some()
}

/// Whether the line goes on to mean the files that it means.
fn stays_as_hashed(edit: &Edit) -> bool {
    edit.to.is_some() && edit.files.is_empty()
}
