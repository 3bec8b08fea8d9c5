//! What a lock file pins at present.

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use pinfix_packaging::{Marker, PackageName, Version};
use pinfix_requirements::{Diagnosed, Files, Manifest, ReadErrors, Request, Requested};

/// The pins of an existing lock, in its order, and its text.
#[derive(Debug, Clone, Default)]
pub struct ExistingLock {
    /// The whole text.
    pub text: String,
    /// The pins by `==`.
    pub pins: Vec<(PackageName, Version)>,
    /// The marker of each of them.
    pub markers: Vec<Option<Marker>>,
    /// Why its pins could not be read, if they could not: the first mistake.
    pub unreadable: Option<Diagnosed>,
}

/// What is in the place of the lock is none that can be read.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("`{}` is there already and is no lock that can be read", path.display())]
#[diagnostic(
    code("lock::unreadable"),
    help(
        "its pins would be lost: put it in order, or delete it, or replace it with `--upgrade` (`-U`), which keeps no pin"
    )
)]
pub struct UnreadableLock {
    /// The file.
    pub path: PathBuf,
    /// Why it can't be read.
    #[source]
    #[diagnostic_source]
    pub reason: Diagnosed,
}

/// Reads the lock at `path`. A text that is no lock has no pins.
pub fn read_existing(path: &Path, files: &dyn Files) -> ExistingLock {
    // Why it can't be read is said below.
    let bytes = files.read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match read(path, files) {
        Err(errors) => ExistingLock {
            text,
            pins: Vec::new(),
            markers: Vec::new(),
            unreadable: errors.errors().first().cloned(),
        },
        Ok(manifest) => {
            let pins = manifest.lines.iter().filter_map(|line| match &line.requirement {
                Requested::Named(requirement) => {
                    let version = requirement.specifiers()?.pinned()?;
                    Some((
                        (requirement.name.clone(), version.clone()),
                        requirement.marker.clone(),
                    ))
                }
                Requested::Unnamed { .. } => None,
            });
            let (pins, markers) = pins.unzip();
            ExistingLock {
                text,
                pins,
                markers,
                unreadable: None,
            }
        }
    }
}

/// A lock may have any name (`requirements.lock`), but for those that say what else is in the file.
fn read(path: &Path, files: &dyn Files) -> Result<Manifest, ReadErrors> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_other = name == "pyproject.toml"
        || (name.starts_with("pylock") && name.ends_with(".toml"))
        || path.extension().is_some_and(|extension| extension == "py");
    if !is_other {
        return pinfix_requirements::read_as_requirements(path, files);
    }
    let request = Request {
        files: vec![path.to_path_buf()],
        ..Request::default()
    };
    pinfix_requirements::read(&request, files)
}
