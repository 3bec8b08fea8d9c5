//! The HTTP client against a local index that misbehaves.

#![expect(clippy::unwrap_used, reason = "a test that can't be set up has to stop")]

mod cache;
mod credentials;
mod metadata;
mod outdated;
mod pages;
mod support;
mod tls;
mod trouble;
