//! What one text holds, before anything is followed or merged.

use pinfix_packaging::Span;

use crate::manifest::{BuildOptions, Hash, LineKind, Requested};

/// One thing that a text says. Spans count the bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) kind: EntryKind,
    /// Where the requirement, the path or the value stands.
    pub(crate) span: Span,
    /// As written: continuation lines joined, variables not filled in.
    pub(crate) text: String,
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly all entries are requirements")]
pub(crate) enum EntryKind {
    /// Something is asked for, or bounded.
    Requirement(RequirementEntry),
    /// Another file is to be read: as requirements, or as constraints.
    Include { kind: LineKind, path: String },
    /// An option for the index.
    Option(FileOption),
}

/// A requirement with all that stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequirementEntry {
    pub(crate) requested: Requested,
    pub(crate) editable: bool,
    pub(crate) hashes: Vec<Hash>,
    pub(crate) options: BuildOptions,
}

/// An option that holds for the whole run, its variables filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileOption {
    IndexUrl(String),
    ExtraIndexUrl(String),
    FindLinks(String),
    NoIndex,
    Pre,
    PreferBinary,
    RequireHashes,
    NoBinary(String),
    OnlyBinary(String),
    TrustedHost(String),
    UseFeature(String),
}
