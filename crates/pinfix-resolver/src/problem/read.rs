//! From what the user's files say to a problem.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use indexmap::IndexMap;
use pinfix_index::{Advertised, Distribution, DistributionKind, FileLocation, Hash};
use pinfix_packaging::{
    ExtraName, Marker, PackageName, Requirement, RequirementSource, SdistFilename, Target, WheelFilename,
};
use pinfix_requirements::{LineKind, Location, Manifest, Origin, Requested, RequirementLine};
use rustc_hash::FxBuildHasher;
use url::Url;

use super::clause::{Clause, ClauseKind};
use super::fork::Fork;
use super::policy::Policy;
use super::question::{Problem, holds};

/// A requirement that pinfix reads but can't resolve yet.
#[derive(Debug, Clone)]
pub struct UnsupportedRequirement {
    /// What it is: `a repository`, `a folder`, …
    pub what: String,
    /// What to write instead.
    pub help: String,
    /// Where it stands.
    pub origin: Origin,
}

impl Problem {
    /// The problem that `manifest` poses for `target`: lines whose markers don't hold are left out, equal lines are
    /// one clause, direct references to files become candidates of their own.
    ///
    /// # Errors
    /// All lines that can't be resolved yet.
    pub fn from_manifest(
        manifest: &Manifest,
        target: Target,
        policy: Policy,
    ) -> Result<Self, Vec<UnsupportedRequirement>> {
        Self::for_fork(manifest, target, None, policy)
    }

    /// The problem that `manifest` poses for all environments of `fork` at once, of which `target` is one.
    ///
    /// # Errors
    /// All lines that can't be resolved yet.
    pub fn for_fork(
        manifest: &Manifest,
        target: Target,
        fork: Option<Fork>,
        policy: Policy,
    ) -> Result<Self, Vec<UnsupportedRequirement>> {
        let mut clauses: IndexMap<Key, Clause, FxBuildHasher> = IndexMap::default();
        let mut unsupported = Vec::new();
        let mut dormant = Vec::new();
        for line in &manifest.lines {
            match (
                holds(fork.as_ref(), &target, marker_of(line), &[]),
                clause_of(line),
            ) {
                (true, Ok(clause)) => add(&mut clauses, clause),
                (false, Ok(clause)) => dormant.push((clauses.len(), clause)),
                (true, Err(error)) => unsupported.push(error),
                (false, Err(_)) => {}
            }
        }
        let mut problem = Self::new(clauses.into_values().collect(), target, policy);
        problem.fork = fork;
        problem.dormant = dormant;
        for line in &manifest.overrides {
            match &line.requirement {
                Requested::Named(requirement) if requirement.url().is_none() => {
                    problem
                        .overrides
                        .entry(requirement.name.clone())
                        .or_default()
                        .push(requirement.clone());
                }
                _ => unsupported.push(UnsupportedRequirement {
                    what: "an override by URL or path".to_owned(),
                    help: "override with a name and a version, such as `urllib3<2`".to_owned(),
                    origin: line.origin.clone(),
                }),
            }
        }
        problem.excludes.extend(manifest.excludes.iter().cloned());
        if unsupported.is_empty() {
            Ok(problem)
        } else {
            Err(unsupported)
        }
    }
}

/// What makes two lines equal.
type Key = (ClauseKind, Requirement, Vec<String>);

fn add(clauses: &mut IndexMap<Key, Clause, FxBuildHasher>, clause: Clause) {
    let key = (clause.kind, clause.requirement.clone(), clause.hashes.clone());
    match clauses.entry(key) {
        indexmap::map::Entry::Occupied(mut same) => same.get_mut().places.extend(clause.places),
        indexmap::map::Entry::Vacant(new) => {
            new.insert(clause);
        }
    }
}

fn marker_of(line: &RequirementLine) -> Option<&Marker> {
    match &line.requirement {
        Requested::Named(requirement) => requirement.marker.as_ref(),
        Requested::Unnamed { marker, .. } => marker.as_ref(),
    }
}

/// The clause that one line is, whatever its marker says.
///
/// # Errors
/// What can't be resolved yet: repositories, folders, editable ones.
pub fn clause_of(line: &RequirementLine) -> Result<Clause, UnsupportedRequirement> {
    let unsupported = |what: &str, help: &str| UnsupportedRequirement {
        what: what.to_owned(),
        help: help.to_owned(),
        origin: line.origin.clone(),
    };
    if line.editable {
        return Err(unsupported("an editable requirement", EDITABLE));
    }
    let (requirement, direct) = match &line.requirement {
        Requested::Named(requirement) => match &requirement.source {
            RequirementSource::Specifiers(_) => (requirement.clone(), None),
            RequirementSource::Url(url) => {
                let file = file_at(&Location::Url(url.clone()), Some(&requirement.name));
                let file = file.map_err(|what| unsupported(what, HOW_TO))?;
                (requirement.clone(), Some(file))
            }
        },
        Requested::Unnamed {
            location,
            extras,
            marker,
        } => {
            let file = file_at(location, None).map_err(|what| unsupported(what, HOW_TO))?;
            (named(&file, location, extras, marker.as_ref()), Some(file))
        }
    };
    let hashes = line
        .hashes
        .iter()
        .map(|hash| format!("{}:{}", hash.algorithm, hash.digest));
    Ok(Clause {
        kind: match line.kind {
            LineKind::Requirement => ClauseKind::Requirement,
            LineKind::Constraint => ClauseKind::Constraint,
        },
        requirement,
        direct: direct.map(|file| Arc::new(with_hashes_of(file, line))),
        text: line.text.clone(),
        places: vec![line.origin.clone()],
        hashes: hashes.collect(),
    })
}

