//! One tag.

use std::fmt;

/// A compatibility tag: `cp39-cp39-manylinux_2_17_x86_64`. Always in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WheelTag {
    /// The interpreter: `cp39`, `py3`.
    pub python: Box<str>,
    /// The ABI: `cp39`, `abi3`, `none`.
    pub abi: Box<str>,
    /// The platform: `manylinux_2_17_x86_64`, `any`.
    pub platform: Box<str>,
}

impl WheelTag {
    /// A tag of these parts; tags do not tell capitals from small letters, so they become small.
    pub fn new(python: &str, abi: &str, platform: &str) -> Self {
        let lower = |text: &str| text.to_lowercase().into_boxed_str();
        Self {
            python: lower(python),
            abi: lower(abi),
            platform: lower(platform),
        }
    }
}

impl fmt::Display for WheelTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}-{}", self.python, self.abi, self.platform)
    }
}
