//! The resolver against a brute-force reference on random small worlds.

use crate::support;

use std::collections::{BTreeMap, BTreeSet};

use pinfix_index::{MemoryIndex, MemoryRelease};
use pinfix_resolver::{Conflict, Outcome, Problem};
use pinfix_testing::reference::{Choice, Demand, SmallWorld};
use pinfix_testing::strategies;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq};

/// A small world as an index.
pub(crate) fn index(world: &SmallWorld) -> MemoryIndex {
    let mut index = MemoryIndex::new();
    for (package, versions) in world.packages.iter().enumerate() {
        for (version, demands) in versions {
            let release = MemoryRelease::new();
            let release = demands.iter().fold(release, |release, demand| {
                release.requires(&demand.to_requirement())
            });
            index = index
                .release(&format!("p{package}"), &format!("{version}.0"), release)
                .unwrap();
        }
    }
    index
}

/// A question: lines, each of which may be a constraint.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) world: SmallWorld,
    pub(crate) lines: Vec<(Demand, bool)>,
}

/// Questions whose lines differ from one another, some of them constraints.
pub(crate) fn questions() -> impl Strategy<Value = Question> {
    (
        strategies::questions(),
        proptest::collection::vec(any::<bool>(), 4),
    )
        .prop_map(|((world, lines), binding)| {
            let mut distinct: Vec<(Demand, bool)> = Vec::new();
            for (demand, binding) in lines.into_iter().zip(binding) {
                if !distinct.contains(&(demand.clone(), binding)) {
                    distinct.push((demand, binding));
                }
            }
            Question {
                world,
                lines: distinct,
            }
        })
}

impl Question {
    /// Whether the lines at these places can hold together, by trying everything.
    pub(crate) fn can_hold(&self, places: &BTreeSet<usize>) -> bool {
        !self.solutions(places).is_empty()
    }

    /// Every set of places that can't hold together and of which none can be left out.
    pub(crate) fn minimal_conflicts(&self) -> BTreeSet<BTreeSet<usize>> {
        let count = self.lines.len();
        let subsets =
            (0_u32..1 << count).map(|bits| (0..count).filter(|place| bits >> place & 1 == 1).collect());
        let refuted: Vec<BTreeSet<usize>> = subsets.filter(|places| !self.can_hold(places)).collect();
        let minimal = |places: &&BTreeSet<usize>| {
            !refuted
                .iter()
                .any(|other| other.len() < places.len() && other.is_subset(places))
        };
        refuted.iter().filter(minimal).cloned().collect()
    }

    pub(crate) fn solutions(&self, places: &BTreeSet<usize>) -> Vec<Choice> {
        let part = |wanted: bool| {
            let lines = places.iter().map(|place| &self.lines[*place]);
            lines
                .filter(move |(_, binding)| *binding == wanted)
                .map(|(demand, _)| demand.clone())
        };
        let requirements: Vec<Demand> = part(false).collect();
        let constraints: Vec<Demand> = part(true).collect();
        let bound = |choice: &Choice| {
            constraints.iter().all(|it| {
                choice
                    .get(&it.package)
                    .is_none_or(|version| it.allowed.contains(version))
            })
        };
        self.world
            .solutions(&requirements)
            .into_iter()
            .filter(bound)
            .collect()
    }

    /// The files that say the same, and for each clause of the problem the place of its line.
    pub(crate) fn problem(&self) -> (Problem, Vec<usize>) {
        self.problem_in(Demand::to_requirement)
    }

    /// The same with each demand in these words.
    pub(crate) fn problem_in(&self, words: impl Fn(&Demand) -> String) -> (Problem, Vec<usize>) {
        let text = |wanted: bool| {
            let lines = self.lines.iter().filter(|(_, binding)| *binding == wanted);
            lines.map(|(demand, _)| words(demand) + "\n").collect::<String>()
        };
        let manifest = support::read(&[
            ("requirements.in", &text(false)),
            ("constraints.txt", &text(true)),
        ]);
        let places = |wanted: bool| {
            let lines = self.lines.iter().enumerate();
            lines
                .filter(move |(_, (_, binding))| *binding == wanted)
                .map(|(place, _)| place)
        };
        let order = places(false).chain(places(true)).collect();
        (support::problem(&manifest, "3.12"), order)
    }
}

/// The places of the lines of a conflict.
pub(crate) fn places(conflict: &Conflict, order: &[usize]) -> BTreeSet<usize> {
    conflict
        .clauses
        .iter()
        .map(|clause| order[clause.index()])
        .collect()
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 1500, ..Default::default() })]

    #[test]
    fn it_finds_a_solution_where_there_is_one_and_every_minimal_conflict_where_there_is_none(question in questions()) {
        let (problem, order) = question.problem();
        let all: BTreeSet<usize> = (0..question.lines.len()).collect();
        match support::answer(&problem, &index(&question.world)) {
            Outcome::Resolved(resolution) => {
                let number = |text: &str| text[1..].parse::<usize>().unwrap();
                let choice: Choice = resolution
                    .pins()
                    .map(|pin| (number(pin.name.as_ref()), u32::try_from(pin.version.release()[0]).unwrap()))
                    .collect();
                prop_assert!(question.solutions(&all).contains(&choice), "{choice:?} is no solution");
            }
            Outcome::Conflicted(conflicts) => {
                prop_assert!(!question.can_hold(&all), "there is a solution");
                prop_assert_eq!(conflicts.cut_by, None);
                let told: BTreeSet<BTreeSet<usize>> =
                    conflicts.list.iter().map(|conflict| places(conflict, &order)).collect();
                prop_assert_eq!(told.len(), conflicts.list.len(), "one is told twice");
                prop_assert_eq!(told, question.minimal_conflicts());
            }
        }
    }

    #[test]
    fn the_same_question_has_the_same_answer((world, lines) in strategies::trade_offs()) {
        let question = Question { world, lines: lines.into_iter().map(|line| (line, false)).collect() };
        let (problem, _) = question.problem();
        let first = support::solved(&problem, &index(&question.world));
        prop_assert_eq!(&first, &support::solved(&problem, &index(&question.world)));
    }
}

/// Two releases demand packages of the same numbers, and both demands end at the same package: each is a reason of its
/// own.
#[test]
fn demands_that_look_alike_are_told_apart() {
    let demand = |package, allowed| Demand::new(package, allowed);
    let world = SmallWorld {
        packages: vec![
            BTreeMap::from([(1, vec![]), (2, vec![]), (3, vec![])]),
            BTreeMap::from([(1, vec![]), (2, vec![]), (3, vec![demand(2, 2..=3)])]),
            BTreeMap::from([(3, vec![demand(0, 2..=3)]), (4, vec![demand(1, 2..=3)])]),
        ],
    };
    let lines = vec![
        (demand(0, 1..=1), true),
        (demand(2, 1..=4), false),
        (demand(1, 3..=3), true),
    ];
    let question = Question { world, lines };
    let (problem, order) = question.problem();
    let Outcome::Conflicted(conflicts) = support::answer(&problem, &index(&question.world)) else {
        panic!("there is no solution");
    };
    let told: Vec<_> = conflicts
        .list
        .iter()
        .map(|conflict| places(conflict, &order))
        .collect();
    assert_eq!(told, [BTreeSet::from([0, 1, 2])]);
}
