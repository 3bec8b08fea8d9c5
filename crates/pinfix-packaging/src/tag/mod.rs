//! Compatibility tags of wheels (PEP 425, 513, 571, 599, 600, 656) and the platforms that have them.

mod compatible;
mod platform;
mod wheel_tag;

pub use compatible::{Compatibility, IncompatibleTag, Tags};
pub use platform::{Platform, PlatformError, PlatformMarkers};
pub use wheel_tag::WheelTag;
