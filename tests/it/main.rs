//! The `pinfix` binary as its users meet it: one integration binary, one file for each behaviour.
//!
//! Each test runs the binary in a folder of its own, against an index on localhost, in an environment that holds
//! nothing of the machine's. What people read is held against snapshots; `just bless` accepts new ones.

#![expect(
    clippy::unwrap_used,
    reason = "in tests, helpers included, a panic is the message"
)]

mod determinism;
mod failures;
mod resolve;
mod scenarios;

use pinfix_testing::{LocalIndex, Workdir};

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
