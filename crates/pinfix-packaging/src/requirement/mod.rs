//! Requirements (PEP 508): `requests[socks]>=2.8; python_version < "3.10"`.

mod extras;
mod parse;
mod value;

pub use value::{Requirement, RequirementError, RequirementSource};
