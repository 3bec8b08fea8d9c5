//! Whether a clause admits a version, as PyPA's `packaging` decides it (PEP 440, "Version specifiers").
//!
//! All of it is said with comparisons; nothing is counted up to the "next" version, so that numbers at the end of their
//! range are like any other.

use pep440_rs::Operator;

use super::clause::Specifier;
use crate::version::Version;

impl Specifier {
    /// Whether this clause admits `version`, as `packaging`'s `contains(version, prereleases=True)`.
    pub fn contains(&self, version: &Version) -> bool {
        contains(self, version)
    }
}

fn contains(clause: &Specifier, version: &Version) -> bool {
    let bound = clause.version();
    match clause.operator() {
        Operator::Equal => equal(bound, version),
        Operator::NotEqual => !equal(bound, version),
        Operator::EqualStar => has_prefix(bound.release(), bound.epoch(), version),
        Operator::NotEqualStar => !has_prefix(bound.release(), bound.epoch(), version),
        Operator::ExactEqual => clause
            .arbitrary_text()
            .is_some_and(|text| text.eq_ignore_ascii_case(&version.to_string())),
        Operator::TildeEqual => {
            let release = bound.release();
            let prefix = release.split_last().map_or(release, |(_, prefix)| prefix);
            version >= bound && has_prefix(prefix, bound.epoch(), version)
        }
        Operator::GreaterThanEqual => version >= bound,
        Operator::LessThanEqual => version <= bound || equal(bound, version),
        Operator::LessThan => less(bound, version),
        Operator::GreaterThan => greater(bound, version),
    }
}

/// `==V`: local labels of the candidate are looked at only where V has one.
fn equal(bound: &Version, version: &Version) -> bool {
    if version.is_local() && !bound.is_local() {
        return version.clone().without_local() == *bound;
    }
    version == bound
}

/// `==V.*`: the release starts with these numbers, missing ones being zeros.
fn has_prefix(prefix: &[u64], epoch: u64, version: &Version) -> bool {
    let release = version.release();
    version.epoch() == epoch
        && prefix
            .iter()
            .enumerate()
            .all(|(index, number)| release.get(index).copied().unwrap_or(0) == *number)
}

/// `<V`: no pre-release of V, unless V is one itself.
fn less(bound: &Version, version: &Version) -> bool {
    if version >= bound {
        return false;
    }
    bound.any_prerelease() || *version < bound.clone().with_dev(Some(0))
}

/// `>V`: no post-release of V, unless V is one itself, and no local version of V.
fn greater(bound: &Version, version: &Version) -> bool {
    if version <= bound {
        return false;
    }
    if bound.is_post() || bound.is_dev() {
        return !version.is_local() || version.clone().without_local() > *bound;
    }
    !(version.epoch() == bound.epoch() && same_release(version, bound) && version.pre() == bound.pre())
}

fn same_release(left: &Version, right: &Version) -> bool {
    let (left, right) = (left.release(), right.release());
    let (long, short) = if left.len() >= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let (same, rest) = long.split_at(short.len());
    same == short && rest.iter().all(|number| *number == 0)
}
