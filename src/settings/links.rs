//! Folders and pages of links.

use pinfix_index::{FindLinks, RedactedUrl};

/// A folder or page of links (`--find-links`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// As the user wrote it: in a lock, a path of this machine would be of no use to others.
    pub written: FindLinks,
    /// Where it is.
    pub place: FindLinks,
}

impl Links {
    /// Links that are where they are written to be.
    pub fn at(written: String) -> Self {
        Self {
            place: FindLinks(written.clone()),
            written: FindLinks(written),
        }
    }

    /// The same links, at a place that was looked up.
    #[must_use]
    pub fn found_at(self, place: String) -> Self {
        Self {
            place: FindLinks(place),
            ..self
        }
    }

    /// What may be written down of them.
    pub fn shown(&self) -> RedactedUrl {
        self.written.redacted()
    }
}
