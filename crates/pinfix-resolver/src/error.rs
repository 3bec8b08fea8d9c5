//! What keeps the resolver from an answer. That there is no solution is an answer, not an error.

use miette::Diagnostic;
use pinfix_index::IndexError;
use thiserror::Error;

/// Why there is no answer.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum ResolveError {
    /// The index, the network or the machine failed.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Index(#[from] IndexError),
    /// The time that the caller allowed is over.
    #[error("the time allowed for the search is over")]
    #[diagnostic(code("resolver::out-of-time"))]
    OutOfTime,
}
