//! Resolving for many environments at once: the part of them that is resolved for as one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pinfix_index::{Distribution, DistributionKind};
use pinfix_packaging::marker::{Marker, MarkerSpace, PythonSet};
use pinfix_packaging::{ExtraName, SpecifierSet, Target, Version, WheelTag};
use rustc_hash::FxHashMap;

/// What counts where not every Python can have the newest release of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForkStrategy {
    /// Each Python gets the newest release that it can have.
    #[default]
    RequiresPython,
    /// As few different releases as possible.
    Fewest,
}

/// Environments that are resolved for as one: each package has one release in all of them.
#[derive(Debug, Clone)]
pub struct Fork {
    space: MarkerSpace,
    pythons: PythonSet,
    /// The Pythons that stand for all of them.
    representatives: Vec<Version>,
    strategy: ForkStrategy,
    lenience: Lenience,
    /// The Pythons of everything that is resolved for.
    all_pythons: Arc<PythonSet>,
    known: Arc<Known>,
    /// What markers admit here, as far as they were asked about.
    admitted: Arc<Mutex<FxHashMap<Marker, MarkerSpace>>>,
}

/// What is passed over where there is no lock else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lenience {
    /// That a Requires-Python admits no newer Pythons: it could not know them.
    pub caps: bool,
    /// That there is no wheel for this very Python: there is one for another.
    pub wheels: bool,
}

/// What was read before: a few markers and specifiers stand in the metadata of thousands of releases.
#[derive(Debug, Default)]
struct Known {
    markers: Mutex<FxHashMap<Marker, MarkerSpace>>,
    specifiers: Mutex<FxHashMap<SpecifierSet, (PythonSet, PythonSet)>>,
}

/// For how many of a fork's Pythons something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// For none of them.
    None,
    /// For some of them.
    Some,
    /// For all of them.
    All,
}

impl Fork {
    /// All these environments, as one for now.
    pub fn new(space: MarkerSpace, strategy: ForkStrategy) -> Self {
        let pythons = space.pythons();
        Self {
            representatives: pythons.representatives(),
            all_pythons: Arc::new(pythons.clone()),
            pythons,
            space,
            strategy,
            lenience: Lenience::default(),
            known: Arc::default(),
            admitted: Arc::default(),
        }
    }

    /// A part of it.
    #[must_use]
    pub fn part(&self, space: MarkerSpace) -> Self {
        let pythons = space.pythons();
        Self {
            representatives: pythons.representatives(),
            pythons,
            space,
            admitted: Arc::default(),
            ..self.clone()
        }
    }

    /// The same, with something passed over.
    #[must_use]
    pub fn lenient(&self, lenience: Lenience) -> Self {
        Self {
            lenience,
            ..self.clone()
        }
    }

    /// What is passed over.
    pub fn lenience(&self) -> Lenience {
        self.lenience
    }

    /// Its environments.
    pub fn space(&self) -> &MarkerSpace {
        &self.space
    }

    /// Its Pythons.
    pub fn pythons(&self) -> &PythonSet {
        &self.pythons
    }

    /// The Pythons that stand for all of them.
    pub fn representatives(&self) -> &[Version] {
        &self.representatives
    }

    /// What counts where not every Python can have the newest release of a package.
    pub fn strategy(&self) -> ForkStrategy {
        self.strategy
    }

    /// Those of its environments that a marker admits where these extras are asked for.
    pub fn admitted(&self, marker: Option<&Marker>, extras: &[ExtraName]) -> MarkerSpace {
        let Some(rest) = marker.and_then(|marker| marker.without_extras(extras)) else {
            return self.space.clone();
        };
        if let Some(known) = locked(&self.admitted).get(&rest) {
            return known.clone();
        }
        let known = locked(&self.known.markers).get(&rest).cloned();
        let read = known.unwrap_or_else(|| MarkerSpace::of(&rest));
        let admitted = self.space.and(&read);
        locked(&self.admitted).insert(rest.clone(), admitted.clone());
        locked(&self.known.markers).insert(rest, read);
        admitted
    }

    /// Whether a marker admits any of its environments.
    pub fn admits(&self, marker: Option<&Marker>, extras: &[ExtraName]) -> bool {
        !self.admitted(marker, extras).is_none()
    }

    /// For how many of its Pythons a Requires-Python is.
    pub fn fits(&self, specifiers: &SpecifierSet) -> Fit {
        self.fit(&self.open(&self.admitted_pythons(specifiers).0))
    }

    /// The Pythons that a Requires-Python admits, exactly and without regard to patches that it leaves out.
    pub fn pythons_admitted_by(&self, specifiers: &SpecifierSet) -> (PythonSet, PythonSet) {
        let (exact, rough) = self.admitted_pythons(specifiers);
        (self.open(&exact), self.open(&rough))
    }

    /// For how many of its Pythons a set is.
    pub fn fit(&self, pythons: &PythonSet) -> Fit {
        let admitted = self
            .representatives
            .iter()
            .filter(|python| pythons.contains(python));
        match admitted.count() {
            0 => Fit::None,
            count if count == self.representatives.len() => Fit::All,
            _ => Fit::Some,
        }
    }

