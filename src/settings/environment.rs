//! The environment of the process: the only place of pinfix that reads it.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The family of operating systems that decides where files are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Linux and all others that follow the XDG base directories.
    Unix,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

/// Variables and folders of the process, read once at the start; tests make their own.
///
/// There is no `Debug` output of it, since variables hold passwords.
#[derive(Clone, PartialEq, Eq)]
pub struct Environment {
    variables: HashMap<OsString, OsString>,
    /// The current folder.
    pub directory: PathBuf,
    /// What system-wide absolute paths such as `/etc` are below; `/` outside of tests.
    pub root: PathBuf,
    /// The operating system.
    pub system: System,
}

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        let system = if cfg!(windows) {
            System::Windows
        } else if cfg!(target_os = "macos") {
            System::Macos
        } else {
            System::Unix
        };
        Self {
            variables: std::env::vars_os()
                .map(|(name, value)| (canonical_name(&name), value))
                .collect(),
            // A folder that was removed under our feet: relative paths will fail, with their names in the message.
            directory: std::env::current_dir().unwrap_or_default(),
            root: PathBuf::from("/"),
            system,
        }
    }

    /// Goes to another folder: what is relative counts from there, for this process and all that it starts.
    pub fn enter(&mut self, folder: &Path) -> std::io::Result<()> {
        let folder = self.expanded(folder);
        std::env::set_current_dir(&folder)?;
        self.directory = folder;
        Ok(())
    }

    /// An environment that is made up.
    #[cfg(test)]
    pub fn of_test(directory: &Path, variables: &[(&str, &str)]) -> Self {
        Self {
            variables: variables
                .iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            directory: directory.to_path_buf(),
            root: directory.join("root"),
            system: System::Unix,
        }
    }

    /// The value of a variable; one that is set to nothing counts as not set, as in pip and uv.
    pub fn raw(&self, name: &str) -> Option<&OsStr> {
        self.variables
            .get(OsStr::new(name))
            .map(OsString::as_os_str)
            .filter(|value| !value.is_empty())
    }

    /// All variables, for programs that get them from us.
    pub fn variables(&self) -> impl Iterator<Item = (OsString, OsString)> {
        self.variables.clone().into_iter()
    }

    /// The value of a variable as text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.raw(name)
            .map(|value| value.to_string_lossy().trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    /// The value of a variable as a path.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw(name).map(PathBuf::from)
    }

    /// The user's own folder.
    pub fn home(&self) -> Option<PathBuf> {
        let name = if self.system == System::Windows {
            "USERPROFILE"
        } else {
            "HOME"
        };
        self.path(name)
    }

    /// `~` and `~/…` with the user's folder filled in, relative paths from the current folder.
    pub fn expanded(&self, path: &Path) -> PathBuf {
        let below_home = path.strip_prefix("~").ok().zip(self.home());
        match below_home {
            Some((rest, home)) => home.join(rest),
            None => self.directory.join(path),
        }
    }

    /// An absolute path of the system, such as `/etc`.
    pub fn system_path(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// The folders of the PATH, in order.
    pub fn search_path(&self) -> Vec<PathBuf> {
        self.raw("PATH")
            .map(|value| std::env::split_paths(value).collect())
            .unwrap_or_default()
    }
}

/// The value of a variable as it is, for `${NAME}` in requirements files.
pub fn variable(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    std::env::var(name).ok()
}

/// On Windows, names of variables have no case.
fn canonical_name(name: &OsStr) -> OsString {
    if cfg!(windows) {
        name.to_ascii_uppercase()
    } else {
        name.to_owned()
    }
}
