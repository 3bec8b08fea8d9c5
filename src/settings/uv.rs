//! What uv's configuration says of indexes: `[tool.uv]` of pyproject.toml, or uv.toml, in the current folder or above it.
//! What it says of other things is for uv only, and so is what is wrong in it.

use std::path::Path;

use toml_edit::{Document, Item, TableLike};

use super::environment::Environment;
use super::setting::{SetBy, Setting};

/// What uv's configuration says of indexes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UvConfiguration {
    /// The index that is asked last.
    pub default_index: Option<Setting<String>>,
    /// Those that are asked before it, in their order; a name may stand before each (`name=URL`).
    pub indexes: Vec<Setting<String>>,
    /// Folders and pages of links.
    pub find_links: Vec<Setting<String>>,
    /// How several indexes are searched.
    pub index_strategy: Option<Setting<String>>,
    /// Whether passwords come from the keyring.
    pub keyring_provider: Option<Setting<String>>,
    /// Hosts whose certificates are not checked.
    pub trusted_hosts: Vec<Setting<String>>,
    /// Whether the indexes are left aside.
    pub no_index: bool,
}

impl UvConfiguration {
    /// Reads the nearest file that configures uv.
    pub fn find(environment: &Environment) -> Self {
        for directory in environment.directory.ancestors() {
            for (name, in_project) in [("uv.toml", false), ("pyproject.toml", true)] {
                if let Some(found) = Self::read(&directory.join(name), in_project) {
                    return found;
                }
            }
        }
        Self::default()
    }

    fn read(path: &Path, in_project: bool) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        if in_project && !text.contains("tool.uv") {
            return None;
        }
        let document = Document::parse(text.as_str()).ok()?;
        let table: &dyn TableLike = if in_project {
            document.get("tool")?.get("uv")?.as_table_like()?
        } else {
            document.as_table()
        };
        let mut found = Self::default();
        let reading = Reading { path, text: &text };
        // What stands below `pip` counts for `uv pip`, before what stands beside it.
        let pip = table.get("pip").and_then(Item::as_table_like);
        for table in pip.into_iter().chain([table]) {
            reading.add(table, &mut found);
        }
        Some(found)
    }
}

/// A file that is being read.
struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Reading<'_> {
    fn add(&self, table: &dyn TableLike, found: &mut UvConfiguration) {
        let text = |key: &str| table.get(key).and_then(|item| self.setting(item, ""));
        let list = |key: &str| -> Vec<Setting<String>> {
            let values = table.get(key).and_then(Item::as_array).into_iter().flatten();
            values
                .filter_map(|value| Some(self.at(value.as_str()?.to_owned(), value.span())))
                .collect()
        };
        for index in tables(table.get("index")) {
            let is = |key: &str| index.get(key).and_then(Item::as_bool) == Some(true);
            let name = index.get("name").and_then(Item::as_str);
            let prefix = name.map(|name| format!("{name}=")).unwrap_or_default();
            let Some(url) = index.get("url").and_then(|item| self.setting(item, &prefix)) else {
                continue;
            };
            if is("default") {
                found.default_index.get_or_insert(url);
            } else if !is("explicit") {
                found.indexes.push(url);
            }
        }
        if found.default_index.is_none() {
            found.default_index = text("default-index").or_else(|| text("index-url"));
        }
        found.indexes.extend(list("extra-index-url"));
        found.find_links.extend(list("find-links"));
        found.trusted_hosts.extend(list("allow-insecure-host"));
        if found.index_strategy.is_none() {
            found.index_strategy = text("index-strategy");
        }
        if found.keyring_provider.is_none() {
            found.keyring_provider = text("keyring-provider");
        }
        found.no_index |= table.get("no-index").and_then(Item::as_bool) == Some(true);
    }

    fn setting(&self, item: &Item, prefix: &str) -> Option<Setting<String>> {
        Some(self.at(format!("{prefix}{}", item.as_str()?), item.span()))
    }

    fn at(&self, value: String, span: Option<std::ops::Range<usize>>) -> Setting<String> {
        let start = span.map_or(0, |span| span.start).min(self.text.len());
        let before = self.text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let path = self.path.to_path_buf();
        Setting::new(value, SetBy::File { path, line })
    }
}

/// The tables of `[[index]]`, or of `index = [{…}]`.
fn tables(item: Option<&Item>) -> Vec<&dyn TableLike> {
    match item {
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        Some(item) => {
            let values = item.as_array().into_iter().flatten();
            values
                .filter_map(|value| value.as_inline_table().map(|table| table as &dyn TableLike))
                .collect()
        }
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_are_read_where_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let text = "[project]\nname = 'x'\n[tool.uv]\nfind-links = ['./wheels']\n[tool.uv.pip]\nindex-strategy = 'unsafe-best-match'\n\
                    [[tool.uv.index]]\nname = 'own'\nurl = 'https://one.example.org/simple'\n\
                    [[tool.uv.index]]\nurl = 'https://two.example.org/simple'\ndefault = true\n\
                    [[tool.uv.index]]\nname = 'odd'\nurl = 'https://three.example.org/simple'\nexplicit = true\n";
        std::fs::write(folder.path().join("pyproject.toml"), text).unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        let found = UvConfiguration::find(&Environment::of_test(&inner, &[]));
        let values = |settings: &[Setting<String>]| -> Vec<String> {
            settings.iter().map(|setting| setting.value.clone()).collect()
        };
        assert_eq!(values(&found.indexes), ["own=https://one.example.org/simple"]);
        assert_eq!(
            found.default_index.unwrap().value,
            "https://two.example.org/simple"
        );
        assert_eq!(found.index_strategy.unwrap().value, "unsafe-best-match");
        let SetBy::File { line, .. } = &found.find_links[0].set_by else {
            panic!()
        };
        assert_eq!(*line, 4);
    }
}
