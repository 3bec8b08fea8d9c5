//! What a source distribution says of its dependencies without being built.
//!
//! In this order: PKG-INFO, where it promises that no build changes it (PEP 643); `pyproject.toml`, where its `[project]`
//! table leaves nothing to a build (PEP 621). These are promises; `requires.txt` in an `.egg-info` folder is none: it is what
//! the author's own build said. Where `setup.py` looks neither at its machine nor at its Python nor at its environment, any
//! build says the same; else (`umap-learn` 0.5.4 asks for `tbb` on x86 only) one must be made.

mod egg_info;
mod project_table;
mod stated;

pub use project_table::project_metadata;
pub use stated::{Statement, anonymous_metadata, static_metadata};
