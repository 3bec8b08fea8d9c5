//! File names of distributions: wheels (PEP 427) and source distributions (PEP 625 and the time before it).

mod error;
mod sdist;
mod wheel;

pub use error::FilenameError;
pub use sdist::{SdistExtension, SdistFilename};
pub use wheel::WheelFilename;
