//! What the project's own files say is not to be deployed: `.ebignore`, else `.gitignore` in every folder.

use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::error::BundleError;

/// The ignore files that hold in a folder, the innermost last.
#[derive(Debug, Clone, Default)]
pub(super) struct Ignored {
    files: Vec<Gitignore>,
    is_ebignore: bool,
}

impl Ignored {
    /// What holds at the top of a project.
    pub(super) fn at_top(root: &Path) -> Result<Self, BundleError> {
        let own = root.join(".ebignore");
        if own.is_file() {
            return Ok(Self {
                files: vec![read(root, &own)?],
                is_ebignore: true,
            });
        }
        Self::default().within(root)
    }

    /// What holds in a folder of it.
    pub(super) fn within(&self, folder: &Path) -> Result<Self, BundleError> {
        let file = folder.join(".gitignore");
        let mut inner = self.clone();
        if !self.is_ebignore && file.is_file() {
            inner.files.push(read(folder, &file)?);
        }
        Ok(inner)
    }

    /// Which line says that a path is not to be deployed.
    pub(super) fn reason(&self, path: &Path, is_folder: bool) -> Option<String> {
        for file in self.files.iter().rev() {
            match file.matched(path, is_folder) {
                Match::None => {}
                Match::Whitelist(_) => return None,
                Match::Ignore(glob) => {
                    let from = glob.from().and_then(Path::file_name);
                    let name = from.unwrap_or_default().to_string_lossy().into_owned();
                    return Some(format!("{name} has `{}`", glob.original()));
                }
            }
        }
        None
    }
}

fn read(folder: &Path, file: &Path) -> Result<Gitignore, BundleError> {
    let mut builder = GitignoreBuilder::new(folder);
    if let Some(error) = builder.add(file) {
        return Err(BundleError::Pattern {
            pattern: file.display().to_string(),
            cause: error.to_string(),
        });
    }
    build(&builder, file)
}

/// Patterns of the user's (`--include`), in the grammar of `.gitignore`.
pub(super) fn patterns(root: &Path, patterns: &[String]) -> Result<Gitignore, BundleError> {
    let mut builder = GitignoreBuilder::new(root);
    for pattern in patterns {
        builder
            .add_line(None, pattern)
            .map_err(|error| BundleError::Pattern {
                pattern: pattern.clone(),
                cause: error.to_string(),
            })?;
    }
    build(&builder, &PathBuf::from("--include"))
}

fn build(builder: &GitignoreBuilder, file: &Path) -> Result<Gitignore, BundleError> {
    builder.build().map_err(|error| BundleError::Pattern {
        pattern: file.display().to_string(),
        cause: error.to_string(),
    })
}
