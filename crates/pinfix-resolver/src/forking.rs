//! Where environments that are resolved for as one have to be parted.
//!
//! A fork is parted where something that stands side by side is meant for different environments: lines on one package
//! with different markers, demands of one release on one package with different markers; and where a release is only for
//! some of the fork's Pythons. What lies further apart (two packages that demand something of a third, each on a platform
//! of its own) is no reason yet: one release may suit both.

use pinfix_index::IndexError;
use pinfix_packaging::SpecifierSet;
use pinfix_packaging::marker::{MarkerSpace, PythonSet};
use pinfix_packaging::{ExtraName, PackageName};
use pubgrub::VersionSet as _;

use crate::graph::{ConstraintGraph, Demands, ExtraId, NameId};
use crate::problem::{ClauseKind, Fit, Fork, ForkStrategy, Lenience, Problem};
use crate::rank::Rank;

/// Something that is wanted in some environments of a fork.
struct Wish {
    space: MarkerSpace,
    /// Whether it bounds its package from above.
    bounded: bool,
    /// Whether what is had elsewhere is another thing in any case: it points at a file, say.
    apart: bool,
}

/// The parts of a fork that the user's own lines make: they are wanted side by side.
pub(crate) fn parts_by_lines(problem: &Problem, fork: &Fork) -> Vec<MarkerSpace> {
    let mut names: Vec<&PackageName> = Vec::new();
    for clause in problem
        .clauses
        .iter()
        .filter(|it| it.kind == ClauseKind::Requirement)
    {
        if !names.contains(&&clause.requirement.name) {
            names.push(&clause.requirement.name);
        }
    }
    let groups = names.into_iter().map(|name| {
        let lines = problem.clauses_on(name).map(|(_, clause)| Wish {
            space: fork.admitted(clause.requirement.marker.as_ref(), &[]),
            bounded: clause
                .requirement
                .specifiers()
                .is_some_and(SpecifierSet::has_upper_bound),
            apart: clause.direct.is_some(),
        });
        lines.chain(overrides(problem, fork, name)).collect()
    });
    parts(fork, &groups.collect::<Vec<_>>())
}

/// The parts of a fork that a release makes when it is chosen: by the Pythons that it is for, by lines that bind its
/// package, by what it demands. None where it leaves the fork whole.
pub(crate) fn parts_by_release(
    graph: &ConstraintGraph<'_>,
    fork: &Fork,
    (name, rank): (NameId, Rank),
) -> Result<Vec<MarkerSpace>, IndexError> {
    let problem = graph.problem();
    let (fit, pythons) = fit_of(graph, fork, (name, rank))?;
    if fit == Fit::Some {
        let own = MarkerSpace::of_pythons(&pythons);
        let spaces = [fork.space().and(&own), fork.space().without(&own)];
        let both = spaces.iter().all(|it| !it.is_none());
        if both {
            return Ok(in_order(
                fork,
                spaces.into_iter().map(|space| (space, 0)).collect(),
            ));
        }
    }
    let package = graph.name(name);
    let lines = problem
        .clauses_on(&package)
        .filter(|(_, clause)| clause.kind == ClauseKind::Constraint);
    let lines = lines.map(|(_, clause)| Wish {
        space: fork.admitted(clause.requirement.marker.as_ref(), &[]),
        bounded: clause
            .requirement
            .specifiers()
            .is_some_and(SpecifierSet::has_upper_bound),
        apart: clause.direct.is_some(),
    });
    let mut bound: Vec<Wish> = lines.chain(overrides(problem, fork, &package)).collect();
    if !bound.is_empty() {
        bound.push(Wish {
            space: fork.space().clone(),
            bounded: false,
            apart: false,
        });
        let parts = parts(fork, &[bound]);
        if !parts.is_empty() {
            return Ok(parts);
        }
    }
    parts_by_demands(graph, fork, (name, rank), None)
}

/// The parts of a fork that demands of one release (or of one of its extras) make.
pub(crate) fn parts_by_demands(
    graph: &ConstraintGraph<'_>,
    fork: &Fork,
    (name, rank): (NameId, Rank),
    extra: Option<ExtraId>,
) -> Result<Vec<MarkerSpace>, IndexError> {
    let known = graph.demands(name, rank)?;
    let Demands::Known { demands, .. } = &*known else {
        return Ok(Vec::new());
    };
    let extras: Vec<ExtraName> = extra.map(|extra| graph.extra(extra)).into_iter().collect();
    let mut groups: Vec<(NameId, Vec<Wish>)> = Vec::new();
    for demand in demands.iter().filter(|it| it.extra == extra) {
        let another = demand.target == name && !graph.demanded(demand)?.contains(&rank);
        if demand.target == name && !another {
            continue;
        }
        let wish = Wish {
            space: fork.admitted(demand.requirement.marker.as_ref(), &extras),
            bounded: demand
                .requirement
                .specifiers()
                .is_some_and(SpecifierSet::has_upper_bound),
            // A release that asks for another of its own package can't be had where it does.
            apart: another || demand.requirement.url().is_some(),
        };
        match groups.iter_mut().find(|(target, _)| *target == demand.target) {
            Some((_, group)) => group.push(wish),
            None => groups.push((demand.target, vec![wish])),
        }
    }
    let groups: Vec<Vec<Wish>> = groups.into_iter().map(|(_, group)| group).collect();
    Ok(parts(fork, &groups))
}

