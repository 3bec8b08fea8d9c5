//! The constraint graph itself: asks the index for what is not known yet, and never twice.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexSet;
use pinfix_index::{CoreMetadata, Index, IndexError, MetadataError, Timestamp, Wanted};
use pinfix_packaging::{ExtraName, PackageName, RequirementSource, SpecifierSet};
use pubgrub::VersionSet as _;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::demands::{Demand, Demands};
use super::memory::Memory;
use super::node::{ExtraId, NameId};
use super::scout::Scout;
use crate::candidate::{Candidates, Selector};
use crate::problem::{ClauseId, ClauseKind, Problem};
use crate::rank::{Rank, RankSet};

/// The newest allowed release of a package, and when it came out.
type Newest = Option<(Rank, Option<Timestamp>)>;

/// What each root line and each candidate demands. Read from the index as it is asked for, and kept: all questions
/// that are put to the solver about one problem share one graph.
pub struct ConstraintGraph<'a> {
    problem: &'a Problem,
    index: &'a dyn Index,
    names: RefCell<IndexSet<PackageName, FxBuildHasher>>,
    extras: RefCell<IndexSet<ExtraName, FxBuildHasher>>,
    candidates: RefCell<FxHashMap<NameId, Rc<Candidates>>>,
    demands: RefCell<FxHashMap<(NameId, Rank), Rc<Demands>>>,
    ranks: RefCell<FxHashMap<(NameId, SpecifierSet), RankSet>>,
    /// Whether the releases of the index count beside the files that lines point at.
    beside_direct: bool,
    newest: RefCell<FxHashMap<NameId, Newest>>,
    /// The candidates that it has been asked about, by their packages.
    read: RefCell<FxHashMap<NameId, RankSet>>,
    /// Runs ahead where the way leads to packages that nobody has asked for yet.
    scout: OnceCell<Arc<Scout>>,
    /// Whether nothing is to be waited for.
    pub(super) hasty: Cell<bool>,
}

impl<'a> ConstraintGraph<'a> {
    /// The graph of `problem` over `index`; nothing is read yet.
    pub fn new(problem: &'a Problem, index: &'a dyn Index) -> Self {
        Self::recalling(problem, index, Memory::default())
    }

    /// The graph of `problem` over `index`, of which something was read before.
    pub(crate) fn recalling(problem: &'a Problem, index: &'a dyn Index, memory: Memory) -> Self {
        let graph = Self {
            problem,
            index,
            names: memory.names,
            extras: memory.extras,
            candidates: memory.candidates,
            demands: memory.demands,
            ranks: memory.ranks,
            beside_direct: false,
            newest: RefCell::default(),
            read: RefCell::default(),
            scout: OnceCell::new(),
            hasty: Cell::new(false),
        };
        for (name, rank) in graph.demands.borrow().keys() {
            graph.note_read(*name, *rank);
        }
        for clause in &problem.clauses {
            graph.name_id(&clause.requirement.name);
        }
        graph
    }

    /// What was read.
    pub(crate) fn into_memory(self) -> Memory {
        Memory {
            names: self.names,
            extras: self.extras,
            candidates: self.candidates,
            demands: self.demands,
            ranks: self.ranks,
        }
    }

    /// The same graph before anything is read from it, with the releases of the index beside the files that lines point
    /// at: what there would be without those lines. The lines still admit their files only, so the answers to all lines
    /// together are the same.
    #[must_use]
    pub fn beside_direct(mut self) -> Self {
        self.beside_direct = true;
        self
    }

