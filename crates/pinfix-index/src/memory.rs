//! [`MemoryIndex`]: an index made from a description, for tests and examples.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use pinfix_packaging::{PackageName, Version};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use thiserror::Error;
use url::Url;

use crate::distribution::{Distribution, FileLocation, RequiresPython, Timestamp, Yanked};
use crate::error::{IndexError, MetadataError, MetadataProblem};
use crate::index::Index;
use crate::metadata::{CoreMetadata, Provenance};
use crate::project::Project;
use crate::redact::RedactedUrl;
use crate::simple::kind_of;
use crate::statistics::{Counters, Statistics};
use crate::verify;

/// An index in memory.
///
/// ```
/// use pinfix_index::{Index, MemoryIndex, MemoryRelease};
///
/// let index = MemoryIndex::new()
///     .release("boto3", "1.26.164", MemoryRelease::new().requires("botocore>=1.29.164,<1.30"))?
///     .release("boto3", "1.42.97", MemoryRelease::new().requires_python(">=3.9").yanked("too new"))?
///     .with_json(r#"{"botocore": {"1.29.164": {"requires": ["urllib3<1.27"], "upload_time": "2023-06-30T00:00:00Z"}}}"#)?;
///
/// let boto3 = index.project(&"boto3".parse()?)?.ok_or("it is there")?;
/// assert_eq!(boto3.releases.len(), 2);
/// let metadata = index.metadata(&boto3.releases[0].distributions[0])?;
/// assert_eq!(metadata.requires_dist[0].to_string(), "botocore>=1.29.164,<1.30");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct MemoryIndex {
    projects: FxHashMap<PackageName, Arc<Project>>,
    /// By file name.
    metadata: FxHashMap<String, Result<Arc<CoreMetadata>, MetadataProblem>>,
    failing: Vec<PackageName>,
    counters: Counters,
}

/// One release of a [`MemoryIndex`]: nothing but a wheel for everybody, unless told otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MemoryRelease {
    requires: Vec<String>,
    extras: BTreeMap<String, Vec<String>>,
    requires_python: Option<String>,
    yanked: Option<String>,
    upload_time: Option<String>,
    wheels: Option<Vec<String>>,
    sdist: bool,
    unusable: Option<String>,
}

impl MemoryRelease {
    /// A release with a wheel `py3-none-any` and no dependencies.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a dependency (a `Requires-Dist`, read leniently).
    #[must_use]
    pub fn requires(mut self, requirement: &str) -> Self {
        self.requires.push(requirement.to_owned());
        self
    }

    /// Adds an extra, and a dependency that it brings.
    #[must_use]
    pub fn extra(mut self, extra: &str, requirement: &str) -> Self {
        self.extras
            .entry(extra.to_owned())
            .or_default()
            .push(requirement.to_owned());
        self
    }

    /// Sets `Requires-Python`, on the page and in the metadata.
    #[must_use]
    pub fn requires_python(mut self, specifiers: &str) -> Self {
        self.requires_python = Some(specifiers.to_owned());
        self
    }

    /// Withdraws it, for a reason that may be empty.
    #[must_use]
    pub fn yanked(mut self, reason: &str) -> Self {
        self.yanked = Some(reason.to_owned());
        self
    }

    /// Sets when its files were uploaded (RFC 3339: `2023-06-30T00:00:00Z`).
    #[must_use]
    pub fn uploaded(mut self, time: &str) -> Self {
        self.upload_time = Some(time.to_owned());
        self
    }

    /// Adds a wheel with these tags (`cp39-cp39-win_amd64`), in place of that for everybody.
    #[must_use]
    pub fn wheel(mut self, tags: &str) -> Self {
        self.wheels.get_or_insert_default().push(tags.to_owned());
        self
    }

    /// Adds a source distribution.
    #[must_use]
    pub fn sdist(mut self) -> Self {
        self.sdist = true;
        self
    }

    /// Has a source distribution, and no wheels.
    #[must_use]
    pub fn sdist_only(mut self) -> Self {
        self.sdist = true;
        self.wheels = Some(Vec::new());
        self
    }

    /// Makes its metadata unusable: it can't be read, for this cause.
    #[must_use]
    pub fn unusable(mut self, cause: &str) -> Self {
        self.unusable = Some(cause.to_owned());
        self
    }
}

/// A description that no [`MemoryIndex`] can be made from.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct DescriptionError(String);

impl MemoryIndex {
    /// An index that has nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a description: an object of projects, each an object of versions, each with any of `requires` (list),
    /// `extras` (object of lists), `requires_python`, `yanked` (the reason), `upload_time`, `wheels` (list of tags), `sdist`
    /// (true or false), `unusable` (the cause).
    pub fn from_json(description: &str) -> Result<Self, DescriptionError> {
        Self::new().with_json(description)
    }

    /// Adds what a description says (see [`MemoryIndex::from_json`]).
    pub fn with_json(mut self, description: &str) -> Result<Self, DescriptionError> {
        let projects: BTreeMap<String, BTreeMap<String, MemoryRelease>> =
            serde_json::from_str(description).map_err(|error| DescriptionError(error.to_string()))?;
        for (name, versions) in projects {
            for (version, release) in versions {
                self = self.release(&name, &version, release)?;
            }
        }
        Ok(self)
    }

