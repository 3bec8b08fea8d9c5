//! Where amendments are tried: each one is a problem of its own, resolved like any other.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use pinfix_index::{Index, IndexError};
use pinfix_packaging::{PackageName, PythonVersion, Requirement, SpecifierSet, Version};
use rustc_hash::FxHashMap;

use super::absurd::is_absurd;
use super::amendment::Amendment;
use super::patience::{Patience, Seen};
use super::releases::Releases;
use super::value::Lift;
use super::world::World;
use crate::candidate::Candidates;
use crate::conflict::Conflict;
use crate::error::ResolveError;
use crate::graph::ConstraintGraph;
use crate::problem::{Clause, ClauseId, Problem};
use crate::progress::Progress;
use crate::resolution::Resolution;
use crate::resolve::{Experience, Locked, Reading, Sketch, lock, sketch};

/// How many releases a sketch may look at that nobody has looked at before.
const LOOKS: u32 = 200;

/// How many an attempt may: few are made, of what is known to have some solution.
const LOOKS_OF_ATTEMPTS: u32 = 2000;

/// Whether the amended lines can hold together.
#[derive(Clone)]
pub(super) enum Drawn {
    /// They can: with these versions, say.
    Holds(Rc<FxHashMap<PackageName, Version>>),
    /// They can't, as far as releases could be read; these of them can't either.
    Fails { lines: Rc<[ClauseId]>, read: Reading },
    /// It was not found out.
    Unknown,
}

/// A release that is too old to know of what it would be locked with.
#[derive(Clone)]
pub(super) struct Absurd {
    pub(super) package: PackageName,
    pub(super) version: Version,
    /// A release that it can't know of, where one is known.
    pub(super) younger: Option<(PackageName, Version)>,
    /// The lines that hold it there; none where it is those that are edited.
    pub(super) lines: Rc<[ClauseId]>,
}

/// The answer to an amendment as a person would get it.
#[derive(Clone)]
pub(super) enum Trial {
    /// There is a lock.
    Lock(Rc<Resolution>),
    /// There is one, but only with a release that is too old to know of the rest.
    Absurd(Absurd),
    /// There is none that is acceptable.
    None,
    /// It was not found out.
    Unknown,
}

impl Trial {
    /// The lock, if there is one that may be offered.
    pub(super) fn lock(self) -> Option<Rc<Resolution>> {
        match self {
            Self::Lock(lock) => Some(lock),
            Self::Absurd(..) | Self::None | Self::Unknown => None,
        }
    }
}

/// The Python and the restriction lifted, where they are amended, and the lines that point at files and go: what there
/// is of a package depends on those.
type Setting = (Option<PythonVersion>, Option<Lift>, Vec<ClauseId>);

/// An amendment, and the lines that are asked about; all where nothing is given.
pub(super) type Asked = (Amendment, Option<BTreeSet<ClauseId>>);

