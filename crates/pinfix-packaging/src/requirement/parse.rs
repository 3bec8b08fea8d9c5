//! Reading requirements strictly.

use super::value::{Requirement, RequirementError};
use crate::span::Span;

pub(super) fn requirement(text: &str) -> Result<Requirement, RequirementError> {
    Err(RequirementError::new("not written yet", Span::new(0, text.len())).with_help("wait"))
}
