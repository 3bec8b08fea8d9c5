//! What a source distribution says of its dependencies without being built.
//!
//! In this order: PKG-INFO, where it promises that no build changes it (PEP 643); `pyproject.toml`, where its `[project]`
//! table leaves nothing to a build (PEP 621); `requires.txt` in an `.egg-info` folder, which is what the author's own build
//! said. [`static_metadata`] gives `None` where none of them says it.

mod egg_info;
mod project_table;
mod stated;

pub use stated::static_metadata;
