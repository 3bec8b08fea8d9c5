//! What users write, and what they get: files in memory in, manifests and rendered mistakes out.

mod encodings;
mod grammar;
mod includes;
mod mistakes;
mod options;
mod properties;
mod pyproject;
mod secrets;
mod support;
