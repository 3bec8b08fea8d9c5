//! What uv's own table says of where packages come from (`[tool.uv.sources]`), and pinfix does not follow.

use pinfix_packaging::PackageName;
use toml_edit::{Item, TableLike};

use super::document::{self, Listed};
use crate::error::{Code, Mistake};

/// The keys that say where a package comes from, what that is, and what to do instead.
const PLACES: [(&str, &str, &str); 5] = [
    (
        "git",
        "a git repository",
        "write `name @ git+URL@REVISION` among the dependencies",
    ),
    ("url", "a URL", "write `name @ URL` among the dependencies"),
    ("path", "a path", "write `-e PATH` into a requirements file"),
    (
        "workspace",
        "the workspace",
        "write `-e PATH` into a requirements file",
    ),
    (
        "index",
        "an index of its own",
        "`--index` names one for all packages",
    ),
];

/// One warning for each source of a package that one of these entries asks for without saying itself where it is.
pub(crate) fn unread_sources(document: &dyn TableLike, entries: &[Listed]) -> Vec<Mistake> {
    let sources = ["tool", "uv", "sources"]
        .into_iter()
        .try_fold(document, |table, key| table.get(key)?.as_table_like());
    let Some(sources) = sources else {
        return Vec::new();
    };
    let asked = |name: &PackageName| {
        let mut named = entries.iter().map(|entry| &entry.requirement);
        named.any(|it| it.name == *name && it.url().is_none())
    };
    let warnings = sources.iter().filter_map(|(key, item)| {
        let name = key.parse::<PackageName>().ok().filter(asked)?;
        let (_, place, instead) = *PLACES.iter().find(|(place, ..)| says(item, place))?;
        let message = format!(
            "`[tool.uv.sources]` is not followed: `{name}` comes from the index here, not from {place} ({instead})"
        );
        let warning = Mistake::warning(Code::Source, document::key_span(sources, key), message);
        Some(warning.label("not followed"))
    });
    warnings.collect()
}

/// Whether a source, or one of several for several machines, has this key.
fn says(source: &Item, key: &str) -> bool {
    let one = source
        .as_table_like()
        .is_some_and(|table| table.contains_key(key));
    let mut several = source.as_array().into_iter().flatten();
    one || several.any(|it| it.as_inline_table().is_some_and(|table| table.contains_key(key)))
}
