//! The user's lines, told apart: which pin something, and to what.

use std::path::Path;
use std::sync::Arc;

use pinfix_index::Distribution;
use pinfix_packaging::{ExtraName, Marker, PackageName, Requirement, Target, Version};
use pinfix_requirements::{LineKind, Location, Manifest, Origin, RequirementLine, SourceId};
use pinfix_resolver::problem::clause_of;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::question::Question;

/// Where a line belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Home {
    /// To the files that are checked: to those of this folder, by its number, below this given file.
    Pins { group: usize, root: SourceId },
    /// To the input of the pins.
    Input,
    /// To a constraints file that holds for all.
    Everywhere,
}

/// One line of the user's.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) written: &'a RequirementLine,
    pub(crate) home: Home,
    /// The package, where the line tells it.
    pub(crate) name: Option<PackageName>,
    /// The requirement, if it is one on a release or a file.
    pub(crate) requirement: Option<Requirement>,
    /// The file that it points at.
    pub(crate) direct: Option<Arc<Distribution>>,
    /// As `algorithm:digest`.
    pub(crate) hashes: Vec<String>,
    /// What it is pinned to.
    pub(crate) pinned: Pinned,
}

/// What a line is pinned to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pinned {
    /// To this version.
    To(Version),
    /// To something whose metadata can't be had: a commit of a repository.
    Unseen,
    /// It is not; what it is instead.
    Not(String),
}

impl Line<'_> {
    pub(crate) fn origin(&self) -> &Origin {
        &self.written.origin
    }

    pub(crate) fn is_constraint(&self) -> bool {
        self.written.kind == LineKind::Constraint
    }

    pub(crate) fn extras(&self) -> &[ExtraName] {
        self.written.requirement.extras()
    }

    pub(crate) fn marker(&self) -> Option<&Marker> {
        self.written.requirement.marker()
    }

    pub(crate) fn version(&self) -> Option<&Version> {
        match &self.pinned {
            Pinned::To(version) => Some(version),
            _ => None,
        }
    }

    /// Whether it points at something that is not looked at.
    pub(crate) fn is_unseen(&self) -> bool {
        let points = self.written.requirement.location().is_some() || self.pinned == Pinned::Unseen;
        points && self.direct.is_none() && self.home != Home::Input
    }

    pub(crate) fn holds_for(&self, target: &Target) -> bool {
        self.marker()
            .is_none_or(|marker| marker.evaluate(&target.environment, &[]))
    }
}

/// All lines, each with where it belongs.
pub(crate) fn lines<'a>(question: &Question<'a>) -> Vec<Line<'a>> {
    let manifest = question.manifest;
    let constraining: FxHashSet<SourceId> = manifest
        .constraints()
        .filter(|line| line.origin.included_from.is_empty())
        .map(|line| line.origin.source)
        .collect();
    let mut folders: FxHashMap<String, usize> = FxHashMap::default();
    let lines = manifest.lines.iter().map(|written| {
        let root = root(&written.origin);
        let home = if question.against.contains(&root) {
            Home::Input
        } else if constraining.contains(&root) {
            Home::Everywhere
        } else {
            let next = folders.len();
            let group = *folders.entry(folder(question, manifest, root)).or_insert(next);
            Home::Pins { group, root }
        };
        line(written, home)
    });
    lines.collect()
}

/// The lines of each folder that are checked together, as positions; constraints and input stand in every one.
pub(crate) fn groups(lines: &[Line<'_>]) -> Vec<Vec<usize>> {
    let (mut groups, mut common): (Vec<Vec<usize>>, Vec<usize>) = (Vec::new(), Vec::new());
    for (at, line) in lines.iter().enumerate() {
        match line.home {
            Home::Pins { group, .. } => {
                if groups.len() <= group {
                    groups.resize_with(group + 1, Vec::new);
                }
                groups[group].push(at);
            }
            Home::Input | Home::Everywhere => common.push(at),
        }
    }
    for group in &mut groups {
        group.extend_from_slice(&common);
        group.sort_unstable();
    }
    groups
}

/// The lines of each folder that are checked together, as positions in the manifest; constraints and input stand in
/// every one.
pub fn folders(question: &Question<'_>) -> Vec<Vec<usize>> {
    groups(&lines(question))
}

/// The given file by which a line was reached.
fn root(origin: &Origin) -> SourceId {
    origin
        .included_from
        .first()
        .map_or(origin.source, |(source, _)| *source)
}

/// Files of one folder are installed side by side; so are all that one input made.
fn folder(question: &Question<'_>, manifest: &Manifest, root: SourceId) -> String {
    if !question.against.is_empty() {
        return String::new();
    }
    let name = Path::new(&manifest.sources.get(root).name);
    name.parent()
        .unwrap_or(Path::new(""))
        .to_string_lossy()
        .into_owned()
}

fn line(written: &RequirementLine, home: Home) -> Line<'_> {
    match clause_of(written) {
        Ok(clause) => {
            let pinned = match (&clause.direct, clause.requirement.specifiers()) {
                (Some(file), _) => Pinned::To(file.version.clone()),
                (None, Some(specifiers)) => match specifiers.pinned() {
                    Some(version) => Pinned::To(version.clone()),
                    None if specifiers.is_empty() => Pinned::Not("names no version".to_owned()),
                    None => Pinned::Not("admits more than one version".to_owned()),
                },
                (None, None) => Pinned::Unseen,
            };
            Line {
                written,
                home,
                name: Some(clause.requirement.name.clone()),
                requirement: Some(clause.requirement),
                direct: clause.direct,
                hashes: clause.hashes,
                pinned,
            }
        }
        Err(other) => Line {
            written,
            home,
            name: written.requirement.name(),
            requirement: None,
            direct: None,
            hashes: Vec::new(),
            pinned: match written.requirement.location() {
                Some(Location::Vcs(place)) if is_commit(place.revision.as_deref()) => Pinned::Unseen,
                _ => Pinned::Not(format!("is {}", other.what)),
            },
        },
    }
}

/// Whether a revision is a whole hash, which nobody can move.
fn is_commit(revision: Option<&str>) -> bool {
    revision.is_some_and(|it| it.len() >= 40 && it.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
