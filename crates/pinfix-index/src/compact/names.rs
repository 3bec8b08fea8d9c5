//! What the names of a page's files say, of which each part is read once: thousands of names differ in the version only.

use std::collections::BTreeMap;

use pinfix_packaging::{PackageName, Version};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::distribution::DistributionKind;
use crate::simple::kind_of;

/// The parts of names that were read already.
pub(super) struct Names<'p> {
    project: &'p PackageName,
    /// The releases, by their versions, numbered in the order in which they were met.
    releases: BTreeMap<Version, usize>,
    /// The releases by how their versions are written.
    written: FxHashMap<Box<str>, usize>,
    /// What follows the version in the names of wheels: tags, perhaps behind a build number.
    endings: FxHashSet<Box<str>>,
    /// The project as the last wheel writes it, and the last source distribution.
    wheel: Box<str>,
    sdist: Box<str>,
}

/// What the name of a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// The number of its release.
    pub(super) release: usize,
    pub(super) wheel: bool,
}

impl<'p> Names<'p> {
    pub(super) fn of(project: &'p PackageName) -> Self {
        Self {
            project,
            releases: BTreeMap::new(),
            written: FxHashMap::default(),
            endings: FxHashSet::default(),
            wheel: Box::default(),
            sdist: Box::default(),
        }
    }

    /// What a name says; the error is the reason to skip the file.
    pub(super) fn read(&mut self, filename: &str) -> Result<Named, String> {
        let wheel = parts_of_wheel(filename)
            .filter(|(name, _, ending)| **name == *self.wheel && self.endings.contains(*ending))
            .and_then(|(_, version, _)| self.written(version));
        if let Some(release) = wheel {
            return Ok(Named { release, wheel: true });
        }
        let sdist = parts_of_sdist(filename)
            .filter(|(name, _)| **name == *self.sdist)
            .and_then(|(_, version)| self.written(version));
        if let Some(release) = sdist {
            return Ok(Named {
                release,
                wheel: false,
            });
        }
        Ok(match kind_of(filename, self.project)? {
            DistributionKind::Wheel(wheel) => {
                let release = self.release(wheel.version);
                if let Some((name, version, ending)) = parts_of_wheel(filename) {
                    self.wheel = name.into();
                    self.written.insert(version.into(), release);
                    self.endings.insert(ending.into());
                }
                Named { release, wheel: true }
            }
            DistributionKind::Sdist(sdist) => {
                let release = self.release(sdist.version);
                if let Some((name, version)) = parts_of_sdist(filename) {
                    // A name with dashes is found by its first part that is the project's, not here.
                    if name.parse::<PackageName>().is_ok_and(|it| it == *self.project) {
                        self.sdist = name.into();
                        self.written.insert(version.into(), release);
                    }
                }
                Named {
                    release,
                    wheel: false,
                }
            }
        })
    }

    /// The versions of the releases, oldest first, each with its number.
    pub(super) fn into_releases(self) -> BTreeMap<Version, usize> {
        self.releases
    }

    fn release(&mut self, version: Version) -> usize {
        let next = self.releases.len();
        *self.releases.entry(version).or_insert(next)
    }

    /// The release of a version as it is written; `None` where that is no version.
    fn written(&mut self, version: &str) -> Option<usize> {
        if let Some(release) = self.written.get(version) {
            return Some(*release);
        }
        let release = self.release(version.parse().ok()?);
        self.written.insert(version.into(), release);
        Some(release)
    }
}

/// The project, the version and the rest, where they can't be mistaken.
fn parts_of_wheel(filename: &str) -> Option<(&str, &str, &str)> {
    let stem = filename.strip_suffix(".whl")?;
    let (name, rest) = stem.split_once('-')?;
    let (version, ending) = rest.split_once('-')?;
    is_simple(version).then_some((name, version, ending))
}

/// The project and the version, where they can't be mistaken.
fn parts_of_sdist(filename: &str) -> Option<(&str, &str)> {
    let stem = filename.strip_suffix(".tar.gz")?;
    let (name, version) = stem.split_once('-')?;
    is_simple(version).then_some((name, version))
}

/// Whether a version reads the same in the names of wheels and of source distributions.
fn is_simple(version: &str) -> bool {
    version
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'!'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop_assert_eq};

    use super::*;

    fn filename() -> impl Strategy<Value = String> {
        let name = proptest::sample::select(vec!["demo", "Demo", "demo-x", "demo_x", "de", "demo-1"]);
        let version = proptest::sample::select(vec![
            "1.0",
            "1.0.0",
            "1.0_1",
            "1.0-1",
            "1.0.post1",
            "2!1.0",
            "1.0+cpu",
            "x",
            "",
            "01.0",
            "1.0 ",
        ]);
        let ending = proptest::sample::select(vec![
            "-py3-none-any.whl",
            "-1-py3-none-any.whl",
            "-b1-py3-none-any.whl",
            "-py3-none.whl",
            "-cp39-cp39-linux_x86_64.whl",
            ".whl",
            ".tar.gz",
            ".zip",
            ".TAR.GZ",
            ".egg",
            "",
        ]);
        (name, version, ending).prop_map(|(name, version, ending)| format!("{name}-{version}{ending}"))
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { cases: 2000, ..Default::default() })]

        /// What was read before changes nothing in what a name says.
        #[test]
        fn names_say_what_they_say_alone(
            filenames in proptest::collection::vec(filename(), 1..12),
            project in proptest::sample::select(vec!["demo", "demo-x", "demo-1"]),
        ) {
            let project: PackageName = project.parse().unwrap();
            let mut names = Names::of(&project);
            let named: Vec<_> = filenames.iter().map(|it| names.read(it)).collect();
            let releases = names.into_releases();
            for (filename, named) in filenames.iter().zip(named) {
                let alone = kind_of(filename, &project);
                let version = named.clone().map(|named| {
                    let version = releases.iter().find(|(_, number)| **number == named.release).unwrap().0;
                    (version.clone(), named.wheel)
                });
                let alone = alone.map(|kind| match kind {
                    DistributionKind::Wheel(wheel) => (wheel.version, true),
                    DistributionKind::Sdist(sdist) => (sdist.version, false),
                });
                prop_assert_eq!(version, alone, "{}", filename);
            }
        }
    }
}
