//! What a person reads on standard error.

mod conflict;
pub mod json;
mod problem;
mod progress;
mod source;
mod summary;

pub use conflict::render_conflicts;
pub use problem::UnsupportedRequirements;
pub use progress::Spinner;
pub use summary::{Summary, warnings};
