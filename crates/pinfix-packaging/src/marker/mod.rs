//! Environment markers (PEP 508): `python_version >= "3.10" and sys_platform == "linux"`.
//!
//! `pep508_rs` reads markers too, but turns them into a decision diagram at once and drops the clauses that it does not
//! understand; nothing may be dropped here in silence, so the tree is kept as it was written and evaluated as PyPA's
//! `packaging` does.

mod environment;
mod error;
mod evaluate;
mod join;
mod normalize;
mod operand;
mod parse;
mod space;
mod tree;
mod variable;
mod without_extras;

pub use environment::MarkerEnvironment;
pub use error::MarkerError;
pub use space::{MarkerSpace, PythonSet};
pub use tree::{Expression, Marker, MarkerOperator, Operand};
pub use variable::MarkerVariable;

pub(crate) use parse::{read, starts_with_variable};
