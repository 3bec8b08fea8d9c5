//! Specifier sets (PEP 440): `>=1.2,<2`.

use std::fmt;

use pep440_rs::{Operator, VersionSpecifier};

use crate::span::Span;
use crate::version::Version;

/// A set of version specifiers that must all hold; empty admits every version.
///
/// The order is that of the text, which [`fmt::Display`] writes back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SpecifierSet {
    specifiers: Vec<Specifier>,
}

/// One clause of a [`SpecifierSet`], such as `>=1.2`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Specifier {
    inner: VersionSpecifier,
    /// The right-hand side of `===` as written, where it is no PEP 440 version.
    text: Option<Box<str>>,
}

/// A text that is no specifier set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SpecifierError {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where, in the text that was parsed.
    pub span: Span,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}
