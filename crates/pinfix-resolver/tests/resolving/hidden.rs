//! Large inputs with planted conflicts: all are found, and no other is told.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_resolver::Outcome;
use pinfix_resolver::conflict::ConflictKind;
use pinfix_testing::reference::{Demand, Number, SmallWorld};
use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq};
use proptest::strategy::BoxedStrategy;

use crate::quality::{Months, dated, minding_age};
use crate::reference::{Question, places, questions};
use crate::support;

/// A world with lines, some of which may have no answer, and the sets of lines (by place) that can't hold together.
#[derive(Debug, Clone)]
struct Part {
    question: Question,
    months: Months,
    conflicts: BTreeSet<BTreeSet<usize>>,
}

fn part(question: Question) -> Part {
    let conflicts = question.minimal_conflicts();
    Part {
        months: same_age(&question.world),
        question,
        conflicts,
    }
}

fn same_age(world: &SmallWorld) -> Months {
    let packages = world.packages.iter().enumerate();
    packages
        .flat_map(|(package, versions)| versions.keys().map(move |version| ((package, *version), 100)))
        .collect()
}

/// Several parts side by side, their lines mixed by `order`.
fn together(parts: Vec<Part>, order: &[u32]) -> Part {
    let mut all = Part {
        question: Question {
            world: SmallWorld::default(),
            lines: Vec::new(),
        },
        months: Months::new(),
        conflicts: BTreeSet::new(),
    };
    for part in parts {
        let (packages, lines) = (all.question.world.packages.len(), all.question.lines.len());
        let moved = |demand: &Demand| Demand {
            package: demand.package + packages,
            allowed: demand.allowed.clone(),
        };
        for versions in &part.question.world.packages {
            let versions = versions
                .iter()
                .map(|(version, demands)| (*version, demands.iter().map(moved).collect()));
            all.question.world.packages.push(versions.collect());
        }
        let moved_lines = part
            .question
            .lines
            .iter()
            .map(|(line, binding)| (moved(line), *binding));
        all.question.lines.extend(moved_lines);
        let months = part.months.iter();
        all.months
            .extend(months.map(|((package, version), month)| ((package + packages, *version), *month)));
        let conflicts = part.conflicts.iter();
        all.conflicts
            .extend(conflicts.map(|lines_of| lines_of.iter().map(|at| at + lines).collect::<BTreeSet<_>>()));
    }
    let mut places: Vec<usize> = (0..all.question.lines.len()).collect();
    places.sort_by_key(|at| order.get(*at).copied().unwrap_or(0));
    let lines = places.iter().map(|at| all.question.lines[*at].clone()).collect();
    let moved = |at: &usize| places.iter().position(|it| it == at).unwrap_or(0);
    all.conflicts = all
        .conflicts
        .iter()
        .map(|conflict| conflict.iter().map(moved).collect())
        .collect();
    all.question.lines = lines;
    all
}

/// As many lines as `size` that can't hold together and of which any may be left out: a package with one release for
/// each other line, each of which rules that line out.
fn ring(size: usize) -> Part {
    let others = size - 1;
    let count = Number::try_from(others).unwrap();
    let centre = (1..=count)
        .zip(1..)
        .map(|(version, other)| (version, vec![Demand::new(other, [1])]));
    let mut packages: Vec<BTreeMap<Number, Vec<Demand>>> = vec![centre.collect()];
    packages.extend((0..others).map(|_| BTreeMap::from([(1, vec![]), (2, vec![])])));
    let mut lines = vec![(Demand::new(0, 1..=count), false)];
    lines.extend((1..=others).map(|other| (Demand::new(other, [2]), false)));
    let question = Question {
        world: SmallWorld { packages },
        lines,
    };
    let conflicts = BTreeSet::from([(0..size).collect()]);
    assert_eq!(question.minimal_conflicts(), conflicts);
    Part {
        months: same_age(&question.world),
        question,
        conflicts,
    }
}

/// Three lines, any two of which agree on the releases of a package that they lead to.
fn three_on_one() -> Part {
    let asker = |allowed: [Number; 2]| BTreeMap::from([(1, vec![Demand::new(3, allowed)])]);
    let question = Question {
        world: SmallWorld {
            packages: vec![
                asker([1, 2]),
                asker([2, 3]),
                asker([1, 3]),
                (1..=3).map(|version| (version, vec![])).collect(),
            ],
        },
        lines: (0..3).map(|package| (Demand::new(package, [1]), false)).collect(),
    };
    part(question)
}

/// Lines that hold together in any case: each package asks for the next, whichever release.
fn harmless(size: usize) -> Part {
    let release = |package: usize| {
        let next = (package + 1 < size).then(|| Demand::new(package + 1, [1, 2]));
        next.into_iter().collect::<Vec<_>>()
    };
    let packages = (0..size).map(|package| BTreeMap::from([(1, release(package)), (2, release(package))]));
    let question = Question {
        world: SmallWorld {
            packages: packages.collect(),
        },
        lines: (0..size)
            .map(|package| (Demand::new(package, [1, 2]), false))
            .collect(),
    };
    Part {
        months: same_age(&question.world),
        question,
        conflicts: BTreeSet::new(),
    }
}

