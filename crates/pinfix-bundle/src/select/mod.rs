//! Which files of a project go into its bundle, and why the others stay out.

mod ignored;
mod never;
mod walk;

pub use walk::{LeftOut, Selected, Selection, select};
