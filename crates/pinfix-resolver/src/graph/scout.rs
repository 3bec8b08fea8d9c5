//! Runs ahead of the solver: tells the index what will probably be asked for.

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use pinfix_index::{CoreMetadata, Distribution, Guide, Index, Project, Wanted};
use pinfix_packaging::{ExtraName, PackageName, PythonVersion, Requirement, SpecifierSet};
use pubgrub::VersionSet as _;
use rustc_hash::FxHashMap;

use super::expand::expand;
use crate::candidate::{Candidates, Selector};
use crate::problem::{Clause, ClauseId, ClauseKind, Problem, ResolutionMode};
use crate::rank::{Rank, RankSet};

/// Guesses the way of a resolution as the solver would go if nothing stood against it.
pub(crate) struct Scout {
    problem: Problem,
    /// What has been named before.
    seen: Mutex<FxHashMap<PackageName, Seen>>,
}

/// What is known of a package that has been named.
#[derive(Debug, Default)]
struct Seen {
    /// The extras that were asked for.
    extras: Vec<ExtraName>,
    /// What was demanded of it, each once.
    demands: Vec<SpecifierSet>,
}

/// How many demands on a package are looked into: what more of them ask for mostly is on its way.
const DEMANDS: usize = 8;

impl Seen {
    /// Notes what a requirement asks for; whether it was something new.
    fn note(&mut self, requirement: &Requirement) -> bool {
        let known = self.extras.len();
        for extra in &requirement.extras {
            if !self.extras.contains(extra) {
                self.extras.push(extra.clone());
            }
        }
        let mut is_new = self.extras.len() > known;
        if let Some(specifiers) = requirement.specifiers()
            && self.demands.len() < DEMANDS
            && !specifiers.is_empty()
            && !self.demands.contains(specifiers)
        {
            self.demands.push(specifiers.clone());
            is_new = true;
        }
        is_new
    }
}

/// What the root lines ask for: each package once.
pub(crate) fn first_wanted(problem: &Problem) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut places: FxHashMap<&PackageName, usize> = FxHashMap::default();
    for clause in problem
        .clauses
        .iter()
        .filter(|it| it.kind == ClauseKind::Requirement && it.direct.is_none())
    {
        let (name, extras) = (&clause.requirement.name, &clause.requirement.extras);
        let place = *places.entry(name).or_insert(wanted.len());
        match wanted.get_mut(place) {
            Some(same) => same.extras.extend(extras.iter().cloned()),
            None => wanted.push(Wanted {
                name: name.clone(),
                extras: extras.clone(),
                specifiers: SpecifierSet::default(),
            }),
        }
    }
    wanted
}

/// What a requirement asks for.
pub(crate) fn wanted(requirement: &Requirement) -> Wanted {
    Wanted {
        name: requirement.name.clone(),
        extras: requirement.extras.clone(),
        specifiers: requirement.specifiers().cloned().unwrap_or_default(),
    }
}

impl Scout {
    /// A scout for this problem.
    pub(crate) fn new(problem: &Problem) -> Self {
        let seen = first_wanted(problem).into_iter().map(|it| {
            let seen = Seen {
                extras: it.extras,
                demands: Vec::new(),
            };
            (it.name, seen)
        });
        let seen = seen.collect();
        Self {
            problem: problem.clone(),
            seen: Mutex::new(seen),
        }
    }

    /// The same, where these packages have been asked for already.
    pub(super) fn knowing(self, names: impl Iterator<Item = PackageName>) -> Self {
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            for name in names {
                seen.entry(name).or_default();
            }
        }
        self
    }

    /// What a requirement asks for, if nobody has asked for it before.
    pub(super) fn news(&self, requirement: &Requirement) -> Option<Wanted> {
        if !self.problem.files_pointed_at(&requirement.name).is_empty() {
            return None;
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = match seen.entry(requirement.name.clone()) {
            Entry::Occupied(mut known) => known.get_mut().note(requirement),
            Entry::Vacant(unknown) => {
                unknown.insert(Seen::default()).note(requirement);
                true
            }
        };
        is_news.then(|| wanted(requirement))
    }

    /// What has been demanded of a package so far.
    fn demands_on(&self, name: &PackageName) -> Vec<SpecifierSet> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(name).map(|it| it.demands.clone()).unwrap_or_default()
    }

    /// Where the metadata of a release is to be read.
    fn metadata_from(&self, candidates: &Candidates, rank: Rank) -> Option<Arc<Distribution>> {
        let usable = candidates.judge(&self.problem, rank).ok()?;
        Some(Arc::clone(&usable.metadata_from))
    }

    /// The releases that the user's own lines admit.
    fn admitted_by_lines(&self, candidates: &Candidates) -> RankSet {
        let lines = self
            .problem
            .clauses_on(candidates.name())
            .filter_map(|(_, clause)| clause.requirement.specifiers());
        lines.fold(RankSet::full(), |set, specifiers| {
            set.intersection(&candidates.ranks(specifiers))
        })
    }
}

