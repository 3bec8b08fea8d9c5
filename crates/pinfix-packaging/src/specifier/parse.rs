//! Reading specifiers strictly.

use pep440_rs::Operator;

use super::error::SpecifierError;
use super::set::Specifier;

pub(super) fn set(text: &str) -> Result<Vec<Specifier>, SpecifierError> {
    text.split(',')
        .filter(|part| !part.trim().is_empty())
        .map(clause)
        .collect()
}

pub(crate) fn clause(text: &str) -> Result<Specifier, SpecifierError> {
    let specifier = text
        .trim()
        .parse::<pep440_rs::VersionSpecifier>()
        .map_err(|error| SpecifierError::new(format!("{error:?}"), (0..text.len()).into()))?;
    Ok(Specifier::new(*specifier.operator(), specifier.version().clone()))
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
