//! How root lines clash.

use std::sync::Arc;

use pinfix_packaging::{ExtraName, PackageName, Requirement, SpecifierSet, Version};

use super::condition::Condition;
use crate::candidate::Exclusion;
use crate::problem::ClauseId;

/// Where the demands part.
#[derive(Debug, Clone)]
pub struct Clash {
    /// The demands on one package that no release of it meets together; one demand, if none meets even that.
    pub stands: Vec<Stand>,
    /// What newer releases of a package that is held back demand; of [`ConflictKind::HeldBack`](super::ConflictKind)
    /// only.
    pub of_newer: Vec<NewerStand>,
    /// Whether any index knows the package.
    pub known: bool,
    /// The index that the package's newest release came from, as it may be shown.
    pub index: Option<Arc<str>>,
    /// The releases that would meet all demands, but may not be chosen, newest first, with the reason.
    pub excluded: Vec<ExcludedRelease>,
    /// The newest release that may be chosen if no demand were there.
    pub newest: Option<Version>,
    /// Whether the demands part on this package. Otherwise each choice that meets them all demands something else that
    /// leads back here, and the stands show the last round only.
    pub settled: bool,
    /// Existing releases next to what is demanded, where no release is: below and above.
    pub nearest: Vec<Version>,
}

/// A release that may not be chosen.
#[derive(Debug, Clone)]
pub struct ExcludedRelease {
    /// Its version.
    pub version: Version,
    /// Why not.
    pub exclusion: Exclusion,
}

/// One demand on the package of a clash, and the chain that leads to it.
#[derive(Debug, Clone)]
pub struct Stand {
    /// The root line where the chain begins.
    pub clause: ClauseId,
    /// The releases in between, each with what it demands of the next; the last one demands the package of the clash.
    /// Empty where the line itself demands it.
    pub links: Vec<Link>,
    /// What is demanded in the end.
    pub specifiers: SpecifierSet,
    /// Whether the line admits more releases of its package than the one that the chain begins with.
    pub open: bool,
}

/// A demand that no line leads to: the newer release of a package that is held back would make it.
#[derive(Debug, Clone)]
pub struct NewerStand {
    /// The newer release, and what it leads to, as in [`Stand::links`]; never empty.
    pub links: Vec<Link>,
    /// What is demanded in the end.
    pub specifiers: SpecifierSet,
}

/// A release on the way, and what it demands.
#[derive(Debug, Clone)]
pub struct Link {
    /// The release's package.
    pub package: PackageName,
    /// Its version.
    pub version: Version,
    /// What it demands, as its metadata (or the override in its place) says.
    pub demands: Requirement,
    /// The extra that brings the demand in.
    pub extra: Option<ExtraName>,
    /// Whether an override of the user's stands in the metadata's place.
    pub overridden: bool,
    /// On what the demand depends.
    pub condition: Option<Condition>,
}
