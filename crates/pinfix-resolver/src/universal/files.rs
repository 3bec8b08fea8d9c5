//! Which files of a release are for which environments.

use std::sync::Arc;

use pinfix_index::Distribution;
use pinfix_packaging::WheelTag;
use pinfix_packaging::marker::{Marker, MarkerSpace, PythonSet};

use super::lock::UniversalPin;
use crate::problem::pythons_of_tag;

impl UniversalPin {
    /// The files that can be installed in any of the environments that the release is for; all of them where none can.
    pub fn files(&self) -> Vec<Arc<Distribution>> {
        let pythons = self.space().pythons();
        let suits = |file: &&Arc<Distribution>| match file.wheel() {
            None => true,
            Some(wheel) => wheel.tags.iter().any(|tag| {
                let runs_on = MarkerSpace::of_pythons(&pythons_of_tag(tag).and(&pythons)).and(&platform(tag));
                !runs_on.is_disjoint(self.space())
            }),
        };
        let suiting: Vec<Arc<Distribution>> = self.pin.distributions.iter().filter(suits).cloned().collect();
        if suiting.is_empty() {
            self.pin.distributions.clone()
        } else {
            suiting
        }
    }

    /// The Pythons that it is for.
    pub fn pythons(&self) -> PythonSet {
        self.space().pythons()
    }
}

/// The environments with the platform of a tag, as far as markers tell it.
fn platform(tag: &WheelTag) -> MarkerSpace {
    let text = &*tag.platform;
    let is_linux = ["manylinux", "musllinux", "linux_"]
        .iter()
        .any(|it| text.starts_with(it));
    let system = if is_linux {
        "linux"
    } else if text.starts_with("win") {
        "win32"
    } else if text.starts_with("macosx_") {
        "darwin"
    } else if text.starts_with("ios_") {
        "ios"
    } else if text.starts_with("android_") {
        "android"
    } else if text.starts_with("pyodide_") || text.starts_with("emscripten_") {
        "emscripten"
    } else {
        return MarkerSpace::all();
    };
    // Where one machine runs what was built for another, the name says nothing.
    let machines: &[&str] = match system {
        "linux" => &["x86_64", "aarch64", "ppc64le", "s390x", "riscv64"],
        "darwin" => &["x86_64", "arm64"],
        _ => &[],
    };
    let machine = machines
        .iter()
        .find(|machine| text.ends_with(&format!("_{machine}")));
    let mut marker = format!("sys_platform == '{system}'");
    if let Some(machine) = machine {
        marker = format!("{marker} and platform_machine == '{machine}'");
    }
    Marker::parse(&marker).map_or_else(|_| MarkerSpace::all(), |marker| MarkerSpace::of(&marker))
}