const HOW_TO: &str = "name a release by name and version, or point at a wheel or a source distribution";
const EDITABLE: &str =
    "lock it without `-e` from a wheel, or leave the line out and install it after the lock";

/// The file, with the hash that its line demands, where that is one; the index then checks it.
fn with_hashes_of(mut file: Distribution, line: &RequirementLine) -> Distribution {
    if let ([only], true) = (&line.hashes[..], file.hashes.is_empty()) {
        file.hashes.push(Hash {
            algorithm: only.algorithm.to_ascii_lowercase(),
            digest: only.digest.to_ascii_lowercase(),
        });
    }
    file
}

/// The requirement that a bare URL or path stands for.
fn named(
    file: &Distribution,
    location: &Location,
    extras: &[ExtraName],
    marker: Option<&Marker>,
) -> Requirement {
    Requirement {
        name: file.project.clone(),
        extras: extras.to_vec(),
        source: RequirementSource::Url(location.to_string()),
        marker: marker.cloned(),
    }
}

/// The distribution at a location, told by its file name; else what stands there.
fn file_at(location: &Location, expected: Option<&PackageName>) -> Result<Distribution, &'static str> {
    match location {
        Location::Vcs(_) => Err("a requirement from a repository"),
        Location::Path { path, .. } if path.extension().is_none() => Err("a requirement on a folder"),
        Location::Path { path, verbatim } => {
            let fragment = verbatim.rsplit_once('#').map(|(_, fragment)| fragment);
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default()
                .to_owned();
            distribution(&name, FileLocation::Path(path.clone()), fragment, expected)
        }
        Location::Url(text) if VCS.iter().any(|tool| text.starts_with(tool)) => {
            Err("a requirement from a repository")
        }
        Location::Url(text) => {
            let mut url = Url::parse(text).map_err(|_| "a requirement by a URL that can't be read")?;
            let fragment = url.fragment().map(str::to_owned);
            url.set_fragment(None);
            if let Ok(path) = url.to_file_path() {
                return file_at(
                    &Location::Path {
                        path,
                        verbatim: text.clone(),
                    },
                    expected,
                );
            }
            let name = Path::new(url.path())
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let name = percent_encoding::percent_decode_str(name)
                .decode_utf8_lossy()
                .into_owned();
            distribution(&name, FileLocation::Url(url), fragment.as_deref(), expected)
        }
    }
}

const VCS: [&str; 4] = ["git+", "hg+", "svn+", "bzr+"];

fn distribution(
    filename: &str,
    location: FileLocation,
    fragment: Option<&str>,
    expected: Option<&PackageName>,
) -> Result<Distribution, &'static str> {
    const NEITHER: &str = "a file whose name is neither a wheel's nor a source distribution's";
    let (project, version, kind) = if let Ok(wheel) = WheelFilename::from_str(filename) {
        (
            wheel.name.clone(),
            wheel.version.clone(),
            DistributionKind::Wheel(wheel),
        )
    } else {
        // `name-1.0.tar.gz` without a name to go by: all before the last hyphen.
        let guess = filename
            .rsplit_once('-')
            .and_then(|(name, _)| PackageName::from_str(name).ok());
        let name = expected.or(guess.as_ref()).ok_or(NEITHER)?;
        let sdist = SdistFilename::parse(filename, name).map_err(|_| NEITHER)?;
        (
            sdist.name.clone(),
            sdist.version.clone(),
            DistributionKind::Sdist(sdist),
        )
    };
    if expected.is_some_and(|name| *name != project) {
        return Err("a requirement whose name is not that of the file it points at");
    }
    Ok(Distribution {
        project,
        version,
        kind,
        filename: filename.to_owned(),
        location,
        hashes: hashes_in(fragment),
        requires_python: None,
        yanked: None,
        size: None,
        upload_time: None,
        metadata_hashes: Advertised::No,
        index: Arc::from("direct reference"),
    })
}

/// The hash in a URL's fragment: `sha256=…`, among others.
fn hashes_in(fragment: Option<&str>) -> Vec<Hash> {
    const ALGORITHMS: [&str; 5] = ["sha256", "sha384", "sha512", "sha1", "md5"];
    let pairs = fragment
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let known = pairs.filter(|(algorithm, _)| ALGORITHMS.contains(algorithm));
    known
        .map(|(algorithm, digest)| Hash {
            algorithm: algorithm.to_owned(),
            digest: digest.to_ascii_lowercase(),
        })
        .collect()
}
