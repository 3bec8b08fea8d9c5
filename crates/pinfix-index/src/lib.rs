//! Package indexes: from a name to its releases, and from a distribution to its core metadata.
//!
//! Everything goes through the trait [`Index`], which blocks, returns all there is and excludes nothing. It knows nothing
//! of targets or solving. Implementations:
//!
//! - [`SnapshotIndex`]: a folder in the layout of the static simple API, which any `file://` index is;
//! - [`FindLinksIndex`]: a folder of distributions, or a page of links to them;
//! - `HttpIndex` (feature `http`): indexes over HTTP, with a cache;
//! - [`MemoryIndex`]: made from a description, for tests and examples;
//! - [`SeveralIndexes`]: several of them as one, by an [`IndexStrategy`];
//! - [`Recorder`]: wraps any of them and writes a snapshot of what was asked.

pub mod archive;
pub mod build;
#[cfg(feature = "http")]
pub mod cache;
#[cfg(feature = "http")]
pub mod client;
#[cfg(feature = "http")]
mod compact;
mod deadline;
pub mod direct;
pub mod distribution;
pub mod error;
mod extras_behind;
mod file_url;
mod files;
pub mod find_links;
mod headers;
pub mod index;
pub mod json_api;
mod local;
pub mod memory;
pub mod metadata;
mod open;
pub mod project;
pub mod recorder;
pub mod redact;
pub mod sdist;
pub mod settings;
pub mod several;
pub mod simple;
pub mod snapshot;
pub mod statistics;
pub mod timeline;
pub mod verify;
mod vulnerability;
pub mod wheel;

pub use build::{BuildSettings, BuildSwitch, ChooseRequirements, Chooser, Variables, Workshop};
pub use deadline::Deadline;
pub use distribution::{
    Advertised, Distribution, DistributionKind, FileLocation, Hash, RequiresPython, Timestamp, Yanked,
};
pub use error::{IndexError, MetadataError, MetadataProblem};
pub use file_url::FileUrl;
pub use files::Files;
pub use find_links::FindLinksIndex;
pub use index::{Guide, Index, Wanted};
pub use memory::{MemoryIndex, MemoryRelease};
pub use metadata::{CoreMetadata, MetadataParseError, Provenance};
pub use open::open;
pub use project::{Project, Release, SkippedFile};
pub use recorder::{Recorded, Recorder, may_hold_snapshot};
pub use redact::RedactedUrl;
pub use settings::{
    ClientSettings, FindLinks, IndexLocation, IndexSettings, IndexStrategy, KeyringProvider, Refresh,
};
pub use several::SeveralIndexes;
pub use snapshot::SnapshotIndex;
pub use statistics::Statistics;
pub use timeline::Timeline;
pub use vulnerability::Vulnerability;