    /// The Pythons that can use any of these files, and the same without regard to patches that are left out
    /// (`!=3.9.0`): where a fork would be parted.
    pub fn pythons_of<'f>(
        &self,
        files: impl Iterator<Item = &'f Arc<Distribution>>,
    ) -> (PythonSet, PythonSet) {
        let none = (PythonSet::default(), PythonSet::default());
        files.fold(none, |(exact, rough), file| {
            let (own, own_roughly) = self.pythons_of_file(file);
            (exact.or(&own), rough.or(&own_roughly))
        })
    }

    fn pythons_of_file(&self, file: &Distribution) -> (PythonSet, PythonSet) {
        let runs_on = match &file.kind {
            DistributionKind::Wheel(wheel) => {
                let tags = wheel.tags.iter();
                let pythons = tags.fold(PythonSet::default(), |all, tag| all.or(&pythons_of_tag(tag)));
                if self.lenience.wheels && !pythons.and(&self.all_pythons).is_empty() {
                    PythonSet::all()
                } else {
                    pythons
                }
            }
            DistributionKind::Sdist(_) => PythonSet::all(),
        };
        let stated = file
            .requires_python
            .as_ref()
            .and_then(|it| it.specifiers.as_ref());
        let (exact, rough) = stated.map_or_else(
            || (PythonSet::all(), PythonSet::all()),
            |specifiers| self.admitted_pythons(specifiers),
        );
        let runs_on = runs_on.and_unknown();
        (self.open(&exact).and(&runs_on), self.open(&rough).and(&runs_on))
    }

    /// With all newer Pythons where caps don't count, and with those that nobody knows yet in any case.
    fn open(&self, pythons: &PythonSet) -> PythonSet {
        if self.lenience.caps {
            pythons.and_newer()
        } else {
            pythons.and_unknown()
        }
    }

    fn admitted_pythons(&self, specifiers: &SpecifierSet) -> (PythonSet, PythonSet) {
        if let Some(known) = locked(&self.known.specifiers).get(specifiers) {
            return known.clone();
        }
        let read = (
            PythonSet::admitted_by(specifiers),
            PythonSet::admitted_roughly_by(specifiers),
        );
        locked(&self.known.specifiers).insert(specifiers.clone(), read.clone());
        read
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The Pythons that a wheel with this tag runs on, on some platform. Locks are for CPython where they name files; another
/// implementation finds what runs everywhere.
pub(crate) fn pythons_of_tag(tag: &WheelTag) -> PythonSet {
    let numbers = |text: &str| -> Option<Version> {
        let (major, minor) = text.split_at_checked(1)?;
        Some(Version::new([major.parse::<u64>().ok()?, minor.parse().ok()?]))
    };
    if &*tag.python == "py3" {
        return PythonSet::all();
    }
    if let Some(version) = tag.python.strip_prefix("py").and_then(numbers) {
        return PythonSet::from(&version);
    }
    match tag.python.strip_prefix("cp").and_then(numbers) {
        Some(version) if &*tag.abi == "abi3" => PythonSet::from(&version),
        Some(version) if tag.abi.starts_with(&*tag.python) && *tag.abi != *tag.python => {
            // A build of its own (`cp313t`, `cp37m`): the others don't run it, but for the old ones.
            if *tag.abi == *format!("{}m", tag.python) {
                PythonSet::minor(&version)
            } else {
                PythonSet::default()
            }
        }
        Some(version) => PythonSet::minor(&version),
        None => PythonSet::default(),
    }
}

/// Whether a marker holds for the target, or in some of the environments of a fork.
pub(super) fn holds(
    fork: Option<&Fork>,
    target: &Target,
    marker: Option<&Marker>,
    extras: &[ExtraName],
) -> bool {
    match fork {
        None => marker.is_none_or(|marker| marker.evaluate(&target.environment, extras)),
        Some(fork) => fork.admits(marker, extras),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fork(marker: &str) -> Fork {
        Fork::new(
            MarkerSpace::of(&Marker::parse(marker).unwrap()),
            ForkStrategy::default(),
        )
    }

    #[test]
    fn caps_count_up_to_the_newest_python_that_is_known() {
        let fits = |marker: &str, text: &str| fork(marker).fits(&SpecifierSet::parse(text).unwrap());
        assert_eq!(fits("python_version >= '3.9'", ">=3.8"), Fit::All);
        assert_eq!(fits("python_version >= '3.9'", ">=3.9,<4"), Fit::All);
        assert_eq!(fits("python_version >= '3.9'", "<3.15"), Fit::All);
        assert_eq!(fits("python_version >= '3.9'", "<3.13"), Fit::Some);
        assert_eq!(fits("python_version >= '3.9'", ">=3.10"), Fit::Some);
        assert_eq!(fits("python_version >= '3.9'", "<3.9"), Fit::None);
        // Nobody is held up by a patch that is left out.
        assert_eq!(fits("python_version >= '3.9'", ">=3.8,!=3.9.0"), Fit::All);
        let open = fork("python_version >= '3.13'").lenient(Lenience {
            caps: true,
            wheels: false,
        });
        assert_eq!(fits("python_version >= '3.15'", ">=3.9,<3.15"), Fit::All);
        assert_eq!(open.fits(&SpecifierSet::parse(">=3.9,<3.12").unwrap()), Fit::All);
    }

    #[test]
    fn what_wheels_run_on() {
        let runs = |python: &str, abi: &str| pythons_of_tag(&WheelTag::new(python, abi, "any")).to_string();
        assert_eq!(runs("py3", "none"), "3");
        assert_eq!(runs("py38", "none"), ">=3.8");
        assert_eq!(runs("py2", "none"), "");
        assert_eq!(runs("cp39", "abi3"), ">=3.9");
        assert_eq!(runs("cp311", "cp311"), "3.11");
        assert_eq!(runs("cp37", "cp37m"), "3.7");
        assert_eq!(runs("cp313", "cp313t"), "");
        assert_eq!(runs("pp310", "pypy310_pp73"), "");
        assert_eq!(runs("cp27", "cp27mu"), "");
    }
}
