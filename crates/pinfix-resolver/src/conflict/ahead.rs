//! Asks ahead for what will be read to find out which lines are to blame.
//!
//! Lines are left out one after the other for that, and each time a package is chosen that something had ruled out before:
//! to wait for each of them when it is looked at takes as many round trips as there are lines.

use std::sync::Arc;

use pinfix_index::{IndexError, Wanted};
use pubgrub::VersionSet as _;
use rustc_hash::FxHashMap;

use crate::candidate::Selector;
use crate::graph::{ConstraintGraph, Demand, Demands, NameId, Node, Scout, wanted};
use crate::problem::{Clause, ClauseKind};
use crate::rank::{Rank, RankSet};
use crate::solver::{Derivation, Fact};

/// How many packages are asked about at the most.
const PACKAGES: usize = 12;

/// A package of so few releases is asked about as a whole.
const FEW: usize = 48;

/// How many releases are asked for that are not the newest, as something demands.
const HELD_BACK: usize = 40;

/// How many releases of a package are asked for that will be walked back: so many of the newest, and as many of the others.
const RELEASES: usize = 10;

/// Asks for what `proof` says is demanded in vain, as it would be chosen if no line forbade it; and for releases of
/// packages that lines ask for and that don't go with it. Where nothing had to be fetched so far, there is nothing to wait
/// for. What can't be read here is told by who reads it in earnest.
pub(crate) fn ask_ahead(graph: &ConstraintGraph<'_>, proof: &Derivation) {
    if graph.index().statistics().bytes == 0 {
        return;
    }
    let Ok(demanded) = demanded(graph, proof) else {
        return;
    };
    follow(graph, &demanded);
    let _ = ask_for_held_back(graph);
    for clause in &graph.problem().clauses {
        if clause.kind == ClauseKind::Requirement && clause.direct.is_none() {
            let _ = ask_for_walk(graph, clause, &demanded);
        }
    }
}

/// Asks for the newest releases that are demanded where these are not the newest there are, by the newest release that each
/// line admits: with some of the lines left out they will be chosen, and the newest one not.
fn ask_for_held_back(graph: &ConstraintGraph<'_>) -> Result<(), IndexError> {
    let problem = graph.problem();
    let selector = Selector::new(problem);
    let mut wanted = Vec::new();
    for clause in &problem.clauses {
        if clause.kind != ClauseKind::Requirement || clause.direct.is_some() {
            continue;
        }
        let name = graph.name_id(&clause.requirement.name);
        let Some((newest, _)) = graph.newest_allowed(name)? else {
            continue;
        };
        if !graph.is_at_hand(name, newest) {
            continue;
        }
        let known = graph.demands(name, newest)?;
        let Demands::Known { demands, .. } = &*known else {
            continue;
        };
        for demand in demands {
            if !counts(graph, clause, demand) || !graph.index().has_project(&demand.requirement.name) {
                continue;
            }
            let candidates = graph.candidates(demand.target)?;
            let admitted = graph.demanded(demand)?;
            let of_lines = graph.admitted_by_lines(demand.target)?;
            let newest = selector.select(&candidates, &RankSet::full());
            for set in [admitted.intersection(&of_lines), admitted] {
                if let Some(rank) = selector.select(&candidates, &set)
                    && Some(rank) != newest
                    && let Ok(usable) = candidates.judge(problem, rank)
                    && usable.metadata_from.is_wheel()
                {
                    wanted.push(Arc::clone(&usable.metadata_from));
                }
            }
        }
    }
    wanted.truncate(HELD_BACK);
    graph.index().prefetch(&wanted);
    Ok(())
}

/// What releases demand of a package, and which it may be then.
type Demanded = FxHashMap<NameId, Vec<(Wanted, RankSet)>>;

