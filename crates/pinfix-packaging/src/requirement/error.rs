//! Why a text is no requirement.

use crate::marker::MarkerError;
use crate::span::Span;
use crate::specifier::SpecifierError;

/// A text that is no requirement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RequirementError {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where, in bytes of the text that was parsed.
    pub span: Span,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

impl From<SpecifierError> for RequirementError {
    fn from(error: SpecifierError) -> Self {
        Self {
            message: error.message,
            span: error.span,
            help: error.help,
        }
    }
}

impl From<MarkerError> for RequirementError {
    fn from(error: MarkerError) -> Self {
        Self {
            message: error.message,
            span: error.span,
            help: error.help,
        }
    }
}

impl RequirementError {
    pub(super) fn new(message: impl Into<String>, span: Span) -> Self {
        Self {
            message: message.into(),
            span,
            help: None,
        }
    }

    /// The same error in a text that has `offset` bytes before this one.
    pub(super) fn shifted(mut self, offset: usize) -> Self {
        self.span = self.span.shifted(offset);
        self
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
