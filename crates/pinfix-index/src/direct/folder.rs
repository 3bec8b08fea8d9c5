//! What a folder with a project in it says of itself.

use std::fs;
use std::path::Path;

use crate::build::{self, BuildSettings};
use crate::error::{MetadataError, MetadataProblem};
use crate::metadata::{CoreMetadata, Provenance};
use crate::sdist;

/// The metadata of the project in `subdirectory` of `root`: what its pyproject.toml states, else what a build tells.
///
/// An `.egg-info` that lies there is not asked: it says what was so when somebody last installed the project.
pub(super) fn metadata(
    root: &Path,
    subdirectory: Option<&Path>,
    settings: &BuildSettings,
) -> Result<CoreMetadata, MetadataError> {
    let project = subdirectory.map_or_else(|| root.to_owned(), |inner| root.join(inner));
    if let Ok(text) = fs::read(project.join("pyproject.toml"))
        && let Some(metadata) = sdist::project_metadata(&text)
    {
        return Ok(metadata);
    }
    let text = build::build_tree_metadata(root, subdirectory, settings)?;
    let metadata = CoreMetadata::parse(&text, Provenance::Build);
    Ok(metadata.map_err(|error| MetadataProblem::Unparsable {
        cause: error.to_string(),
    })?)
}

/// Whether there is anything to build in a folder.
pub(super) fn holds_project(folder: &Path) -> bool {
    ["pyproject.toml", "setup.py", "setup.cfg"]
        .iter()
        .any(|name| folder.join(name).is_file())
}
