//! Locks against a brute-force reference: as new as they can be, none that travels in time, and true about what holds
//! packages back.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_index::{MemoryIndex, MemoryRelease, Timestamp};
use pinfix_packaging::PackageName;
use pinfix_resolver::conflict::ConflictKind;
use pinfix_resolver::held_back::{held_back, is_below};
use pinfix_resolver::{Conflict, NoProgress, Outcome, Problem, Resolution};
use pinfix_testing::reference::{Choice, Demand, Number, Package, SmallWorld};
use pinfix_testing::strategies;
use proptest::prelude::{Strategy, prop_assert, prop_assert_eq};
use proptest::test_runner::TestCaseError;

use crate::reference::{Question, places, questions};
use crate::support;

/// When each release came out, in months.
pub(crate) type Months = BTreeMap<(Package, Number), u32>;

const MONTH: i64 = 30 * 24 * 3600;
/// How much older than the newest allowed release of its package a release may be.
const STALENESS: u32 = 24;

/// A small world with dates as an index.
pub(crate) fn dated(world: &SmallWorld, months: &Months) -> MemoryIndex {
    let mut index = MemoryIndex::new();
    for (package, versions) in world.packages.iter().enumerate() {
        for (version, demands) in versions {
            let second = 1_400_000_000 + i64::from(months[&(package, *version)]) * MONTH;
            let time = Timestamp::from_second(second).unwrap().to_string();
            let release = demands
                .iter()
                .fold(MemoryRelease::new().uploaded(&time), |release, demand| {
                    release.requires(&demand.to_requirement())
                });
            let version = format!("{version}.0");
            index = index.release(&format!("p{package}"), &version, release).unwrap();
        }
    }
    index
}

/// The same problem, where the age of releases counts.
pub(crate) fn minding_age(mut problem: Problem) -> Problem {
    problem.policy.max_staleness = Some(i64::from(STALENESS) * MONTH);
    problem
}

/// Months for each release of up to five packages with up to four versions; newer ones are younger.
pub(crate) fn months() -> impl Strategy<Value = Months> {
    let gaps = proptest::collection::vec(1_u32..30, 4);
    proptest::collection::vec(gaps, 5).prop_map(|packages| {
        let mut months = Months::new();
        for (package, gaps) in packages.iter().enumerate() {
            let mut month = 0;
            for (version, gap) in (1..).zip(gaps) {
                month += gap;
                months.insert((package, version), month);
            }
        }
        months
    })
}

fn number(name: &PackageName) -> Package {
    name.as_ref()[1..].parse().unwrap()
}

fn choice(resolution: &Resolution) -> Choice {
    let of_pin = |pin: &pinfix_resolver::Pin| {
        let version = u32::try_from(pin.version.release()[0]).unwrap();
        (number(&pin.name), version)
    };
    resolution.pins().map(of_pin).collect()
}

/// Whether `other` has some package newer than `choice`, and none older, among those that both hold.
fn dominates(other: &Choice, choice: &Choice) -> bool {
    let both = choice
        .iter()
        .filter_map(|(package, version)| Some((*other.get(package)?, *version)));
    let both: Vec<(Number, Number)> = both.collect();
    both.iter().all(|(other, version)| other >= version)
        && both.iter().any(|(other, version)| other > version)
}

/// The newest release of each package that the lines on it admit.
fn newest_allowed(question: &Question) -> BTreeMap<Package, Number> {
    let packages = question.world.packages.iter().enumerate();
    let newest = packages.filter_map(|(package, versions)| {
        let admitted = |version: &&Number| {
            let lines = question.lines.iter().filter(|(line, _)| line.package == package);
            lines.into_iter().all(|(line, _)| line.allowed.contains(*version))
        };
        Some((package, *versions.keys().rev().find(admitted)?))
    });
    newest.collect()
}

/// Whether no package is older than it may be without a reason.
fn is_fresh(question: &Question, months: &Months, choice: &Choice) -> bool {
    let newest = newest_allowed(question);
    choice.iter().all(|(package, version)| {
        let newest = newest.get(package).unwrap_or(version);
        months[&(*package, *newest)].saturating_sub(months[&(*package, *version)]) <= STALENESS
    })
}

fn all(question: &Question) -> BTreeSet<usize> {
    (0..question.lines.len()).collect()
}

pub(crate) fn resolved(problem: &Problem, index: &MemoryIndex) -> Option<Resolution> {
    match support::answer(problem, index) {
        Outcome::Resolved(resolution) => Some(resolution),
        Outcome::Conflicted(_) => None,
    }
}

