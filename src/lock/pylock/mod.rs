//! pylock.toml: the lock of PEP 751, which names every file with its place and hash.

mod document;
mod file;
mod package;
mod place;
mod render;

pub use render::{render, render_universal};
