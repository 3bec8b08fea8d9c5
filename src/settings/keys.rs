//! What can be set in `[tool.pinfix]`, in pinfix.toml and by PINFIX_ variables.

/// The form of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One text.
    Text,
    /// One path; a relative one is taken from the folder of the file that names it.
    Path,
    /// A list of texts; in variables they are separated by white space.
    Texts,
    /// A list of paths.
    Paths,
    /// Yes or no.
    Switch,
    /// A whole number of at least 0.
    Number,
}

impl Form {
    /// How the form is named to users.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Text | Self::Path => "a string",
            Self::Texts | Self::Paths => "a list of strings",
            Self::Switch => "true or false",
            Self::Number => "a whole number",
        }
    }
}

/// All settings, by the names of their flags, sorted.
pub const KEYS: [(&str, Form); 61] = [
    ("all-extras", Form::Switch),
    ("all-groups", Form::Switch),
    ("allow-anachronisms", Form::Switch),
    ("allow-unpinned", Form::Switch),
    ("annotate", Form::Switch),
    ("annotation-style", Form::Text),
    ("build-constraints", Form::Paths),
    ("cache-dir", Form::Path),
    ("cert", Form::Path),
    ("client-cert", Form::Path),
    ("color", Form::Text),
    ("concurrency", Form::Number),
    ("constraints", Form::Paths),
    ("custom-compile-command", Form::Text),
    ("emit-find-links", Form::Switch),
    ("emit-index-url", Form::Switch),
    ("exclude-newer", Form::Text),
    ("exclude-newer-package", Form::Texts),
    ("excludes", Form::Paths),
    ("exhaustive", Form::Switch),
    ("explain-timeout", Form::Number),
    ("extend-select", Form::Texts),
    ("extra", Form::Texts),
    ("extra-index-url", Form::Texts),
    ("fail-on", Form::Text),
    ("find-links", Form::Paths),
    ("fork-strategy", Form::Text),
    ("format", Form::Text),
    ("generate-hashes", Form::Switch),
    ("header", Form::Switch),
    ("ignore", Form::Texts),
    ("index-strategy", Form::Text),
    ("index-url", Form::Text),
    ("keyring-provider", Form::Text),
    ("max-conflicts", Form::Number),
    ("max-staleness", Form::Text),
    ("no-binary", Form::Texts),
    ("no-build", Form::Switch),
    ("no-build-isolation", Form::Switch),
    ("no-emit-package", Form::Texts),
    ("no-index", Form::Switch),
    ("no-progress", Form::Switch),
    ("offline", Form::Switch),
    ("only-binary", Form::Texts),
    ("output-format", Form::Text),
    ("overrides", Form::Paths),
    ("prerelease", Form::Text),
    ("proxy", Form::Text),
    ("python", Form::Text),
    ("python-platform", Form::Text),
    ("python-version", Form::Text),
    ("resolution", Form::Text),
    ("retries", Form::Number),
    ("select", Form::Texts),
    ("strip-extras", Form::Switch),
    ("strip-markers", Form::Switch),
    ("target", Form::Text),
    ("timeout", Form::Number),
    ("trusted-host", Form::Texts),
    ("universal", Form::Switch),
    ("vulnerabilities", Form::Switch),
];

/// The form of a key's value; `None`: there is no such key.
pub fn form(key: &str) -> Option<Form> {
    KEYS.iter().find(|(name, _)| *name == key).map(|(_, form)| *form)
}

/// The variable that sets a key.
pub fn variable(key: &str) -> String {
    format!("PINFIX_{}", key.replace('-', "_").to_ascii_uppercase())
}

/// What to write in place of an unknown key, where that can be guessed: the nearest key, or the one that it denies.
pub fn advice(unknown: &str) -> Option<String> {
    let plain = unknown.replace('_', "-").to_ascii_lowercase();
    let denied = plain
        .strip_prefix("no-")
        .filter(|key| form(key) == Some(Form::Switch));
    if let Some(key) = denied {
        return Some(format!("write `{key} = false`"));
    }
    nearest(&plain).map(|near| format!("did you mean `{near}`?"))
}

fn nearest(plain: &str) -> Option<&'static str> {
    KEYS.iter()
        .map(|(name, _)| (strsim::damerau_levenshtein(plain, name), *name))
        .min()
        .filter(|(distance, name)| *distance <= name.len() / 3)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_put_right() {
        for (unknown, help) in [
            ("no-header", Some("write `header = false`")),
            ("no_strip_extras", Some("write `strip-extras = false`")),
            ("python_version", Some("did you mean `python-version`?")),
            ("no-biuld", Some("did you mean `no-build`?")),
            ("no-python", None),
            ("output-file", None),
        ] {
            assert_eq!(advice(unknown).as_deref(), help, "{unknown}");
        }
    }
}