/// Holds a reason against brute force: the whole can't be, and without any one of its parts it can.
fn check_reason(
    question: &Question,
    order: &[usize],
    choice: &Choice,
    conflict: &Conflict,
) -> Result<(), TestCaseError> {
    let held = conflict.held.as_ref().unwrap();
    let package = number(&held.package);
    let newer = question.world.packages[package].keys().copied();
    let newer = Demand::new(package, newer.filter(|version| *version > choice[&package]));
    let keeps: Vec<(Package, Number)> = conflict
        .keep
        .iter()
        .map(|keep| {
            (
                number(&keep.package),
                u32::try_from(keep.at_least.release()[0]).unwrap(),
            )
        })
        .collect();
    prop_assert!(
        keeps.iter().all(|(name, version)| choice[name] == *version),
        "kept at another release"
    );
    let lines: Vec<usize> = places(conflict, order).into_iter().collect();
    let can_be = |lines: &[usize], keeps: &[(Package, Number)]| {
        let mut asked = Question {
            world: question.world.clone(),
            lines: lines.iter().map(|at| question.lines[*at].clone()).collect(),
        };
        asked.lines.push((newer.clone(), false));
        let everything = all(&asked);
        asked.solutions(&everything).iter().any(|solution| {
            let kept =
                |(name, version): &(Package, Number)| solution.get(name).is_none_or(|it| it >= version);
            keeps.iter().all(kept)
        })
    };
    prop_assert!(
        !can_be(&lines, &keeps),
        "{held:?} could be newer: {lines:?}, {keeps:?}"
    );
    for at in 0..lines.len() {
        let rest: Vec<usize> = [&lines[..at], &lines[at + 1..]].concat();
        prop_assert!(
            can_be(&rest, &keeps),
            "{held:?}: line {} is not needed",
            lines[at]
        );
    }
    for at in 0..keeps.len() {
        let rest: Vec<(Package, Number)> = [&keeps[..at], &keeps[at + 1..]].concat();
        prop_assert!(
            can_be(&lines, &rest),
            "{held:?}: {:?} need not be kept",
            keeps[at]
        );
    }
    Ok(())
}

/// Whether some release asks for another one of the same package.
fn asks_for_another((package, versions): (Package, &BTreeMap<Number, Vec<Demand>>)) -> bool {
    versions.iter().any(|(version, demands)| {
        let mut own = demands.iter().filter(|demand| demand.package == package);
        own.any(|demand| !demand.allowed.contains(version))
    })
}

/// That every package below its newest allowed release has a reason, and that all reasons are true.
fn check_held_back(
    question: &Question,
    index: &MemoryIndex,
    resolution: &Resolution,
) -> Result<(), TestCaseError> {
    let (problem, order) = question.problem();
    let choice = choice(resolution);
    let newest = newest_allowed(question);
    let below: Vec<PackageName> = resolution
        .pins()
        .filter(|pin| is_below(pin))
        .map(|pin| pin.name.clone())
        .collect();
    let expected = choice
        .iter()
        .filter(|(package, version)| newest[*package] > **version);
    let expected: Vec<Package> = expected.map(|(package, _)| *package).collect();
    // Releases that ask for others of themselves count until somebody has looked at them.
    if !question.world.packages.iter().enumerate().any(asks_for_another) {
        prop_assert_eq!(below.iter().map(number).collect::<Vec<_>>(), expected);
    }
    let held = held_back(&problem, index, (resolution, &below), &NoProgress).unwrap();
    prop_assert_eq!(held.cut_by, None);
    for package in &below {
        let Some(conflict) = held.of(package) else {
            return Err(TestCaseError::fail(format!(
                "nothing holds {package} back in {choice:?}"
            )));
        };
        prop_assert_eq!(conflict.kind, ConflictKind::HeldBack);
        check_reason(question, &order, &choice, conflict)?;
    }
    Ok(())
}

/// Everything that is promised of an answer, where age is no matter.
fn check_timeless(question: &Question) -> Result<(), TestCaseError> {
    let (problem, order) = question.problem();
    let problem = minding_age(problem);
    let months = BTreeMap::new();
    let same: Months = question
        .world
        .packages
        .iter()
        .enumerate()
        .flat_map(|(package, versions)| versions.keys().map(move |version| ((package, *version), 1)))
        .chain(months)
        .collect();
    let index = dated(&question.world, &same);
    let solutions = question.solutions(&all(question));
    match support::answer(&problem, &index) {
        Outcome::Resolved(resolution) => {
            let choice = choice(&resolution);
            prop_assert!(solutions.contains(&choice), "{choice:?} is no solution");
            let better: Vec<&Choice> = solutions
                .iter()
                .filter(|other| dominates(other, &choice))
                .collect();
            prop_assert!(better.is_empty(), "{choice:?} is beaten by {better:?}");
            check_held_back(question, &index, &resolution)?;
        }
        Outcome::Conflicted(conflicts) => {
            prop_assert!(solutions.is_empty(), "there is a solution: {:?}", solutions[0]);
            prop_assert_eq!(conflicts.cut_by, None);
            let told: BTreeSet<BTreeSet<usize>> = conflicts
                .list
                .iter()
                .map(|conflict| places(conflict, &order))
                .collect();
            prop_assert_eq!(told, question.minimal_conflicts());
        }
    }
    Ok(())
}

