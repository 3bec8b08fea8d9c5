//! Why a text is no marker.

use crate::span::Span;

/// A text that is no environment marker.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MarkerError {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where, in bytes of the text that was parsed.
    pub span: Span,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

impl MarkerError {
    pub(crate) fn new(message: impl Into<String>, span: Span) -> Self {
        Self {
            message: message.into(),
            span,
            help: None,
        }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
