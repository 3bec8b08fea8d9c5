//! The `[project]` table of a `pyproject.toml` (PEP 621).

use std::collections::BTreeMap;
use std::str::FromStr;

use pinfix_packaging::{ExtraName, PackageName, Version};
use serde::Deserialize;

use crate::metadata::{CoreMetadata, Provenance};

#[derive(Deserialize)]
struct Document {
    project: Option<Project>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Project {
    name: String,
    version: Option<String>,
    requires_python: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    dynamic: Vec<String>,
}

/// Reads the table of a pyproject.toml, where it leaves nothing to a build that matters for dependencies, nor the version.
pub fn project_metadata(text: &[u8]) -> Option<CoreMetadata> {
    read(text, None)
}

/// Reads the table, where it leaves nothing to a build that matters for dependencies. `version` stands in for one that is
/// left to a build.
pub(super) fn read(text: &[u8], version: Option<&Version>) -> Option<CoreMetadata> {
    let text = std::str::from_utf8(text).ok()?;
    let project = toml::from_str::<Document>(text).ok()?.project?;
    let changes = ["dependencies", "optional-dependencies", "requires-python"];
    if project
        .dynamic
        .iter()
        .any(|field| changes.contains(&field.as_str()))
    {
        return None;
    }
    let name = PackageName::from_str(&project.name).ok()?;
    let version = match &project.version {
        Some(version) => Version::from_str(version).ok()?,
        // Left to the build; the file's name has what came out.
        None => version?.clone(),
    };
    let mut metadata = CoreMetadata::new(name, version, Provenance::PyprojectToml);
    metadata.dynamic.clone_from(&project.dynamic);
    if let Some(python) = &project.requires_python {
        metadata.set_requires_python(python);
    }
    for requirement in &project.dependencies {
        metadata.add_requirement(requirement);
    }
    for (extra, requirements) in &project.optional_dependencies {
        let extra = ExtraName::from_str(extra).ok()?;
        metadata.add_extra(extra.as_ref());
        for requirement in requirements {
            metadata.add_extra_requirement(requirement, Some(&extra), None);
        }
    }
    Some(metadata)
}
