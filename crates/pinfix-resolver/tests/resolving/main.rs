//! The resolver as its callers use it, on indexes in memory.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

mod ages;
mod ahead;
mod distant;
mod explain;
mod extras;
mod hidden;
mod in_time;
mod paths;
mod quality;
mod reference;
mod repair;
mod scouting;
mod selection;
mod support;
mod universal;