    /// Adds a release.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "descriptions are made where they are used"
    )]
    pub fn release(
        mut self,
        name: &str,
        version: &str,
        release: MemoryRelease,
    ) -> Result<Self, DescriptionError> {
        let bad = |what: &str, text: &str, error: &dyn std::fmt::Display| {
            DescriptionError(format!("{name} {version}: {what} `{text}`: {error}"))
        };
        let project = PackageName::from_str(name).map_err(|error| bad("name", name, &error))?;
        let parsed = Version::from_str(version).map_err(|error| bad("version", version, &error))?;
        let upload_time = match &release.upload_time {
            Some(time) => Some(Timestamp::from_str(time).map_err(|error| bad("time", time, &error))?),
            None => None,
        };
        let metadata = release.describe(CoreMetadata::new(
            project.clone(),
            parsed.clone(),
            Provenance::MetadataFile,
        ));
        let before = self.projects.remove(&project);
        let before = before.iter().flat_map(|project| project.distributions());
        let mut distributions: Vec<Distribution> = before.map(|one| one.as_ref().clone()).collect();
        for filename in release.filenames(&project, version) {
            let kind = kind_of(&filename, &project).map_err(|reason| bad("file", &filename, &reason))?;
            let url = Url::parse(&format!("https://example.org/files/{filename}"))
                .map_err(|error| bad("file", &filename, &error))?;
            self.metadata.insert(filename.clone(), metadata.clone());
            distributions.push(Distribution {
                project: project.clone(),
                version: parsed.clone(),
                kind,
                location: FileLocation::Url(url.into()),
                hashes: vec![verify::sha256(filename.as_bytes())],
                filename,
                requires_python: release
                    .requires_python
                    .as_deref()
                    .map(RequiresPython::parse)
                    .map(Arc::new),
                yanked: release.yanked.clone().map(|reason| Yanked {
                    reason: Some(reason).filter(|text| !text.is_empty()),
                }),
                size: Some(1000),
                upload_time,
                metadata_hashes: crate::distribution::Advertised::Yes(None),
                index: Arc::from("memory"),
            });
        }
        let built = Project::new(project.clone(), Arc::from("memory"), distributions, Vec::new());
        self.projects.insert(project, Arc::new(built));
        Ok(self)
    }

    /// The same index under another name than `memory`; where several are asked, they need different ones.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        let name: Arc<str> = Arc::from(name);
        for project in self.projects.values_mut() {
            let mut renamed = Project::clone(project);
            renamed.index = name.clone();
            for release in &mut renamed.releases {
                let files = release.distributions.iter().map(|file| {
                    Arc::new(Distribution {
                        index: name.clone(),
                        ..Distribution::clone(file)
                    })
                });
                release.distributions = files.collect();
            }
            *project = Arc::new(renamed);
        }
        self
    }

    /// Adds a project that the index fails to give (status 503).
    #[must_use]
    pub fn failing(mut self, name: PackageName) -> Self {
        self.failing.push(name);
        self
    }
}

impl MemoryRelease {
    fn describe(&self, mut metadata: CoreMetadata) -> Result<Arc<CoreMetadata>, MetadataProblem> {
        if let Some(cause) = &self.unusable {
            return Err(MetadataProblem::Unparsable { cause: cause.clone() });
        }
        if let Some(python) = &self.requires_python {
            metadata.set_requires_python(python);
        }
        for requirement in &self.requires {
            metadata.add_requirement(requirement);
        }
        for (extra, requirements) in &self.extras {
            metadata.add_extra(extra);
            let name = metadata.provides_extra.last().cloned();
            for requirement in requirements {
                metadata.add_extra_requirement(requirement, name.as_ref(), None);
            }
        }
        Ok(Arc::new(metadata))
    }

    fn filenames(&self, project: &PackageName, version: &str) -> Vec<String> {
        let name = project.as_ref().replace('-', "_");
        let everybody = vec!["py3-none-any".to_owned()];
        let wheels = self.wheels.as_ref().unwrap_or(&everybody);
        let wheels = wheels.iter().map(|tags| format!("{name}-{version}-{tags}.whl"));
        wheels
            .chain(self.sdist.then(|| format!("{name}-{version}.tar.gz")))
            .collect()
    }
}

impl Index for MemoryIndex {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        Counters::count(&self.counters.index_pages);
        if self.failing.contains(name) {
            let url = RedactedUrl::from_text(&format!("https://example.org/simple/{name}/"));
            return Err(IndexError::Status { url, code: 503 });
        }
        Ok(self.projects.get(name).cloned())
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        Counters::count(&self.counters.metadata_files);
        match self.metadata.get(&distribution.filename) {
            Some(found) => Ok(found.clone()?),
            None => Err(IndexError::MissingFile {
                file: distribution.filename.clone(),
                index: distribution.index.to_string(),
            }
            .into()),
        }
    }

    fn statistics(&self) -> Statistics {
        self.counters.statistics()
    }
}
