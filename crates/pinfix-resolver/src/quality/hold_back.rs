//! Why a package is not newer.

use std::cell::Cell;
use std::collections::BTreeSet;

use pubgrub::VersionSet as _;
use rustc_hash::FxHashSet;

use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId, Node};
use crate::problem::ClauseId;
use crate::rank::{Rank, RankSet};
use crate::solver::{Assumption, Derivation, Fact, Horizon, Question, Selection, Solved, Solver};

/// What holds a package back: a minimal set of lines, and of packages that are kept at their releases.
#[derive(Debug, Clone)]
pub(crate) struct HoldBack {
    /// The lines, in order.
    pub(crate) clauses: Vec<ClauseId>,
    /// Packages that would have to become older than the release that is given here.
    pub(crate) keeps: Vec<(NameId, Rank)>,
    /// The packages that newer releases speak of by what they demand, as the proof has it; none where what others demand of the
    /// package is all that rules newer ones out.
    pub(crate) spoken_of: Vec<NameId>,
}

/// Within which limits something newer is looked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Within<'a> {
    /// How old releases may be.
    pub(crate) horizon: Option<&'a Horizon>,
    /// How many more releases may be read.
    pub(crate) allowance: Option<&'a Cell<u32>>,
    /// The one newer release that is asked about; any that is newer, where nothing is given.
    pub(crate) only: Option<Rank>,
    /// Whether all lines are blamed that the first proof names, though fewer may do: to find that out may mean to read much.
    pub(crate) blames_roughly: bool,
}

/// A selection in which `name` is newer and nothing else is older, or a proof that there is none.
pub(super) fn newer(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    (clauses, within): (&[ClauseId], Within<'_>),
    selection: &Selection,
    name: NameId,
) -> Result<Solved, ResolveError> {
    let asker = Asker {
        graph,
        solver,
        demand: demand(graph, selection, name, within)?,
        within,
    };
    asker.ask(clauses, &others(selection, name))
}

/// Whether a package is held back only by what others demand of it, and not by what its newer releases demand.
pub(super) fn is_capped(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    clauses: &[ClauseId],
    selection: &Selection,
    name: NameId,
) -> Result<bool, ResolveError> {
    Ok(
        match newer(graph, solver, (clauses, Within::default()), selection, name)? {
            Solved::Refuted(proof) => spoken_of(&proof, name).is_empty(),
            Solved::Selected(_) => false,
        },
    )
}

/// What holds `name` back in `selection`; `None` if nothing does, as far as is known. Packages in `spared` are blamed only
/// where it can't be said without them. Where more would have to be read than is allowed, more is blamed than has to be.
pub(crate) fn hold_back(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    (clauses, spared, within): (&[ClauseId], &BTreeSet<NameId>, Within<'_>),
    selection: &Selection,
    name: NameId,
) -> Result<Option<HoldBack>, ResolveError> {
    let asker = Asker {
        graph,
        solver,
        demand: demand(graph, selection, name, within)?,
        within,
    };
    let all = others(selection, name);
    let Some(proof) = asker.refutation(clauses, &all)? else {
        return Ok(None);
    };
    let (needed, keeps) = used(&proof, &all);
    let mut held = Held {
        clauses: needed,
        keeps,
        proof,
    };
    // What is kept goes first, all at once if that is possible, so that the lines alone are blamed where they are enough.
    let unspared: Vec<(NameId, Rank)> = all
        .iter()
        .filter(|(it, _)| !spared.contains(it))
        .copied()
        .collect();
    for fewer in [&[][..], &unspared] {
        if fewer.len() < all.len()
            && let Some(proof) = asker.refutation(clauses, fewer)?
        {
            let (clauses, keeps) = used(&proof, fewer);
            held = Held {
                clauses,
                keeps,
                proof,
            };
            break;
        }
    }
    let mut at = held.keeps.len();
    while at > 0 {
        at -= 1;
        let mut rest = held.keeps.clone();
        rest.remove(at);
        if let Some(proof) = asker.refutation(&held.clauses, &rest)? {
            held = Held { keeps: rest, ..held }.narrowed(proof);
            at = at.min(held.keeps.len());
        }
    }
    let mut at = if within.blames_roughly {
        0
    } else {
        held.clauses.len()
    };
    while at > 0 {
        at -= 1;
        let mut rest = held.clauses.clone();
        rest.remove(at);
        if let Some(proof) = asker.refutation(&rest, &held.keeps)? {
            held = Held {
                clauses: rest,
                ..held
            }
            .narrowed(proof);
            at = at.min(held.clauses.len());
        }
    }
    Ok(Some(HoldBack {
        clauses: held.clauses,
        keeps: held.keeps,
        spoken_of: spoken_of(&held.proof, name),
    }))
}

/// What is known to hold a package back.
struct Held {
    clauses: Vec<ClauseId>,
    keeps: Vec<(NameId, Rank)>,
    proof: Derivation,
}

impl Held {
    /// Only what `proof` rests on, which speaks of no more than is held here.
    fn narrowed(self, proof: Derivation) -> Self {
        let mut assumed: Vec<(NameId, Rank)> = Vec::new();
        let mut clauses: Vec<ClauseId> = Vec::new();
        for node in proof.facts().flat_map(Fact::nodes) {
            match node {
                Node::Line(id) => clauses.push(id),
                Node::Package(name) => assumed.extend(self.keeps.iter().filter(|(it, _)| *it == name)),
                _ => {}
            }
        }
        let clauses = self
            .clauses
            .into_iter()
            .filter(|id| clauses.contains(id))
            .collect();
        let keeps = self
            .keeps
            .into_iter()
            .filter(|keep| assumed.contains(keep))
            .collect();
        Self {
            clauses,
            keeps,
            proof,
        }
    }
}

/// Asks whether a package can be newer.
struct Asker<'a> {
    graph: &'a ConstraintGraph<'a>,
    solver: &'a Solver<'a>,
    demand: Assumption,
    within: Within<'a>,
}

impl Asker<'_> {
    /// A proof that it can't, with these lines and packages; none where releases were left out that might help.
    fn refutation(
        &self,
        clauses: &[ClauseId],
        keeps: &[(NameId, Rank)],
    ) -> Result<Option<Derivation>, ResolveError> {
        Ok(match self.ask(clauses, keeps)? {
            Solved::Refuted(proof) if !self.solver.has_skipped() => Some(proof),
            Solved::Refuted(_) | Solved::Selected(_) => None,
        })
    }

    /// Whether it can, with these lines, and these packages no older than they are.
    fn ask(&self, clauses: &[ClauseId], keeps: &[(NameId, Rank)]) -> Result<Solved, ResolveError> {
        let mut assumptions = Vec::with_capacity(keeps.len() + 1);
        assumptions.push(self.demand.clone());
        for keep in keeps {
            assumptions.push(Assumption {
                name: keep.0,
                releases: no_worse(self.graph, *keep)?,
                required: false,
            });
        }
        self.solver.ask(Question {
            clauses,
            assumptions: &assumptions,
            horizon: self.within.horizon,
            allowance: self.within.allowance,
            any: false,
        })
    }
}

