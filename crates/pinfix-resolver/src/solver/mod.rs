//! The search: PubGrub over the constraint graph. Everything that leaves this module is in pinfix's own words.

mod ahead;
mod derivation;
mod priority;
mod provider;
mod run;

pub use derivation::{Derivation, Fact, Step};
pub use run::{Selection, Solved, Solver};
