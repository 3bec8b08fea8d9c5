//! Looks for a lock without anachronisms.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pubgrub::VersionSet as _;
use rustc_hash::FxHashSet;

use super::anachronism::{Anachronism, anachronisms};
use super::hold_back::Within;
use super::improve::{improve, improve_only};
use super::stable;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId, Node};
use crate::problem::ClauseId;
use crate::rank::{Rank, RankSet};
use crate::solver::{Assumption, Derivation, Fact, Horizon, Question, Selection, Solved, Solver};

/// The best that there is.
#[derive(Debug)]
pub(crate) enum Best {
    /// A lock without anachronisms.
    Good(Selection),
    /// Each lock that was found has some.
    Anachronistic(Stale),
    /// There is no lock at all.
    None(Derivation),
}

/// The best that there is where it is no good.
#[derive(Debug, Clone)]
pub(crate) struct Stale {
    /// The first lock that was found.
    pub(crate) selection: Selection,
    /// Its anachronisms.
    pub(crate) found: Vec<Anachronism>,
    /// The lines that the search spoke of, in order: most likely, these alone have no better lock.
    pub(crate) named: Vec<ClauseId>,
}

/// How many releases are read at the most that the search for a lock did not read, to find what could be newer.
const ALLOWANCE: u32 = 48;

/// How many ways past the horizon are tried at the most.
const ATTEMPTS: usize = 16;

/// How often, beside that, only a package that was too old has to be newer than it was.
const RAISES: usize = 4;

/// The best lock for these lines: without anachronisms, and such that nothing could be newer for nothing.
///
/// # Errors
/// Where the index cannot be asked, or the time is over.
pub(crate) fn best(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    clauses: &[ClauseId],
) -> Result<Best, ResolveError> {
    let selection = match timely(graph, solver, clauses)? {
        Best::Good(selection) => selection,
        other => return Ok(other),
    };
    let exhaustive = graph.problem().policy.exhaustive;
    let allowance = Cell::new(if exhaustive { u32::MAX } else { ALLOWANCE });
    let within = Within {
        allowance: Some(&allowance),
        ..Within::default()
    };
    let improved = improve(graph, solver, (clauses, within), &selection)?;
    if anachronisms(graph, solver, (clauses, &BTreeSet::new()), &improved)?.is_empty() {
        return Ok(Best::Good(improved));
    }
    // What only the newer ones bring in is no good.
    let horizon = horizon_of(graph, &selection)?;
    let within = Within {
        horizon: Some(&horizon),
        ..within
    };
    let improved = improve(graph, solver, (clauses, within), &selection)?;
    Ok(Best::Good(improved))
}

/// A lock without anachronisms for these lines, though not always the best one.
///
/// The first lock that there is mostly is one. Where it is none, one within the horizon is looked for, and where there is
/// none such, packages are let past it: those that refutations name. A lock that is no good is mended in one of three ways:
/// what is too old must be newer than that; or within the horizon; or what it can't know of may be older, too. Where the
/// lines alone have it so in any lock, nothing is looked for.
///
/// # Errors
/// Where the index cannot be asked, or the time is over.
pub(crate) fn timely(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    clauses: &[ClauseId],
) -> Result<Best, ResolveError> {
    let search = Search {
        graph,
        solver,
        clauses,
    };
    let plain = match solver.solve(clauses)? {
        Solved::Selected(selection) => search.lifted(search.steadied(selection)?)?,
        Solved::Refuted(proof) => return Ok(Best::None(proof)),
    };
    if graph.problem().policy.max_staleness.is_none() {
        return Ok(Best::Good(plain));
    }
    let found = anachronisms(graph, solver, (clauses, &BTreeSet::new()), &plain)?;
    if found.is_empty() {
        return Ok(Best::Good(plain));
    }
    if let Some(lasting) = found.iter().find(|it| it.in_any_lock) {
        let named = lasting.clauses.clone();
        return Ok(Best::Anachronistic(Stale {
            selection: plain,
            found,
            named,
        }));
    }
    let mut named: BTreeSet<ClauseId> = found.iter().flat_map(|it| it.clauses.clone()).collect();
    let mut ways = VecDeque::from([Way::default()]);
    let mut raised: VecDeque<Way> = VecDeque::new();
    let mut seen = FxHashSet::from_iter([Way::default()]);
    let mut further = 0..RAISES;
    let mut attempts = 0..ATTEMPTS;
    loop {
        let up = if raised.is_empty() { None } else { further.next() };
        let next = match up {
            Some(_) => raised.pop_front(),
            None => attempts.next().and_then(|_| ways.pop_front()),
        };
        let Some(way) = next else { break };
        let selection = match search.relaxed(&way, &mut named)? {
            Solved::Selected(selection) => search.lifted(selection)?,
            Solved::Refuted(_) => continue,
        };
        let found = anachronisms(graph, solver, (clauses, &way.relaxed), &selection)?;
        let Some(worst) = found.first() else {
            return Ok(Best::Good(selection));
        };
        named.extend(&worst.clauses);
        let younger = worst.unknown.iter().map(|name| graph.name_id(name));
        let old = graph.name_id(&worst.old.package);
        raised.extend(selection.rank(old).map(|rank| way.raised(old, rank)));
        if way.above.is_empty() {
            let mended = way.mended(old, younger);
            ways.extend(mended.filter(|way| seen.insert(way.clone())));
        }
    }
    // By now the solver knows more of who has to yield to whom, and may come to another lock.
    if let Solved::Selected(selection) = solver.solve(clauses)? {
        let selection = search.lifted(search.steadied(selection)?)?;
        if anachronisms(graph, solver, (clauses, &BTreeSet::new()), &selection)?.is_empty() {
            return Ok(Best::Good(selection));
        }
    }
    Ok(Best::Anachronistic(Stale {
        selection: plain,
        found,
        named: named.into_iter().collect(),
    }))
}

