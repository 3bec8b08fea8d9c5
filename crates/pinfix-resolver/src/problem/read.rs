//! From what the user's files say to a problem.

use std::sync::Arc;

use indexmap::IndexMap;
use pinfix_index::{Distribution, Hash};
use pinfix_packaging::{ExtraName, Marker, Requirement, RequirementSource, Target};
use pinfix_requirements::{LineKind, Location, Manifest, Origin, Requested, RequirementLine};
use rustc_hash::FxBuildHasher;

use super::clause::{Clause, ClauseKind};
use super::file::file_at;
use super::fork::{Fork, holds};
use super::policy::Policy;
use super::question::Problem;
use super::references::References;

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
        Self::with_references(manifest, target, fork, policy, References::default())
    }

    /// As [`Problem::for_fork`], with what the places are known to hold that lines name.
    ///
    /// # Errors
    /// All lines that can't be resolved yet: those that name places which are not among the references.
    pub fn with_references(
        manifest: &Manifest,
        target: Target,
        fork: Option<Fork>,
        policy: Policy,
        references: References,
    ) -> Result<Self, Vec<UnsupportedRequirement>> {
        let mut clauses: IndexMap<Key, Clause, FxBuildHasher> = IndexMap::default();
        let mut unsupported = Vec::new();
        let mut dormant = Vec::new();
        for line in &manifest.lines {
            match (
                holds(fork.as_ref(), &target, marker_of(line), &[]),
                clause_with(line, &references),
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
        problem.references = references;
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
    clause_with(line, &References::default())
}

fn clause_with(line: &RequirementLine, references: &References) -> Result<Clause, UnsupportedRequirement> {
    let unsupported = |what: &str, help: &str| UnsupportedRequirement {
        what: what.to_owned(),
        help: help.to_owned(),
        origin: line.origin.clone(),
    };
    let place = line.requirement.location();
    let known = place.and_then(|place| references.get(&place.to_string()));
    if line.editable && known.is_none() {
        return Err(unsupported("an editable requirement", EDITABLE));
    }
    let (requirement, direct) = match &line.requirement {
        Requested::Named(requirement) if known.is_some() => {
            (requirement.clone(), known.map(|it| Distribution::clone(&it.file)))
        }
        Requested::Unnamed {
            location,
            extras,
            marker,
        } if known.is_some() => {
            let file = known.map(|it| Distribution::clone(&it.file));
            let requirement = file
                .as_ref()
                .map(|file| named(file, location, extras, marker.as_ref()));
            match requirement {
                Some(requirement) => (requirement, file),
                None => return Err(unsupported("a requirement by its place", HOW_TO)),
            }
        }
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
