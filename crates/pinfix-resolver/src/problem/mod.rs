//! What is to be resolved: clauses, target and policy, with everything that the user's files say already decided.

mod clause;
mod file;
mod fork;
mod policy;
mod question;
mod read;
mod references;

pub use clause::{Clause, ClauseId, ClauseKind};
pub(crate) use fork::pythons_of_tag;
pub use fork::{Fit, Fork, ForkStrategy, Lenience};
pub use policy::{FormatSelector, Formats, Policy, PrereleaseMode, ResolutionMode};
pub use question::Problem;
pub use read::{UnsupportedRequirement, clause_of};
pub use references::{BadReference, Reference, References, Scope};
