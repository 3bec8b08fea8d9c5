//! A package index on localhost: a snapshot served over HTTP/1.1, well or badly.
//!
//! Pages are below `/simple/`, as JSON or HTML by the `Accept` header; the JSON API, where it is on, below `/pypi/`.
//! Every request is recorded. A [`Fault`] makes the answers for a path go wrong, always or a number of times.

mod answer;
mod connection;
mod fault;
mod options;
mod page;
mod request;
mod server;
mod shared;

pub use fault::Fault;
pub use options::{Delay, Metadata, Options, Pages};
pub use request::Request;
pub use server::LocalIndex;
