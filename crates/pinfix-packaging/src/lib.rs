//! The values of Python packaging: names, versions, specifiers, markers, requirements, wheel tags, file names and
//! targets. Pure values: nothing here reads a file, a clock, the environment or the network.
//!
//! The module names are those of PyPA's `packaging`, which is also the judge of what they mean: tests hold each of them
//! against it. Versions come from [`pep440_rs`], names from [`pep508_rs`].

mod cursor;
pub mod filename;
mod leniency;
pub mod marker;
pub mod name;
pub mod python;
pub mod requirement;
pub mod span;
pub mod specifier;
pub mod tag;
pub mod target;
pub mod version;

pub use filename::{SdistFilename, WheelFilename};
pub use marker::{Marker, MarkerEnvironment};
pub use name::{ExtraName, GroupName, PackageName};
pub use python::PythonVersion;
pub use requirement::{Requirement, RequirementSource};
pub use span::{Span, Spanned};
pub use specifier::SpecifierSet;
pub use tag::{Compatibility, Platform, Tags, WheelTag};
pub use target::Target;
pub use version::Version;
