//! From settings to a target.

use std::path::{Path, PathBuf};

use pinfix_packaging::{PythonVersion, Target, Version};

use super::cache::InterpreterCache;
use super::error::TargetError;
use super::host;
use super::interpreter::Interpreter;
use super::query::query;
use super::search;
use crate::settings::{InterpreterSearch, Setting, TargetSettings};

/// A target, and the interpreter that it was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// The target.
    pub target: Target,
    /// The interpreter, where one was asked.
    pub interpreter: Option<PathBuf>,
}

/// The target that the settings name. An interpreter is asked only where no Python version was named, and its answer is
/// kept in the cache.
pub fn discover(settings: &TargetSettings, cache: &InterpreterCache) -> Result<Discovered, TargetError> {
    let platform = settings.platform.as_ref().map(|setting| setting.value.clone());
    if let Some(version) = &settings.python_version {
        let target = Target::new(version.value.clone(), platform.unwrap_or_else(host::platform));
        return Ok(Discovered {
            target,
            interpreter: None,
        });
    }
    let interpreter = match &settings.interpreter {
        Some(named) => named_interpreter(named, &settings.search, cache)?,
        None => first(search::defaults(&settings.search), cache, |_| true)?,
    };
    let target = match platform {
        Some(platform) => Target::new(interpreter.version.clone(), platform),
        None => interpreter.target(),
    };
    Ok(Discovered {
        target,
        interpreter: Some(interpreter.executable),
    })
}

/// An interpreter of the target's minor version, to build with; the one that was named, if it fits. Those whose names say
/// their version are taken at their word; others are asked.
pub fn find_interpreter(
    python: &PythonVersion,
    settings: &TargetSettings,
    cache: &InterpreterCache,
) -> Option<PathBuf> {
    let fits = |interpreter: &Interpreter| interpreter.version.major_minor() == python.major_minor();
    let named = settings.interpreter.as_ref();
    let named = named
        .and_then(|named| named_interpreter(named, &settings.search, cache).ok())
        .filter(fits)
        .map(|interpreter| interpreter.executable);
    named
        .or_else(|| {
            search::by_name(python.major_minor(), &settings.search)
                .into_iter()
                .next()
        })
        .or_else(|| {
            let others = search::unnamed(python.major_minor(), &settings.search);
            first(others, cache, fits)
                .ok()
                .map(|interpreter| interpreter.executable)
        })
}

/// The interpreter whose minor version is nearest to the target's, a newer one first, to build with where there is none of
/// the target's own: what a source distribution needs hardly ever depends on who asks it.
pub fn nearest_interpreter(
    python: &PythonVersion,
    settings: &TargetSettings,
    cache: &InterpreterCache,
) -> Option<PathBuf> {
    let (major, minor) = python.major_minor();
    let newer = (minor + 1)..(minor + 8);
    let older = (6..minor).rev();
    newer
        .chain(older)
        .find_map(|minor| {
            search::by_name((major, minor), &settings.search)
                .into_iter()
                .next()
        })
        .or_else(|| {
            let interpreter = first(search::defaults(&settings.search), cache, |_| true).ok()?;
            Some(interpreter.executable)
        })
}

/// What an interpreter would be resolved for; `None` where it does not answer.
pub fn target_of(python: &Path, cache: &InterpreterCache) -> Option<Target> {
    query(python, cache).ok().map(|interpreter| interpreter.target())
}

/// The first program of this name on the PATH.
pub fn program(name: &str, search: &InterpreterSearch) -> Option<PathBuf> {
    search::on_path(name, search)
}

/// The first interpreter that answers and fits; else the first reason why one does not answer.
fn first(
    paths: Vec<PathBuf>,
    cache: &InterpreterCache,
    fits: impl Fn(&Interpreter) -> bool,
) -> Result<Interpreter, TargetError> {
    let mut failure = None;
    for path in paths {
        match query(&path, cache) {
            Ok(interpreter) if fits(&interpreter) => return Ok(interpreter),
            Ok(_) => {}
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    Err(failure.unwrap_or(TargetError::NoPython))
}

/// What `--python` names: a path, the folder of an environment, a version (`3.9`, `3.9.18`), a name on the PATH.
fn named_interpreter(
    named: &Setting<String>,
    search: &InterpreterSearch,
    cache: &InterpreterCache,
) -> Result<Interpreter, TargetError> {
    let text = named.value.as_str();
    let not_found = || TargetError::NotFound {
        python: text.to_owned(),
        set_by: named.set_by.to_string(),
    };
    if let Some((version, wanted)) = version_named(text) {
        let found = [search::by_name(version, search), search::unnamed(version, search)].concat();
        let fits =
            |interpreter: &Interpreter| interpreter.version.full().release().starts_with(wanted.release());
        return first(found, cache, fits).map_err(|error| match error {
            TargetError::Unsupported { .. } => error,
            _ => not_found(),
        });
    }
    let path = search.directory.join(Path::new(text));
    let is_name = !text.contains(['/', '\\']);
    let path = if is_name && !path.is_dir() {
        search::on_path(text, search).or(Some(path))
    } else {
        Some(path)
    };
    let path = path
        .and_then(|path| search::at_path(&path, search.is_windows))
        .ok_or_else(not_found)?;
    query(&path, cache)
}

/// `3.9`, `3.9.18`, `python3.9`: a version with a minor number; `python3` is a name.
fn version_named(text: &str) -> Option<((u64, u64), Version)> {
    let version: Version = text.strip_prefix("python").unwrap_or(text).parse().ok()?;
    match *version.release() {
        [major, minor, ..] => Some(((major, minor), version)),
        _ => None,
    }
}
