//! Which indexes and find-links are asked, and who said so.

use std::path::Path;
use std::str::FromStr;

use pinfix_index::{BuildSettings, IndexLocation, IndexSettings, IndexStrategy, RedactedUrl};
use url::Url;

use super::configuration::{Configuration, Switch, parsed};
use super::error::SettingsError;
use super::links::Links;
use super::setting::{SetBy, Setting};
use super::written::WrittenOptions;
use crate::cli::{self, IndexArguments};

/// Where packages come from, and who said so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexChoice {
    /// The indexes, that of the highest priority first; the one of `--index-url` is the last.
    pub indexes: Vec<Setting<IndexLocation>>,
    /// Folders and pages of links; local folders that don't exist are left out.
    pub find_links: Vec<Setting<Links>>,
    /// Whether the indexes are left aside.
    pub no_index: bool,
    /// How several indexes are searched.
    pub strategy: IndexStrategy,
    /// What may interest someone who looks for a reason, such as folders that don't exist.
    pub notes: Vec<String>,
    /// What is told in any case.
    pub warnings: Vec<String>,
}

impl Configuration {
    /// The indexes and find-links that the flags, the variables, the requirements files and the configuration files name.
    /// `installed` is asked for the default of the installed pip where none of them names an index.
    pub fn index(
        &self,
        arguments: &IndexArguments,
        written: &WrittenOptions,
        installed: impl FnOnce() -> Option<Setting<String>>,
    ) -> Result<IndexChoice, SettingsError> {
        let mut choice = IndexChoice {
            strategy: self.strategy(arguments.index_strategy)?,
            no_index: self.no_index(arguments.no_index, written)?,
            ..IndexChoice::default()
        };
        self.gather_find_links(arguments, written, &mut choice)?;
        if choice.no_index {
            return Ok(choice);
        }
        for setting in self.extra_index_urls(arguments, written)? {
            choice.add(self.location(setting)?);
        }
        let main = match self.index_url(arguments, written)? {
            Some(setting) => Some(setting),
            None => installed(),
        };
        match main {
            Some(setting) => choice.add(self.location(setting)?),
            None if choice.indexes.is_empty() => return Err(SettingsError::NoIndex),
            None => {}
        }
        Ok(choice)
    }

    fn index_url(
        &self,
        arguments: &IndexArguments,
        written: &WrittenOptions,
    ) -> Result<Option<Setting<String>>, SettingsError> {
        Ok(self
            .one("index-url", arguments.index_url.clone())?
            .or_else(|| self.variable(&["UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"]))
            .or_else(|| written.index_url.clone())
            .or_else(|| self.uv.default_index.clone())
            .or_else(|| self.pip.get("index-url")))
    }

    /// As in pip, those of the flags, of the environment and of the requirements files come together; the configuration
    /// files count only where the environment says nothing.
    fn extra_index_urls(
        &self,
        arguments: &IndexArguments,
        written: &WrittenOptions,
    ) -> Result<Vec<Setting<String>>, SettingsError> {
        let mut ambient = self.many("extra-index-url", Vec::new())?;
        if ambient.is_empty() {
            ambient = self.variable_list(&["UV_INDEX"]);
            ambient.extend(self.variable_list(&["UV_EXTRA_INDEX_URL"]));
        }
        if ambient.is_empty() {
            ambient = self.variable_list(&["PIP_EXTRA_INDEX_URL"]);
        }
        let configured = if ambient.is_empty() {
            match self.uv.indexes.as_slice() {
                [] => self.pip.list("extra-index-url"),
                indexes => indexes.to_vec(),
            }
        } else {
            Vec::new()
        };
        let flags = from_flags("extra-index-url", &arguments.extra_index_url);
        Ok([flags, ambient, written.extra_index_urls.clone(), configured].concat())
    }

