//! Metadata from a build (PEP 517): the last resort.
//!
//! A virtual environment gets the project's build requirements, and a small driver asks the build backend for metadata.
//! Environments are kept: most projects need the same few. Whatever the backend does happens with the rights of the user,
//! as with pip, but in a copy of the project, with a home of its own, and without the secrets of the user's environment.

mod environment;
mod run;
mod settings;
mod steps;
mod system;
mod tree;
mod unpack;
mod variables;
mod workshop;

pub(crate) use run::without_secrets;
pub use settings::{BuildSettings, BuildSwitch, ChooseRequirements, Chooser};
pub use steps::{build_metadata, build_tree_metadata};
pub use variables::Variables;
pub use workshop::Workshop;
