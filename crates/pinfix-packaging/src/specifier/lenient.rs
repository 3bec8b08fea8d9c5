//! Reading specifiers as old metadata writes them.

use super::error::SpecifierError;
use super::parse;
use super::set::Specifier;

pub(super) fn set(text: &str) -> Result<(Vec<Specifier>, Vec<String>), SpecifierError> {
    Ok((parse::set(text)?, Vec::new()))
}
