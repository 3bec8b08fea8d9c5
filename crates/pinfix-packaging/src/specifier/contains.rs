//! Whether a clause admits a version, as PyPA's `packaging` decides it.

use super::set::Specifier;
use crate::version::Version;

pub(super) fn contains(clause: &Specifier, version: &Version) -> bool {
    pep440_rs::VersionSpecifier::from_version(clause.operator(), clause.version().clone())
        .is_ok_and(|specifier| specifier.contains(version))
}
