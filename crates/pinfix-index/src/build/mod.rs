//! Metadata from a build (PEP 517): the last resort.
//!
//! A fresh virtual environment of the target's Python gets the project's build requirements by pip; a small driver then
//! asks the build backend for metadata. Whatever the backend does happens with the rights of the user, as with pip.

mod environment;
mod run;
mod steps;

pub use steps::build_metadata;