fn demand(
    graph: &ConstraintGraph<'_>,
    selection: &Selection,
    name: NameId,
    within: Within<'_>,
) -> Result<Assumption, ResolveError> {
    Ok(Assumption {
        name,
        releases: match within.only {
            Some(rank) => RankSet::singleton(rank),
            None => newer_releases(graph, selection, name)?,
        },
        required: true,
    })
}

fn others(selection: &Selection, name: NameId) -> Vec<(NameId, Rank)> {
    selection
        .packages
        .iter()
        .copied()
        .filter(|(it, _)| *it != name)
        .collect()
}

/// The releases of a package that are newer than its pin, and what one would call so: no pre-releases, unless the pin is
/// one or they rank alike.
pub(crate) fn newer_releases(
    graph: &ConstraintGraph<'_>,
    selection: &Selection,
    name: NameId,
) -> Result<RankSet, ResolveError> {
    let candidates = graph.candidates(name)?;
    let Some((_, pinned)) = selection.packages.iter().find(|(it, _)| *it == name) else {
        return Ok(RankSet::empty());
    };
    let is_stable = |rank: Rank| {
        candidates
            .get(rank)
            .is_some_and(|it| !it.version.any_prerelease())
    };
    let any = candidates.visibility().prereleases_equal || !is_stable(*pinned);
    let newer = (pinned + 1..candidates.count()).filter(|rank| any || is_stable(*rank));
    Ok(RankSet::of_ascending(newer))
}

/// The releases of a package that are as good as its pin: none that is older, and no pre-release in the place of a stable
/// one, unless they rank alike.
pub(crate) fn no_worse(
    graph: &ConstraintGraph<'_>,
    (name, pinned): (NameId, Rank),
) -> Result<RankSet, ResolveError> {
    let candidates = graph.candidates(name)?;
    let is_prerelease = |rank: Rank| candidates.get(rank).is_some_and(|it| it.version.any_prerelease());
    let older = RankSet::interval(0, pinned);
    if candidates.visibility().prereleases_equal || is_prerelease(pinned) {
        return Ok(older.complement());
    }
    let newer = (pinned + 1..candidates.count()).filter(|rank| is_prerelease(*rank));
    let worse = older.union(&RankSet::of_ascending(newer));
    Ok(worse.complement())
}

/// The lines and the kept packages that a proof rests on; assumption 0 is the demand itself.
fn used(proof: &Derivation, keeps: &[(NameId, Rank)]) -> (Vec<ClauseId>, Vec<(NameId, Rank)>) {
    let mut clauses = Vec::new();
    let mut assumed = FxHashSet::default();
    for node in proof.facts().flat_map(Fact::nodes) {
        match node {
            Node::Line(id) => clauses.push(id),
            Node::Assumed(at) if at > 0 => {
                assumed.insert(at as usize - 1);
            }
            _ => {}
        }
    }
    clauses.sort_unstable();
    clauses.dedup();
    let keeps = keeps
        .iter()
        .enumerate()
        .filter(|(at, _)| assumed.contains(at))
        .map(|(_, keep)| *keep)
        .collect();
    (clauses, keeps)
}

/// The other packages that releases of `name` speak of in a proof: those that they demand, and what that demands.
fn spoken_of(proof: &Derivation, name: NameId) -> Vec<NameId> {
    let demands: Vec<(NameId, NameId)> = proof
        .facts()
        .filter_map(|fact| match fact {
            Fact::Demand(from, _, to, _) => Some((from.name()?, to.name()?)),
            Fact::Question | Fact::NoCandidate(..) | Fact::Unusable(..) => None,
        })
        .collect();
    let mut reached = vec![name];
    let mut at = 0;
    while let Some(from) = reached.get(at).copied() {
        for (_, to) in demands.iter().filter(|(it, _)| *it == from) {
            if !reached.contains(to) {
                reached.push(*to);
            }
        }
        at += 1;
    }
    reached.retain(|it| *it != name);
    reached.sort_unstable();
    reached
}
