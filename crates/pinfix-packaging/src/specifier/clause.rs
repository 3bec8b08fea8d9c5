//! One clause of a set, and how it is written.

use std::fmt;

use pep440_rs::Operator;

use super::tokens::operator_symbols;
use crate::version::Version;

/// One clause of a [`SpecifierSet`](super::SpecifierSet), such as `>=1.2`.
#[derive(Debug, Clone)]
pub struct Specifier {
    operator: Operator,
    version: Version,
    /// The right-hand side as written, where writing `version` would say something else: after `===`, which compares
    /// texts.
    text: Option<Box<str>>,
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

    /// Whether the right-hand side is a version; after `===` it need not be one.
    pub(super) fn names_a_version(&self) -> bool {
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
        let symbols = operator_symbols(self.operator);
        match (self.operator, &self.text) {
            (_, Some(text)) => write!(formatter, "{symbols}{text}"),
            (Operator::EqualStar | Operator::NotEqualStar, None) => write!(formatter, "{symbols}{version}.*"),
            _ => write!(formatter, "{symbols}{version}"),
        }
    }
}
