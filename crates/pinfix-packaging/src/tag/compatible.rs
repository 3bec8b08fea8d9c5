//! The tags that one Python on one platform takes, in the order it prefers them.

use rustc_hash::FxHashMap;

use super::platform::Platform;
use super::wheel_tag::WheelTag;
use crate::python::PythonVersion;

/// The tags that one CPython on one platform takes: `cpython_tags`, then `compatible_tags` of PyPA's `packaging`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tags {
    tags: Vec<WheelTag>,
    priorities: FxHashMap<WheelTag, u32>,
}

/// Whether a wheel runs on a target, and how well it suits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compatibility {
    /// It runs; of two wheels, that with the higher number suits better.
    Compatible(u32),
    /// It does not run.
    Incompatible(IncompatibleTag),
}

/// The part of its tags that keeps a wheel from running: the last that could be looked at, so that a wheel for another
/// platform is told from one for another Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IncompatibleTag {
    /// No tag is for this Python.
    Python,
    /// Some tag is for this Python, but for another ABI.
    Abi,
    /// Some tag is for this Python and ABI, but for another platform.
    Platform,
}

impl Tags {
    /// The tags of CPython `python` on `platform`.
    pub fn new(_python: &PythonVersion, _platform: &Platform) -> Self {
        Self {
            tags: Vec::new(),
            priorities: FxHashMap::default(),
        }
    }

    /// The best of these tags, or what is wrong with all of them.
    pub fn compatibility(&self, tags: &[WheelTag]) -> Compatibility {
        tags.iter()
            .filter_map(|tag| self.priorities.get(tag))
            .max()
            .map_or(Compatibility::Incompatible(IncompatibleTag::Python), |priority| {
                Compatibility::Compatible(*priority)
            })
    }

    /// The tags, the best first.
    pub fn iter(&self) -> std::slice::Iter<'_, WheelTag> {
        self.tags.iter()
    }
}

impl<'tags> IntoIterator for &'tags Tags {
    type Item = &'tags WheelTag;
    type IntoIter = std::slice::Iter<'tags, WheelTag>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