    fn gather_find_links(
        &self,
        arguments: &IndexArguments,
        written: &WrittenOptions,
        choice: &mut IndexChoice,
    ) -> Result<(), SettingsError> {
        let mut ambient = self.many("find-links", Vec::new())?;
        if ambient.is_empty() {
            ambient = self
                .variable(&["UV_FIND_LINKS"])
                .map_or_else(Vec::new, |setting| {
                    let items = setting
                        .value
                        .split(',')
                        .map(str::trim)
                        .filter(|item| !item.is_empty());
                    items
                        .map(|item| Setting::new(item.to_owned(), setting.set_by.clone()))
                        .collect()
                });
        }
        if ambient.is_empty() {
            ambient = self.variable_list(&["PIP_FIND_LINKS"]);
        }
        let configured = if ambient.is_empty() {
            match self.uv.find_links.as_slice() {
                [] => self.pip.list("find-links"),
                links => links.iter().map(beside_its_file).collect(),
            }
        } else {
            Vec::new()
        };
        let flags = from_flags("find-links", &arguments.find_links);
        let at = |settings: Vec<Setting<String>>| settings.into_iter().map(|setting| setting.map(Links::at));
        let all = at([flags, ambient].concat())
            .chain(written.find_links.clone())
            .chain(at(configured));
        for setting in all {
            let place = &setting.value.place.0;
            let path = (!is_url(place)).then(|| self.environment.expanded(Path::new(place)));
            match path {
                Some(path) if !path.exists() => {
                    let note = format!(
                        "the find-links folder {} (from {}) does not exist",
                        path.display(),
                        setting.set_by
                    );
                    // What was just typed is a slip; what stands in a file of all projects may be of use elsewhere.
                    if matches!(setting.set_by, SetBy::Flag(_)) {
                        choice.warnings.push(note);
                    } else {
                        choice.notes.push(note);
                    }
                }
                path => {
                    let links = match path {
                        Some(path) => {
                            setting.map(|links| links.found_at(path.to_string_lossy().into_owned()))
                        }
                        None => setting,
                    };
                    let known = |known: &Setting<Links>| known.value.place == links.value.place;
                    if !choice.find_links.iter().any(known) {
                        choice.find_links.push(links);
                    }
                }
            }
        }
        Ok(())
    }

    fn no_index(&self, flag: bool, written: &WrittenOptions) -> Result<bool, SettingsError> {
        if let Some(setting) = self.switch("no-index", flag.then_some(true))? {
            return Ok(setting.value);
        }
        let said = self.variable(&["UV_NO_INDEX", "PIP_NO_INDEX"]);
        if said.is_none() && (written.no_index || self.uv.no_index) {
            return Ok(true);
        }
        match said.or_else(|| self.pip.get("no-index")) {
            Some(setting) => Ok(parsed::<Switch>(&setting.value, setting.set_by)?.value.0),
            None => Ok(false),
        }
    }

    fn strategy(&self, flag: Option<cli::IndexStrategy>) -> Result<IndexStrategy, SettingsError> {
        let setting = match self.one("index-strategy", flag)? {
            Some(setting) => Some(setting),
            None => self
                .variable(&["UV_INDEX_STRATEGY"])
                .or_else(|| self.uv.index_strategy.clone())
                .map(|setting| parsed(&setting.value, setting.set_by))
                .transpose()?,
        };
        Ok(match setting.map(|setting| setting.value).unwrap_or_default() {
            cli::IndexStrategy::FirstIndex => IndexStrategy::FirstIndex,
            cli::IndexStrategy::UnsafeFirstMatch => IndexStrategy::UnsafeFirstMatch,
            cli::IndexStrategy::UnsafeBestMatch => IndexStrategy::UnsafeBestMatch,
        })
    }

    /// The URL of an index; a local folder is one too, and a name may stand before it (`private=https://…`), by which
    /// uv's variables give credentials.
    fn location(&self, setting: Setting<String>) -> Result<Setting<IndexLocation>, SettingsError> {
        let Setting { value, set_by } = setting;
        let (name, place) = match value.split_once('=') {
            Some((name, place)) if name.chars().all(is_name_character) && !name.is_empty() => {
                (Some(name), place)
            }
            _ => (None, value.as_str()),
        };
        match self.url(place) {
            Ok(mut url) => {
                if let Some(name) = name {
                    self.add_credentials(name, &mut url);
                }
                Ok(Setting::new(IndexLocation::new(url), set_by))
            }
            Err((message, help)) => Err(SettingsError::Value {
                set_by,
                message,
                help,
            }),
        }
    }

    fn url(&self, place: &str) -> Result<Url, (String, Option<String>)> {
        let shown = RedactedUrl::from_text(place);
        if is_url(place) {
            let url =
                Url::from_str(place).map_err(|error| (format!("`{shown}` is no URL: {error}"), None))?;
            return match url.scheme() {
                "http" | "https" | "file" => Ok(url),
                scheme => Err((
                    format!("`{shown}` is no URL that an index can be at: {scheme}"),
                    Some("indexes are reached by https, http and file".to_owned()),
                )),
            };
        }
        let path = self.environment.expanded(Path::new(place));
        if !path.exists() {
            if is_path(place) {
                return Err((
                    format!("the folder `{shown}` does not exist"),
                    Some("name a folder that is laid out as an index, or the URL of one".to_owned()),
                ));
            }
            let help = place
                .contains('.')
                .then(|| format!("if it is a URL, write https://{shown}"));
            return Err((
                format!("`{shown}` is neither a URL nor a folder that exists"),
                help,
            ));
        }
        Url::from_directory_path(&path).map_err(|()| (format!("`{shown}` can't be written as a URL"), None))
    }

