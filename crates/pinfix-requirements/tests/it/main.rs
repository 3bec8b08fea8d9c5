//! What users write, and what they get: files in memory in, manifests and rendered mistakes out.

#![expect(
    clippy::unwrap_used,
    reason = "clippy takes the helpers of tests for no tests"
)]

mod encodings;
mod grammar;
mod includes;
mod mistakes;
mod options;
mod properties;
mod pyproject;
mod secrets;
mod support;