    /// The problem that the graph is about.
    pub fn problem(&self) -> &'a Problem {
        self.problem
    }

    /// The index that it is read from.
    pub fn index(&self) -> &'a dyn Index {
        self.index
    }

    /// The id of a name, given at first mention.
    pub fn name_id(&self, name: &PackageName) -> NameId {
        if let Some(position) = self.names.borrow().get_index_of(name) {
            return NameId(small(position));
        }
        NameId(small(self.names.borrow_mut().insert_full(name.clone()).0))
    }

    /// The name behind an id.
    pub fn name(&self, id: NameId) -> PackageName {
        self.names.borrow()[id.0 as usize].clone()
    }

    /// The id of an extra's name, given at first mention.
    pub fn extra_id(&self, extra: &ExtraName) -> ExtraId {
        if let Some(position) = self.extras.borrow().get_index_of(extra) {
            return ExtraId(small(position));
        }
        ExtraId(small(self.extras.borrow_mut().insert_full(extra.clone()).0))
    }

    /// The extra behind an id.
    pub fn extra(&self, id: ExtraId) -> ExtraName {
        self.extras.borrow()[id.0 as usize].clone()
    }

    /// All releases of a package.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub fn candidates(&self, id: NameId) -> Result<Rc<Candidates>, IndexError> {
        if let Some(known) = self.candidates.borrow().get(&id) {
            return Ok(Rc::clone(known));
        }
        let name = self.name(id);
        self.need_project(&name)?;
        let direct = !self.problem.files_pointed_at(&name).is_empty();
        let project = match (direct, self.beside_direct) {
            (false, _) => self.index.project(&name)?,
            // No answer needs that index, only the choice of words: that it can't be asked is no failure.
            (true, true) => self.index.project(&name).unwrap_or_default(),
            (true, false) => None,
        };
        let candidates = Rc::new(Candidates::new(self.problem, &name, project.as_deref()));
        self.candidates.borrow_mut().insert(id, Rc::clone(&candidates));
        Ok(candidates)
    }

    /// All releases of a package, if it has been asked about before.
    pub(crate) fn known_candidates(&self, id: NameId) -> Option<Rc<Candidates>> {
        self.candidates.borrow().get(&id).map(Rc::clone)
    }

    /// The releases of a package that a specifier set admits.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub fn ranks(&self, id: NameId, specifiers: &SpecifierSet) -> Result<RankSet, IndexError> {
        if specifiers.is_empty() {
            return Ok(RankSet::full());
        }
        let key = (id, specifiers.clone());
        if let Some(known) = self.ranks.borrow().get(&key) {
            return Ok(known.clone());
        }
        let set = self.candidates(id)?.ranks(specifiers);
        self.ranks.borrow_mut().insert(key, set.clone());
        Ok(set)
    }

    /// The releases that a demand admits.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub fn demanded(&self, demand: &Demand) -> Result<RankSet, IndexError> {
        if let Some(known) = demand.admitted.get() {
            return Ok(known.clone());
        }
        let admitted = self.admitted_by(demand)?;
        Ok(demand.admitted.get_or_init(|| admitted).clone())
    }

    fn admitted_by(&self, demand: &Demand) -> Result<RankSet, IndexError> {
        let candidates = self.candidates(demand.target)?;
        if !candidates.is_known() {
            return Ok(RankSet::empty());
        }
        match &demand.requirement.source {
            RequirementSource::Specifiers(specifiers) => self.ranks(demand.target, specifiers),
            RequirementSource::Url(url) => Ok(match self.problem.file_at(url) {
                Some(file) => candidates.ranks_at(&file.location),
                None => RankSet::empty(),
            }),
        }
    }

    /// The releases that a root line admits, with the user's overrides in its place where they name its package.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub fn clause_ranks(&self, id: ClauseId) -> Result<RankSet, IndexError> {
        let clause = self.problem.clause(id);
        let name = self.name_id(&clause.requirement.name);
        let candidates = self.candidates(name)?;
        if !candidates.is_known() && clause.kind == ClauseKind::Requirement {
            return Ok(RankSet::empty());
        }
        if let Some(admitted) = self.admitted_by_overrides(name)? {
            return Ok(admitted);
        }
        match (&clause.direct, clause.requirement.specifiers()) {
            (Some(file), _) => Ok(candidates.ranks_at(&file.location)),
            (None, Some(specifiers)) => self.ranks(name, specifiers),
            (None, None) => Ok(RankSet::full()),
        }
    }

    /// The releases that the user's overrides of a package admit; `None` where there is no override of it.
    fn admitted_by_overrides(&self, id: NameId) -> Result<Option<RankSet>, IndexError> {
        let Some(overrides) = self.problem.overrides.get(&self.name(id)) else {
            return Ok(None);
        };
        let holding = overrides
            .iter()
            .filter(|it| self.problem.applies(it, &[]))
            .filter_map(|it| it.specifiers());
        holding
            .map(|set| self.ranks(id, set))
            .try_fold(RankSet::full(), |all, set| Ok(all.intersection(&set?)))
            .map(Some)
    }

    /// The releases of a package that the user's own lines admit, with the overrides in their place where there are any:
    /// those hold for whoever asks, and so even where no line names the package.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub fn admitted_by_lines(&self, id: NameId) -> Result<RankSet, IndexError> {
        if let Some(admitted) = self.admitted_by_overrides(id)? {
            return Ok(admitted);
        }
        let name = self.name(id);
        let sets = self
            .problem
            .clauses_on(&name)
            .map(|(clause, _)| self.clause_ranks(clause));
        sets.into_iter()
            .try_fold(RankSet::full(), |all, set| Ok(all.intersection(&set?)))
    }

    /// The newest allowed release of a package, and when it came out: of those that may be chosen and that the user's own
    /// lines (or overrides) on it admit, the highest that is neither yanked nor a pre-release; a pre-release where they
    /// rank alike or there is nothing else, and what is yanked where a line pins it and there is nothing else.
    ///
    /// What the pages of the index say decides; no metadata is read for it. [`Freshness`](crate::Freshness) passes over
    /// what turned out to be unusable.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub fn newest_allowed(&self, id: NameId) -> Result<Option<(Rank, Option<Timestamp>)>, IndexError> {
        if let Some(known) = self.newest.borrow().get(&id) {
            return Ok(*known);
        }
        let candidates = self.candidates(id)?;
        let admitted = self.admitted_by_lines(id)?;
        let newest = Selector::new(self.problem).newest(&candidates, &admitted);
        let newest = newest.map(|rank| {
            let released = candidates
                .judge(self.problem, rank)
                .ok()
                .and_then(|usable| usable.released);
            (rank, released)
        });
        self.newest.borrow_mut().insert(id, newest);
        Ok(newest)
    }

    /// When a release came out, and when the newest allowed one of its package did; `None` where one of them is unknown.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub fn ages(&self, id: NameId, rank: Rank) -> Result<Option<(Timestamp, Timestamp)>, IndexError> {
        let Some((_, Some(newest))) = self.newest_allowed(id)? else {
            return Ok(None);
        };
        let candidates = self.candidates(id)?;
        let released = candidates
            .judge(self.problem, rank)
            .ok()
            .and_then(|usable| usable.released);
        Ok(released.map(|released| (released, newest)))
    }

    /// Whether a release is the one that an existing lock has of its package, and is to be kept.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub fn is_kept(&self, id: NameId, rank: Rank) -> Result<bool, IndexError> {
        let Some(version) = self.problem.preferences.get(&self.name(id)) else {
            return Ok(false);
        };
        Ok(self.candidates(id)?.rank_of(version) == Some(rank))
    }

    /// What a candidate demands.
    ///
    /// # Errors
    /// Where the index cannot be asked. Metadata that is there and no good is [`Demands::Unusable`].
    pub fn demands(&self, id: NameId, rank: Rank) -> Result<Rc<Demands>, IndexError> {
        if let Some(known) = self.demands.borrow().get(&(id, rank)) {
            return Ok(Rc::clone(known));
        }
        let demands = Rc::new(self.read_demands(id, rank)?);
        self.demands.borrow_mut().insert((id, rank), Rc::clone(&demands));
        self.note_read(id, rank);
        self.run_ahead(&demands, None);
        Ok(demands)
    }

    /// Asks for what these releases demand, of those that may be chosen and were not read.
    pub(crate) fn ask_for(
        &self,
        id: NameId,
        ranks: impl IntoIterator<Item = Rank>,
    ) -> Result<(), IndexError> {
        let candidates = self.candidates(id)?;
        let unread = ranks
            .into_iter()
            .filter(|rank| self.known_demands(id, *rank).is_none());
        let judged = unread.filter_map(|rank| candidates.judge(self.problem, rank).ok());
        let wanted: Vec<_> = judged.map(|usable| Arc::clone(&usable.metadata_from)).collect();
        self.index.prefetch(&wanted);
        Ok(())
    }

    /// From here on the way is left on which `scout` has gone ahead: it goes wherever what is read leads.
    pub(crate) fn lead(&self, scout: Arc<Scout>) {
        // Where there is one already, it is as good.
        let _ = self.scout.set(scout);
    }

    /// The same graph, with a scout of its own. Where nothing had to be fetched so far, there is nothing to wait for.
    #[must_use]
    pub(crate) fn scouting(self) -> Self {
        if self.index.statistics().bytes == 0 {
            return self;
        }
        let known: Vec<NameId> = self.candidates.borrow().keys().copied().collect();
        let known = known.into_iter().map(|id| self.name(id));
        let scout = Scout::new(self.problem).knowing(known);
        self.lead(Arc::new(scout));
        self
    }

    /// Asks for the packages that are demanded (by an extra, where one is given) and that nobody has asked for yet, all at
    /// once, and for what they lead to.
    pub(crate) fn run_ahead(&self, demands: &Demands, extra: Option<ExtraId>) {
        let (Some(scout), Demands::Known { demands, .. }) = (self.scout.get(), demands) else {
            return;
        };
        let new = {
            let known = self.candidates.borrow();
            let held = demands.iter().filter(|it| it.extra == extra);
            let new = held.filter(|it| !known.contains_key(&it.target));
            new.filter_map(|it| scout.news(&it.requirement))
                .collect::<Vec<Wanted>>()
        };
        if !new.is_empty() {
            self.index.follow(new, Arc::<Scout>::clone(scout));
        }
    }

    fn note_read(&self, id: NameId, rank: Rank) {
        let mut read = self.read.borrow_mut();
        let read = read.entry(id).or_insert_with(RankSet::empty);
        *read = read.union(&RankSet::singleton(rank));
    }

    /// The candidates of a package of which it has been asked what they demand.
    pub fn read_of(&self, id: NameId) -> RankSet {
        let read = self.read.borrow();
        read.get(&id).cloned().unwrap_or_else(RankSet::empty)
    }

    /// What a candidate demands, if it has been asked before.
    pub fn known_demands(&self, id: NameId, rank: Rank) -> Option<Rc<Demands>> {
        self.demands.borrow().get(&(id, rank)).map(Rc::clone)
    }

    /// The core metadata of a candidate; `None` where it can't be used.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub fn metadata(&self, id: NameId, rank: Rank) -> Result<Option<Arc<CoreMetadata>>, IndexError> {
        let candidates = self.candidates(id)?;
        let Ok(usable) = candidates.judge(self.problem, rank) else {
            return Ok(None);
        };
        match self.index.metadata(&usable.metadata_from) {
            Ok(metadata) => Ok(Some(metadata)),
            Err(MetadataError::Index(error)) => Err(error),
            Err(MetadataError::Unusable { .. }) => Ok(None),
        }
    }
}

/// Interned things are counted in `u32`; nobody has four thousand million packages.
fn small(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
