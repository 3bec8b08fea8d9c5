//! The values: [`SpecifierSet`] and its clauses.

use std::fmt;
use std::str::FromStr;

use pep440_rs::Operator;

use super::error::SpecifierError;
use super::{contains, lenient, parse};
use crate::version::Version;

/// A set of version specifiers that must all hold; the empty set admits every version.
///
/// The order is that of the text, which [`fmt::Display`] writes back with normal spacing: `>=1.2,<2`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SpecifierSet {
    clauses: Vec<Specifier>,
}

/// One clause of a [`SpecifierSet`], such as `>=1.2`.
#[derive(Debug, Clone)]
pub struct Specifier {
    operator: Operator,
    version: Version,
    /// The right-hand side as written, where writing `version` would say something else: after `===`, which compares
    /// texts.
    text: Option<Box<str>>,
}

impl SpecifierSet {
    /// Reads a specifier set as PyPA's `packaging` does: clauses between commas, PEP 440 versions, empty clauses
    /// ignored.
    ///
    /// Two things are refused that `packaging` takes: numbers beyond 64 bits, and (as there) versions of the time
    /// before PEP 440.
    pub fn parse(text: &str) -> Result<Self, SpecifierError> {
        parse::set(text).map(|clauses| Self { clauses })
    }

    /// Reads a specifier set as it may stand in published metadata, where many are older than today's rules:
    /// `>=2.7.*`, `=>1`, quotes, missing commas.
    ///
    /// Each thing that is not PEP 440 and was read all the same is told in one sentence of the second value.
    pub fn parse_lenient(text: &str) -> Result<(Self, Vec<String>), SpecifierError> {
        lenient::set(text).map(|(clauses, told)| (Self { clauses }, told))
    }

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
        self.clauses.iter().find_map(|clause| match clause.operator {
            Operator::Equal => Some(&clause.version),
            Operator::ExactEqual if clause.names_a_version() => Some(&clause.version),
            _ => None,
        })
    }

    /// Whether a clause names a pre-release, which `packaging` takes as asking for them; `!=` does not count.
    pub fn mentions_prerelease(&self) -> bool {
        self.clauses.iter().any(|clause| match clause.operator {
            Operator::NotEqual | Operator::NotEqualStar => false,
            _ => clause.version.any_prerelease(),
        })
    }

    /// The clauses of both sets, without repeating one that is written alike in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut clauses = self.clauses.clone();
        for clause in &other.clauses {
            if !clauses.contains(clause) {
                clauses.push(clause.clone());
            }
        }
        Self { clauses }
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

impl From<Specifier> for SpecifierSet {
    fn from(clause: Specifier) -> Self {
        Self {
            clauses: vec![clause],
        }
    }
}

impl FromStr for SpecifierSet {
    type Err = SpecifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
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

impl Specifier {
    /// A clause of a PEP 440 operator and version. For [`Operator::EqualStar`] and [`Operator::NotEqualStar`] the
    /// version is the one before `.*`.
    pub fn new(operator: Operator, version: Version) -> Self {
        let text = (operator == Operator::ExactEqual).then(|| version.to_string().into_boxed_str());
        Self {
            operator,
            version,
            text,
        }
    }

    /// `===text`, where `text` need not be a version; then [`Specifier::version`] is `0`.
    pub(crate) fn arbitrary(text: &str) -> Self {
        let version = text.parse().unwrap_or_else(|_| Version::new([0]));
        Self {
            operator: Operator::ExactEqual,
            version,
            text: Some(text.into()),
        }
    }

    /// The operator.
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The version on the right-hand side, without the `.*`. Where the right-hand side of `===` is no version: `0`.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// The right-hand side of `===` as written; nothing for the other operators.
    pub fn arbitrary_text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Whether this clause admits `version`, as `packaging`'s `contains(version, prereleases=True)`.
    pub fn contains(&self, version: &Version) -> bool {
        contains::contains(self, version)
    }

    fn names_a_version(&self) -> bool {
        self.text
            .as_deref()
            .is_none_or(|text| text.parse::<Version>().is_ok())
    }
}

/// Clauses are equal when they are written alike: `==1.0` and `==1` admit the same, but `~=1.0` and `~=1` would not,
/// and a report must show what the user wrote.
impl PartialEq for Specifier {
    fn eq(&self, other: &Self) -> bool {
        self.operator == other.operator
            && self.text == other.text
            && self.version == other.version
            && self.version.release().len() == other.version.release().len()
    }
}

impl Eq for Specifier {}

impl std::hash::Hash for Specifier {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.operator.hash(state);
        self.version.hash(state);
        self.version.release().len().hash(state);
        self.text.hash(state);
    }
}

impl fmt::Display for Specifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = &self.version;
        let symbols = parse::operator_symbols(self.operator);
        match (self.operator, &self.text) {
            (_, Some(text)) => write!(formatter, "{symbols}{text}"),
            (Operator::EqualStar | Operator::NotEqualStar, None) => write!(formatter, "{symbols}{version}.*"),
            _ => write!(formatter, "{symbols}{version}"),
        }
    }
}
