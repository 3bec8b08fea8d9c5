//! Good locks, not any locks: none that travels in time, none in which something could be newer for nothing.
//!
//! A missing upper bound on an ancient release is the classic trap: a solver that is only sound walks a package back to
//! a release so old that it says nothing of what it can't work with. So a lock is judged. Where it has such a release,
//! one is looked for within a *horizon*: no release more than `--max-staleness` older than the newest allowed one of its
//! package. Where there is none within it, packages are let past it, those that refutations name, and each lock that
//! results is judged again.

mod anachronism;
mod hold_back;
mod improve;
mod needed;
#[cfg(test)]
mod planted;
mod search;
mod stable;

pub use anachronism::{Anachronism, Dated};
pub(crate) use hold_back::{Within, hold_back, newer_releases, no_worse};
pub(crate) use search::{Best, Stale, best, timely};
