//! The default index of the installed pip, for users who configured none.

use std::path::{Path, PathBuf};

use super::cache::InterpreterCache;
use super::query::run;
use super::search;
use crate::settings::{InterpreterSearch, SetBy, Setting};

const SCRIPT: &str = include_str!("installed_index.py");
const HELP_SCRIPT: &str = include_str!("pip_help.py");

/// The default index of the first Python found that has pip. It is asked once, and its answer kept in the cache.
pub fn installed_index(search: &InterpreterSearch, cache: &InterpreterCache) -> Option<Setting<String>> {
    search::defaults(search).into_iter().find_map(|path| {
        let url = ask(&path, cache)?;
        Some(Setting::new(url, SetBy::Pip(path)))
    })
}

fn ask(path: &Path, cache: &InterpreterCache) -> Option<String> {
    let key = cache.key(path);
    if let Some(url) = key.as_ref().and_then(|key| cache.read::<String>("pip", key)) {
        return Some(url);
    }
    let program = cache.program(path);
    let url = from_file(&program)
        .or_else(|| from_constant(&program))
        .or_else(|| from_help(&program))?;
    if let Some(key) = key {
        cache.write("pip", &key, &url);
    }
    Some(url)
}

/// What the pip that is installed with the program has in its own text: no Python has to be started to read it.
fn from_file(program: &Path) -> Option<String> {
    url_in_file(&std::fs::read_to_string(file_of_pip(program)?).ok()?)
}

/// Where the one pip that is installed with the program, and only that, names its index.
fn file_of_pip(program: &Path) -> Option<PathBuf> {
    let libraries = program.parent()?.parent()?.join("lib");
    let folders = std::fs::read_dir(libraries).ok()?.flatten();
    let mut found = folders
        .filter(|folder| folder.file_name().to_string_lossy().starts_with("python"))
        .map(|folder| folder.path().join("site-packages/pip/_internal/models/index.py"))
        .filter(|file| file.is_file());
    found.next().filter(|_| found.next().is_none())
}

/// The URL of `PyPI = PackageIndex("https://…/", …)`, as pip goes on to `simple` from there.
fn url_in_file(text: &str) -> Option<String> {
    let goes_on =
        ["\"", "'"].map(|quote| format!("self.simple_url = self._url_for_path({quote}simple{quote})"));
    if !goes_on.iter().any(|line| text.contains(line.as_str())) {
        return None;
    }
    let (_, arguments) = text.split_once("\nPyPI = PackageIndex(")?;
    let arguments = arguments.trim_start();
    let quote = arguments.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let base = arguments.get(1..)?.split(quote).next()?;
    (base.ends_with('/') && is_index(base)).then(|| format!("{base}simple"))
}

/// Quick, but by a name that pip does not promise to keep.
fn from_constant(path: &Path) -> Option<String> {
    let text = run(path, SCRIPT).ok()?;
    let url = text.trim();
    is_index(url).then(|| url.to_owned())
}

/// What pip's documentation of `--index-url` says: `(default https://…)`.
fn from_help(path: &Path) -> Option<String> {
    url_in_help(&run(path, HELP_SCRIPT).ok()?)
}

fn url_in_help(help: &str) -> Option<String> {
    let line = help
        .lines()
        .find(|line| line.contains("--index-url") && line.contains("(default"))?;
    let url = line
        .split("(default")
        .nth(1)?
        .split(')')
        .next()?
        .trim_start_matches([':', ' '])
        .trim();
    is_index(url).then(|| url.to_owned())
}

fn is_index(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::{url_in_file, url_in_help};

    #[test]
    fn the_default_is_found_in_the_text_of_pip() {
        let text = |path: &str, call: &str| {
            format!(
                "class PackageIndex:\n        self.simple_url = self._url_for_path({path})\n\nPyPI = PackageIndex({call})\n"
            )
        };
        for (path, call) in [
            (
                "\"simple\"",
                "\"https://example.org/\", file_storage_domain=\"files.example.org\"",
            ),
            (
                "'simple'",
                "\n    'https://example.org/', file_storage_domain='files.example.org'\n",
            ),
        ] {
            let found = url_in_file(&text(path, call));
            assert_eq!(found.as_deref(), Some("https://example.org/simple"));
        }
        for (path, call) in [
            ("\"files\"", "\"https://example.org/\""),
            ("\"simple\"", "HOST"),
            ("\"simple\"", "\"https://example.org\""),
            ("\"simple\"", ""),
        ] {
            assert_eq!(url_in_file(&text(path, call)), None);
        }
    }

    #[test]
    fn the_default_is_found_in_the_help_of_pip() {
        let help = "Package Index Options:\n  -i, --index-url <url>   Base URL of the index (default \
                    https://example.org/simple). This should point to a repository\n  --extra-index-url <url>  Extra\n";
        assert_eq!(url_in_help(help).as_deref(), Some("https://example.org/simple"));
        assert_eq!(
            url_in_help("  -i, --index-url <url>   Base URL (default none)."),
            None
        );
    }
}
