//! Reading pages, metadata, archives, snapshots and builds: everything that needs no network.

#![expect(clippy::unwrap_used, reason = "a test that can't go on should panic")]

mod archives;
mod build;
mod find_links;
mod metadata;
mod never_panics;
mod pages;
mod recorded;
mod sdists;
mod several;
mod snapshots;
mod wheels;
