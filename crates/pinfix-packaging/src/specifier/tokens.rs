//! What specifier sets are made of: the pieces between commas, operators, versions.

use pep440_rs::Operator;

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

/// The texts between the commas, each with its offset.
pub(super) fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split(',').map(move |part| {
        let start = offset;
        offset += part.len() + 1;
        (start, part)
    })
}

/// The operator that `text` starts with.
pub(super) fn split_operator(text: &str) -> Option<(&'static str, Operator)> {
    OPERATORS
        .into_iter()
        .find(|(symbols, _)| text.starts_with(symbols))
}

/// How an operator is written.
pub(super) const fn operator_symbols(operator: Operator) -> &'static str {
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

/// A version as `packaging` reads it: `pep440_rs` would also take white space around it.
pub(super) fn version(text: &str) -> Option<Version> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    text.parse().ok()
}

/// The span of `part`, which must be a piece of `text`.
pub(super) fn span_of(text: &str, part: &str) -> Span {
    let start = (part.as_ptr() as usize)
        .saturating_sub(text.as_ptr() as usize)
        .min(text.len());
    Span::new(start, (start + part.len()).min(text.len()))
}
