//! Indexes over HTTP (feature `http`).
//!
//! [`HttpIndex`] answers blocking questions; behind it, requests run on threads of their own, each page and each
//! metadata file is asked for once however many wait for it, and pages are parsed off the reactor.
//!
//! From the bottom up: `netrc`, `keyring` and `credentials` (who we are), `tls` (whom we trust), `transport` (connections), `failure`
//! and `retry` (what to do about trouble), `fetch` (one GET with all of that), `record` (what was done), `session` (what
//! all indexes of a run share), `site` (one index: its pages), `wheel_metadata` and `sdist_metadata` (where metadata comes
//! from), `metadata` (that, with the cache), `answers` (all of it, each asked for once), `walk` (what is fetched ahead),
//! `http_index` (the trait).

mod answers;
mod at_hand;
mod body;
mod credentials;
mod failure;
mod fetch;
mod file_hash;
mod guess;
mod http_index;
mod keyring;
mod lookup;
mod metadata;
mod netrc;
mod record;
mod retry;
mod sdist_metadata;
mod session;
mod site;
mod tls;
mod transport;
mod walk;
mod wheel_metadata;

pub use http_index::HttpIndex;
pub use record::{RequestKind, RequestRecord};
