//! A slow resolver that is easy to believe: the judge of property tests.
//!
//! Its worlds are small and made of numbers: packages `p0`, `p1`, …, each with versions `1`, `2`, …, and requirements
//! that are sets of such versions. It tries every choice. Nothing is clever here, on purpose.

use std::collections::{BTreeMap, BTreeSet};

use crate::world::{Release, World};

/// A package: `3` is `p3`.
pub type Package = usize;
/// A version: `2` is `2.0`.
pub type Number = u32;
/// A choice: which packages, at which version.
pub type Choice = BTreeMap<Package, Number>;

/// "One of these versions of this package."
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Demand {
    /// The package.
    pub package: Package,
    /// The versions that will do; may be empty, or name versions that do not exist.
    pub allowed: BTreeSet<Number>,
}

/// All packages, versions and what they demand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SmallWorld {
    /// For each package, its versions and their demands.
    pub packages: Vec<BTreeMap<Number, Vec<Demand>>>,
}

/// What someone asks of a small world: each line is a demand.
pub type Lines = Vec<Demand>;

impl SmallWorld {
    /// Every choice that satisfies the lines and holds nothing else than what is needed.
    pub fn solutions(&self, lines: &[Demand]) -> BTreeSet<Choice> {
        let mut found = BTreeSet::new();
        self.extend(&Choice::new(), lines, &mut found);
        found
    }

    /// Whether the lines can hold together.
    pub fn satisfiable(&self, lines: &[Demand]) -> bool {
        !self.solutions(lines).is_empty()
    }

    /// Whether a choice satisfies the lines, and each of its packages' demands; it may hold more than is needed.
    pub fn accepts(&self, lines: &[Demand], choice: &Choice) -> bool {
        let satisfied = |demand: &Demand| {
            choice
                .get(&demand.package)
                .is_some_and(|version| demand.allowed.contains(version))
        };
        let sound = |(package, version): (&Package, &Number)| {
            self.demands(*package, *version)
                .is_some_and(|demands| demands.iter().all(satisfied))
        };
        lines.iter().all(satisfied) && choice.iter().all(sound)
    }

    /// Every smallest set of lines that can't hold together: of such a set, no line can be left out. The lines are
    /// named by their places.
    pub fn minimal_conflicts(&self, lines: &[Demand]) -> Vec<BTreeSet<usize>> {
        let mut conflicts: Vec<BTreeSet<usize>> = Vec::new();
        for places in subsets_by_size(lines.len()) {
            let contains_one = conflicts.iter().any(|conflict| conflict.is_subset(&places));
            let some: Vec<Demand> = places
                .iter()
                .filter_map(|place| lines.get(*place).cloned())
                .collect();
            if !contains_one && !self.satisfiable(&some) {
                conflicts.push(places);
            }
        }
        conflicts
    }

    /// The solutions in which no package could be newer while every other one stays at least as new. A package that
    /// only one of two solutions holds does not count between them.
    pub fn best(&self, lines: &[Demand]) -> BTreeSet<Choice> {
        let all = self.solutions(lines);
        let best = all
            .iter()
            .filter(|choice| !all.iter().any(|other| newer(other, choice)));
        best.cloned().collect()
    }

    fn demands(&self, package: Package, version: Number) -> Option<&Vec<Demand>> {
        self.packages.get(package)?.get(&version)
    }

    /// Adds to `found` every solution that begins with `choice` and has yet to meet `open`.
    fn extend(&self, choice: &Choice, open: &[Demand], found: &mut BTreeSet<Choice>) {
        let Some((demand, rest)) = open.split_first() else {
            found.insert(choice.clone());
            return;
        };
        if let Some(version) = choice.get(&demand.package) {
            if demand.allowed.contains(version) {
                self.extend(choice, rest, found);
            }
            return;
        }
        for version in &demand.allowed {
            if let Some(demands) = self.demands(demand.package, *version) {
                let mut choice = choice.clone();
                choice.insert(demand.package, *version);
                self.extend(&choice, &[rest, demands].concat(), found);
            }
        }
    }

