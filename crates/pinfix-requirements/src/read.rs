//! Reads all that a [`Request`] names.

use crate::error::ReadErrors;
use crate::files::Files;
use crate::manifest::Manifest;
use crate::request::Request;

/// Reads all files of `request`, and those that they include.
///
/// # Errors
///
/// All mistakes of all files at once.
pub fn read(request: &Request, files: &dyn Files) -> Result<Manifest, ReadErrors> {
    let _ = (request, files);
    Err(ReadErrors::new(Vec::new(), Vec::new()))
}