/// Whether a release is better than others that are newer: where few releases are wanted, one for all Pythons; and one for
/// which nothing has to be passed over.
pub(crate) fn is_preferred(graph: &ConstraintGraph<'_>, fork: &Fork, release: (NameId, Rank)) -> bool {
    let fewest = fork.strategy() == ForkStrategy::Fewest;
    let strict = fork.lenience() == Lenience::default();
    if strict && !fewest {
        return true;
    }
    let strictly = fork.lenient(Lenience::default());
    match fit_of(graph, &strictly, release) {
        Ok((Fit::All, _)) => true,
        Ok((Fit::Some, _)) => !fewest,
        Ok((Fit::None, _)) | Err(_) => false,
    }
}

/// Whether a release is for all of a fork's Pythons.
pub(crate) fn is_for_all(graph: &ConstraintGraph<'_>, fork: &Fork, release: (NameId, Rank)) -> bool {
    fit_of(graph, fork, release).is_ok_and(|(fit, _)| fit == Fit::All)
}

/// For how many of a fork's Pythons a release is; and which ones, as far as a fork would be parted by them.
fn fit_of(
    graph: &ConstraintGraph<'_>,
    fork: &Fork,
    (name, rank): (NameId, Rank),
) -> Result<(Fit, PythonSet), IndexError> {
    let candidates = graph.candidates(name)?;
    let files = candidates
        .get(rank)
        .map(|candidate| candidates.admitted_files(graph.problem(), candidate))
        .unwrap_or_default();
    let (mut exact, mut roughly) = fork.pythons_of(files.iter());
    let metadata = match graph.known_demands(name, rank) {
        Some(_) => graph.metadata(name, rank)?,
        None => None,
    };
    if let Some(specifiers) = metadata.as_ref().and_then(|it| it.requires_python.as_ref()) {
        let (own, own_roughly) = fork.pythons_admitted_by(specifiers);
        (exact, roughly) = (exact.and(&own), roughly.and(&own_roughly));
    }
    Ok((fork.fit(&exact), roughly))
}

fn overrides(problem: &Problem, fork: &Fork, name: &PackageName) -> Vec<Wish> {
    let overrides = problem.overrides.get(name).into_iter().flatten();
    overrides
        .filter(|it| problem.applies(it, &[]))
        .map(|it| Wish {
            space: fork.admitted(it.marker.as_ref(), &[]),
            bounded: it.specifiers().is_some_and(SpecifierSet::has_upper_bound),
            apart: it.url().is_some(),
        })
        .collect()
}

/// The parts of a fork in which each wish either holds everywhere or nowhere, as far as wishes on one package differ;
/// none where it stays whole.
fn parts(fork: &Fork, groups: &[Vec<Wish>]) -> Vec<MarkerSpace> {
    let mut parts = vec![fork.space().clone()];
    for group in groups {
        let alike = group.windows(2).all(|two| two[0].space == two[1].space);
        if alike && !group.iter().any(|wish| wish.apart) {
            continue;
        }
        for wish in group {
            let cut = |part: MarkerSpace| [part.and(&wish.space), part.without(&wish.space)];
            let cut = parts.into_iter().flat_map(cut);
            parts = cut.filter(|part| !part.is_none()).collect();
        }
    }
    if parts.len() < 2 {
        return Vec::new();
    }
    let bounded = |part: &MarkerSpace| {
        let wishes = groups.iter().flatten();
        wishes
            .filter(|wish| wish.bounded && !wish.space.is_disjoint(part))
            .count()
    };
    let counted = parts.into_iter().map(|part| {
        let count = bounded(&part);
        (part, count)
    });
    in_order(fork, counted.collect())
}

/// The parts in the order in which they are resolved: what is chosen for one of them is preferred in the next. What is
/// bounded from above comes first: it mostly suits the others, too, and not the other way round. So it is with the oldest
/// Python where few releases are wanted; else the newest one leads.
fn in_order(fork: &Fork, mut parts: Vec<(MarkerSpace, usize)>) -> Vec<MarkerSpace> {
    parts.sort_by(|(one, bounds), (other, others)| {
        let (one, other) = (one.pythons().lowest(), other.pythons().lowest());
        let pythons = match fork.strategy() {
            ForkStrategy::RequiresPython => other.cmp(&one),
            ForkStrategy::Fewest => one.cmp(&other),
        };
        pythons.then(others.cmp(bounds))
    });
    parts.into_iter().map(|(space, _)| space).collect()
}
