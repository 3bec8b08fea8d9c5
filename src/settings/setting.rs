//! A setting and who set it.

use std::fmt;
use std::path::PathBuf;

/// Who set something; its `Display` is what a user can look for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SetBy {
    /// A flag of the command line: `--index-url`.
    Flag(&'static str),
    /// A variable of the environment.
    Variable(String),
    /// A line (from 1) of a file: pinfix.toml, pyproject.toml, pip.conf, a requirements file.
    File {
        /// As it is shown.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The pip of this interpreter, by its own default.
    Pip(PathBuf),
    /// Nobody: it is pinfix's default.
    Default,
}

impl fmt::Display for SetBy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(formatter, "--{name}"),
            Self::Variable(name) => formatter.write_str(name),
            Self::File { path, line } => write!(formatter, "{}:{line}", path.display()),
            Self::Pip(python) => write!(formatter, "the pip of {}", python.display()),
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// A setting and who set it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Who set it.
    pub set_by: SetBy,
}

impl<T> Setting<T> {
    /// `value`, set by `set_by`.
    pub const fn new(value: T, set_by: SetBy) -> Self {
        Self { value, set_by }
    }

    /// The same origin with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Setting<U> {
        Setting {
            value: change(self.value),
            set_by: self.set_by,
        }
    }
}
