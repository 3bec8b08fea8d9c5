//! What keeps the resolver from an answer. That there is no solution is an answer, not an error.

use miette::Diagnostic;
use pinfix_index::IndexError;
use pinfix_packaging::marker::MarkerSpace;
use pinfix_packaging::{PackageName, Version};
use thiserror::Error;

/// Why there is no answer.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum ResolveError {
    /// The index, the network or the machine failed.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Index(#[from] IndexError),
    /// A line demands hashes that none of the files has, as turns out when they are read.
    #[error("no file of {package} {version} has a hash that its line demands")]
    #[diagnostic(
        code("resolver::no-hash"),
        help("compare the hashes of the line with those of the file: one of the two was replaced")
    )]
    NoHash {
        /// The package.
        package: PackageName,
        /// The version chosen.
        version: Version,
    },
    /// What was asked about many environments at once has to be asked about these parts of them. Whoever asks with
    /// [`crate::universal::resolve`] never sees it.
    #[error("the environments have to be looked at in parts")]
    #[diagnostic(code("resolver::parts"))]
    Parted(Vec<MarkerSpace>),
    /// The time that the caller allowed is over.
    #[error("the time allowed for the search is over")]
    #[diagnostic(code("resolver::out-of-time"))]
    OutOfTime,
}