/// A way past the horizon.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Way {
    /// What may be past it from the first.
    relaxed: BTreeSet<NameId>,
    /// What must not be past it, not even where an existing lock has it so.
    strict: BTreeSet<NameId>,
    /// What must be newer than a release that was no good.
    above: BTreeMap<NameId, Rank>,
}

impl Way {
    /// The same, but a package is newer than a release that was no good: it may be past the horizon and no anachronism in one
    /// that is only somewhat newer.
    fn raised(&self, old: NameId, rank: Rank) -> Self {
        let mut raised = self.clone();
        raised.above.insert(old, rank);
        raised
    }

    /// Ways around the anachronism of one package beside younger ones.
    fn mended(&self, old: NameId, younger: impl Iterator<Item = NameId>) -> impl Iterator<Item = Self> {
        let mut relaxed = self.clone();
        relaxed
            .relaxed
            .extend(younger.filter(|name| !self.strict.contains(name)));
        let mut strict = self.clone();
        if !self.relaxed.contains(&old) {
            strict.strict.insert(old);
        }
        [relaxed, strict].into_iter()
    }
}

struct Search<'a> {
    graph: &'a ConstraintGraph<'a>,
    solver: &'a Solver<'a>,
    clauses: &'a [ClauseId],
}

impl Search<'_> {
    /// A lock for which no more packages are let past their horizons than refutations name.
    /// The lines of refutations are added to `named`.
    fn relaxed(&self, way: &Way, named: &mut BTreeSet<ClauseId>) -> Result<Solved, ResolveError> {
        let mut relaxed = way.relaxed.clone();
        loop {
            match self.within(&relaxed, way)? {
                Solved::Refuted(proof) => {
                    named.extend(lines_of(&proof));
                    let mut more = horizons_of(&proof);
                    more.retain(|name| !way.strict.contains(name) && !relaxed.contains(name));
                    if more.is_empty() {
                        return Ok(Solved::Refuted(proof));
                    }
                    relaxed.extend(more);
                }
                selected @ Solved::Selected(_) => return Ok(selected),
            }
        }
    }

    /// The same lock, or one that does without pre-releases which are not necessary, if it is none the worse for it.
    fn steadied(&self, selection: Selection) -> Result<Selection, ResolveError> {
        let past = horizon_of(self.graph, &selection)?;
        let question = Question {
            horizon: Some(&past),
            ..Question::of(self.clauses)
        };
        stable::steadied(self.graph, self.solver, question, selection)
    }

    /// The same lock, but nothing in it that is past its horizon could be newer for nothing.
    fn lifted(&self, selection: Selection) -> Result<Selection, ResolveError> {
        let past = horizon_of(self.graph, &selection)?.relaxed;
        if past.is_empty() {
            return Ok(selection);
        }
        let wanted = |name| past.contains(&name);
        improve_only(
            self.graph,
            self.solver,
            (self.clauses, Within::default()),
            &selection,
            wanted,
        )
    }

    /// A lock within the horizon, but for what is relaxed.
    fn within(&self, relaxed: &BTreeSet<NameId>, way: &Way) -> Result<Solved, ResolveError> {
        let horizon = Horizon {
            strict: way.strict.iter().copied().collect(),
            ..horizon(self.graph, relaxed.iter().copied())
        };
        let above = way.above.iter().map(|(name, rank)| Assumption {
            name: *name,
            releases: RankSet::interval(0, rank + 1).complement(),
            required: false,
        });
        let assumptions: Vec<Assumption> = above.collect();
        self.solver.ask(Question {
            horizon: Some(&horizon),
            assumptions: &assumptions,
            ..Question::of(self.clauses)
        })
    }
}

fn horizon(graph: &ConstraintGraph<'_>, relaxed: impl IntoIterator<Item = NameId>) -> Horizon {
    Horizon {
        staleness: graph.problem().policy.max_staleness.unwrap_or(i64::MAX),
        relaxed: relaxed.into_iter().collect(),
        strict: FxHashSet::default(),
    }
}

/// The horizon that a selection keeps to: only what is past it already may be.
fn horizon_of(graph: &ConstraintGraph<'_>, selection: &Selection) -> Result<Horizon, ResolveError> {
    let mut within = horizon(graph, BTreeSet::new());
    for (name, rank) in &selection.packages {
        let ages = graph.ages(*name, *rank)?;
        if ages.is_some_and(|(released, newest)| within.is_beyond(released, newest)) {
            within.relaxed.insert(*name);
        }
    }
    Ok(within)
}

/// The packages whose horizons a proof rests on.
fn horizons_of(proof: &Derivation) -> BTreeSet<NameId> {
    let horizon = |node: Node| match node {
        Node::Horizon(name) => Some(name),
        _ => None,
    };
    proof.facts().flat_map(Fact::nodes).filter_map(horizon).collect()
}

/// The lines that a proof rests on.
fn lines_of(proof: &Derivation) -> impl Iterator<Item = ClauseId> {
    proof.facts().flat_map(Fact::nodes).filter_map(|node| match node {
        Node::Line(id) => Some(id),
        _ => None,
    })
}