/// A problem, and what is needed to try amendments on it. Nothing is asked twice.
pub(super) struct Bench<'a> {
    pub(super) problem: &'a Problem,
    index: &'a dyn Index,
    progress: &'a dyn Progress,
    graph: ConstraintGraph<'a>,
    /// Packages whose releases are known to demand of others what can't be had, with those others.
    parting: Vec<(PackageName, PackageName)>,
    worlds: RefCell<FxHashMap<Setting, World>>,
    drawn: RefCell<FxHashMap<Asked, Drawn>>,
    tried: RefCell<FxHashMap<Amendment, Trial>>,
    seen: Seen,
    cut: Cell<bool>,
    /// Whether something was not tried because a release has to be built to know what it needs.
    unbuilt: Cell<bool>,
    /// Has sketches drawn beforehand.
    expect: Option<&'a dyn Fn(Asked)>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(problem: &'a Problem, index: &'a dyn Index, progress: &'a dyn Progress) -> Self {
        Self {
            problem,
            index,
            progress,
            graph: ConstraintGraph::new(problem, index),
            parting: Vec::new(),
            worlds: RefCell::default(),
            drawn: RefCell::default(),
            tried: RefCell::default(),
            seen: Seen::default(),
            cut: Cell::new(false),
            unbuilt: Cell::new(false),
            expect: None,
        }
    }

    /// The same, where `expect` has sketches drawn beforehand.
    pub(super) fn expecting(self, expect: &'a dyn Fn(Asked)) -> Self {
        Self {
            expect: Some(expect),
            ..self
        }
    }

    /// Says that a sketch will likely be asked for, after others.
    pub(super) fn expect(&self, amendment: Amendment, among: Option<&BTreeSet<ClauseId>>) {
        let asked = (amendment, among.cloned());
        if let Some(expect) = self.expect.filter(|_| !self.drawn.borrow().contains_key(&asked)) {
            expect(asked);
        }
    }

    /// The same for the repair of conflicts: what parted in them is likely to part in a trial.
    pub(super) fn for_conflicts(self, conflicts: &[Conflict]) -> Self {
        let stands = conflicts.iter().flat_map(|it| &it.clash.stands);
        // What each release pins to another one is shared by none.
        let is_pinned = |it: &Requirement| it.specifiers().is_some_and(|set| set.pinned().is_some());
        let links = stands.flat_map(|stand| &stand.links);
        let links = links.filter(|link| !is_pinned(&link.demands));
        let parting = links.map(|link| (link.package.clone(), link.demands.name.clone()));
        Self {
            parting: parting.collect(),
            ..self
        }
    }

    /// Whether enough time was spent. Who asks does not go on, so that is remembered.
    pub(super) fn is_over(&self) -> bool {
        let over = self.progress.explained_enough();
        self.cut.set(self.cut.get() || over);
        over
    }

    /// Whether something was not tried because the time was over.
    pub(super) fn was_cut(&self) -> bool {
        self.cut.get()
    }

    /// Whether something was not tried because a release has to be built to know what it needs.
    pub(super) fn was_unbuilt(&self) -> bool {
        self.unbuilt.get()
    }

    /// All releases of a package, as the problem sees them; `None` where they can't be asked for.
    pub(super) fn candidates(&self, name: &PackageName) -> Option<Rc<Candidates>> {
        self.graph.candidates(self.graph.name_id(name)).ok()
    }

    /// Asks about the releases of a package that specifiers admit, in the setting of an amendment; `None` where the index
    /// can't be asked.
    pub(super) fn look<T>(
        &self,
        setting: &Amendment,
        name: &PackageName,
        specifiers: &SpecifierSet,
        question: impl FnOnce(&Releases<'_>) -> T,
    ) -> Option<T> {
        self.within(setting, None, |graph, _, _| {
            let candidates = graph.candidates(graph.name_id(name)).ok()?;
            Some(question(&Releases::new(graph.problem(), &candidates, specifiers)))
        })
    }

    /// Resolves the amended problem as it will be resolved when a person has made the edits.
    pub(super) fn attempt(&self, amendment: &Amendment) -> Result<Trial, ResolveError> {
        if let Some(known) = self.tried.borrow().get(amendment) {
            return Ok(known.clone());
        }
        let trial = match self.sketch(amendment, None)? {
            Drawn::Holds(_) => self.locked(amendment)?,
            Drawn::Fails {
                read: Reading::All, ..
            } => Trial::None,
            Drawn::Fails { .. } | Drawn::Unknown => Trial::Unknown,
        };
        self.tried.borrow_mut().insert(amendment.clone(), trial.clone());
        Ok(trial)
    }

    /// Nothing that was read for other trials is used here but through the index: the answer must be the one that a
    /// fresh run gives.
    fn locked(&self, amendment: &Amendment) -> Result<Trial, ResolveError> {
        if self.is_over() {
            return Ok(Trial::Unknown);
        }
        let amended = amendment.applied(self.problem);
        let patience = Patience::new(self.progress, &self.seen, LOOKS_OF_ATTEMPTS);
        let Some(lock) = self.forgiven(&patience, lock(&amended, self.index, &patience))? else {
            self.is_over();
            return Ok(Trial::Unknown);
        };
        let lock = match lock {
            Locked::Good(lock) => lock,
            Locked::Anachronistic(stale) => {
                let ids = stale.clauses.iter();
                let lines = ids.filter_map(|id| self.same_line(amended.clause(*id)));
                return Ok(Trial::Absurd(Absurd {
                    package: stale.old.package.clone(),
                    version: stale.old.version.clone(),
                    younger: Some((stale.younger.package.clone(), stale.younger.version.clone())),
                    lines: lines.collect(),
                }));
            }
            Locked::None => return Ok(Trial::None),
        };
        if self.problem.policy.allow_anachronisms {
            return Ok(Trial::Lock(Rc::new(*lock)));
        }
        let edited = amendment.packages(self.problem);
        let pinned = amendment.pinned(self.problem);
        let absurd = self.within(amendment, None, |graph, _, _| {
            is_absurd(graph, &lock, (&edited, &pinned))
        });
        Ok(match self.forgiven(&patience, absurd)? {
            Some(Some((package, version))) => Trial::Absurd(Absurd {
                package,
                version,
                younger: None,
                lines: Rc::default(),
            }),
            Some(None) => Trial::Lock(Rc::new(*lock)),
            None => Trial::Unknown,
        })
    }

    /// Takes "no more" for "not found out". Where a release was not read since nobody waits for it, more might be found.
    fn forgiven<T>(
        &self,
        patience: &Patience<'_>,
        answer: Result<T, ResolveError>,
    ) -> Result<Option<T>, ResolveError> {
        if let Err(ResolveError::Index(IndexError::NotAtHand { .. })) = &answer {
            // Nobody waits for an answer any more, or it takes a build that is not worth it.
            let left = if self.progress.explained_enough() {
                &self.cut
            } else {
                &self.unbuilt
            };
            left.set(true);
        }
        patience.forgive(answer)
    }

    /// The line of the problem that another problem has at the same places.
    fn same_line(&self, clause: &Clause) -> Option<ClauseId> {
        let same = |id: &ClauseId| self.problem.clause(*id).places == clause.places;
        self.problem.clause_ids().find(same)
    }

    /// Whether the amended problem, or the part of it that is `among` the lines given, resolves at all: quicker, and
    /// to be followed by an attempt.
    pub(super) fn sketch(
        &self,
        amendment: &Amendment,
        among: Option<&BTreeSet<ClauseId>>,
    ) -> Result<Drawn, ResolveError> {
        let key = (amendment.clone(), among.cloned());
        if let Some(known) = self.drawn.borrow().get(&key) {
            return Ok(known.clone());
        }
        if self.is_over() {
            return Ok(Drawn::Unknown);
        }
        let patience = Patience::new(self.progress, &self.seen, LOOKS);
        let answer = self.within(amendment, among, |graph, lines, experience| {
            experience.suspect(graph, &self.parting);
            sketch(graph, lines, experience, &patience)
        });
        let drawn = match self.forgiven(&patience, answer)? {
            Some(Sketch::Holds(versions)) => Drawn::Holds(Rc::new(versions)),
            Some(Sketch::Fails { lines, read }) => {
                let worlds = self.worlds.borrow();
                let world = worlds.get(&setting(self.problem, amendment));
                let old = lines.into_iter().filter_map(|id| world?.old(id));
                Drawn::Fails {
                    lines: old.collect(),
                    read,
                }
            }
            None => {
                self.is_over();
                Drawn::Unknown
            }
        };
        self.drawn.borrow_mut().insert(key, drawn.clone());
        Ok(drawn)
    }

    fn within<T>(
        &self,
        amendment: &Amendment,
        among: Option<&BTreeSet<ClauseId>>,
        question: impl FnOnce(&ConstraintGraph<'_>, &[ClauseId], &mut Experience) -> T,
    ) -> T {
        let mut worlds = self.worlds.borrow_mut();
        let world = worlds
            .entry(setting(self.problem, amendment))
            .or_insert_with(|| World::new(self.problem, amendment));
        world.ask(amendment, among, self.index, question)
    }
}

fn setting(problem: &Problem, amendment: &Amendment) -> Setting {
    let direct = amendment.direct_lines(problem).collect();
    (amendment.python.clone(), amendment.lift, direct)
}
