//! Questions about a resolution that is there: by which paths a package is in it, what keeps it at its version, and
//! where a walk over all of it begins.

mod hold;
mod roots;
mod survey;
mod walk;

pub use hold::{Demand, Hold};
pub use survey::Survey;
pub use walk::{Link, Path, Paths};
