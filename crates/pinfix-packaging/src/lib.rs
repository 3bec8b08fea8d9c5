//! The values of Python packaging: names, versions, specifiers, markers, requirements, wheel tags, file names and
//! targets. Pure values: nothing here reads a file, a clock, the environment or the network.
//!
//! The module names are those of PyPA's `packaging`, which is also the judge of what they mean: tests hold each of them
//! against it. Versions come from [`pep440_rs`], names from [`pep508_rs`].
//!
//! ```
//! use pinfix_packaging::{Requirement, Target};
//!
//! let target = Target::new("3.9".parse()?, "x86_64-manylinux_2_34".parse()?);
//! let requirement: Requirement = "urllib3<1.27,>=1.25.4; python_version < '3.10'".parse()?;
//! assert!(requirement.applies(&target.environment, &[]));
//! assert!(requirement.specifiers().is_some_and(|set| set.contains(&"1.26.20".parse().unwrap())));
//!
//! let error = Requirement::parse("requests=2.0").unwrap_err();
//! assert_eq!(error.to_string(), "`=` is no operator");
//! assert_eq!(error.help.as_deref(), Some("did you mean `==2.0`?"));
//!
//! let (read, told) = Requirement::parse_lenient("six (>=1.5.*)")?;
//! assert_eq!(read.to_string(), "six>=1.5");
//! assert_eq!(told, ["`>=1.5.*` is read as `>=1.5`"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
pub use tag::{Compatibility, IncompatibleTag, Platform, Tags, WheelTag};
pub use target::Target;
pub use version::Version;
