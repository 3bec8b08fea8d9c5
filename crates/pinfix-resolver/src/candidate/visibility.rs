//! What the user's own lines make visible of a package.

use pinfix_packaging::{PackageName, Version};

use super::hashes::DemandedHashes;
use crate::problem::{PrereleaseMode, Problem};

/// What the user's own lines make visible of one package. Settled once, from all lines, so that leaving a line out of
/// a question never takes a candidate away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visibility {
    /// Whether pre-releases may be chosen at all.
    pub(crate) prereleases: bool,
    /// Whether pre-releases rank as stable releases do, instead of after all of them.
    pub(crate) prereleases_equal: bool,
    /// Versions that a line pins: a yanked one of them may be chosen.
    pinned: Vec<Version>,
    /// The hashes that the lines demand.
    pub(crate) hashes: DemandedHashes,
}

impl Visibility {
    /// What the lines on `name` make visible.
    pub(crate) fn of(problem: &Problem, name: &PackageName) -> Self {
        let lines = || {
            problem
                .clauses_on(name)
                .filter_map(|(_, clause)| clause.requirement.specifiers())
        };
        let overrides = || {
            problem
                .overrides
                .get(name)
                .into_iter()
                .flatten()
                .filter_map(|it| it.specifiers())
        };
        let named = || {
            lines()
                .chain(overrides())
                .any(pinfix_packaging::SpecifierSet::mentions_prerelease)
        };
        let (prereleases, prereleases_equal) = match problem.policy.prerelease {
            PrereleaseMode::Disallow => (false, false),
            PrereleaseMode::Allow => (true, true),
            PrereleaseMode::IfNecessary => (true, false),
            PrereleaseMode::Explicit => (named(), true),
            PrereleaseMode::IfNecessaryOrExplicit => (true, named()),
        };
        let pinned = lines()
            .chain(overrides())
            .filter_map(|set| set.pinned().cloned())
            .collect();
        Self {
            prereleases,
            prereleases_equal,
            pinned,
            hashes: DemandedHashes::of(problem, name),
        }
    }

    /// Whether a line pins this version: a yanked release of it may be chosen.
    pub(crate) fn pins(&self, version: &Version) -> bool {
        self.pinned.contains(version)
    }
}
