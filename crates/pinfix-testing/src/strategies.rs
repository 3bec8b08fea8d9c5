//! Small worlds for property tests: small enough for the reference, dense enough that not everything fits together.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy};
use proptest::strategy::BoxedStrategy;

use crate::reference::{Demand, Lines, Number, SmallWorld};

/// A world of up to five packages with up to four versions, and lines that ask something of it.
///
/// About a third of the questions have no answer, and many of the others have several that trade one package's
/// freshness for another's.
pub fn questions() -> impl Strategy<Value = (SmallWorld, Lines)> {
    (2_usize..=5, 2_u32..=4).prop_flat_map(|(packages, versions)| {
        let lines = vec(demand(packages, versions), 1..=4);
        (world(packages, versions), lines)
    })
}

/// A world in which newer releases of one package want older ones of another: nobody can have the newest of all.
pub fn trade_offs() -> impl Strategy<Value = (SmallWorld, Lines)> {
    (2_usize..=4, 2_u32..=4).prop_flat_map(|(packages, versions)| {
        let bounds = vec(vec(1..=versions, versions as usize), packages);
        bounds.prop_map(move |bounds| {
            let worlds = bounds.iter().enumerate().map(|(package, bounds)| {
                let next = (package + 1) % packages;
                (1..=versions)
                    .zip(bounds)
                    .map(|(version, bound)| {
                        // The newer the release, the lower its bound on its neighbour can be.
                        let limit = (*bound).max(versions + 1 - version);
                        (version, vec![Demand::new(next, 1..=limit)])
                    })
                    .collect()
            });
            let world = SmallWorld {
                packages: worlds.collect(),
            };
            let lines = (0..packages)
                .map(|package| Demand::new(package, 1..=versions))
                .collect();
            (world, lines)
        })
    })
}

fn world(packages: usize, versions: Number) -> impl Strategy<Value = SmallWorld> {
    let release = vec(demand(packages, versions), 0..=2);
    let releases = vec((release, proptest::bool::weighted(0.85)), versions as usize);
    let package = releases.prop_map(|releases| -> BTreeMap<Number, Vec<Demand>> {
        let numbered = (1..).zip(releases);
        numbered
            .filter_map(|(version, (demands, exists))| exists.then_some((version, demands)))
            .collect()
    });
    vec(package, packages).prop_map(|packages| SmallWorld { packages })
}

/// Mostly an interval, at times a set with holes.
fn demand(packages: usize, versions: Number) -> BoxedStrategy<Demand> {
    let interval = (1..=versions, 1..=versions)
        .prop_map(|(one, other)| (one.min(other)..=one.max(other)).collect::<BTreeSet<_>>());
    let any = Just((1..=versions).collect::<BTreeSet<_>>());
    let scattered = proptest::collection::btree_set(1..=versions, 1..=2);
    let allowed = proptest::prop_oneof![4 => interval, 2 => any, 1 => scattered];
    (0..packages, allowed)
        .prop_map(|(package, allowed)| Demand { package, allowed })
        .boxed()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop_assert};
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    use super::{questions, trade_offs};

    #[test]
    fn questions_have_all_kinds_of_answers() {
        let mut runner = TestRunner::deterministic();
        let mut counts = [0, 0, 0];
        for _ in 0..300 {
            let (world, lines) = questions().new_tree(&mut runner).unwrap().current();
            counts[world.solutions(&lines).len().min(2)] += 1;
        }
        assert!(
            counts.iter().all(|count| *count > 30),
            "none, one, several: {counts:?}"
        );
    }

    #[test]
    fn trade_offs_leave_a_choice() {
        let mut runner = TestRunner::deterministic();
        let several = (0..100).filter(|_| {
            let (world, lines) = trade_offs().new_tree(&mut runner).unwrap().current();
            world.best(&lines).len() > 1
        });
        let several = several.count();
        assert!(
            several > 20,
            "only {several} of 100 worlds have several best solutions"
        );
    }

    proptest::proptest! {
        #[test]
        fn every_solution_is_accepted((world, lines) in questions()) {
            for choice in world.solutions(&lines) {
                prop_assert!(world.accepts(&lines, &choice));
            }
        }

        #[test]
        fn a_line_less_never_hurts((world, lines) in questions()) {
            if world.satisfiable(&lines) {
                prop_assert!(world.satisfiable(&lines[1..]));
            }
        }
    }
}
