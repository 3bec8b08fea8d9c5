//! Reading specifiers strictly.

use pep440_rs::Operator;

use super::advice;
use super::error::SpecifierError;
use super::set::Specifier;
use crate::span::Span;
use crate::version::Version;

/// The operators, the longer of two that begin alike first.
const OPERATORS: [(&str, Operator); 8] = [
    ("===", Operator::ExactEqual),
    ("==", Operator::Equal),
    ("~=", Operator::TildeEqual),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessThanEqual),
    (">=", Operator::GreaterThanEqual),
    ("<", Operator::LessThan),
    (">", Operator::GreaterThan),
];

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

/// The texts between the commas, each with its offset.
pub(super) fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split(',').map(move |part| {
        let start = offset;
        offset += part.len() + 1;
        (start, part)
    })
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

pub(super) fn split_operator(text: &str) -> Option<(&'static str, Operator)> {
    OPERATORS
        .into_iter()
        .find(|(symbols, _)| text.starts_with(symbols))
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

/// A version as `packaging` reads it: `pep440_rs` would also take white space around it.
pub(super) fn version(text: &str) -> Option<Version> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    text.parse().ok()
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

pub(crate) const fn operator_symbols(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal | Operator::EqualStar => "==",
        Operator::ExactEqual => "===",
        Operator::NotEqual | Operator::NotEqualStar => "!=",
        Operator::TildeEqual => "~=",
        Operator::LessThan => "<",
        Operator::LessThanEqual => "<=",
        Operator::GreaterThan => ">",
        Operator::GreaterThanEqual => ">=",
    }
}

/// The span of `part`, which must be a piece of `text`.
pub(super) fn span_of(text: &str, part: &str) -> Span {
    let start = (part.as_ptr() as usize)
        .saturating_sub(text.as_ptr() as usize)
        .min(text.len());
    Span::new(start, (start + part.len()).min(text.len()))
}
