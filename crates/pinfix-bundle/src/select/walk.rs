//! The walk over a project.

use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};

use ignore::gitignore::Gitignore;

use super::ignored::{self, Ignored};
use super::never;
use crate::entry::{Entry, Source, is_hook, is_platform_text};
use crate::error::BundleError;

/// What is asked for besides what the project says.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Patterns (as in `.gitignore`) of what goes in all the same.
    pub include: Vec<String>,
    /// Patterns of what stays out besides.
    pub exclude: Vec<String>,
    /// Files that stay out since they are made here: the bundle and its backups.
    pub made_here: Vec<PathBuf>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selected {
    /// What goes in, by path.
    pub entries: Vec<Entry>,
    /// What stays out, by path. What is in a folder that stays out is not named.
    pub left_out: Vec<LeftOut>,
}

/// Something that stays out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its path, with slashes; a folder's ends with one.
    pub path: String,
    /// Why.
    pub reason: String,
    /// Whether the user should know without asking.
    pub warns: bool,
}

/// The files of a project that go into its bundle.
///
/// # Errors
/// Where a folder or an ignore file can't be read.
pub fn select(root: &Path, selection: &Selection) -> Result<Selected, BundleError> {
    let mut walk = Walk {
        root,
        include: ignored::patterns(root, &selection.include)?,
        exclude: ignored::patterns(root, &selection.exclude)?,
        patterns: &selection.include,
        made_here: &selection.made_here,
        selected: Selected::default(),
    };
    walk.folder(root, &Ignored::at_top(root)?, false)?;
    let mut selected = walk.selected;
    selected.entries.sort_by(|one, other| one.path.cmp(&other.path));
    selected.left_out.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(selected)
}

struct Walk<'a> {
    root: &'a Path,
    include: Gitignore,
    exclude: Gitignore,
    patterns: &'a [String],
    made_here: &'a [PathBuf],
    selected: Selected,
}

impl Walk<'_> {
    /// Looks at a folder; `included` where it was named by the user, and so all that is in it.
    fn folder(&mut self, folder: &Path, ignored: &Ignored, included: bool) -> Result<(), BundleError> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<DirEntry>, _>>);
        let mut entries = entries.map_err(BundleError::file("read", folder))?;
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let Some(shown) = self.shown(&path) else {
                let lossy = path.to_string_lossy().into_owned();
                self.leave(lossy, "its name is no UTF-8".to_owned(), true);
                continue;
            };
            // Links are followed to files and not to folders, which may lead back.
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            if path.is_dir() {
                if is_link {
                    self.leave(format!("{shown}/"), "a link to a folder".to_owned(), true);
                } else {
                    self.inner(&path, &shown, ignored, included)?;
                }
            } else if path.is_file() {
                self.file(&path, shown, ignored, included);
            } else {
                self.leave(
                    shown,
                    "no file: a pipe, a socket or a link to nothing".to_owned(),
                    false,
                );
            }
        }
        Ok(())
    }

    fn inner(
        &mut self,
        path: &Path,
        shown: &str,
        ignored: &Ignored,
        included: bool,
    ) -> Result<(), BundleError> {
        let included = included || self.include.matched(path, true).is_ignore();
        match self.reason(path, true, ignored).filter(|_| !included) {
            None => self.folder(path, &ignored.within(path)?, included),
            // The user may name something further in.
            Some(_) if self.leads_to_included(shown) => self.included_only(path),
            Some((reason, warns)) => {
                self.leave(format!("{shown}/"), reason, warns);
                Ok(())
            }
        }
    }

    /// Of a folder that stays out, what the user named all the same.
    fn included_only(&mut self, folder: &Path) -> Result<(), BundleError> {
        let entries = fs::read_dir(folder).map_err(BundleError::file("read", folder))?;
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                self.included_only(&path)?;
            } else if self.include.matched_path_or_any_parents(&path, false).is_ignore()
                && let Some(shown) = self.shown(&path)
            {
                self.take(&path, shown);
            }
        }
        Ok(())
    }

    /// Whether a pattern of the user's begins with this folder.
    fn leads_to_included(&self, shown: &str) -> bool {
        let inside = format!("{shown}/");
        let patterns = self
            .patterns
            .iter()
            .map(|pattern| pattern.trim_start_matches('/'));
        patterns.into_iter().any(|pattern| pattern.starts_with(&inside))
    }

    fn file(&mut self, path: &Path, shown: String, ignored: &Ignored, included: bool) {
        let included = included || self.include.matched(path, false).is_ignore();
        if self.made_here.iter().any(|made| made == path) {
            self.leave(shown, "the bundle itself".to_owned(), false);
        } else if let Some((reason, warns)) = self.reason(path, false, ignored).filter(|_| !included) {
            self.leave(shown, reason, warns);
        } else {
            self.take(path, shown);
        }
    }

    fn reason(&self, path: &Path, is_folder: bool, ignored: &Ignored) -> Option<(String, bool)> {
        let name = path.file_name()?.to_str()?;
        let never = if is_folder {
            never::folder(path, name)
        } else {
            never::file(path, name)
        };
        if let Some(reason) = never {
            // What the project itself leaves out is no news.
            let known = ignored.reason(path, is_folder).is_some();
            return Some((reason.text.to_owned(), reason.warns && !known));
        }
        if self.exclude.matched(path, is_folder).is_ignore() {
            return Some(("--exclude names it".to_owned(), false));
        }
        Some((ignored.reason(path, is_folder)?, false))
    }

    fn take(&mut self, path: &Path, shown: String) {
        let is_text = is_platform_text(&shown);
        self.selected.entries.push(Entry {
            executable: is_hook(&shown) || is_executable(path),
            source: if is_text {
                Source::Text(path.to_owned())
            } else {
                Source::File(path.to_owned())
            },
            path: shown,
        });
    }

    fn leave(&mut self, path: String, reason: String, warns: bool) {
        self.selected.left_out.push(LeftOut { path, reason, warns });
    }

    /// The path as it is in the bundle.
    fn shown(&self, path: &Path) -> Option<String> {
        let parts = path.strip_prefix(self.root).ok()?.components();
        let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "sh")
}
