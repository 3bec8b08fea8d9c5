//! A made-up package index: described in a few words, written as a snapshot.
//!
//! The snapshot has the layout of the static Simple API: `NAME/index.json` (PEP 691 with the fields of PEP 700 and
//! PEP 714), `NAME/index.html` (PEP 503), and beside them the distributions, each wheel with its `.metadata`. The same
//! world gives the same bytes.

mod distribution;
mod metadata;
mod page;
mod release;
mod snapshot;

pub use release::{Release, World, normalize};
