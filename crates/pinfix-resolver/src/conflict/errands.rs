//! Looks for solutions on threads of their own, for several questions at the same time and for each in two ways: any
//! solution near the day of what holds packages back, and that of the newest releases. Mostly one of them is found soon, and
//! nobody knows before which. A solution counts wherever it was found; that there is none is for others to prove.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pinfix_index::{
    CoreMetadata, Distribution, Guide, Index, IndexError, MetadataError, Project, Statistics, Wanted,
};
use pinfix_packaging::{PackageName, SpecifierSet};

use crate::graph::ConstraintGraph;
use crate::problem::{ClauseId, Problem};
use crate::progress::Progress;
use crate::solver::{Question, Solved, Solver};

/// How many questions are put at the same time: most of the time each waits for an answer of the index.
const AT_ONCE: usize = 4;

/// How many of them may be for the newest releases: what takes long must not be in the way of what may be short.
const BOTH: usize = 2;

/// How often one looks whether an answer has come.
const GLANCE: Duration = Duration::from_millis(1);

/// How long an answer is waited for; and how long what a source distribution says, which may take a build: that is not for
/// here.
const PATIENCE: Duration = Duration::from_secs(2);
const PATIENCE_WITH_SOURCES: Duration = Duration::from_millis(250);

/// Questions about lines: whether these can hold together.
#[derive(Default)]
pub(crate) struct Errands {
    state: Mutex<State>,
    news: Condvar,
    done: AtomicBool,
    /// Whether anybody runs them.
    runs: AtomicBool,
}

#[derive(Default)]
struct State {
    open: VecDeque<Search>,
    /// All questions so far.
    known: Vec<Vec<ClauseId>>,
    /// Lines that can hold together.
    held: Vec<Vec<ClauseId>>,
    /// Lines of which a search came to no solution.
    vain: Vec<Vec<ClauseId>>,
    /// How many threads have nothing to do.
    idle: usize,
}

/// One way to look for a solution.
#[derive(Clone)]
struct Search {
    clauses: Vec<ClauseId>,
    /// Whether any solution near the day of what holds packages back is looked for.
    any: bool,
}

impl State {
    fn is_held(&self, clauses: &[ClauseId]) -> bool {
        self.held
            .iter()
            .any(|all| clauses.iter().all(|id| all.contains(id)))
    }
}

impl Errands {
    /// Adds a question, unless it was asked already.
    pub(super) fn add(&self, clauses: &[ClauseId]) {
        let mut state = self.state();
        if !self.runs.load(Ordering::Relaxed) || state.known.iter().any(|it| it == clauses) {
            return;
        }
        state.known.push(clauses.to_vec());
        // The other way comes when there is nothing else to do.
        let others = state
            .open
            .iter()
            .position(|it| !it.any)
            .unwrap_or(state.open.len());
        let search = |any| Search {
            clauses: clauses.to_vec(),
            any,
        };
        state.open.insert(others, search(true));
        state.open.push_back(search(false));
        self.news.notify_all();
    }

    /// Whether lines can hold together, as far as was found out.
    pub(super) fn are_held(&self, clauses: &[ClauseId]) -> bool {
        self.state().is_held(clauses)
    }

