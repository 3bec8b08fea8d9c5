//! One package of a lock.

use std::str::FromStr as _;

use pinfix_packaging::specifier::{Operator, Specifier};
use pinfix_packaging::{Marker, PackageName, Requirement, RequirementSource, Span, Version};
use toml_edit::{Item, TableLike, Value};

use crate::error::{Code, Mistake};
use crate::manifest::Hash;

/// A package of a lock.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) requirement: Requirement,
    /// The hashes of all its files.
    pub(super) hashes: Vec<Hash>,
    /// Where it is named.
    pub(super) span: Span,
    /// The line that would say the same.
    pub(super) text: String,
    /// Whether it is installed from its folder as it is.
    pub(super) editable: bool,
    /// What it needs of the other packages, as far as that is told.
    pub(super) depends_on: Vec<PackageName>,
}

impl Package {
    pub(super) fn read(table: &dyn TableLike, whole: Span) -> Result<Self, Mistake> {
        let (name, span) =
            string(table, "name")?.ok_or_else(|| wrong(whole, "a package of the lock has no name"))?;
        let name = PackageName::from_str(name)
            .map_err(|_| wrong(span, format!("`{name}` is no name of a package")))?;
        let marker = match string(table, "marker")? {
            None => None,
            Some((text, at)) => Some(Marker::parse(text).map_err(|error| wrong(at, error.message))?),
        };
        let version = match string(table, "version")? {
            None => None,
            Some((text, at)) => Some(
                Version::from_str(text)
                    .map_err(|_| wrong(at, format!("`{text}` is no version (PEP 440)")))?,
            ),
        };
        let place = place(table)?;
        let source = match (place, version) {
            (Some(place), _) => RequirementSource::Url(place),
            (None, Some(version)) => {
                let pin = Specifier::new(Operator::Equal, version);
                RequirementSource::Specifiers([pin].into_iter().collect())
            }
            (None, None) => {
                return Err(wrong(
                    span,
                    format!("the lock gives `{name}` no version and no place"),
                ));
            }
        };
        let requirement = Requirement {
            name,
            extras: Vec::new(),
            source,
            marker,
        };
        let directory = table.get("directory").and_then(Item::as_table_like);
        let editable = directory.and_then(|it| it.get("editable")?.as_bool());
        Ok(Self {
            hashes: hashes(table),
            depends_on: depends_on(table),
            text: requirement.to_string(),
            requirement,
            span,
            editable: editable.unwrap_or(false),
        })
    }
}

fn wrong(span: Span, message: impl Into<String>) -> Mistake {
    Mistake::new(Code::Lock, span, message).help("write the lock anew with the tool that made it")
}

/// A string under a key, and where it stands inside its quotes.
pub(super) fn string<'t>(table: &'t dyn TableLike, key: &str) -> Result<Option<(&'t str, Span)>, Mistake> {
    let Some(item) = table.get(key) else {
        return Ok(None);
    };
    let span = item.span().map_or(Span::new(0, 0), Span::from);
    match item.as_str() {
        Some(text) if span.end - span.start == text.len() + 2 => {
            Ok(Some((text, Span::new(span.start + 1, span.end - 1))))
        }
        Some(text) => Ok(Some((text, span))),
        None => Err(wrong(span, format!("`{key}` must be a string"))),
    }
}

/// The URL or path of a package that is from no index.
fn place(table: &dyn TableLike) -> Result<Option<String>, Mistake> {
    let sub = |key: &str| table.get(key).and_then(Item::as_table_like);
    if let Some(vcs) = sub("vcs") {
        let kind = string(vcs, "type")?.map_or("git", |(kind, _)| kind);
        let place = string(vcs, "url")?.or(string(vcs, "path")?);
        let (place, span) = place.ok_or_else(|| wrong(Span::new(0, 0), "`vcs` has no `url`"))?;
        let (commit, _) = string(vcs, "commit-id")?.ok_or_else(|| wrong(span, "`vcs` has no `commit-id`"))?;
        let folder = string(vcs, "subdirectory")?.map(|(folder, _)| format!("#subdirectory={folder}"));
        return Ok(Some(format!(
            "{kind}+{place}@{commit}{}",
            folder.unwrap_or_default()
        )));
    }
    for key in ["archive", "directory"] {
        let Some(found) = sub(key) else { continue };
        let place = string(found, "url")?.or(string(found, "path")?);
        let (place, _) = place.ok_or_else(|| wrong(Span::new(0, 0), format!("`{key}` has no `path`")))?;
        return Ok(Some(place.to_owned()));
    }
    Ok(None)
}

/// The names under `dependencies`.
fn depends_on(table: &dyn TableLike) -> Vec<PackageName> {
    let name = |it: &dyn TableLike| PackageName::from_str(it.get("name")?.as_str()?).ok();
    match table.get("dependencies") {
        Some(Item::ArrayOfTables(needed)) => needed.iter().filter_map(|it| name(it)).collect(),
        Some(Item::Value(Value::Array(needed))) => {
            let needed = needed.iter().filter_map(Value::as_inline_table);
            needed.filter_map(|it| name(it)).collect()
        }
        _ => Vec::new(),
    }
}

/// The SHA hashes of all files.
fn hashes(table: &dyn TableLike) -> Vec<Hash> {
    let mut hashes = Vec::new();
    let mut take = |file: &dyn TableLike| {
        let Some(stated) = file.get("hashes").and_then(Item::as_table_like) else {
            return;
        };
        for (algorithm, digest) in stated.iter() {
            let known = ["sha256", "sha384", "sha512"].contains(&algorithm);
            if let Some(digest) = digest.as_str().filter(|_| known) {
                let hash = Hash {
                    algorithm: algorithm.to_owned(),
                    digest: digest.to_ascii_lowercase(),
                };
                if !hashes.contains(&hash) {
                    hashes.push(hash);
                }
            }
        }
    };
    for key in ["sdist", "archive"] {
        if let Some(file) = table.get(key).and_then(Item::as_table_like) {
            take(file);
        }
    }
    match table.get("wheels") {
        Some(Item::ArrayOfTables(wheels)) => wheels.iter().for_each(|wheel| take(wheel)),
        Some(Item::Value(Value::Array(wheels))) => {
            for wheel in wheels.iter().filter_map(Value::as_inline_table) {
                take(wheel);
            }
        }
        _ => {}
    }
    hashes
}