    /// The same world with real names, versions and requirements: `p0 2.0` requires `p1>=1,!=2`.
    pub fn to_world(&self) -> World {
        let mut world = World::new();
        for (package, versions) in self.packages.iter().enumerate() {
            for (version, demands) in versions {
                let mut release = Release::new(&format!("p{package}"), &format!("{version}.0"));
                release.requires = demands.iter().map(Demand::to_requirement).collect();
                world = world.with(release);
            }
        }
        world
    }
}

impl Demand {
    /// The demand for one of these versions.
    pub fn new(package: Package, allowed: impl IntoIterator<Item = Number>) -> Self {
        Self {
            package,
            allowed: allowed.into_iter().collect(),
        }
    }

    /// The demand as a requirement text, exact for the versions up to the highest one allowed.
    pub fn to_requirement(&self) -> String {
        let (Some(first), Some(last)) = (self.allowed.first(), self.allowed.last()) else {
            return format!("p{}<0", self.package);
        };
        let holes = (*first..*last).filter(|version| !self.allowed.contains(version));
        let holes: Vec<String> = holes.map(|version| format!(",!={version}.0")).collect();
        format!("p{}>={first}.0,<={last}.0{}", self.package, holes.concat())
    }
}

/// Whether `other` has some package newer than `choice`, and none older, among those that both hold.
fn newer(other: &Choice, choice: &Choice) -> bool {
    let both: Vec<(Number, Number)> = choice
        .iter()
        .filter_map(|(package, version)| Some((*other.get(package)?, *version)))
        .collect();
    both.iter().all(|(other, version)| other >= version)
        && both.iter().any(|(other, version)| other > version)
}

/// Every set of numbers below `count`, smaller sets first.
fn subsets_by_size(count: usize) -> Vec<BTreeSet<usize>> {
    assert!(count < 16, "{count} lines are too many to try all subsets of");
    let mut subsets: Vec<BTreeSet<usize>> = (0_u32..1 << count)
        .map(|bits| (0..count).filter(|place| bits >> place & 1 == 1).collect())
        .collect();
    subsets.sort_by_key(BTreeSet::len);
    subsets
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{Choice, Demand, SmallWorld};

    /// p0 (boto) 2 asks for p1 (urllib) 1, p0 1 asks for nothing.
    fn boto() -> SmallWorld {
        let boto = BTreeMap::from([(1, vec![]), (2, vec![Demand::new(1, [1])])]);
        let urllib = BTreeMap::from([(1, vec![]), (2, vec![])]);
        SmallWorld {
            packages: vec![boto, urllib],
        }
    }

    #[test]
    fn all_solutions_are_found() {
        let lines = [Demand::new(0, [1, 2]), Demand::new(1, [1, 2])];
        let expected = [[(0, 1), (1, 1)], [(0, 1), (1, 2)], [(0, 2), (1, 1)]].map(Choice::from);
        assert_eq!(boto().solutions(&lines), expected.clone().into());
        assert!(expected.iter().all(|choice| boto().accepts(&lines, choice)));
        assert!(!boto().accepts(&lines, &[(0, 2), (1, 2)].into()));
        assert_eq!(
            boto().best(&lines),
            [[(0, 1), (1, 2)], [(0, 2), (1, 1)]].map(Choice::from).into()
        );
    }

    #[test]
    fn conflicts_are_minimal_and_all_there() {
        let lines = [
            Demand::new(0, [2]),
            Demand::new(1, [2]),
            Demand::new(1, [1, 2]),
            Demand::new(1, []),
        ];
        let conflicts = boto().minimal_conflicts(&lines);
        assert_eq!(conflicts, [vec![3], vec![0, 1]].map(BTreeSet::from_iter));
    }

    #[test]
    fn a_cycle_of_demands_ends() {
        let one = |package| BTreeMap::from([(1, vec![Demand::new(package, [1])])]);
        let world = SmallWorld {
            packages: vec![one(1), one(0)],
        };
        assert_eq!(
            world.solutions(&[Demand::new(0, [1])]),
            [Choice::from([(0, 1), (1, 1)])].into()
        );
    }

    #[test]
    fn demands_become_requirements() {
        assert_eq!(Demand::new(1, [1, 3]).to_requirement(), "p1>=1.0,<=3.0,!=2.0");
        assert_eq!(Demand::new(1, []).to_requirement(), "p1<0");
    }
}
