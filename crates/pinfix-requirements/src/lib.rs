//! Reads requirements files and `pyproject.toml`, and knows where each thing was written.

mod decode;
pub mod edit;
mod entry;
pub mod error;
pub mod files;
mod include;
mod line;
pub mod location;
pub mod manifest;
mod nearest;
mod option;
pub mod origin;
mod parse;
mod purpose;
mod pyproject;
pub mod read;
pub mod redact;
pub mod request;
mod requested;
pub mod source;
mod traced;
mod variable;
mod words;

pub use error::{Code, Diagnosed, ReadErrors};
pub use files::{DiskFiles, Files, MemoryFiles};
pub use location::{Location, VcsKind, VcsLocation};
pub use manifest::{
    BuildOptions, Hash, IndexOptions, LineKind, Manifest, OptionValue, ProjectTable, Requested,
    RequirementLine, RequiresPython,
};
pub use origin::Origin;
pub use read::read;
pub use request::{GroupSpec, Request};
pub use source::{SourceFile, SourceId, Sources};