/// What is promised where releases have an age.
fn check_dated(question: &Question, months: &Months) -> Result<(), TestCaseError> {
    let (problem, order) = question.problem();
    let problem = minding_age(problem);
    let index = dated(&question.world, months);
    let solutions = question.solutions(&all(question));
    let fresh: Vec<&Choice> = solutions
        .iter()
        .filter(|it| is_fresh(question, months, it))
        .collect();
    match support::answer(&problem, &index) {
        Outcome::Resolved(resolution) => {
            let choice = choice(&resolution);
            prop_assert!(solutions.contains(&choice), "{choice:?} is no solution");
            let better: Vec<&&Choice> = fresh.iter().filter(|other| dominates(other, &choice)).collect();
            prop_assert!(better.is_empty(), "{choice:?} is beaten by {better:?}");
        }
        Outcome::Conflicted(conflicts) => {
            prop_assert!(fresh.is_empty(), "there is a fresh lock: {:?}", fresh[0]);
            let stale = conflicts
                .list
                .iter()
                .filter(|it| it.kind == ConflictKind::Anachronism);
            prop_assert!(
                solutions.is_empty() || stale.count() > 0,
                "there is a lock: {conflicts:?}"
            );
            for conflict in &conflicts.list {
                let lines = places(conflict, &order);
                let solutions = question.solutions(&lines);
                match conflict.kind {
                    ConflictKind::Anachronism => {
                        prop_assert!(!solutions.is_empty(), "{lines:?} can't hold at all");
                        let fresh = solutions.iter().find(|it| is_fresh(question, months, it));
                        prop_assert!(fresh.is_none(), "{lines:?} has a fresh lock: {fresh:?}");
                    }
                    _ => prop_assert!(solutions.is_empty(), "{lines:?} can hold"),
                }
            }
        }
    }
    Ok(())
}

fn of_requirements((world, lines): (SmallWorld, Vec<Demand>)) -> Question {
    let lines = lines.into_iter().map(|line| (line, false)).collect();
    Question { world, lines }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 150, ..Default::default() })]

    #[test]
    fn nothing_could_be_newer_for_nothing_and_all_reasons_are_true(question in questions()) {
        check_timeless(&question)?;
    }

    #[test]
    fn trade_offs_are_settled_without_loss(question in strategies::trade_offs().prop_map(of_requirements)) {
        check_timeless(&question)?;
    }

    #[test]
    fn a_fresh_lock_is_the_answer_where_there_is_one(question in questions(), months in months()) {
        check_dated(&question, &months)?;
    }

    #[test]
    fn trade_offs_in_time(question in strategies::trade_offs().prop_map(of_requirements), months in months()) {
        check_dated(&question, &months)?;
    }
}

/// A package whose newest release leads to an old one of another, while its second newest leads to none: taking the
/// newest first must not cost more than it has to.
#[test]
fn a_dominated_choice_is_refused() {
    // p0 2 asks for p1 and p2 at 1; p0 1 for nothing. p1 is asked for by a line, p2 by p1 only.
    let world = SmallWorld {
        packages: vec![
            BTreeMap::from([(1, vec![]), (2, vec![Demand::new(1, [1, 2])])]),
            BTreeMap::from([(1, vec![Demand::new(2, [1])]), (2, vec![Demand::new(2, [1, 2])])]),
            BTreeMap::from([(1, vec![]), (2, vec![])]),
        ],
    };
    let question = of_requirements((world, vec![Demand::new(0, [1, 2]), Demand::new(1, [1, 2])]));
    let (problem, _) = question.problem();
    let months: Months = (0..3)
        .flat_map(|package| [((package, 1), 1), ((package, 2), 2)])
        .collect();
    let resolution = resolved(&minding_age(problem), &dated(&question.world, &months)).unwrap();
    assert_eq!(choice(&resolution), Choice::from([(0, 2), (1, 2), (2, 2)]));
}
