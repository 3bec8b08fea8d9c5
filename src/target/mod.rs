//! For whom to resolve: the target that the settings name, or that an interpreter is.
//!
//! Interpreters are found (`search`), asked what they are (`query`), and their answers kept in the cache (`cache`).
//! A target that is fully named by flags starts no interpreter: the platform of this machine is told without one (`host`).

mod cache;
mod discover;
mod error;
mod host;
mod installed_index;
mod interpreter;
mod query;
mod search;

#[cfg(test)]
mod tests;

pub use cache::{InterpreterCache, clean_cache, prune_cache};
pub use discover::{Discovered, discover, find_interpreter, nearest_interpreter, program, target_of};
pub use installed_index::installed_index;
