//! Names, normalized at birth (PEP 503, PEP 685, PEP 735).

pub use pep508_rs::{ExtraName, InvalidNameError, PackageName};

/// The name of a dependency group (PEP 735), normalized like an extra.
pub type GroupName = ExtraName;
