//! Dominated choices, planted: whichever solution the search begins with, what it ends with is beaten by none.

use std::collections::BTreeSet;
use std::path::PathBuf;

use pinfix_index::{MemoryIndex, MemoryRelease};
use pinfix_packaging::Target;
use pinfix_requirements::{MemoryFiles, Request};
use pinfix_testing::reference::{Choice, Demand, SmallWorld};
use pinfix_testing::strategies;
use proptest::prelude::prop_assert;
use proptest::test_runner::TestCaseError;

use super::hold_back::Within;
use super::improve::improve;
use crate::graph::ConstraintGraph;
use crate::problem::{ClauseId, Policy, Problem};
use crate::progress::NoProgress;
use crate::solver::{Selection, Solver};

fn index(world: &SmallWorld) -> MemoryIndex {
    let mut index = MemoryIndex::new();
    for (package, versions) in world.packages.iter().enumerate() {
        for (version, demands) in versions {
            let release = demands.iter().fold(MemoryRelease::new(), |release, demand| {
                release.requires(&demand.to_requirement())
            });
            let version = format!("{version}.0");
            index = index.release(&format!("p{package}"), &version, release).unwrap();
        }
    }
    index
}

fn problem(lines: &[Demand]) -> Problem {
    let text: Vec<String> = lines.iter().map(Demand::to_requirement).collect();
    let files = MemoryFiles::default().with("requirements.in", text.join("\n"));
    let request = Request {
        files: vec![PathBuf::from("requirements.in")],
        ..Request::default()
    };
    let manifest = pinfix_requirements::read(&request, &files).unwrap();
    let target = Target::new("3.12".parse().unwrap(), "x86_64-manylinux_2_34".parse().unwrap());
    Problem::from_manifest(&manifest, target, Policy::default()).unwrap()
}

fn planted(graph: &ConstraintGraph<'_>, choice: &Choice) -> Selection {
    let mut selection = Selection::default();
    for (package, version) in choice {
        let name = graph.name_id(&format!("p{package}").parse().unwrap());
        let rank = graph
            .candidates(name)
            .unwrap()
            .rank_of(&format!("{version}.0").parse().unwrap());
        selection.packages.push((name, rank.unwrap()));
    }
    selection.packages.sort_unstable();
    selection
}

fn choice(graph: &ConstraintGraph<'_>, selection: &Selection) -> Choice {
    let of = |(name, rank): &(_, u32)| {
        let candidates = graph.candidates(*name).unwrap();
        let version = candidates.get(*rank).unwrap().version.release()[0];
        let package = candidates.name().as_ref()[1..].parse().unwrap();
        (package, u32::try_from(version).unwrap())
    };
    selection.packages.iter().map(of).collect()
}

/// What of a choice the lines lead to: the rest is left out of a lock.
fn needed(world: &SmallWorld, lines: &[Demand], choice: &Choice) -> Choice {
    let mut needed = Choice::new();
    let mut open: Vec<usize> = lines.iter().map(|line| line.package).collect();
    while let Some(package) = open.pop() {
        let version = choice[&package];
        if needed.insert(package, version).is_none() {
            open.extend(
                world.packages[package][&version]
                    .iter()
                    .map(|demand| demand.package),
            );
        }
    }
    needed
}

fn dominates(other: &Choice, choice: &Choice) -> bool {
    let both: Vec<(u32, u32)> = choice
        .iter()
        .filter_map(|(package, version)| Some((*other.get(package)?, *version)))
        .collect();
    both.iter().all(|(other, version)| other >= version)
        && both.iter().any(|(other, version)| other > version)
}

/// Begins with every solution in turn.
fn check((world, lines): &(SmallWorld, Vec<Demand>)) -> Result<(), TestCaseError> {
    let solutions: BTreeSet<Choice> = world.solutions(lines);
    let (index, problem) = (index(world), problem(lines));
    let graph = ConstraintGraph::new(&problem, &index);
    let solver = Solver::new(&graph, &NoProgress);
    let clauses: Vec<ClauseId> = problem.clause_ids().collect();
    for first in &solutions {
        let better = improve(
            &graph,
            &solver,
            (&clauses, Within::default()),
            &planted(&graph, first),
        )
        .unwrap();
        let better = needed(world, lines, &choice(&graph, &better));
        prop_assert!(solutions.contains(&better), "{better:?} is no solution");
        let beaten = solutions.iter().find(|other| dominates(other, &better));
        prop_assert!(
            beaten.is_none(),
            "from {first:?} to {better:?}, which {beaten:?} beats"
        );
    }
    Ok(())
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 120, ..Default::default() })]

    #[test]
    fn no_dominated_choice_stays(question in strategies::questions()) {
        check(&question)?;
    }

    #[test]
    fn no_dominated_trade_off_stays(question in strategies::trade_offs()) {
        check(&question)?;
    }
}
