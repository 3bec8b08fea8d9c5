//! Reading specifiers strictly.

use std::str::FromStr;

use pep440_rs::Operator;

use super::advice;
use super::clause::Specifier;
use super::error::SpecifierError;
use super::set::SpecifierSet;
use super::tokens::{parts, split_operator, version};
use crate::version::Version;

impl SpecifierSet {
    /// Reads a specifier set as PyPA's `packaging` does: clauses between commas, PEP 440 versions, empty clauses
    /// ignored.
    ///
    /// Two things are refused that `packaging` takes: numbers beyond 64 bits, and (as there) versions of the time
    /// before PEP 440.
    pub fn parse(text: &str) -> Result<Self, SpecifierError> {
        set(text).map(Self::from)
    }
}

impl FromStr for SpecifierSet {
    type Err = SpecifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Reads all clauses; empty ones between commas are nothing, as in `packaging`.
pub(super) fn set(text: &str) -> Result<Vec<Specifier>, SpecifierError> {
    let mut clauses = Vec::new();
    for (offset, part) in parts(text) {
        if !part.trim().is_empty() {
            clauses.push(clause(part).map_err(|error| error.shifted(offset))?);
        }
    }
    Ok(clauses)
}

/// Reads one clause; spans are in `text`.
pub(super) fn clause(text: &str) -> Result<Specifier, SpecifierError> {
    let trimmed = text.trim_start();
    let offset = text.len() - trimmed.len();
    let trimmed = trimmed.trim_end();
    read(trimmed).ok_or_else(|| advice::for_clause(trimmed).shifted(offset))
}

/// The clause of these two sides, if they are one; what a marker with a version comes to.
pub(crate) fn clause_of(operator: &str, right: &str) -> Option<Specifier> {
    // `packaging` puts the two sides together before it reads them, so a right-hand side may lengthen the operator.
    if right.starts_with('=') {
        return read(&format!("{operator}{right}"));
    }
    let (symbols, operator) = split_operator(operator)?;
    debug_assert!(!symbols.is_empty());
    right_side(operator, right.trim())
}

fn read(text: &str) -> Option<Specifier> {
    let (symbols, operator) = split_operator(text)?;
    right_side(operator, text[symbols.len()..].trim())
}

fn right_side(operator: Operator, text: &str) -> Option<Specifier> {
    if operator == Operator::ExactEqual {
        let is_one_word =
            !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || matches!(c, ';' | ')'));
        return is_one_word.then(|| Specifier::arbitrary(text));
    }
    let (text, operator) = match (text.strip_suffix(".*"), operator) {
        (Some(prefix), Operator::Equal) => (prefix, Operator::EqualStar),
        (Some(prefix), Operator::NotEqual) => (prefix, Operator::NotEqualStar),
        _ => (text, operator),
    };
    let version = version(text)?;
    is_allowed(operator, &version).then(|| Specifier::new(operator, version))
}

/// Whether PEP 440 lets the operator stand before such a version.
fn is_allowed(operator: Operator, version: &Version) -> bool {
    match operator {
        Operator::Equal | Operator::NotEqual | Operator::ExactEqual => true,
        Operator::EqualStar | Operator::NotEqualStar => {
            !version.any_prerelease() && !version.is_post() && !version.is_local()
        }
        Operator::TildeEqual => version.release().len() > 1 && !version.is_local(),
        _ => !version.is_local(),
    }
}
