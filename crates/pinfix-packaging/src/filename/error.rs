//! Why a file name is not that of a distribution.

/// A file name that is not that of a wheel or source distribution; says why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct FilenameError {
    /// The reason, in one sentence without a full stop and without the file name.
    pub reason: String,
}

impl FilenameError {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }
}
