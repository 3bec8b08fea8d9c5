//! The search: PubGrub over the constraint graph. Everything that leaves this module is in pinfix's own words.

mod ahead;
mod beside;
mod bounds;
mod choice;
mod contention;
mod day;
mod derivation;
mod foresight;
mod grounds;
mod lookout;
mod near;
mod priority;
mod provider;
mod question;
mod refusals;
mod renewal;
mod run;
mod shared;
mod survey;
mod yielding;

pub use derivation::{Derivation, Fact, Step};
pub use question::{Assumption, Horizon, Question};
pub(crate) use run::Habits;
pub use run::{Selection, Solved, Solver};
