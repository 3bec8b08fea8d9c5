//! The `pinfix` binary as its users meet it: one integration binary, one file for each behaviour.
//!
//! Each test runs the binary in a folder of its own, against an index on localhost, in an environment that holds
//! nothing of the machine's. What people read is held against snapshots; `just bless` accepts new ones.

#![expect(
    clippy::unwrap_used,
    reason = "in tests, helpers included, a panic is the message"
)]

mod bundle;
mod check;
mod determinism;
mod direct;
mod existing_lock;
mod failures;
mod good_locks;
mod held_back;
mod hints;
mod inputs;
mod links;
mod lock_format;
mod mistakes;
mod places;
mod pylock;
mod questions;
mod real_index;
mod repairs;
mod report;
mod resolve;
mod scenarios;
mod schema;
mod selection;
mod snapshot_command;
mod targets;
mod timeline;
mod universal;

use std::path::{Path, PathBuf};

use pinfix_testing::{LocalIndex, Options, Workdir};

/// The binary under test.
const PINFIX: &str = env!("CARGO_BIN_EXE_pinfix");

/// A folder whose runs ask this index.
fn workdir(index: &LocalIndex) -> Workdir {
    Workdir::new(PINFIX).index(index)
}

/// The arguments of `resolve` for one file and one Python, so that no interpreter is needed.
const RESOLVE: [&str; 6] = [
    "resolve",
    "requirements.in",
    "--python-version",
    "3.12",
    "--python-platform",
    "x86_64-manylinux_2_28",
];

/// [`RESOLVE`] and further arguments.
fn resolve_with<'a>(further: &[&'a str]) -> Vec<&'a str> {
    [&RESOLVE[..], further].concat()
}

/// The folder of the recorded fixtures.
fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// A recorded slice of a real index, served like one.
fn recorded() -> LocalIndex {
    LocalIndex::serve(&fixtures().join("index"), Options::default())
}
