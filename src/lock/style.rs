//! How a lock looks.

use crate::cli::AnnotationStyle;
use crate::settings::EmitSettings;

/// How a lock is written.
#[derive(Debug, Clone, Default)]
pub struct LockStyle {
    /// What stands in it beside the pins.
    pub emit: EmitSettings,
    /// How it says why a package is there; `None`: not at all.
    pub annotations: Option<AnnotationStyle>,
    /// The lines at the top.
    pub header: Option<Header>,
    /// Lines with index options, after the header.
    pub options: Vec<String>,
}

/// What the top of a lock says.
#[derive(Debug, Clone, Default)]
pub struct Header {
    /// For whom the lock is: `Python 3.9.25 on x86_64-manylinux_2_34`.
    pub target: String,
    /// How to make it again.
    pub command: String,
}
