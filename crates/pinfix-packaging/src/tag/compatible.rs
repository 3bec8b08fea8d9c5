//! The tags that one Python on one platform takes, in the order it prefers them.

use rustc_hash::FxHashMap;

use super::platform::Platform;
use super::wheel_tag::WheelTag;
use crate::python::PythonVersion;

/// The first minor version with a stable ABI (PEP 384).
const FIRST_STABLE_ABI: u64 = 2;

/// The tags that one CPython on one platform takes: `cpython_tags`, then `compatible_tags` of PyPA's `packaging`.
///
/// Builds without the interpreter lock (`cp313t`) are other interpreters, which are not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tags {
    /// The pairs of interpreter and ABI, the best first; each goes with every platform, or with `any` alone.
    interpreters: Vec<Interpreter>,
    /// The platforms, the best first.
    platforms: Vec<Box<str>>,
    /// The place of each platform, lowest best.
    platform_places: FxHashMap<Box<str>, u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Interpreter {
    python: Box<str>,
    abi: Box<str>,
    is_any: bool,
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
    pub fn new(python: &PythonVersion, platform: &Platform) -> Self {
        let platforms: Vec<Box<str>> = platform
            .platform_tags()
            .into_iter()
            .map(String::into_boxed_str)
            .collect();
        let mut platform_places = FxHashMap::default();
        for (place, platform) in (0u32..).zip(&platforms) {
            platform_places.entry(platform.clone()).or_insert(place);
        }
        Self {
            interpreters: interpreters(python.major_minor()),
            platforms,
            platform_places,
        }
    }

    /// The best of these tags, or what is wrong with all of them.
    pub fn compatibility(&self, tags: &[WheelTag]) -> Compatibility {
        let mut best = None;
        let mut nearest = IncompatibleTag::Python;
        for tag in tags {
            match self.place(tag) {
                Ok(place) => best = best.max(Some(u32::MAX - place)),
                Err(wrong) => nearest = nearest.max(wrong),
            }
        }
        best.map_or(Compatibility::Incompatible(nearest), Compatibility::Compatible)
    }

    /// The tags, the best first.
    pub fn iter(&self) -> impl Iterator<Item = WheelTag> {
        self.interpreters.iter().flat_map(|interpreter| {
            let any: &[Box<str>] = &[];
            let platforms = if interpreter.is_any { any } else { &self.platforms };
            let is_any = interpreter.is_any.then_some("any");
            platforms
                .iter()
                .map(|platform| &**platform)
                .chain(is_any)
                .map(|platform| WheelTag::new(&interpreter.python, &interpreter.abi, platform))
        })
    }

    /// The place of a tag in the order, counted from 0, or the part of it that does not suit.
    fn place(&self, tag: &WheelTag) -> Result<u32, IncompatibleTag> {
        let is_any = &*tag.platform == "any";
        let platform = self.platform_places.get(&tag.platform);
        let width = u32::try_from(self.platforms.len()).unwrap_or(u32::MAX);
        let mut wrong = IncompatibleTag::Python;
        let mut base: u32 = 0;
        for interpreter in &self.interpreters {
            if interpreter.python == tag.python {
                wrong = wrong.max(IncompatibleTag::Abi);
                if interpreter.abi == tag.abi {
                    wrong = IncompatibleTag::Platform;
                    match platform {
                        Some(place) if !interpreter.is_any => return Ok(base.saturating_add(*place)),
                        _ if interpreter.is_any && is_any => return Ok(base),
                        _ => {}
                    }
                }
            }
            base = base.saturating_add(if interpreter.is_any { 1 } else { width });
        }
        Err(wrong)
    }
}

/// The pairs of interpreter and ABI in order.
fn interpreters((major, minor): (u64, u64)) -> Vec<Interpreter> {
    let mut interpreters = Vec::new();
    let mut push = |python: &str, abi: &str, is_any: bool| {
        interpreters.push(Interpreter {
            python: python.into(),
            abi: abi.into(),
            is_any,
        });
    };
    let own = format!("cp{major}{minor}");
    push(&own, &own, false);
    let has_stable_abi = (major, minor) >= (3, FIRST_STABLE_ABI);
    if has_stable_abi {
        push(&own, "abi3", false);
    }
    push(&own, "none", false);
    if has_stable_abi {
        for older in (FIRST_STABLE_ABI..minor).rev() {
            push(&format!("cp{major}{older}"), "abi3", false);
        }
    }
    let pure: Vec<String> = [format!("py{major}{minor}"), format!("py{major}")]
        .into_iter()
        .chain((0..minor).rev().map(|older| format!("py{major}{older}")))
        .collect();
    for python in &pure {
        push(python, "none", false);
    }
    push(&own, "none", true);
    for python in &pure {
        push(python, "none", true);
    }
    interpreters
}
