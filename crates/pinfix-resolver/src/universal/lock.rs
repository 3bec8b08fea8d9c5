//! The answer: each package with its releases, and with the environments that each release is for.

use pinfix_index::Index;
use pinfix_packaging::marker::{Marker, MarkerSpace};
use pinfix_packaging::{ExtraName, PackageName, Version};
use rustc_hash::FxHashMap;

use crate::error::ResolveError;
use crate::problem::{Fork, Lenience, Problem};
use crate::resolution::{Pin, Resolution, ResolutionWarning};

/// What was resolved for environments that have one release of each package.
#[derive(Debug)]
pub struct ForkResolution {
    /// The environments, and the lines that hold in any of them.
    pub problem: Problem,
    /// The releases, and who asks for them.
    pub resolution: Resolution,
    /// In which environments something asks for each package.
    pub(super) needed: FxHashMap<PackageName, MarkerSpace>,
}

/// A release of a package, and the environments that it is for.
#[derive(Debug, Clone)]
pub struct UniversalPin {
    /// The release; its extras are all that are asked for anywhere.
    pub pin: Pin,
    /// Where it is needed; nothing where it always is.
    pub marker: Option<Marker>,
    /// The forks that it is in, by position.
    pub forks: Vec<usize>,
    space: MarkerSpace,
}

/// A lock for many environments.
#[derive(Debug)]
pub struct UniversalResolution {
    /// The parts that were resolved for as one. Together they are all environments.
    pub forks: Vec<ForkResolution>,
    /// The environments of each part, where there are several.
    pub markers: Vec<Option<Marker>>,
    /// The packages, by name and version.
    pub pins: Vec<UniversalPin>,
    /// Environments for which there is a lock only if what releases say of Python is passed over.
    pub lenient: Vec<String>,
}

impl ForkResolution {
    /// The fork that it is of.
    pub fn fork(&self) -> Option<&Fork> {
        self.problem.fork.as_ref()
    }

    fn space(&self) -> MarkerSpace {
        self.fork()
            .map_or_else(MarkerSpace::all, |fork| fork.space().clone())
    }
}

impl UniversalResolution {
    /// Puts the forks of `universe` together.
    pub(super) fn new(forks: Vec<ForkResolution>, universe: &MarkerSpace) -> Self {
        let mut pins: Vec<UniversalPin> = Vec::new();
        for (at, fork) in forks.iter().enumerate() {
            for pin in fork.resolution.pins() {
                let Some(space) = fork.needed.get(&pin.name) else {
                    continue;
                };
                let same = |it: &&mut UniversalPin| {
                    it.pin.name == pin.name
                        && it.pin.version == pin.version
                        && it.pin.direct_reference == pin.direct_reference
                };
                match pins.iter_mut().find(same) {
                    Some(known) => known.join(pin, space, at),
                    None => pins.push(UniversalPin {
                        pin: pin.clone(),
                        marker: None,
                        forks: vec![at],
                        space: space.clone(),
                    }),
                }
            }
        }
        let mut written: FxHashMap<MarkerSpace, Option<Marker>> = FxHashMap::default();
        for pin in &mut pins {
            let marker = written
                .entry(pin.space.clone())
                .or_insert_with(|| pin.space.to_marker(universe));
            pin.marker = marker.clone();
        }
        pins.sort_by(|one, other| {
            let key = |it: &UniversalPin| (it.pin.name.clone(), it.pin.version.clone());
            let references = one.pin.direct_reference.cmp(&other.pin.direct_reference);
            key(one).cmp(&key(other)).then(references)
        });
        let markers = forks
            .iter()
            .map(|fork| fork.space().to_marker(universe))
            .collect();
        let told = |fork: &ForkResolution| {
            let fork = fork
                .fork()
                .filter(|fork| fork.lenience() != Lenience::default())?;
            Some(fork.pythons().to_string())
        };
        let mut lenient: Vec<String> = forks.iter().filter_map(told).collect();
        lenient.sort();
        lenient.dedup();
        Self {
            forks,
            markers,
            pins,
            lenient,
        }
    }

    /// The warnings of all forks, each once.
    pub fn warnings(&self) -> Vec<ResolutionWarning> {
        let mut warnings: Vec<ResolutionWarning> = Vec::new();
        for warning in self.forks.iter().flat_map(|fork| &fork.resolution.warnings) {
            if !warnings.contains(warning) {
                warnings.push(warning.clone());
            }
        }
        warnings
    }

    /// The releases, by name and version.
    pub fn versions(&self) -> impl Iterator<Item = (&PackageName, &Version)> {
        self.pins.iter().map(|it| (&it.pin.name, &it.pin.version))
    }

    /// Sees to it that each file of each pin states a SHA-256.
    ///
    /// # Errors
    /// Where the index can't be asked, or no file of a pin is left.
    pub fn state_hashes(&mut self, index: &dyn Index) -> Result<(), ResolveError> {
        for fork in &mut self.forks {
            fork.resolution.state_hashes(&fork.problem, index)?;
        }
        for pin in &mut self.pins {
            let of_fork = pin.forks.first().and_then(|at| self.forks.get(*at));
            if let Some(hashed) = of_fork.and_then(|fork| fork.resolution.pin(&pin.pin.name)) {
                pin.pin.distributions.clone_from(&hashed.distributions);
            }
        }
        Ok(())
    }
}

impl UniversalPin {
    /// The environments that it is for.
    pub fn space(&self) -> &MarkerSpace {
        &self.space
    }

    fn join(&mut self, pin: &Pin, space: &MarkerSpace, fork: usize) {
        self.space = self.space.or(space);
        self.forks.push(fork);
        let more: Vec<ExtraName> = pin
            .extras
            .iter()
            .filter(|it| !self.pin.extras.contains(it))
            .cloned()
            .collect();
        self.pin.extras.extend(more);
        self.pin.extras.sort();
    }
}
