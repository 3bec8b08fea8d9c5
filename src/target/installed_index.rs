//! The default index of the installed pip, for users who configured none.

use std::path::Path;

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
    let url = from_constant(path).or_else(|| from_help(path))?;
    if let Some(key) = key {
        cache.write("pip", &key, &url);
    }
    Some(url)
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
    use super::url_in_help;

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
