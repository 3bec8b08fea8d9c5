//! A package of the lock.

use pinfix_index::{DistributionKind, FileLocation};
use pinfix_packaging::Requirement;
use pinfix_requirements::redact::redact;
use pinfix_resolver::{Asker, Pin, Resolution};
use serde::Serialize;

use super::context::Context;
use super::freshness::{NewestEntry, ReleaseEntry, time};

/// A package of the lock.
#[derive(Debug, Serialize)]
pub(super) struct PackageEntry {
    name: String,
    version: String,
    /// Where it is to be installed, in a lock for many environments; `None`: everywhere.
    pub(super) marker: Option<String>,
    released: Option<String>,
    pub(super) direct: bool,
    source: SourceKind,
    pub(super) required_by: Vec<AskerEntry>,
    newest_allowed: Option<ReleaseEntry>,
    newest: Option<NewestEntry>,
    held_back_by: Option<usize>,
}

/// What would be installed.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum SourceKind {
    /// A wheel of an index.
    Wheel,
    /// A source distribution of an index.
    Sdist,
    /// A file at a URL that a line names.
    Url,
    /// A file or folder on this machine that a line names.
    Path,
    /// A repository that a line names.
    Git,
}

/// Who asks for a package: a line, or another package.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum AskerEntry {
    Line {
        file: String,
        line: usize,
        requirement: String,
    },
    Package {
        package: String,
        version: String,
        requirement: String,
    },
}

impl PackageEntry {
    pub(super) fn new(
        context: &Context<'_>,
        resolution: &Resolution,
        pin: &Pin,
        held_back_by: Option<usize>,
    ) -> Self {
        let askers = resolution.asked_by(&pin.name).into_iter();
        Self {
            name: pin.name.to_string(),
            version: pin.version.to_string(),
            marker: None,
            released: time(pin.released),
            direct: context.problem.is_direct(&pin.name),
            source: SourceKind::of(pin),
            required_by: askers
                .flat_map(|(asker, requirement)| AskerEntry::of(context, asker, requirement))
                .collect(),
            newest_allowed: pin.freshness.newest_allowed.as_ref().map(ReleaseEntry::new),
            newest: NewestEntry::of(pin),
            held_back_by,
        }
    }
}

impl SourceKind {
    fn of(pin: &Pin) -> Self {
        match (&pin.direct_reference, &pin.distribution.location) {
            (Some(_), FileLocation::Url(_)) => Self::Url,
            (Some(place), FileLocation::Path(_)) if place.starts_with("git+") => Self::Git,
            (Some(_), FileLocation::Path(_)) => Self::Path,
            (None, _) => match pin.distribution.kind {
                DistributionKind::Wheel(_) => Self::Wheel,
                DistributionKind::Sdist(_) => Self::Sdist,
            },
        }
    }
}

impl AskerEntry {
    /// A line that stands in several places asks in each of them.
    fn of(context: &Context<'_>, asker: Asker<'_>, requirement: &Requirement) -> Vec<Self> {
        match asker {
            Asker::Line(id) => {
                let clause = context.problem.clause(id);
                let places = clause.places.iter();
                places
                    .map(|origin| Self::Line {
                        file: context.file(origin),
                        line: origin.line,
                        requirement: redact(&clause.text).into_owned(),
                    })
                    .collect()
            }
            Asker::Package(pin) => vec![Self::Package {
                package: pin.name.to_string(),
                version: pin.version.to_string(),
                requirement: redact(&requirement.to_string()).into_owned(),
            }],
        }
    }
}
