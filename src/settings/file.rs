//! `pinfix.toml`, and `[tool.pinfix]` of pyproject.toml.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::NamedSource;
use toml_edit::{Document, Item, TableLike, Value};

use super::environment::Environment;
use super::error::{SettingsError, Text};
use super::keys::{self, Form};
use super::setting::{SetBy, Setting};

/// The table that belongs to `pinfix bundle`.
const BUNDLE: &str = "bundle";

/// What a configuration file says; everything in it is known to have the right form.
#[derive(Debug, Clone)]
pub struct SettingsFile {
    path: PathBuf,
    text: Text,
    entries: Vec<Entry>,
}

/// One setting of a file. A list is flattened into its items.
#[derive(Debug, Clone)]
struct Entry {
    key: &'static str,
    values: Vec<FileValue>,
}

/// A value in a file, and where it stands.
#[derive(Debug, Clone)]
pub struct FileValue {
    /// The text, number or `true`/`false`, as text; paths are absolute.
    pub text: String,
    span: std::ops::Range<usize>,
}

impl SettingsFile {
    /// The file that holds for the current folder: the nearest pinfix.toml, or pyproject.toml with a `[tool.pinfix]`, in
    /// it or in a folder above it.
    pub fn find(environment: &Environment) -> Result<Option<Self>, SettingsError> {
        for directory in environment.directory.ancestors() {
            for name in ["pinfix.toml", "pyproject.toml"] {
                if let Some(file) = Self::read(&directory.join(name))? {
                    return Ok(Some(file));
                }
            }
        }
        Ok(None)
    }

    /// The file that the user names; a pyproject.toml that has nothing to say to pinfix says nothing.
    pub fn named(path: &Path) -> Result<Self, SettingsError> {
        let unreadable = |source| SettingsError::Unreadable {
            path: path.to_path_buf(),
            source,
        };
        std::fs::metadata(path).map_err(unreadable)?;
        let file = Self::read(path)?;
        Ok(file.unwrap_or_else(|| Self {
            path: path.to_path_buf(),
            text: Arc::new(NamedSource::new(path.display().to_string(), String::new())),
            entries: Vec::new(),
        }))
    }

    /// Reads one file; `None`: there is none, or it is a pyproject.toml that has nothing to say to pinfix.
    pub fn read(path: &Path) -> Result<Option<Self>, SettingsError> {
        match std::fs::read(path) {
            Ok(bytes) => {
                let text = String::from_utf8(bytes).map_err(|_| SettingsError::Unreadable {
                    path: path.to_path_buf(),
                    source: std::io::Error::new(std::io::ErrorKind::InvalidData, "it is not UTF-8"),
                })?;
                Self::parse(path, text)
            }
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(source) => Err(SettingsError::Unreadable {
                path: path.to_path_buf(),
                source,
            }),
        }
    }

    /// Parses the text of one file.
    pub fn parse(path: &Path, text: String) -> Result<Option<Self>, SettingsError> {
        let in_project = path.file_name().is_some_and(|name| name == "pyproject.toml");
        // Most projects don't configure pinfix, and a broken pyproject.toml that is not asked about is no concern here.
        if in_project && !text.contains("pinfix") {
            return Ok(None);
        }
        let text: Text = Arc::new(NamedSource::new(path.display().to_string(), text));
        let document = Document::parse(text.inner().as_str()).map_err(|error| SettingsError::Syntax {
            message: format!("{} is no valid TOML: {}", path.display(), error.message().trim()),
            span: error.span().unwrap_or(0..0).into(),
            text: Arc::clone(&text),
        })?;
        let table: Option<&dyn TableLike> = if in_project {
            document
                .get("tool")
                .and_then(|tool| tool.get("pinfix"))
                .and_then(Item::as_table_like)
        } else {
            Some(document.as_table())
        };
        let Some(table) = table else { return Ok(None) };
        let mut file = Self {
            path: path.to_path_buf(),
            text: Arc::clone(&text),
            entries: Vec::new(),
        };
        // What bundles are made of has a table of its own, and a reader of its own.
        for (key, item) in table
            .iter()
            .filter(|(key, item)| !(*key == BUNDLE && item.is_table_like()))
        {
            let span = table.key(key).and_then(toml_edit::Key::span).unwrap_or(0..0);
            let entry = file.entry(key, item, span)?;
            file.entries.push(entry);
        }
        Ok(Some(file))
    }

    fn entry(&self, key: &str, item: &Item, span: std::ops::Range<usize>) -> Result<Entry, SettingsError> {
        let Some((name, form)) = keys::KEYS.iter().find(|(name, _)| *name == key) else {
            return Err(SettingsError::UnknownKey {
                key: key.to_owned(),
                help: keys::advice(key).unwrap_or_else(|| {
                    format!("the settings are {}", keys::KEYS.map(|(name, _)| name).join(", "))
                }),
                text: Arc::clone(&self.text),
                span: span.into(),
            });
        };
        let wrong = |span: Option<std::ops::Range<usize>>| SettingsError::ValueInFile {
            message: format!("`{key}` must be {}", form.describe()),
            help: None,
            text: Arc::clone(&self.text),
            span: span.unwrap_or(0..0).into(),
        };
        let value = item.as_value().ok_or_else(|| wrong(item.span()))?;
        let items: Vec<&Value> = match (form, value) {
            (Form::Texts | Form::Paths, Value::Array(array)) => array.iter().collect(),
            (Form::Texts | Form::Paths, _) => return Err(wrong(value.span())),
            _ => vec![value],
        };
        let values = items
            .into_iter()
            .map(|value| {
                let text = self.plain(*form, value).ok_or_else(|| wrong(value.span()))?;
                Ok(FileValue {
                    text,
                    span: value.span().unwrap_or(0..0),
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Entry { key: name, values })
    }

    /// The value as text, if it has the right form.
    fn plain(&self, form: Form, value: &Value) -> Option<String> {
        match (form, value) {
            (Form::Text | Form::Texts, Value::String(text)) => Some(text.value().clone()),
            (Form::Path | Form::Paths, Value::String(text)) => {
                let text = text.value();
                let folder = self.path.parent().unwrap_or(Path::new(""));
                let verbatim = text.contains("://") || text.starts_with('~');
                Some(if verbatim {
                    text.clone()
                } else {
                    folder.join(text).to_string_lossy().into_owned()
                })
            }
            (Form::Switch, Value::Boolean(switch)) => Some(switch.value().to_string()),
            (Form::Number, Value::Integer(number)) => u32::try_from(*number.value())
                .ok()
                .map(|number| number.to_string()),
            _ => None,
        }
    }

    /// What the file says about a key; `None`: nothing.
    pub fn values(&self, key: &str) -> Option<&[FileValue]> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| entry.values.as_slice())
    }

    /// A value with its place.
    pub fn setting<T>(&self, value: &FileValue, parsed: T) -> Setting<T> {
        let line = self.text.inner()[..value.span.start].matches('\n').count() + 1;
        Setting::new(
            parsed,
            SetBy::File {
                path: self.path.clone(),
                line,
            },
        )
    }

    /// The error for a value that has the right form but no meaning.
    pub fn refuse(&self, key: &str, value: &FileValue, reason: &str) -> SettingsError {
        SettingsError::ValueInFile {
            message: format!("`{key}` can't be used: {reason}"),
            help: None,
            text: Arc::clone(&self.text),
            span: value.span.clone().into(),
        }
    }
}
