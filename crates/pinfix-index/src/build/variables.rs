//! The environment of programs that foreign code runs in: what it needs, and no secrets.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Words in the names of variables that hold secrets.
const SECRET_WORDS: [&str; 9] = [
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "CREDENTIAL",
    "APIKEY",
    "API_KEY",
    "PRIVATE_KEY",
];

/// How the names of variables begin that are none of a build's business.
const FOREIGN: [&str; 14] = [
    "AWS_",
    "AZURE_",
    "GOOGLE_APPLICATION_",
    "GITHUB_",
    "GH_",
    "GITLAB_",
    "CI_",
    "TWINE_",
    "PIP_",
    "UV_",
    "POETRY_",
    "PINFIX_",
    "SSH_",
    "GPG_",
];

/// Variables that would make a Python another one than it is.
const OF_PYTHON: [&str; 5] = [
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
];

/// Variables that would make pip install something else, or elsewhere.
const OF_PIP: [&str; 9] = [
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_USER",
    "PIP_DRY_RUN",
    "PIP_NO_DEPS",
    "PIP_REQUIRE_HASHES",
    "PIP_PYTHON",
];

/// For those who install build requirements: they are trusted, and need what leads to the index.
pub(super) fn of_installer(command: &mut Command) {
    for name in OF_PYTHON.iter().chain(&OF_PIP) {
        command.env_remove(name);
    }
    command.env("PYTHONIOENCODING", "utf-8");
}

/// For what the author of a project wrote: the user's `variables` without secrets, with a home and a place for temporary
/// files in `folder`, and with the programs of its environment found first.
pub(super) fn of_backend(command: &mut Command, variables: &Variables, python: &Path, folder: &Path) {
    command.env_clear().envs(variables.harmless());
    for name in OF_PYTHON {
        command.env_remove(name);
    }
    let home = folder.join("home");
    let temporary = folder.join("tmp");
    for place in [&home, &temporary] {
        // Where it can't be made, whoever needs it says so.
        let _ = std::fs::create_dir_all(place);
    }
    variables.keep_toolchains(command);
    for name in ["HOME", "USERPROFILE"] {
        command.env(name, &home);
    }
    for name in ["TMPDIR", "TEMP", "TMP"] {
        command.env(name, &temporary);
    }
    if let Some(programs) = python.parent().filter(|folder| folder.is_absolute()) {
        let before = variables.get("PATH").cloned().unwrap_or_default();
        let paths: Vec<PathBuf> = std::iter::once(programs.to_owned())
            .chain(env::split_paths(&before))
            .collect();
        if let Ok(paths) = env::join_paths(paths) {
            command.env("PATH", paths);
        }
    }
    command
        .env("PYTHONIOENCODING", "utf-8")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONNOUSERSITE", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0");
}

/// The variables of the user's environment. Their values are never shown.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Variables(BTreeMap<OsString, OsString>);

impl Variables {
    fn get(&self, name: &str) -> Option<&OsString> {
        self.0.get(OsStr::new(name))
    }

    fn harmless(&self) -> impl Iterator<Item = (&OsString, &OsString)> {
        self.0
            .iter()
            .filter(|(name, value)| may_pass(&name.to_string_lossy(), &value.to_string_lossy()))
    }

    /// Rust's tools are found by way of the home folder, unless they are told.
    fn keep_toolchains(&self, command: &mut Command) {
        let Some(home) = self.get("HOME").map(PathBuf::from) else {
            return;
        };
        for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            let place = home.join(folder);
            if self.get(name).is_none() && place.is_dir() {
                command.env(name, place);
            }
        }
    }
}

impl FromIterator<(OsString, OsString)> for Variables {
    fn from_iter<T: IntoIterator<Item = (OsString, OsString)>>(variables: T) -> Self {
        Self(variables.into_iter().collect())
    }
}

/// Whether a variable may be seen by foreign code.
fn may_pass(name: &str, value: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let is_proxy = name.ends_with("_PROXY");
    let has_password = value
        .split_once("://")
        .is_some_and(|(_, rest)| rest.split('/').next().is_some_and(|host| host.contains('@')));
    !SECRET_WORDS.iter().any(|word| name.contains(word))
        && !FOREIGN.iter().any(|prefix| name.starts_with(prefix))
        && (is_proxy || !has_password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stay_at_home() {
        for (name, value, passes) in [
            ("CC", "gcc", true),
            ("CFLAGS", "-O2", true),
            ("SETUPTOOLS_SCM_PRETEND_VERSION", "1.0", true),
            ("HTTPS_PROXY", "http://me:secret@example.org:1", true),
            ("MY_API_TOKEN", "x", false),
            ("AWS_ACCESS_KEY_ID", "x", false),
            ("DATABASE_URL", "postgres://me:secret@example.org/x", false),
            ("HOMEPAGE", "https://example.org/@me", true),
            ("PIP_INDEX_URL", "https://example.org", false),
        ] {
            assert_eq!(may_pass(name, value), passes, "{name}");
        }
    }
}
