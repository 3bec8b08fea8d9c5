//! What a lock file pins at present.

use std::path::Path;

use pinfix_packaging::{PackageName, Version};
use pinfix_requirements::{Files, Request, Requested};

/// The pins of an existing lock, in its order, and its text.
#[derive(Debug, Clone, Default)]
pub struct ExistingLock {
    /// The whole text.
    pub text: String,
    /// The pins by `==`.
    pub pins: Vec<(PackageName, Version)>,
    /// Why its pins could not be read, if they could not.
    pub unreadable: Option<String>,
}

/// Reads the lock at `path`; an empty one where there is no file. A text that is no lock has no pins.
pub fn read_existing(path: &Path, files: &dyn Files) -> ExistingLock {
    let Ok(bytes) = files.read(path) else {
        return ExistingLock::default();
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let request = Request {
        files: vec![path.to_path_buf()],
        ..Request::default()
    };
    match pinfix_requirements::read(&request, files) {
        Err(errors) => ExistingLock {
            text,
            pins: Vec::new(),
            unreadable: Some(errors.to_string()),
        },
        Ok(manifest) => {
            let pins = manifest.lines.iter().filter_map(|line| match &line.requirement {
                Requested::Named(requirement) => {
                    let version = requirement.specifiers()?.pinned()?;
                    Some((requirement.name.clone(), version.clone()))
                }
                Requested::Unnamed { .. } => None,
            });
            ExistingLock {
                text,
                pins: pins.collect(),
                unreadable: None,
            }
        }
    }
}
