//! The HTTP client against a local index that misbehaves.

mod cache;
mod credentials;
mod metadata;
mod pages;
mod support;
mod tls;
mod trouble;
