//! The set, and how it is written.

use std::fmt;
use std::sync::Arc;

use pep440_rs::Operator;

use super::clause::Specifier;
use crate::version::Version;

/// A set of version specifiers that must all hold; the empty set admits every version.
///
/// The order is that of the text, which [`fmt::Display`] writes back with normal spacing: `>=1.2,<2`. A clone shares the
/// clauses: sets are copied far more often than they are read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SpecifierSet {
    clauses: Arc<[Specifier]>,
}

impl SpecifierSet {
    /// Whether every clause admits `version`, as `packaging`'s `contains(version, prereleases=True)`.
    pub fn contains(&self, version: &Version) -> bool {
        self.clauses.iter().all(|clause| clause.contains(version))
    }

    /// Whether there is no clause.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// How many clauses there are.
    pub fn len(&self) -> usize {
        self.clauses.len()
    }

    /// The clauses in the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, Specifier> {
        self.clauses.iter()
    }

    /// The version of the first clause that names exactly one: `==1.2` or `===1.2`, not `==1.*`.
    pub fn pinned(&self) -> Option<&Version> {
        self.clauses.iter().find_map(|clause| match clause.operator() {
            Operator::Equal => Some(clause.version()),
            Operator::ExactEqual if clause.names_a_version() => Some(clause.version()),
            _ => None,
        })
    }

    /// Whether the set bounds versions from above.
    pub fn has_upper_bound(&self) -> bool {
        self.clauses.iter().any(|clause| {
            matches!(
                clause.operator(),
                Operator::LessThan
                    | Operator::LessThanEqual
                    | Operator::Equal
                    | Operator::EqualStar
                    | Operator::ExactEqual
                    | Operator::TildeEqual
            )
        })
    }

    /// Whether a clause names a pre-release, which `packaging` takes as asking for them; `!=` does not count.
    pub fn mentions_prerelease(&self) -> bool {
        self.clauses.iter().any(|clause| match clause.operator() {
            Operator::NotEqual | Operator::NotEqualStar => false,
            _ => clause.version().any_prerelease(),
        })
    }

    /// The clauses of both sets, without repeating one that is written alike in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let new = other.iter().filter(|clause| !self.clauses.contains(clause));
        self.iter().chain(new).cloned().collect()
    }
}

impl<'set> IntoIterator for &'set SpecifierSet {
    type Item = &'set Specifier;
    type IntoIter = std::slice::Iter<'set, Specifier>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<Specifier> for SpecifierSet {
    fn from_iter<T: IntoIterator<Item = Specifier>>(clauses: T) -> Self {
        Self {
            clauses: clauses.into_iter().collect(),
        }
    }
}

impl From<Vec<Specifier>> for SpecifierSet {
    fn from(clauses: Vec<Specifier>) -> Self {
        Self {
            clauses: clauses.into(),
        }
    }
}

impl From<Specifier> for SpecifierSet {
    fn from(clause: Specifier) -> Self {
        Self {
            clauses: Arc::new([clause]),
        }
    }
}

impl fmt::Display for SpecifierSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, clause) in self.clauses.iter().enumerate() {
            if index > 0 {
                formatter.write_str(",")?;
            }
            write!(formatter, "{clause}")?;
        }
        Ok(())
    }
}
