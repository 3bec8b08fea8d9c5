//! The `[project]` table.

use pinfix_packaging::{ExtraName, PackageName, Span, SpecifierSet, Version};
use toml_edit::{TableLike, Value};

use super::document::{self, Listed};
use crate::error::{Code, Mistake};

/// What `[project]` says of requirements.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) name: Option<PackageName>,
    pub(crate) requires_python: Option<(SpecifierSet, Span)>,
    pub(crate) dependencies: Vec<Listed>,
    pub(crate) extras: Vec<Extra>,
    /// Where it says that a build makes up the extras.
    pub(crate) dynamic_extras: Option<Span>,
}

/// An extra and what it brings.
#[derive(Debug, Clone)]
pub(crate) struct Extra {
    pub(crate) name: ExtraName,
    pub(crate) entries: Vec<Listed>,
}

impl Project {
    /// Reads the table; all mistakes in it go to `mistakes`.
    pub(crate) fn read(text: &str, document: &dyn TableLike, mistakes: &mut Vec<Mistake>) -> Option<Self> {
        if document.get("project").is_none() {
            mistakes.push(no_project(document));
            return None;
        }
        let table = document::table(document, "project", mistakes)?;
        let name = read_name(text, document, table, mistakes);
        let requires_python = read_requires_python(text, table, mistakes);
        let dynamic = document::list(table, "dynamic", mistakes).unwrap_or_default();
        let dynamic = |name: &str| -> Option<Span> {
            let found = dynamic.iter().find(|value| value.as_str() == Some(name))?;
            found.span().map(Span::from)
        };
        if let Some(span) = dynamic("dependencies") {
            mistakes.push(
                Mistake::new(Code::Dynamic, span, "only a build can tell the dependencies of this project")
                    .label("declared dynamic")
                    .help("write the project's folder (`.`) into a requirements file, which builds it; or list the dependencies in `[project]`; or name the file that they come from"),
            );
        }
        Some(Self {
            name,
            requires_python,
            dependencies: read_list(text, table, "dependencies", "project.dependencies", mistakes),
            extras: read_extras(text, table, mistakes),
            dynamic_extras: dynamic("optional-dependencies"),
        })
    }
}

fn read_name(
    text: &str,
    document: &dyn TableLike,
    table: &dyn TableLike,
    mistakes: &mut Vec<Mistake>,
) -> Option<PackageName> {
    if table.get("name").is_none() {
        let span = document::key_span(document, "project");
        let mistake = Mistake::new(Code::Project, span, "`[project]` needs a name");
        mistakes.push(mistake.help("write `name = \"…\"` below it"));
        return None;
    }
    let traced = document::string(text, table, "name", mistakes)?;
    let name = traced.text().parse().ok();
    if name.is_none() {
        let message = format!("`{}` is no name of a package", traced.text());
        mistakes.push(Mistake::new(Code::Project, traced.whole(), message).help(
            "names consist of letters, digits, `-`, `_` and `.`, and start and end with a letter or digit",
        ));
    }
    name
}

pub(super) fn read_requires_python(
    text: &str,
    table: &dyn TableLike,
    mistakes: &mut Vec<Mistake>,
) -> Option<(SpecifierSet, Span)> {
    let traced = document::string(text, table, "requires-python", mistakes)?;
    match SpecifierSet::parse(traced.text()) {
        Ok(specifiers) => Some((specifiers, traced.whole())),
        Err(error) => {
            let help = match (traced.text().parse::<Version>(), error.help) {
                (Ok(version), _) => format!("did you mean `>={version}`?"),
                (Err(_), Some(help)) => help,
                (Err(_), None) => "write something like `>=3.9`".to_owned(),
            };
            mistakes.push(Mistake::new(Code::Project, traced.original(error.span), error.message).help(help));
            None
        }
    }
}

/// The requirements of a list; nothing where there is no list.
pub(super) fn read_list(
    text: &str,
    table: &dyn TableLike,
    key: &str,
    name: &str,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Listed> {
    let values = document::list(table, key, mistakes).unwrap_or_default();
    collect(text, &values, name, mistakes)
}

fn collect(text: &str, values: &[&Value], name: &str, mistakes: &mut Vec<Mistake>) -> Vec<Listed> {
    let mut entries = Vec::with_capacity(values.len());
    for value in values {
        match document::listed(text, value, name) {
            Ok(entry) => entries.push(entry),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    entries
}

fn read_extras(text: &str, project: &dyn TableLike, mistakes: &mut Vec<Mistake>) -> Vec<Extra> {
    let Some(table) = document::table(project, "optional-dependencies", mistakes) else {
        return Vec::new();
    };
    let mut extras: Vec<Extra> = Vec::new();
    for (key, _) in table.iter() {
        let list = format!("project.optional-dependencies.{key}");
        let entries = read_list(text, table, key, &list, mistakes);
        let span = document::key_span(table, key);
        match key.parse::<ExtraName>() {
            Ok(name) if extras.iter().any(|known| known.name == name) => {
                let message = format!("the extra `{name}` stands here twice, in two spellings");
                let mistake = Mistake::new(Code::Project, span, message);
                mistakes.push(mistake.help("join the two lists"));
            }
            Ok(name) => extras.push(Extra { name, entries }),
            Err(_) => mistakes.push(
                Mistake::new(Code::Project, span, format!("`{key}` is no name of an extra"))
                    .help("names consist of letters, digits, `-`, `_` and `.`"),
            ),
        }
    }
    extras
}

/// Why there is nothing to read, and what to do.
fn no_project(document: &dyn TableLike) -> Mistake {
    let tool = document.get("tool").and_then(|item| item.as_table_like());
    if let Some(tool) = tool.filter(|tool| tool.contains_key("poetry")) {
        let span = document::key_span(tool, "poetry");
        return Mistake::new(Code::NoProject, span, "the dependencies stand in Poetry's own table")
            .label("Poetry's table")
            .help("move them to `[project]`, where Poetry 2 reads them too, or run `poetry export -o requirements.txt` and name that file");
    }
    Mistake::new(Code::NoProject, Span::new(0, 0), "there is no `[project]` table")
        .label("none in this file")
        .help("add `[project]` with `name` and `dependencies`, or name a requirements file")
}
