//! The requirements in a script's comments (PEP 723).
//!
//! ```text
//! # /// script
//! # requires-python = ">=3.11"
//! # dependencies = ["requests<3"]
//! # ///
//! ```

use pinfix_packaging::{Span, SpecifierSet};
use toml_edit::TableLike;

use super::document::{self, Listed};
use super::project::{read_list, read_requires_python};
use crate::error::{Code, Mistake};

const START: &str = "# /// script";
const END: &str = "# ///";

/// What a script says of requirements.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) requires_python: Option<(SpecifierSet, Span)>,
    pub(crate) dependencies: Vec<Listed>,
    /// `[tool.uv]`: where packages come from.
    pub(crate) indexes: ScriptIndexes,
}

/// Where a script says that its packages come from, each with its place.
#[derive(Debug, Default)]
pub(crate) struct ScriptIndexes {
    pub(crate) default: Option<(String, Span)>,
    pub(crate) extra: Vec<(String, Span)>,
    pub(crate) find_links: Vec<(String, Span)>,
}

/// The metadata of a script, each byte at its place: what is no metadata is white space. Nothing where there is none.
pub(crate) fn masked(text: &str) -> Result<Option<String>, Mistake> {
    let mut masked = String::with_capacity(text.len());
    let mut block = Block::Before;
    let mut start = Span::new(0, 0);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        let inside = block == Block::Inside && bare != END && (bare == "#" || bare.starts_with("# "));
        match block {
            Block::Before | Block::After if bare == START => {
                let span = Span::new(masked.len(), masked.len() + bare.len());
                if block == Block::After {
                    return Err(
                        Mistake::new(Code::Script, span, "there is a second block of metadata")
                            .help("put all of it into one `# /// script` block"),
                    );
                }
                (block, start) = (Block::Inside, span);
            }
            Block::Inside if bare == END => block = Block::After,
            Block::Inside if !inside => {
                return Err(
                    Mistake::new(Code::Script, start, "the block of metadata is not closed")
                        .help("write `# ///` on a line of its own behind it"),
                );
            }
            Block::Before | Block::After | Block::Inside => {}
        }
        if inside {
            let rest = line.strip_prefix('#').unwrap_or(line);
            masked.push(' ');
            masked.push_str(rest);
        } else {
            masked.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        }
    }
    match block {
        Block::Before => Ok(None),
        Block::After => Ok(Some(masked)),
        Block::Inside => Err(
            Mistake::new(Code::Script, start, "the block of metadata is not closed")
                .help("write `# ///` on a line of its own behind it"),
        ),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Before,
    Inside,
    After,
}

impl Script {
    /// Reads the metadata, which is `text` [`masked`].
    pub(crate) fn read(text: &str, document: &dyn TableLike, mistakes: &mut Vec<Mistake>) -> Self {
        Self {
            requires_python: read_requires_python(text, document, mistakes),
            dependencies: read_list(text, document, "dependencies", "dependencies", mistakes),
            indexes: ScriptIndexes::read(document),
        }
    }
}

impl ScriptIndexes {
    /// uv's own table; what is wrong in it is uv's to say.
    fn read(document: &dyn TableLike) -> Self {
        let mut indexes = Self::default();
        let tool = document.get("tool").and_then(|item| item.as_table_like());
        let Some(table) = tool.and_then(|tool| tool.get("uv")?.as_table_like()) else {
            return indexes;
        };
        let texts = |key: &str| -> Vec<(String, Span)> {
            let array = table.get(key).and_then(|item| item.as_array());
            let values = array.into_iter().flatten();
            let told = values.filter_map(|it| {
                Some((
                    it.as_str()?.to_owned(),
                    it.span().map_or(Span::new(0, 0), Span::from),
                ))
            });
            told.collect()
        };
        let named: Vec<&dyn TableLike> = match table.get("index") {
            Some(item) if item.is_array_of_tables() => {
                let tables = item.as_array_of_tables().into_iter().flatten();
                tables.map(|table| table as &dyn TableLike).collect()
            }
            Some(item) => {
                let values = item.as_array().into_iter().flatten();
                values
                    .filter_map(|value| value.as_inline_table().map(|table| table as &dyn TableLike))
                    .collect()
            }
            None => Vec::new(),
        };
        let is = |table: &dyn TableLike, key: &str| {
            table.get(key).and_then(toml_edit::Item::as_bool) == Some(true)
        };
        for index in named {
            let Some(url) = index.get("url").and_then(|item| item.as_str()) else {
                continue;
            };
            let place = (url.to_owned(), document::item_span(index, "url"));
            if is(index, "default") {
                indexes.default = Some(place);
            } else if !is(index, "explicit") {
                indexes.extra.push(place);
            }
        }
        if let Some(url) = table.get("index-url").and_then(|item| item.as_str()) {
            indexes.default = Some((url.to_owned(), document::item_span(table, "index-url")));
        }
        indexes.extra.extend(texts("extra-index-url"));
        indexes.find_links = texts("find-links");
        indexes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_block_is_left_and_nothing_moves() {
        let text = "#!/usr/bin/env python\n# /// script\n# a = 'ä'\n#\n# ///\nimport x  # ///\n";
        let masked = masked(text).unwrap().unwrap();
        assert_eq!(masked.find("a = 'ä'"), text.find("a = 'ä'"));
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked.split_whitespace().collect::<Vec<_>>().join(" "), "a = 'ä'");
    }

    #[test]
    fn blocks_are_closed_and_stand_alone() {
        assert!(masked("print()\n").unwrap().is_none());
        assert!(masked("# /// script\n# a = 1\nprint()\n# ///\n").is_err());
        assert!(masked("# /// script\n# ///\n# /// script\n# ///\n").is_err());
        assert!(masked("# /// script\n# a = 1").is_err());
    }
}
