//! Which way a line's bounds may be moved.

use pinfix_packaging::specifier::{Operator, Specifier};
use pinfix_packaging::{SpecifierSet, Version};

/// Which way a line's bounds may be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// To older releases.
    Older,
    /// To newer releases.
    Newer,
    /// To a release that `!=` leaves out.
    Hole,
}

impl Direction {
    /// The ways in which there can be anything beyond these bounds.
    pub(super) const ALL: [Self; 3] = [Self::Newer, Self::Older, Self::Hole];

    /// What admits the releases that lie beyond `specifiers` in this direction, and those only; nothing where the
    /// specifiers have no bound there.
    pub(super) fn beyond(self, specifiers: &SpecifierSet) -> Option<SpecifierSet> {
        let is_hole = |it: &Specifier| matches!(it.operator(), Operator::NotEqual | Operator::NotEqualStar);
        if self == Self::Hole {
            let rest: SpecifierSet = specifiers.iter().filter(|it| !is_hole(it)).cloned().collect();
            return (rest.len() < specifiers.len()).then_some(rest);
        }
        let edges = specifiers.iter().filter_map(|it| match self {
            Self::Older => below(it),
            _ => above(it),
        });
        let edge = match self {
            Self::Older => edges.max_by(|a, b| a.version().cmp(b.version())),
            _ => edges.min_by(|a, b| a.version().cmp(b.version())),
        }?;
        Some(
            std::iter::once(edge)
                .chain(specifiers.iter().filter(|it| is_hole(it)).cloned())
                .collect(),
        )
    }
}

/// What admits the releases below a clause.
fn below(clause: &Specifier) -> Option<Specifier> {
    let version = clause.version().clone().without_local();
    Some(match clause.operator() {
        Operator::GreaterThanEqual
        | Operator::Equal
        | Operator::ExactEqual
        | Operator::TildeEqual
        | Operator::EqualStar => Specifier::new(Operator::LessThan, version),
        Operator::GreaterThan => Specifier::new(Operator::LessThanEqual, version),
        Operator::LessThan | Operator::LessThanEqual | Operator::NotEqual | Operator::NotEqualStar => {
            return None;
        }
    })
}

/// What admits the releases above a clause.
fn above(clause: &Specifier) -> Option<Specifier> {
    let version = clause.version().clone().without_local();
    Some(match clause.operator() {
        Operator::LessThan => Specifier::new(Operator::GreaterThanEqual, version),
        Operator::LessThanEqual | Operator::Equal | Operator::ExactEqual => {
            Specifier::new(Operator::GreaterThan, version)
        }
        Operator::TildeEqual => {
            let parts = version.release().len().saturating_sub(1).max(1);
            Specifier::new(Operator::GreaterThanEqual, next(&version, parts))
        }
        Operator::EqualStar => {
            let parts = version.release().len();
            Specifier::new(Operator::GreaterThanEqual, next(&version, parts))
        }
        Operator::GreaterThan | Operator::GreaterThanEqual | Operator::NotEqual | Operator::NotEqualStar => {
            return None;
        }
    })
}

/// The first `parts` numbers of a version, the last of them one higher: `1.4.2` with two is `1.5`.
pub(super) fn next(version: &Version, parts: usize) -> Version {
    let mut numbers: Vec<u64> = first(version, parts).release().to_vec();
    if let Some(last) = numbers.last_mut() {
        *last = last.saturating_add(1);
    }
    Version::new(numbers).with_epoch(version.epoch())
}

/// The first `parts` numbers of a version, zeros where it has fewer.
pub(super) fn first(version: &Version, parts: usize) -> Version {
    let numbers = version.release().iter().copied().chain(std::iter::repeat(0));
    Version::new(numbers.take(parts.max(1)).collect::<Vec<_>>()).with_epoch(version.epoch())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_bounds() {
        for (text, older, newer) in [
            ("==1.2", "<1.2", ">1.2"),
            (">=2", "<2", ""),
            ("<2,!=1.5", "", ">=2,!=1.5"),
            ("~=1.4.2", "<1.4.2", ">=1.5"),
            ("==1.4.*", "<1.4", ">=1.5"),
            (">1,<=3", "<=1", ">3"),
            ("", "", ""),
        ] {
            let set = SpecifierSet::parse(text).unwrap();
            let told =
                |direction: Direction| direction.beyond(&set).map_or(String::new(), |it| it.to_string());
            assert_eq!(
                (told(Direction::Older), told(Direction::Newer)),
                (older.into(), newer.into()),
                "{text}"
            );
        }
    }
}
