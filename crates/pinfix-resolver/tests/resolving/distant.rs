//! An index whose answers have to be waited for: who is to blame is then found out by solutions that are near, and the
//! conflicts are the same.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use pinfix_index::{
    CoreMetadata, Distribution, Guide, Index, IndexError, MemoryIndex, MemoryRelease, MetadataError, Project,
    Statistics, Wanted,
};
use pinfix_packaging::PackageName;
use pinfix_resolver::repair::repairs;
use pinfix_resolver::{NoProgress, Outcome};
use proptest::prelude::{Strategy, prop_assert_eq};

use crate::quality::{Months, dated, months};
use crate::reference::{Question, places, questions};
use crate::support;

/// What was asked for is at hand from then on, and nothing else.
struct Distant {
    inner: MemoryIndex,
    known: Mutex<HashSet<String>>,
    /// How many metadata files were asked for.
    asked: AtomicUsize,
    /// How many bytes it says that were fetched; without any, nothing is asked ahead.
    bytes: u64,
}

impl Distant {
    fn new(inner: MemoryIndex) -> Self {
        Self {
            inner,
            known: Mutex::default(),
            asked: AtomicUsize::new(0),
            bytes: 1,
        }
    }

    fn learn(&self, what: &str) {
        self.known.lock().unwrap().insert(what.to_owned());
    }

    fn fetch(&self, distribution: &Distribution) {
        if !self.knows(&distribution.filename) {
            self.asked.fetch_add(1, Ordering::Relaxed);
            self.learn(&distribution.filename);
        }
    }

    fn knows(&self, what: &str) -> bool {
        self.known.lock().unwrap().contains(what)
    }
}

impl Index for Distant {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        self.learn(name.as_ref());
        self.inner.project(name)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        self.fetch(distribution);
        self.inner.metadata(distribution)
    }

    fn has_project(&self, name: &PackageName) -> bool {
        self.knows(name.as_ref())
    }

    fn has_metadata(&self, distribution: &Arc<Distribution>) -> bool {
        self.knows(&distribution.filename)
    }

    fn follow(&self, wanted: Vec<Wanted>, _: Arc<dyn Guide>) {
        for it in wanted {
            self.learn(it.name.as_ref());
        }
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        for distribution in distributions {
            self.fetch(distribution);
        }
    }

    fn statistics(&self) -> Statistics {
        Statistics {
            bytes: self.bytes,
            ..self.inner.statistics()
        }
    }
}

/// Questions about releases that came out one after the other.
fn dated_questions() -> impl Strategy<Value = (Question, Months)> {
    (questions(), months())
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 1000, ..Default::default() })]

    #[test]
    fn every_minimal_conflict_is_found_on_an_index_that_is_far_away((question, months) in dated_questions()) {
        let (problem, order) = question.problem();
        let mut problem = problem;
        problem.policy.max_staleness = None;
        let index = Distant::new(dated(&question.world, &months));
        let all: BTreeSet<usize> = (0..question.lines.len()).collect();
        match support::answer(&problem, &index) {
            Outcome::Resolved(_) => prop_assert_eq!(question.can_hold(&all), true),
            Outcome::Conflicted(conflicts) => {
                prop_assert_eq!(conflicts.cut_by, None);
                let told: BTreeSet<_> = conflicts.list.iter().map(|it| places(it, &order)).collect();
                prop_assert_eq!(told, question.minimal_conflicts());
                let near = support::answer(&problem, &index.inner);
                let Outcome::Conflicted(near) = near else { panic!("a solution") };
                let words = |conflicts| format!("{conflicts:?}");
                prop_assert_eq!(words(&conflicts.list), words(&near.list), "it is told otherwise");
            }
        }
    }
}

/// Two packages that came out together, each of whose releases goes with the other's of its day; and a line that pins one
/// of them to an old day, against which another line stands.
fn companions(count: u32) -> MemoryIndex {
    let day = |number: u32| {
        let second = 1_400_000_000 + i64::from(number) * 10 * 24 * 3600;
        pinfix_index::Timestamp::from_second(second).unwrap().to_string()
    };
    let dated = |number| MemoryRelease::new().uploaded(&day(number));
    let mut index = MemoryIndex::new();
    for number in 1..=count {
        let core = format!("core=={number}.0");
        let version = format!("{number}.0");
        index = index.release("core", &version, dated(number)).unwrap();
        index = index
            .release("plug", &version, dated(number).requires(&core))
            .unwrap();
    }
    index = index
        .release("rival", "1.0", dated(count).requires(&format!("core=={count}.0")))
        .unwrap();
    index
}

#[test]
fn a_package_is_looked_for_on_the_day_of_what_holds_it_back() {
    let manifest = support::read(&[("requirements.in", "core==70.0\nplug\nrival\n")]);
    let problem = support::problem(&manifest, "3.12");
    let index = Distant {
        bytes: 0,
        ..Distant::new(companions(400))
    };
    let Outcome::Conflicted(conflicts) = support::answer(&problem, &index) else {
        panic!("there is no solution");
    };
    let lines: Vec<Vec<usize>> = conflicts
        .list
        .iter()
        .map(|it| it.clauses.iter().map(|id| id.index()).collect())
        .collect();
    assert_eq!(lines, [[0, 2]]);
    let asked = index.asked.load(Ordering::Relaxed);
    assert!(asked <= 90, "{asked} metadata files were asked for");
}

/// Each of hundreds of releases of `sdk` demands another window of `core`, each of which wants an old `net`: what parted in
/// the conflict is looked at first in the search for its repair, instead of walking back to where there might be one.
#[test]
fn what_parted_in_a_conflict_is_suspected_in_what_is_tried_for_its_repair() {
    let mut index = MemoryIndex::new();
    for version in ["1", "2"] {
        index = index.release("net", version, MemoryRelease::new()).unwrap();
    }
    for number in 0..500 {
        let version = format!("1.{number}");
        let window = format!("core>=1.{number},<1.{}", number + 2);
        let sdk = MemoryRelease::new().requires(&window);
        let core = MemoryRelease::new().requires("net<2");
        index = index.release("sdk", &version, sdk).unwrap();
        index = index.release("core", &version, core).unwrap();
    }
    let manifest = support::read(&[("requirements.in", "sdk==1.100\nnet>=2\n")]);
    let problem = support::problem(&manifest, "3.12");
    let index = Distant {
        bytes: 0,
        ..Distant::new(index)
    };
    let Outcome::Conflicted(conflicts) = support::answer(&problem, &index) else {
        panic!("there is no solution");
    };
    let before = index.asked.load(Ordering::Relaxed);
    let found = repairs(
        &problem,
        &index,
        &manifest.sources,
        (&conflicts, &[]),
        &NoProgress,
    )
    .unwrap();
    assert_eq!(found.menus[0].repairs.len(), 1);
    let asked = index.asked.load(Ordering::Relaxed) - before;
    assert!(asked <= 90, "{asked} metadata files were asked for");
}
