//! Reads requirements files and `pyproject.toml`, and knows where each thing was written.

pub mod edit;
pub mod error;
pub mod files;
pub mod location;
pub mod manifest;
pub mod origin;
pub mod read;
pub mod redact;
pub mod request;
pub mod source;

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