impl Guide for Scout {
    fn pick(&self, wanted: &Wanted, project: &Project) -> Option<Arc<Distribution>> {
        let candidates = Candidates::new(&self.problem, &wanted.name, Some(project));
        let selector = Selector::new(&self.problem);
        let mut set = candidates.ranks(&wanted.specifiers);
        let mut picked = selector.select(&candidates, &set)?;
        let others = self.demands_on(&wanted.name);
        let others = others.iter().map(|it| candidates.ranks(it));
        // What goes with nothing else is what a conflict is about: then it is looked at by itself.
        for other in std::iter::once(self.admitted_by_lines(&candidates)).chain(others) {
            let both = set.intersection(&other);
            if let Some(rank) = selector.select(&candidates, &both) {
                (set, picked) = (both, rank);
            }
        }
        self.metadata_from(&candidates, picked)
    }

    fn pick_of_part(&self, wanted: &Wanted, part: &Project) -> Option<Arc<Distribution>> {
        let candidates = Candidates::new(&self.problem, &wanted.name, Some(part));
        let demands = self.demands_on(&wanted.name);
        let sets = demands.iter().chain([&wanted.specifiers]);
        let set = sets.fold(self.admitted_by_lines(&candidates), |set, specifiers| {
            set.intersection(&candidates.ranks(specifiers))
        });
        let rank = Selector::new(&self.problem).select(&candidates, &set)?;
        self.metadata_from(&candidates, rank)
    }

    fn wants_newest(&self, wanted: &Wanted) -> bool {
        let keeps = self.problem.preferences.contains_key(&wanted.name);
        self.problem.policy.order == ResolutionMode::Highest && !keeps
    }

    fn next(&self, wanted: &Wanted, metadata: &CoreMetadata) -> Vec<Wanted> {
        let Ok(expanded) = expand(&self.problem, metadata) else {
            return Vec::new();
        };
        let holding = expanded.into_iter().filter(|demand| {
            let extra = demand.extra;
            extra.is_none_or(|extra| wanted.extras.contains(extra))
        });
        holding
            .filter_map(|demand| self.news(&demand.requirement))
            .collect()
    }
}

/// For how many lines it is asked what there would be without them.
const LINES: usize = 8;

/// Asks for what the package of each line would be if that line did not bind it, and for what that leads to: which lines
/// are to blame is found out by leaving one out after the other. Where nothing had to be fetched so far, there is nothing
/// to wait for.
pub(crate) fn follow_without_each(problem: &Problem, index: &dyn Index, lines: &[ClauseId]) {
    if index.statistics().bytes == 0 {
        return;
    }
    for line in lines.iter().take(LINES) {
        let clause = problem.clause(*line);
        let bounds = clause.requirement.specifiers();
        if clause.direct.is_some() || bounds.is_none_or(SpecifierSet::is_empty) {
            continue;
        }
        let wanted = Wanted {
            name: clause.requirement.name.clone(),
            extras: clause.requirement.extras.clone(),
            specifiers: SpecifierSet::default(),
        };
        let kept = |id, clause: &Clause| (id != *line).then(|| clause.clone());
        let without = problem.rewritten(problem.target.clone(), kept);
        index.follow(vec![wanted], Arc::new(Scout::new(&without)));
    }
}

/// Asks for what some lines lead to by themselves. Where nothing had to be fetched so far, there is nothing to wait for.
pub(crate) fn follow_lines(problem: &Problem, index: &dyn Index, lines: &[ClauseId]) {
    if index.statistics().bytes == 0 {
        return;
    }
    let kept = |id, clause: &Clause| lines.contains(&id).then(|| clause.clone());
    let alone = problem.rewritten(problem.target.clone(), kept);
    index.follow(first_wanted(&alone), Arc::new(Scout::new(&alone)));
}

/// Asks for what lines (all, or those `among` them) lead to on the next newer Python: whether it is enough to go there is the first thing that one
/// would like to know where they can't hold together. Where nothing had to be fetched so far, there is nothing to wait for.
pub(crate) fn follow_next_python(problem: &Problem, index: &dyn Index, among: Option<&BTreeSet<ClauseId>>) {
    if index.statistics().bytes == 0 || problem.fork.is_some() {
        return;
    }
    let here = problem.target.python.major_minor();
    let Some(python) = PythonVersion::known_minors().find(|it| it.major_minor() > here) else {
        return;
    };
    let there = problem.target.with_python(python);
    let there = problem.rewritten(there, |id, clause| {
        let stays = among.is_none_or(|among| among.contains(&id));
        stays.then(|| clause.clone())
    });
    index.follow(first_wanted(&there), Arc::new(Scout::new(&there)));
}
