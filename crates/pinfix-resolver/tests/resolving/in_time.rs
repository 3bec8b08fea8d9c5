//! When the time for explanations is over, nothing is waited for: what is known by then is told.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pinfix_index::{
    CoreMetadata, Distribution, Index, IndexError, MemoryIndex, MemoryRelease, MetadataError,
    MetadataProblem, Project,
};
use pinfix_packaging::PackageName;
use pinfix_resolver::conflict::CutBy;
use pinfix_resolver::explain::{Surroundings, explain};
use pinfix_resolver::repair::repairs;
use pinfix_resolver::{NoProgress, Outcome, Progress, resolve};

use crate::support;

/// As long as the builds of `slow` take: nobody who has to wait for one is in time.
const BUILD: Duration = Duration::from_secs(20);

/// An index in which the metadata of `slow` takes long, unless it is given up.
struct Slow {
    inner: MemoryIndex,
    end: Mutex<Option<Instant>>,
}

impl Index for Slow {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        self.inner.project(name)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        let begun = Instant::now();
        while distribution.project.as_ref() == "slow" && begun.elapsed() < BUILD {
            if self.end.lock().unwrap().is_some_and(|end| Instant::now() >= end) {
                let what = distribution.filename.clone();
                return Err(IndexError::NotAtHand { what }.into());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        self.inner.metadata(distribution)
    }

    fn has_metadata(&self, distribution: &Arc<Distribution>) -> bool {
        distribution.project.as_ref() != "slow"
    }

    fn wait_until(&self, end: Option<Instant>, _last: Option<Instant>) {
        *self.end.lock().unwrap() = end;
    }
}

/// Has enough of explanations after a while.
#[derive(Default)]
struct Until(Cell<Option<Instant>>);

impl Progress for Until {
    fn explaining(&self) {
        self.0.set(Some(Instant::now() + Duration::from_millis(600)));
    }

    fn explains_until(&self) -> Option<Instant> {
        self.0.get()
    }
}

/// Whatever needs `slow` takes long; the newest `c` goes with no `d` that is wanted, which is known without it.
fn index() -> Slow {
    let releases = [
        ("a", "1", vec!["b<2"]),
        ("a", "2", vec![]),
        ("b", "1", vec![]),
        ("b", "2", vec![]),
        ("c", "1", vec!["d<2", "slow"]),
        ("d", "1", vec![]),
        ("d", "2", vec![]),
        ("slow", "1", vec![]),
    ];
    let inner = releases
        .into_iter()
        .fold(MemoryIndex::new(), |index, (name, version, requires)| {
            let release = requires
                .into_iter()
                .fold(MemoryRelease::new(), MemoryRelease::requires);
            index.release(name, version, release).unwrap()
        });
    Slow {
        inner,
        end: Mutex::default(),
    }
}

#[test]
fn a_question_that_takes_too_long_is_given_up_and_what_is_known_is_told_with_its_repairs() {
    let manifest = support::read(&[("requirements.txt", "a==1\nb>=2\nc==1\nd>=2\n")]);
    let problem = support::problem(&manifest, "3.12");
    let (index, progress) = (index(), Until::default());
    let begun = Instant::now();
    let Ok(Outcome::Conflicted(conflicts)) = resolve(&problem, &index, &progress) else {
        panic!("it can't be resolved");
    };
    let lines = |it: &pinfix_resolver::Conflict| {
        let texts = it.clauses.iter().map(|id| problem.clause(*id).text.as_str());
        texts.collect::<Vec<_>>().join(" ")
    };
    let mut told: Vec<String> = conflicts.list.iter().map(lines).collect();
    told.sort();
    assert_eq!(told, ["a==1 b>=2", "c==1 d>=2"]);
    assert_eq!(conflicts.cut_by, Some(CutBy::Timeout));
    let minimal: Vec<bool> = conflicts.list.iter().map(|it| it.minimal).collect();
    assert_eq!(minimal, [true, false], "nobody knows what `c` alone would take");
    let words = |it| explain(&problem, &manifest.sources, it, &Surroundings::default()).reasons;
    let said = |it| {
        words(it)
            .iter()
            .any(|reason| reason.contains("The time was over"))
    };
    assert_eq!(conflicts.list.iter().map(said).collect::<Vec<_>>(), [false, true]);
    let repairs = repairs(&problem, &index, &manifest.sources, (&conflicts, &[]), &progress).unwrap();
    assert!(repairs.cut, "what needs `slow` was not tried");
    assert!(begun.elapsed() < BUILD / 2, "{:?}", begun.elapsed());
    assert_eq!(*index.end.lock().unwrap(), None, "others wait again");
}

/// An index in which `slow` is built for whoever asks, until nothing is built any more.
struct Switched {
    inner: MemoryIndex,
    off: AtomicBool,
}

impl Index for Switched {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        self.inner.project(name)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        if distribution.project.as_ref() == "slow" && self.off.load(Ordering::Relaxed) {
            let why = "builds are switched off".to_owned();
            let reason = MetadataProblem::BuildNeeded { why, possible: true };
            return Err(MetadataError::Unusable { reason });
        }
        self.inner.metadata(distribution)
    }
}

#[test]
fn a_pin_whose_release_is_not_built_just_now_is_not_edited_for_that() {
    let manifest = support::read(&[("requirements.txt", "a==1\nb>=2\nslow==1\n")]);
    let problem = support::problem(&manifest, "3.12");
    let Slow { inner, .. } = index();
    let inner = inner.release("slow", "2", MemoryRelease::new()).unwrap();
    let index = Switched {
        inner,
        off: AtomicBool::new(false),
    };
    let Ok(Outcome::Conflicted(conflicts)) = resolve(&problem, &index, &NoProgress) else {
        panic!("it can't be resolved");
    };
    let found = || {
        repairs(
            &problem,
            &index,
            &manifest.sources,
            (&conflicts, &[]),
            &NoProgress,
        )
        .unwrap()
    };
    let built = found();
    assert!(!built.cut && !built.menus[0].repairs.is_empty());
    index.off.store(true, Ordering::Relaxed);
    let unbuilt = found();
    let texts = |it: &pinfix_resolver::repair::Repair| it.summary.clone();
    let told: Vec<String> = unbuilt.menus[0].repairs.iter().map(texts).collect();
    assert_eq!(told, [""; 0], "nobody knows what goes with `slow`");
    assert!(unbuilt.unbuilt && !unbuilt.cut);
}
