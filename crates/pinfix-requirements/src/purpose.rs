//! What a file of requirements is read for, and what may stand in it.

use std::path::Path;

use pinfix_packaging::Span;

use crate::entry::RequirementEntry;
use crate::error::{Code, Mistake};
use crate::lock_name::is_pylock;
use crate::manifest::LineKind;
use crate::parse::is_bare_name;

/// What a file is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Purpose {
    Requirement,
    Constraint,
    Override,
    Exclude,
}

/// What a file is, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// Requirements, in pip's grammar.
    Text,
    /// `pyproject.toml`
    Project,
    /// `pylock.toml`
    Lock,
    /// A script with its requirements in comments (PEP 723).
    Script,
    /// Something that is not read (yet), and what to do.
    Unsupported(&'static str),
}

impl Purpose {
    /// What a file is read for that is included with `-r` or `-c`. As pip has it: `-r` asks for packages even where
    /// it stands in a constraints file.
    pub(crate) const fn of_include(self, kind: LineKind) -> Self {
        match (self, kind) {
            (Self::Override | Self::Exclude, _) => self,
            (_, LineKind::Requirement) => Self::Requirement,
            (_, LineKind::Constraint) => Self::Constraint,
        }
    }
}

/// What the file is, by its name.
pub(crate) fn file_kind(path: &Path) -> FileKind {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if is_pylock(path) {
        return FileKind::Lock;
    }
    match (name.as_str(), extension) {
        ("pyproject.toml", _) => FileKind::Project,
        ("setup.py" | "setup.cfg", _) => FileKind::Unsupported(
            "write the project's folder (`.`) into a requirements file, which builds it",
        ),
        (_, "py" | "pyw") => FileKind::Script,
        ("poetry.lock", _) => {
            FileKind::Unsupported("run `poetry export -o requirements.txt` and name that file")
        }
        ("uv.lock", _) => FileKind::Unsupported("run `uv export -o requirements.txt` and name that file"),
        ("pipfile" | "pipfile.lock", _) => {
            FileKind::Unsupported("run `pipenv requirements > requirements.txt` and name that file")
        }
        (_, "whl" | "zip" | "gz" | "tgz" | "egg") => {
            FileKind::Unsupported("write its path into a requirements file, and name that")
        }
        // `requirements.lock` is what some tools call it; a lock of another kind is told line by line.
        (_, "toml" | "yml" | "yaml" | "json") => {
            FileKind::Unsupported("requirements files and pyproject.toml can be read")
        }
        _ => FileKind::Text,
    }
}

/// What to do instead of including this file in a requirements file; nothing where that is all right.
pub(crate) fn refused_include(path: &Path) -> Option<String> {
    match file_kind(path) {
        FileKind::Text => None,
        FileKind::Lock => Some("name the lock on the command line, beside this file".to_owned()),
        FileKind::Script => Some("name the script on the command line, beside this file".to_owned()),
        FileKind::Project => Some("name the pyproject.toml on the command line, beside this file".to_owned()),
        FileKind::Unsupported(help) => Some(help.to_owned()),
    }
}

/// Refuses what may not stand in a file that is read for this.
pub(crate) fn check(entry: &RequirementEntry, span: Span, purpose: Purpose) -> Result<(), Mistake> {
    let wrong = |code, message: &str, help: &str| Err(Mistake::new(code, span, message).help(help));
    let name = entry.requested.name();
    match purpose {
        Purpose::Constraint if entry.editable => wrong(
            Code::Constraint,
            "a constraint can't be editable",
            "take `-e` away, or move the line to a requirements file",
        ),
        Purpose::Constraint if name.is_none() => wrong(
            Code::Constraint,
            "a constraint needs the name of its package",
            "write `name @ ` before the URL or path",
        ),
        Purpose::Constraint if !entry.requested.extras().is_empty() => wrong(
            Code::Constraint,
            "a constraint can't have extras: it bounds a version and asks for nothing",
            "take the brackets away, and ask for the extras in a requirements file",
        ),
        Purpose::Override if name.is_none() => wrong(
            Code::Override,
            "an override needs the name of its package",
            "write `name @ ` before the URL or path",
        ),
        Purpose::Exclude if !is_bare_name(&entry.requested) => wrong(
            Code::Exclude,
            "an exclude is a name and nothing else",
            "write only the name of the package",
        ),
        _ => Ok(()),
    }
}
