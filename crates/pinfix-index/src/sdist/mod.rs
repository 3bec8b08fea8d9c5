//! What a source distribution says of its dependencies without being built.
//!
//! In this order: PKG-INFO, where it promises that no build changes it (PEP 643); `pyproject.toml`, where its `[project]`
//! table leaves nothing to a build (PEP 621). These are promises; `requires.txt` in an `.egg-info` folder is none: it is what
//! the author's own build said, and `setup.py` may compute something else here.

mod egg_info;
mod project_table;
mod stated;

pub use stated::{Statement, static_metadata};
