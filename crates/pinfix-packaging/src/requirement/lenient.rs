//! Reading requirements as old metadata writes them.

use super::parse;
use super::value::{Requirement, RequirementError};

pub(super) fn requirement(text: &str) -> Result<(Requirement, Vec<String>), RequirementError> {
    Ok((parse::requirement(text)?, Vec::new()))
}