/// What the proof says that releases demand, each once.
fn demanded(graph: &ConstraintGraph<'_>, proof: &Derivation) -> Result<Demanded, IndexError> {
    let mut demanded = Demanded::default();
    for fact in proof.facts() {
        let Fact::Demand(from, releases, Node::Package(to), _) = fact else {
            continue;
        };
        let Some(from) = from.name() else { continue };
        let read = releases.intersection(&graph.read_of(from));
        let Some(newest) = read.descending(Rank::MAX).next() else {
            continue;
        };
        let known = graph.known_demands(from, newest);
        let Some(Demands::Known { demands, .. }) = known.as_deref() else {
            continue;
        };
        for demand in demands.iter().filter(|it| it.target == *to) {
            let admitted = graph.demanded(demand)?;
            let of_package = demanded.entry(*to).or_default();
            if of_package.iter().all(|(_, it)| *it != admitted) {
                of_package.push((wanted(&demand.requirement), admitted));
            }
        }
    }
    Ok(demanded)
}

/// Asks for what is demanded and for what it leads to, without the lines on these packages.
fn follow(graph: &ConstraintGraph<'_>, demanded: &Demanded) {
    let problem = graph.problem();
    let mut wanted: Vec<&Wanted> = demanded.values().flatten().map(|(wanted, _)| wanted).collect();
    wanted.sort_by(|one, other| one.name.cmp(&other.name));
    let is_free = |clause: &Clause| {
        let name = &clause.requirement.name;
        wanted.iter().all(|it| it.name != *name)
    };
    let kept = |_, clause: &Clause| is_free(clause).then(|| clause.clone());
    let without = problem.rewritten(problem.target.clone(), kept);
    let wanted = wanted.into_iter().take(PACKAGES).cloned().collect();
    graph.index().follow(wanted, Arc::new(Scout::new(&without)));
}

/// Asks for releases of a line's package if its newest one demands what can't go with something that is demanded: it will
/// be walked back.
fn ask_for_walk(graph: &ConstraintGraph<'_>, clause: &Clause, demanded: &Demanded) -> Result<(), IndexError> {
    let name = graph.name_id(&clause.requirement.name);
    let Some((newest, _)) = graph.newest_allowed(name)? else {
        return Ok(());
    };
    let candidates = graph.candidates(name)?;
    let admitted = graph.admitted_by_lines(name)?;
    let wheel = |rank: &Rank| {
        let usable = candidates.judge(graph.problem(), *rank).ok()?;
        let from = &usable.metadata_from;
        from.is_wheel().then(|| Arc::clone(from))
    };
    let all: Vec<_> = admitted
        .descending(candidates.count())
        .filter_map(|rank| wheel(&rank))
        .collect();
    if all.len() < 2 || wheel(&newest).is_none() {
        return Ok(());
    }
    let known = graph.demands(name, newest)?;
    let Demands::Known { demands, .. } = &*known else {
        return Ok(());
    };
    let mut clashes = false;
    for demand in demands {
        let others = demanded.get(&demand.target);
        if let Some(others) = others.filter(|_| counts(graph, clause, demand)) {
            let own = graph.demanded(demand)?;
            clashes |= others.iter().any(|(_, admitted)| admitted.is_disjoint(&own));
        }
    }
    if clashes {
        let rest = all.get(RELEASES..).unwrap_or_default();
        let step = if all.len() > FEW {
            rest.len().div_ceil(RELEASES)
        } else {
            1
        };
        let sample = rest.iter().rev().step_by(step);
        let wanted: Vec<_> = all.iter().take(RELEASES).chain(sample).cloned().collect();
        graph.index().prefetch(&wanted);
    }
    Ok(())
}

/// Whether what a release of a line's package demands counts: always, or since the line asks for the extra.
fn counts(graph: &ConstraintGraph<'_>, clause: &Clause, demand: &Demand) -> bool {
    let extras = &clause.requirement.extras;
    demand
        .extra
        .is_none_or(|extra| extras.contains(&graph.extra(extra)))
}
