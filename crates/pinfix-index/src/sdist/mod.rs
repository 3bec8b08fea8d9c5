//! What a source distribution says of its dependencies without being built.
//!
//! In this order: PKG-INFO, where it promises that no build changes it (PEP 643); `pyproject.toml`, where its `[project]`
//! table leaves nothing to a build (PEP 621). These are promises; `requires.txt` in an `.egg-info` folder is none: it is what
//! the author's own build said. `setup.py` may compute something else here, but hardly any does since markers exist, and
//! uv believes it too: a build would run foreign code to be told the same.

mod egg_info;
mod project_table;
mod stated;

pub use project_table::project_metadata;
pub use stated::{Statement, anonymous_metadata, static_metadata};