    /// Waits until it is known that lines can hold together, or a search came to none, or nobody has time for one, until
    /// `end` where there is one; whether they can.
    pub(super) fn wait_for(&self, clauses: &[ClauseId], end: Option<Instant>) -> bool {
        self.add(clauses);
        if !self.runs.load(Ordering::Relaxed) {
            return false;
        }
        let goes_on = |state: &mut State| {
            let is_same = |it: &Search| it.any && it.clauses == clauses;
            let is_left = state.idle == 0 && state.open.iter().any(is_same);
            !is_left && !state.is_held(clauses) && !state.vain.iter().any(|it| it == clauses)
        };
        let state = match end {
            None => self.news.wait_while(self.state(), goes_on),
            Some(end) => {
                let left = end.saturating_duration_since(Instant::now());
                let waited = self.news.wait_timeout_while(self.state(), left, goes_on);
                waited
                    .map(|(state, _)| state)
                    .map_err(|error| PoisonError::new(error.into_inner().0))
            }
        };
        state.unwrap_or_else(PoisonError::into_inner).is_held(clauses)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next search, once there is one that is still wanted; nothing when all is done. `both`: whether it may be for the
    /// newest releases.
    fn next(&self, both: bool) -> Option<Search> {
        let mut state = self.state();
        loop {
            if self.is_done() {
                return None;
            }
            while let Some(first) = state.open.front().filter(|it| it.any || both) {
                let wanted = !state.is_held(&first.clauses);
                let search = state.open.pop_front();
                if wanted {
                    return search;
                }
            }
            state.idle += 1;
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }

    fn is_done(&self) -> bool {
        self.done.load(Ordering::Relaxed)
    }

    fn end(&self) {
        let _state = self.state();
        self.done.store(true, Ordering::Relaxed);
        self.news.notify_all();
    }

    fn run(&self, problem: &Problem, index: &dyn Index, both: bool) {
        while let Some(search) = self.next(both) {
            let errand = Errand {
                errands: self,
                clauses: &search.clauses,
                index,
            };
            let graph = ConstraintGraph::new(problem, &errand).scouting();
            let solver = Solver::new(&graph, &errand).guessing();
            let answer = solver.ask(Question {
                any: search.any,
                ..Question::of(&search.clauses)
            });
            let mut state = self.state();
            match answer {
                Ok(Solved::Selected(_)) => state.held.push(search.clauses.clone()),
                // Whoever asks in earnest hears what is wrong.
                Ok(Solved::Refuted(_)) | Err(_) => state.vain.push(search.clauses.clone()),
            }
            self.news.notify_all();
        }
    }
}

/// Does `work`, and beside it the errands that it gives. Where nothing had to be fetched so far, there is nothing to wait
/// for, and none is run.
pub(crate) fn with_errands<T>(problem: &Problem, index: &dyn Index, work: impl FnOnce(&Errands) -> T) -> T {
    let errands = &Errands::default();
    if index.statistics().bytes == 0 {
        return work(errands);
    }
    std::thread::scope(|scope| {
        // Where there are no threads, who asks does so alone.
        for number in 0..AT_ONCE {
            let run = move || errands.run(problem, index, number < BOTH);
            let thread = std::thread::Builder::new().name("pinfix-errand".to_owned());
            if thread.spawn_scoped(scope, run).is_err() {
                break;
            }
            errands.runs.store(true, Ordering::Relaxed);
        }
        let answer = work(errands);
        errands.end();
        answer
    })
}

/// A search, and the index that it asks, whose answers are waited for as long as anybody wants to know.
struct Errand<'a> {
    errands: &'a Errands,
    clauses: &'a [ClauseId],
    index: &'a dyn Index,
}

impl Progress for Errand<'_> {
    fn cancelled(&self) -> bool {
        self.errands.is_done() || self.errands.are_held(self.clauses)
    }
}

impl Errand<'_> {
    fn wait(&self, is_there: impl Fn() -> bool, what: &str, patience: Duration) -> Result<(), IndexError> {
        let begun = Instant::now();
        while !is_there() {
            if self.cancelled() || begun.elapsed() > patience {
                let what = what.to_owned();
                return Err(IndexError::NotAtHand { what });
            }
            std::thread::sleep(GLANCE);
        }
        Ok(())
    }
}

impl Index for Errand<'_> {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        if !self.has_project(name) {
            let wanted = Wanted {
                name: name.clone(),
                extras: Vec::new(),
                specifiers: SpecifierSet::default(),
            };
            self.index.follow(vec![wanted], Arc::new(PageOnly));
            self.wait(|| self.has_project(name), name.as_ref(), PATIENCE)?;
        }
        self.index.project(name)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        if !self.has_metadata(distribution) {
            self.index.prefetch(std::slice::from_ref(distribution));
            let patience = if distribution.is_wheel() {
                PATIENCE
            } else {
                PATIENCE_WITH_SOURCES
            };
            let is_there = || self.has_metadata(distribution);
            self.wait(is_there, &distribution.filename, patience)?;
        }
        self.index.metadata(distribution)
    }

    fn has_project(&self, name: &PackageName) -> bool {
        self.index.has_project(name)
    }

    fn has_metadata(&self, distribution: &Arc<Distribution>) -> bool {
        self.index.has_metadata(distribution)
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        self.index.follow(wanted, guide);
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        self.index.prefetch(distributions);
    }

    fn statistics(&self) -> Statistics {
        self.index.statistics()
    }
}

/// Goes for pages, and no further.
struct PageOnly;

impl Guide for PageOnly {
    fn pick(&self, _: &Wanted, _: &Project) -> Option<Arc<Distribution>> {
        None
    }

    fn next(&self, _: &Wanted, _: &CoreMetadata) -> Vec<Wanted> {
        Vec::new()
    }
}