    fn add_credentials(&self, name: &str, url: &mut Url) {
        let name: String = name
            .chars()
            .map(|letter| {
                if letter.is_alphanumeric() {
                    letter.to_ascii_uppercase()
                } else {
                    '_'
                }
            })
            .collect();
        // Both fail for URLs that can't have a user, which then need none.
        if let Some(user) = self.environment.text(&format!("UV_INDEX_{name}_USERNAME")) {
            let _ = url.set_username(&user);
        }
        if let Some(password) = self.environment.text(&format!("UV_INDEX_{name}_PASSWORD")) {
            let _ = url.set_password(Some(&password));
        }
    }
}

impl IndexChoice {
    fn add(&mut self, setting: Setting<IndexLocation>) {
        if !self.indexes.iter().any(|known| known.value == setting.value) {
            self.indexes.push(setting);
        }
    }

    /// What the index library is told.
    pub fn to_settings(&self, build: BuildSettings) -> IndexSettings {
        IndexSettings {
            indexes: self.indexes.iter().map(|setting| setting.value.clone()).collect(),
            strategy: self.strategy,
            find_links: self
                .find_links
                .iter()
                .map(|setting| setting.value.place.clone())
                .collect(),
            no_index: self.no_index,
            build,
        }
    }

    /// The arguments that make pip use the same indexes. They may hold credentials.
    pub fn pip_arguments(&self) -> Vec<String> {
        let mut arguments = Vec::new();
        let mut add = |flag: &str, value: &str| arguments.extend([flag.to_owned(), value.to_owned()]);
        match self.indexes.split_last() {
            Some((main, extra)) => {
                add("--index-url", main.value.url.as_str());
                for index in extra {
                    add("--extra-index-url", index.value.url.as_str());
                }
            }
            None => arguments.push("--no-index".to_owned()),
        }
        for links in &self.find_links {
            arguments.extend(["--find-links".to_owned(), links.value.place.0.clone()]);
        }
        arguments
    }

    /// One line for each index and each find-links with who named it, without credentials; then the notes.
    pub fn describe(&self) -> Vec<String> {
        let indexes = self
            .indexes
            .iter()
            .map(|index| format!("index {} (from {})", index.value.redacted(), index.set_by));
        let links = self.find_links.iter().map(|links| {
            format!(
                "find-links {} (from {})",
                links.value.place.redacted(),
                links.set_by
            )
        });
        let none = self.no_index.then(|| "no index is used".to_owned());
        none.into_iter()
            .chain(indexes)
            .chain(links)
            .chain(self.notes.iter().cloned())
            .collect()
    }
}

/// A relative path of a configuration file counts from its folder.
fn beside_its_file(setting: &Setting<String>) -> Setting<String> {
    match &setting.set_by {
        SetBy::File { path, .. } if !is_url(&setting.value) => {
            let folder = path.parent().unwrap_or(Path::new(""));
            let place = folder.join(&setting.value).to_string_lossy().into_owned();
            Setting::new(place, setting.set_by.clone())
        }
        _ => setting.clone(),
    }
}

fn from_flags(name: &'static str, values: &[String]) -> Vec<Setting<String>> {
    values
        .iter()
        .map(|value| Setting::new(value.clone(), SetBy::Flag(name)))
        .collect()
}

/// Whether a text is meant as a URL; `C:\wheels` is none.
fn is_url(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.len() > 1
            && scheme
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
            && (rest.starts_with("//") || scheme.eq_ignore_ascii_case("file"))
    })
}

/// Whether a text can only be meant as a path.
fn is_path(text: &str) -> bool {
    let mut characters = text.chars();
    let starts = text.starts_with(['.', '/', '\\', '~']);
    let drive = characters
        .next()
        .is_some_and(|letter| letter.is_ascii_alphabetic())
        && characters.next() == Some(':')
        && matches!(characters.next(), Some('/' | '\\'));
    starts || drive
}

fn is_name_character(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.')
}
