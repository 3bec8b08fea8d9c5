//! The constraint graph: what each root line and each candidate demands, under the target, read as it is asked for.

mod at_hand;
mod demands;
mod expand;
mod lazy;
mod memory;
mod node;
mod reading;
mod scout;

pub use demands::{Demand, Demands};
pub use lazy::ConstraintGraph;
pub(crate) use memory::Memory;
pub use node::{ExtraId, NameId, Node};
pub(crate) use scout::{Scout, first_wanted, follow_lines, follow_next_python, follow_without_each, wanted};
