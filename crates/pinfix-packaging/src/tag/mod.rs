//! Compatibility tags of wheels (PEP 425, 513, 571, 599, 600, 656) and the platforms that have them.

mod compatible;
mod platform;
mod platform_name;
mod platform_tags;
mod wheel_tag;

pub use compatible::{Compatibility, IncompatibleTag, Tags};
pub use platform::{Platform, PlatformMarkers};
pub use platform_name::PlatformError;
pub use wheel_tag::WheelTag;
