//! Projects' pages in the simple repository API: JSON (PEP 691, PEP 700, PEP 714) and HTML (PEP 503), with yanks (PEP 592).
//!
//! Both readers take what real indexes serve, and turn each link into a [`Distribution`](crate::Distribution) or into a
//! [`SkippedFile`](crate::SkippedFile) with its reason.

mod collect;
mod entity;
#[cfg(feature = "http")]
pub(crate) mod glance;
pub mod html;
pub mod json;
mod link;
mod links;
mod tag;
pub(crate) mod write;

pub use collect::Page;
#[cfg(feature = "http")]
pub(crate) use collect::timestamp;
pub(crate) use collect::{Collector, kind_of};
pub(crate) use link::Link;
#[cfg(feature = "http")]
pub(crate) use link::{LinkHash, LinkMetadata};
#[cfg(feature = "http")]
pub(crate) use links::{Links, NO_URL, from_network};

use thiserror::Error;

/// The `Accept` header that asks for either kind of page, JSON first.
pub const ACCEPT: &str =
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";

/// An answer that is no project's page.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{cause}")]
pub struct PageError {
    /// What is wrong, in one phrase.
    pub cause: String,
}

impl PageError {
    fn new(cause: impl Into<String>) -> Self {
        Self { cause: cause.into() }
    }
}

/// Refuses pages of an API version that can't be read (PEP 629): another major one than 1.
fn check_api_version(version: &str) -> Result<(), PageError> {
    match version.trim().split('.').next() {
        Some("1") | None => Ok(()),
        Some(_) => Err(PageError::new(format!(
            "it is of version {version} of the simple API; pinfix knows 1"
        ))),
    }
}