/// A package whose newer releases say that they need an old release of another, and whose oldest says nothing, since the
/// other's young release came years later; both are asked for.
fn silent_old(newer: Number) -> Part {
    let says = (2..=newer + 1).map(|version| (version, vec![Demand::new(1, [1])]));
    let old: BTreeMap<Number, Vec<Demand>> = std::iter::once((1, vec![])).chain(says).collect();
    let mut months: Months = (2..=newer + 1)
        .map(|version| ((0, version), 60 + version))
        .collect();
    months.extend([((0, 1), 1), ((1, 1), 50), ((1, 2), 58)]);
    let lines = vec![
        (Demand::new(0, 1..=newer + 1), false),
        (Demand::new(1, [2]), false),
    ];
    Part {
        question: Question {
            world: SmallWorld {
                packages: vec![old, BTreeMap::from([(1, vec![]), (2, vec![])])],
            },
            lines,
        },
        months,
        conflicts: BTreeSet::from([BTreeSet::from([0, 1])]),
    }
}

/// The honest price of an old pin: what it asks for is as old, and that is no anachronism.
fn old_by_choice() -> Part {
    let asks = BTreeMap::from([(1, vec![Demand::new(1, [1])]), (2, vec![])]);
    let months = [((0, 1), 20), ((0, 2), 80), ((1, 1), 18), ((1, 2), 85)];
    Part {
        question: Question {
            world: SmallWorld {
                packages: vec![asks, BTreeMap::from([(1, vec![]), (2, vec![])])],
            },
            lines: vec![(Demand::new(0, [1]), false), (Demand::new(1, [1, 2]), false)],
        },
        months: months.into(),
        conflicts: BTreeSet::new(),
    }
}

fn planted() -> BoxedStrategy<Part> {
    proptest::prop_oneof![
        2 => (2_usize..=5).prop_map(ring),
        1 => Just(()).prop_map(|()| three_on_one()),
    ]
    .boxed()
}

/// The kinds and places of the conflicts that are told.
fn told(all: &Part) -> Option<BTreeSet<(bool, BTreeSet<usize>)>> {
    let (problem, order) = all.question.problem();
    match support::answer(&minding_age(problem), &dated(&all.question.world, &all.months)) {
        Outcome::Resolved(_) => None,
        Outcome::Conflicted(conflicts) => {
            assert_eq!(conflicts.cut_by, None, "cut short");
            let told = conflicts.list.iter();
            Some(
                told.map(|it| (it.kind == ConflictKind::Anachronism, places(it, &order)))
                    .collect(),
            )
        }
    }
}

fn shuffle() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(0_u32..1000, 64)
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 40, ..Default::default() })]

    #[test]
    fn several_planted_conflicts_among_thirty_lines(
        parts in proptest::collection::vec(planted(), 1..=4),
        order in shuffle(),
    ) {
        let lines: usize = parts.iter().map(|part| part.question.lines.len()).sum();
        let filler = harmless(30_usize.saturating_sub(lines).max(1));
        let all = together([parts, vec![filler]].concat(), &order);
        let expected: BTreeSet<_> = all.conflicts.iter().map(|lines| (false, lines.clone())).collect();
        prop_assert_eq!(told(&all), Some(expected));
    }

    #[test]
    fn random_worlds_side_by_side(parts in proptest::collection::vec(questions(), 2..=6), order in shuffle()) {
        let parts: Vec<Part> = parts.into_iter().map(part).collect();
        let all = together(parts, &order);
        let expected: BTreeSet<_> = all.conflicts.iter().map(|lines| (false, lines.clone())).collect();
        match told(&all) {
            None => prop_assert!(expected.is_empty(), "{expected:?}"),
            Some(told) => prop_assert_eq!(told, expected),
        }
    }

    #[test]
    fn planted_anachronisms_among_harmless_lines(
        newer in proptest::collection::vec(1_u32..=4, 1..=3),
        order in shuffle(),
    ) {
        let parts: Vec<Part> = newer.into_iter().map(silent_old).collect();
        let all = together([parts, vec![old_by_choice(), harmless(8)]].concat(), &order);
        let expected: BTreeSet<_> = all.conflicts.iter().map(|lines| (true, lines.clone())).collect();
        prop_assert_eq!(told(&all), Some(expected));
    }

    #[test]
    fn an_old_pin_is_no_anachronism(size in 1_usize..6, order in shuffle()) {
        let all = together(vec![old_by_choice(), harmless(size), old_by_choice()], &order);
        prop_assert_eq!(told(&all), None);
    }
}
