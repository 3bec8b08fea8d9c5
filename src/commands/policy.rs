//! From settings to the resolver's policy.

use pinfix_resolver::problem::{self, Formats, Policy};

use crate::cli::{PrereleaseMode, ResolutionMode};
use crate::settings::{SelectionSettings, Staleness};

/// How versions are chosen.
pub(super) fn policy(selection: &SelectionSettings, formats: Formats) -> Policy {
    Policy {
        prerelease: match selection.prerelease {
            PrereleaseMode::Disallow => problem::PrereleaseMode::Disallow,
            PrereleaseMode::Allow => problem::PrereleaseMode::Allow,
            PrereleaseMode::IfNecessary => problem::PrereleaseMode::IfNecessary,
            PrereleaseMode::Explicit => problem::PrereleaseMode::Explicit,
            PrereleaseMode::IfNecessaryOrExplicit => problem::PrereleaseMode::IfNecessaryOrExplicit,
        },
        order: match selection.resolution {
            ResolutionMode::Highest => problem::ResolutionMode::Highest,
            ResolutionMode::Lowest => problem::ResolutionMode::Lowest,
            ResolutionMode::LowestDirect => problem::ResolutionMode::LowestDirect,
        },
        exclude_newer: selection.exclude_newer,
        exclude_newer_package: selection.exclude_newer_package.iter().cloned().collect(),
        formats,
        no_dependencies: selection.no_deps,
        max_staleness: match selection.max_staleness {
            Staleness::Default => Policy::default().max_staleness,
            Staleness::Seconds(seconds) => Some(seconds),
            Staleness::Unlimited => None,
        },
        allow_anachronisms: selection.allow_anachronisms,
        exhaustive: selection.exhaustive,
        ..Policy::default()
    }
}
