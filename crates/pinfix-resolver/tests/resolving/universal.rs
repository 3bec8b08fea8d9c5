//! Locks for many environments, held against each environment by itself on random small worlds with markers.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_index::{MemoryIndex, MemoryRelease};
use pinfix_packaging::marker::{MarkerSpace, PythonSet};
use pinfix_packaging::{Platform, PythonVersion, Target};
use pinfix_resolver::problem::{Fork, ForkStrategy, Policy};
use pinfix_resolver::universal::{UniversalOutcome, UniversalResolution, resolve};
use pinfix_resolver::{NoProgress, Problem};
use pinfix_testing::reference::{Choice, Demand, SmallWorld};
use proptest::prelude::{Strategy, prop_assert, prop_assert_eq};

use crate::support;

/// One environment: the minor version of Python, and the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place(u64, &'static str);

/// A condition on environments: as a text, and as a function that knows nothing of markers.
type Condition = (&'static str, fn(Place) -> bool);

const MARKERS: [Condition; 12] = [
    ("", |_| true),
    ("python_version < '3.11'", |it| it.0 < 11),
    ("python_full_version >= '3.11'", |it| it.0 >= 11),
    ("python_version >= '3.13'", |it| it.0 >= 13),
    ("python_version == '3.10'", |it| it.0 == 10),
    ("sys_platform == 'linux'", |it| it.1 == "linux"),
    ("sys_platform == 'darwin'", |it| it.1 == "macos"),
    ("platform_system == 'Windows'", |it| it.1 == "windows"),
    ("os_name != 'nt'", |it| it.1 != "windows"),
    ("sys_platform == 'linux' and python_version < '3.13'", |it| {
        it.1 == "linux" && it.0 < 13
    }),
    ("sys_platform == 'darwin' or python_version < '3.10'", |it| {
        it.1 == "macos" || it.0 < 10
    }),
    ("sys_platform != 'linux' and sys_platform != 'win32'", |it| {
        it.1 != "linux" && it.1 != "windows"
    }),
];

const PYTHONS: [Condition; 5] = [
    ("", |_| true),
    (">=3.11", |it| it.0 >= 11),
    (">=3.9,<3.13", |it| it.0 < 13),
    (">=3.13", |it| it.0 >= 13),
    (">=3.9.1,!=3.11.0,<4", |_| true),
];

fn places() -> Vec<Place> {
    let minors = 9..=14;
    minors
        .flat_map(|minor| ["linux", "macos", "windows", "elsewhere"].map(|platform| Place(minor, platform)))
        .collect()
}

fn target(place: Place) -> Target {
    let python: PythonVersion = format!("3.{}", place.0).parse().unwrap();
    let named: Platform = place.1.replace("elsewhere", "linux").parse().unwrap();
    let mut target = Target::new(python, named);
    if place.1 == "elsewhere" {
        "freebsd14".clone_into(&mut target.environment.sys_platform);
        "FreeBSD".clone_into(&mut target.environment.platform_system);
    }
    target
}

/// A demand, and the number of its marker.
type Marked = (Demand, usize);

#[derive(Debug, Clone)]
struct World {
    /// What each version of each package demands, and the number of its Requires-Python.
    packages: Vec<BTreeMap<u32, (Vec<Marked>, usize)>>,
    lines: Vec<Marked>,
}

impl World {
    fn index(&self) -> MemoryIndex {
        let mut index = MemoryIndex::new();
        for (package, versions) in self.packages.iter().enumerate() {
            for (version, (demands, python)) in versions {
                let mut release = MemoryRelease::new();
                if *python > 0 {
                    release = release.requires_python(PYTHONS[*python].0);
                }
                let release = demands
                    .iter()
                    .fold(release, |release, demand| release.requires(&text(demand)));
                index = index
                    .release(&format!("p{package}"), &format!("{version}.0"), release)
                    .unwrap();
            }
        }
        index
    }

    /// What there is in one environment, where nothing is asked but versions.
    fn at(&self, place: Place) -> (SmallWorld, Vec<Demand>) {
        let holding = |demands: &[Marked]| -> Vec<Demand> {
            let holding = demands.iter().filter(|(_, marker)| MARKERS[*marker].1(place));
            holding.map(|(demand, _)| demand.clone()).collect()
        };
        let packages = self.packages.iter().map(|versions| {
            let usable = versions
                .iter()
                .filter(|(_, (_, python))| PYTHONS[*python].1(place));
            usable
                .map(|(version, (demands, _))| (*version, holding(demands)))
                .collect()
        });
        let world = SmallWorld {
            packages: packages.collect(),
        };
        (world, holding(&self.lines))
    }

    fn universal(&self, strategy: ForkStrategy) -> UniversalOutcome {
        let lines: Vec<String> = self.lines.iter().map(text).collect();
        let manifest = support::read(&[("requirements.in", &lines.join("\n"))]);
        let pythons = PythonSet::from(&"3.9".parse().unwrap());
        let space = MarkerSpace::possible().and(&MarkerSpace::of_pythons(&pythons));
        let fork = Some(Fork::new(space, strategy));
        let problem = Problem::for_fork(&manifest, support::target("3.9"), fork, Policy::default()).unwrap();
        resolve(&problem, &[], &self.index(), &NoProgress).unwrap()
    }
}

fn text((demand, marker): &Marked) -> String {
    match MARKERS[*marker].0 {
        "" => demand.to_requirement(),
        marker => format!("{} ; {marker}", demand.to_requirement()),
    }
}

/// What a lock has for one environment; `Err` if a package is there twice.
fn installed(lock: &UniversalResolution, place: Place) -> Result<Choice, String> {
    let environment = target(place).environment;
    let mut choice = Choice::new();
    for pin in &lock.pins {
        let holds = pin
            .marker
            .as_ref()
            .is_none_or(|marker| marker.evaluate(&environment, &[]));
        // What is written has to be what was meant.
        if holds != pin.space().contains(&environment) {
            return Err(format!("{} is written wrongly: {:?}", pin.pin.name, pin.marker));
        }
        if holds {
            let package = pin.pin.name.as_ref()[1..].parse::<usize>().unwrap();
            let version = u32::try_from(pin.pin.version.release()[0]).unwrap();
            if choice.insert(package, version).is_some() {
                return Err(format!("{} is there twice", pin.pin.name));
            }
        }
    }
    Ok(choice)
}

fn worlds() -> impl Strategy<Value = World> {
    (2_usize..=5, 2_u32..=3).prop_flat_map(|(packages, versions)| {
        let demand = || {
            let interval = (1..=versions, 1..=versions);
            let demand = (0..packages, interval, 0_usize..MARKERS.len() * 3 / 2);
            demand.prop_map(|(package, (one, other), marker)| {
                let allowed: BTreeSet<u32> = (one.min(other)..=one.max(other)).collect();
                (Demand::new(package, allowed), marker % MARKERS.len())
            })
        };
        let python = 0_usize..PYTHONS.len() * 2;
        let python = python.prop_map(|python| if python < PYTHONS.len() { python } else { 0 });
        let release = (proptest::collection::vec(demand(), 0..=3), python);
        let releases = proptest::collection::vec(release, versions as usize);
        let package = releases.prop_map(|releases| (1..).zip(releases).collect());
        let packages = proptest::collection::vec(package, packages);
        (packages, proptest::collection::vec(demand(), 1..=4))
            .prop_map(|(packages, lines)| World { packages, lines })
    })
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 600, ..Default::default() })]

    #[test]
    fn a_universal_lock_holds_everywhere_and_is_there_where_each_place_has_one(
        world in worlds(),
        fewest in proptest::prelude::any::<bool>(),
    ) {
        let strategy = if fewest { ForkStrategy::Fewest } else { ForkStrategy::RequiresPython };
        let outcome = world.universal(strategy);
        let unsatisfiable = |place: &Place| {
            let (world, lines) = world.at(*place);
            !world.satisfiable(&lines)
        };
        match outcome {
            UniversalOutcome::Resolved(lock) => {
                for place in places() {
                    let choice = installed(&lock, place).map_err(proptest::test_runner::TestCaseError::fail)?;
                    let (here, lines) = world.at(place);
                    if lock.lenient.is_empty() {
                        prop_assert!(
                            here.solutions(&lines).contains(&choice),
                            "{choice:?} is no lock for {place:?}"
                        );
                    }
                }
                if !lock.lenient.is_empty() {
                    prop_assert!(places().iter().any(unsatisfiable), "nothing had to be passed over");
                }
            }
            UniversalOutcome::Conflicted { problem, .. } => {
                let inside = places().into_iter().filter(|place| {
                    let fork = problem.fork.as_ref();
                    fork.is_some_and(|fork| fork.space().contains(&target(*place).environment))
                });
                let inside: Vec<Place> = inside.collect();
                prop_assert!(!inside.is_empty(), "the conflict is nowhere");
                prop_assert!(inside.iter().any(unsatisfiable), "each place of {inside:?} has a lock");
            }
        }
    }

    #[test]
    fn the_same_question_has_the_same_universal_answer(world in worlds()) {
        let told = || match world.universal(ForkStrategy::RequiresPython) {
            UniversalOutcome::Resolved(lock) => {
                let pins = lock.pins.iter();
                pins.map(|pin| format!("{}=={} {:?}", pin.pin.name, pin.pin.version, pin.marker)).collect()
            }
            UniversalOutcome::Conflicted { conflicts, .. } => vec![format!("{:?}", conflicts.list)],
        };
        prop_assert_eq!(told(), told());
    }
}
