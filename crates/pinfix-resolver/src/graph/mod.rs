//! The constraint graph: what each root line and each candidate demands, under the target, read as it is asked for.

mod demands;
mod expand;
mod lazy;
mod memory;
mod node;

pub use demands::{Demand, Demands};
pub(crate) use expand::expand;
pub use lazy::ConstraintGraph;
pub(crate) use memory::Memory;
pub use node::{ExtraId, NameId, Node};
