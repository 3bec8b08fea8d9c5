//! Finds the best version set for a target, or says why there is none.
//!
//! [`resolve()`] takes a [`Problem`] (what the user's files ask for, and for which target) and an
//! [`Index`](pinfix_index::Index), and gives an [`Outcome`]: a [`Resolution`], or the [`Conflict`]s that rule one out.
//! The stages, each of which knows only those before it:
//!
//! 1. [`problem`]: clauses (root lines), target, policy;
//! 2. [`candidate`]: which releases may be chosen, and why the others may not;
//! 3. [`graph`]: what lines and candidates demand of others under the target, read as it is asked for;
//! 4. [`solver`]: PubGrub over the graph;
//! 5. [`resolution`] or [`conflict`]: what the answer means;
//! 6. [`mod@held_back`]: what keeps packages of a lock from being newer;
//! 7. [`explain`]: the same in words; [`paths`]: questions about a resolution that is there.

mod as_pinned;
mod beforehand;
pub mod candidate;
pub mod conflict;
pub mod error;
pub mod explain;
mod foresight;
mod forking;
pub mod freshness;
pub mod graph;
pub mod held_back;
pub mod paths;
pub mod problem;
pub mod progress;
pub mod quality;
pub mod rank;
pub mod repair;
pub mod resolution;
pub mod resolve;
pub mod solver;
pub mod time_limit;
mod told_extras;
pub mod universal;
pub mod unseen;

pub use as_pinned::as_pinned;
pub use candidate::Exclusion;
pub use conflict::Conflict;
pub use error::ResolveError;
pub use explain::Explanation;
pub use freshness::{Freshness, Newest};
pub use held_back::{HeldBack, held_back};
pub use problem::{Clause, ClauseId, ClauseKind, Policy, Problem};
pub use progress::{NoProgress, Progress};
pub use resolution::{Asker, Pin, Resolution, ResolutionWarning};
pub use resolve::{Outcome, resolve};
pub use told_extras::ask_for_told_extras;
pub use unseen::Unseen;
