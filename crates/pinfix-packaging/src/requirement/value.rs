//! The value, and how it is written.

use std::fmt;

use crate::marker::{Marker, MarkerEnvironment};
use crate::name::{ExtraName, PackageName};
use crate::specifier::SpecifierSet;

/// A requirement: a package, what it may be, and when it is wanted.
///
/// [`fmt::Display`] writes PEP 508 text that reads back as an equal value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Requirement {
    /// The package.
    pub name: PackageName,
    /// The extras asked for: sorted, each once.
    pub extras: Vec<ExtraName>,
    /// Which versions, or the one place it comes from.
    pub source: RequirementSource,
    /// When it is wanted; nothing means always.
    pub marker: Option<Marker>,
}

/// Which distribution satisfies a [`Requirement`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RequirementSource {
    /// Any version that these admit.
    Specifiers(SpecifierSet),
    /// The one at this URL, as written after the `@`.
    Url(String),
}

impl Requirement {
    /// The specifiers, unless it names a URL.
    pub fn specifiers(&self) -> Option<&SpecifierSet> {
        match &self.source {
            RequirementSource::Specifiers(specifiers) => Some(specifiers),
            RequirementSource::Url(_) => None,
        }
    }

    /// The URL, if it names one.
    pub fn url(&self) -> Option<&str> {
        match &self.source {
            RequirementSource::Specifiers(_) => None,
            RequirementSource::Url(url) => Some(url),
        }
    }

    /// Whether it is wanted in `environment` with these extras of the package that states it.
    pub fn applies(&self, environment: &MarkerEnvironment, extras: &[ExtraName]) -> bool {
        self.marker
            .as_ref()
            .is_none_or(|marker| marker.evaluate(environment, extras))
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.name)?;
        for (index, extra) in self.extras.iter().enumerate() {
            write!(formatter, "{}{extra}", if index == 0 { "[" } else { "," })?;
        }
        if !self.extras.is_empty() {
            formatter.write_str("]")?;
        }
        match &self.source {
            RequirementSource::Specifiers(specifiers) => write!(formatter, "{specifiers}")?,
            RequirementSource::Url(url) => write!(formatter, " @ {url}")?,
        }
        if let Some(marker) = &self.marker {
            // After a URL the semicolon needs a space before it, or it would belong to the URL.
            let separator = if self.url().is_some() { " ; " } else { "; " };
            write!(formatter, "{separator}{marker}")?;
        }
        Ok(())
    }
}
