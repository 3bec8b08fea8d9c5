//! Requirements (PEP 508): `requests[socks]>=2.8; python_version < "3.10"`.

mod error;
mod extras;
mod lenient;
mod parse;
mod value;

pub use error::RequirementError;
pub use value::{Requirement, RequirementSource};
