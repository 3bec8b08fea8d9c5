//! A deployment without a cloud: a bundle is unpacked as the platform does, and its steps run in the platform's order in a
//! scratch root, with a real Python and a real pip; then the server answers on its health path.

mod command;
mod health;
mod stage;
mod steps;

pub use steps::{Rehearsal, RehearsalError, rehearse};
