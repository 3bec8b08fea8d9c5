//! One lock for many environments: all platforms, and all Pythons from a lower bound on.
//!
//! The environments are a [`MarkerSpace`](pinfix_packaging::marker::MarkerSpace). They are resolved for as one, by the
//! same solver as one target, in which every demand counts that holds in any of them; where that can't be, they are parted
//! and each part is resolved for by itself (`crate::forking` says where). In the end each package is told with the
//! environments in which something asks for it.
//!
//! A part that has no answer is parted once more, by the markers of the demands that clash: two packages may each ask for
//! another release of a third, on a platform of its own. What is then left without an answer is a conflict in an
//! environment that exists, and so it is for all.

mod apart;
mod conditions;
mod files;
mod lock;
mod place;
mod settle;

pub use lock::{ForkResolution, UniversalPin, UniversalResolution};
pub use settle::{Kept, UniversalOutcome, resolve};
