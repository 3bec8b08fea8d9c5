//! Sets of environments: what markers admit, as values that can be joined, cut and compared.
//!
//! A [`MarkerSpace`] is a decision diagram over the variables of markers. Python's versions are cut into spans, texts into
//! the values that are named and all others; what can only be asked (`"bsd" in sys_platform`, of a platform that nobody
//! knows) is a question of its own. Equal sets of environments are equal diagrams, up to such questions, so that to be
//! empty, to be disjoint and to be a part are decided exactly.

mod algebra;
mod build;
mod cover;
mod cube;
mod diagram;
mod known;
mod order;
mod pythons;
mod write;

#[cfg(test)]
mod tests;

pub use diagram::MarkerSpace;
pub use pythons::PythonSet;
