//! A target that stands for a fork.

use std::str::FromStr as _;

use pinfix_packaging::{Platform, PythonVersion, Target};

use crate::problem::Fork;

/// The platforms that stand for all others, those that most lines are written for first.
const PLATFORMS: [&str; 6] = [
    "linux",
    "macos",
    "windows",
    "aarch64-manylinux_2_28",
    "x86_64-apple-darwin",
    "aarch64-pc-windows-msvc",
];

/// A target in the fork, where one is known: on the oldest of its Pythons for which there is one. It does not depend on
/// the machine that the lock is made on.
pub(super) fn stand_in(fork: &Fork) -> Option<Target> {
    let pythons = fork.representatives().iter();
    let pythons = pythons.filter_map(|version| PythonVersion::from_str(&version.to_string()).ok());
    let named = PLATFORMS.iter().filter_map(|name| Platform::from_str(name).ok());
    let platforms: Vec<Platform> = named.collect();
    for python in pythons {
        for platform in &platforms {
            let target = Target::new(python.clone(), platform.clone());
            if fork.space().contains(&target.environment) {
                return Some(target);
            }
        }
    }
    None
}
