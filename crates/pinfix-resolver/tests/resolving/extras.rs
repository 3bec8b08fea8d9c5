//! Extras against the brute-force reference, for which an extra is a package of its own: it has the versions of the one
//! that it belongs to, and asks for the very same version of that.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_index::{MemoryIndex, MemoryRelease};
use pinfix_resolver::Outcome;
use pinfix_testing::reference::{Choice, Demand, Number};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq};
use proptest::sample::Index;

use crate::reference::{Question, places, questions};
use crate::support;

/// A question in which package `base` has an extra, which the reference knows as the last package of the world.
#[derive(Debug, Clone)]
struct WithExtra {
    question: Question,
    base: usize,
}

fn with_extras() -> impl Strategy<Value = WithExtra> {
    let asks = proptest::collection::vec(any::<bool>(), 24);
    (questions(), questions(), any::<Index>(), asks).prop_map(|(question, other, base, asks)| {
        let base = base.index(question.world.packages.len());
        with_extra(question, base, &other, asks)
    })
}

/// Gives package `base` an extra that asks for what the first package of another world asks for, and lets some of those
/// who ask for `base` ask for the extra.
fn with_extra(mut question: Question, base: usize, other: &Question, asks: Vec<bool>) -> WithExtra {
    let packages = &mut question.world.packages;
    let extra = packages.len();
    let more = |version: &Number| {
        let demands = other.world.packages[0].get(version).into_iter().flatten();
        demands.filter(|it| it.package < extra).cloned()
    };
    let releases = packages[base].keys().map(|version| {
        let own = Demand::new(base, [*version]);
        (*version, std::iter::once(own).chain(more(version)).collect())
    });
    let releases: BTreeMap<Number, Vec<Demand>> = releases.collect();
    let mut asks = asks.into_iter().cycle();
    let demands = packages.iter_mut().flat_map(|it| it.values_mut()).flatten();
    let lines = question.lines.iter_mut().filter(|(_, binding)| !binding);
    for demand in demands.chain(lines.map(|(demand, _)| demand)) {
        if demand.package == base && asks.next() == Some(true) {
            demand.package = extra;
        }
    }
    packages.push(releases);
    let mut distinct: Vec<(Demand, bool)> = Vec::new();
    for line in question.lines {
        if !distinct.contains(&line) {
            distinct.push(line);
        }
    }
    question.lines = distinct;
    WithExtra { question, base }
}

impl WithExtra {
    fn extra(&self) -> usize {
        self.question.world.packages.len() - 1
    }

    fn text(&self, demand: &Demand) -> String {
        let text = demand.to_requirement();
        let name = format!("p{}", self.extra());
        match text.strip_prefix(&name) {
            Some(rest) => format!("p{}[x]{rest}", self.base),
            None => text,
        }
    }

    fn index(&self) -> MemoryIndex {
        let packages = &self.question.world.packages;
        let mut index = MemoryIndex::new();
        for (package, versions) in packages.iter().enumerate().take(self.extra()) {
            for (version, demands) in versions {
                let release = demands.iter().fold(MemoryRelease::new(), |release, demand| {
                    release.requires(&self.text(demand))
                });
                let with_extra = packages[self.extra()]
                    .get(version)
                    .filter(|_| package == self.base);
                let further = with_extra.into_iter().flatten().skip(1);
                let release = further.fold(release, |release, demand| release.extra("x", &self.text(demand)));
                index = index
                    .release(&format!("p{package}"), &format!("{version}.0"), release)
                    .unwrap();
            }
        }
        index
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 600, ..Default::default() })]

    #[test]
    fn an_extra_is_like_a_package_that_goes_with_its_own(asked in with_extras()) {
        let question = &asked.question;
        let all: BTreeSet<usize> = (0..question.lines.len()).collect();
        let (problem, order) = question.problem_in(|demand| asked.text(demand));
        match support::answer(&problem, &asked.index()) {
            Outcome::Resolved(resolution) => {
                let mut choice = Choice::new();
                for pin in resolution.pins() {
                    let package: usize = pin.name.as_ref()[1..].parse().unwrap();
                    let version = u32::try_from(pin.version.release()[0]).unwrap();
                    choice.insert(package, version);
                    if !pin.extras.is_empty() {
                        choice.insert(asked.extra(), version);
                    }
                }
                prop_assert!(question.solutions(&all).contains(&choice), "{choice:?} is no solution");
            }
            Outcome::Conflicted(conflicts) => {
                prop_assert!(!question.can_hold(&all), "there is a solution");
                prop_assert_eq!(conflicts.cut_by, None);
                let told: BTreeSet<BTreeSet<usize>> =
                    conflicts.list.iter().map(|conflict| places(conflict, &order)).collect();
                prop_assert_eq!(told, question.minimal_conflicts());
            }
        }
    }
}
