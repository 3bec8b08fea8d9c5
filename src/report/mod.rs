//! What a person reads on standard error.

mod changes;
pub mod check;
mod conflict;
mod edit;
mod head;
pub mod json;
mod lagging;
mod mistake;
mod outdated;
mod place;
mod problem;
mod progress;
mod repairs;
mod repeated;
mod source;
mod summary;
mod timeline;
mod tree;
mod why;
mod why_not;
pub mod wrap;

pub use changes::changes;
pub use conflict::{first_words, render_conflicts};
pub use lagging::{Lagging, lagging};
pub use mistake::show_errors_as;
pub use outdated::{Aging, Outdated};
pub use place::Lines;
pub use problem::{MissingFiles, UnsupportedRequirements, UnusablePlaces};
pub use progress::{Packing, Spinner};
pub use repeated::repeated;
pub use summary::{Summary, leniencies, warnings};
pub use timeline::timeline;
pub use tree::{Tree, TreeOptions};
pub use why::Why;
pub use why_not::WhyNot;
