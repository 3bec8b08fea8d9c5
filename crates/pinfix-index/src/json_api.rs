//! The JSON API (`/pypi/NAME/VERSION/json`), which tells what one of a release's distributions was uploaded with.

use std::str::FromStr;

use pinfix_packaging::{PackageName, Version};
use serde::Deserialize;

use crate::error::MetadataProblem;
use crate::metadata::{CoreMetadata, Provenance};
use crate::vulnerability::Vulnerability;

#[derive(Deserialize)]
struct Document {
    info: Info,
}

#[derive(Deserialize)]
struct Info {
    name: String,
    version: String,
    /// `null` where nobody knows, which is not the same as an empty list.
    #[serde(default)]
    requires_dist: Option<Vec<String>>,
    #[serde(default)]
    requires_python: Option<String>,
    #[serde(default)]
    provides_extra: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Advisories {
    vulnerabilities: Option<Vec<Advisory>>,
}

#[derive(Deserialize)]
struct Advisory {
    id: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    details: Option<String>,
    #[serde(default)]
    fixed_in: Vec<String>,
    /// When it turned out to be none.
    #[serde(default)]
    withdrawn: Option<String>,
}

/// The known vulnerabilities of an answer, without those that were withdrawn; `None` where the index tells none of any
/// release.
pub fn vulnerabilities(bytes: &[u8]) -> Option<Vec<Vulnerability>> {
    let advisories: Advisories = serde_json::from_slice(bytes).ok()?;
    let standing = advisories
        .vulnerabilities?
        .into_iter()
        .filter(|it| it.withdrawn.is_none());
    let told = standing.map(|it| Vulnerability {
        id: it.id,
        aliases: it.aliases,
        summary: it.summary.or(it.details).unwrap_or_default(),
        fixed_in: it.fixed_in,
    });
    Some(told.collect())
}

/// Reads an answer; `Ok(None)` where the index does not know the dependencies.
pub fn parse(bytes: &[u8]) -> Result<Option<CoreMetadata>, MetadataProblem> {
    let unparsable = |cause: String| MetadataProblem::Unparsable { cause };
    let document: Document =
        serde_json::from_slice(bytes).map_err(|error| unparsable(format!("JSON API: {error}")))?;
    let info = document.info;
    let Some(requires_dist) = info.requires_dist else {
        return Ok(None);
    };
    let name = PackageName::from_str(&info.name).map_err(|error| unparsable(error.to_string()))?;
    let version = Version::from_str(&info.version).map_err(|error| unparsable(error.to_string()))?;
    let mut metadata = CoreMetadata::new(name, version, Provenance::JsonApi);
    for requirement in &requires_dist {
        metadata.add_requirement(requirement);
    }
    if let Some(python) = info
        .requires_python
        .as_deref()
        .filter(|python| !python.trim().is_empty())
    {
        metadata.set_requires_python(python);
    }
    for extra in info.provides_extra.iter().flatten() {
        metadata.add_extra(extra);
    }
    Ok(Some(metadata))
}
