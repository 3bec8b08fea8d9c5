//! The value, and how it is written.

use std::fmt;
use std::str::FromStr;

use super::parse;
use crate::leniency::Leniency;
use crate::marker::{Marker, MarkerEnvironment, MarkerError};
use crate::name::{ExtraName, PackageName};
use crate::span::Span;
use crate::specifier::{SpecifierError, SpecifierSet};

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

impl Requirement {
    /// Reads a requirement as PyPA's `packaging` does (PEP 508).
    pub fn parse(text: &str) -> Result<Self, RequirementError> {
        parse::read(text, &mut Leniency::strict())
    }

    /// Reads a requirement as it may stand in published metadata, where many are older than today's rules. Each thing
    /// that is not PEP 508 and was read all the same is told in one sentence of the second value.
    pub fn parse_lenient(text: &str) -> Result<(Self, Vec<String>), RequirementError> {
        if let Ok(requirement) = Self::parse(text) {
            return Ok((requirement, Vec::new()));
        }
        let mut leniency = Leniency::lenient();
        let requirement = parse::read(text, &mut leniency)?;
        Ok((requirement, leniency.told()))
    }

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

impl FromStr for Requirement {
    type Err = RequirementError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
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
