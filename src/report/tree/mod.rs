//! A resolution as a tree.

mod json;
mod picture;
mod shape;
mod text;

pub use shape::{Tree, TreeOptions};
