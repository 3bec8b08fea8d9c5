//! Reading markers as old metadata writes them.

use super::error::MarkerError;
use super::parse;
use super::tree::Marker;

pub(crate) fn marker(text: &str) -> Result<(Marker, Vec<String>), MarkerError> {
    Ok((parse::marker(text)?, Vec::new()))
}
