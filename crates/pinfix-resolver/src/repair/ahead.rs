//! Asks ahead for what repairs will be looked for in. A search goes from release to release, and each one that has not
//! been read is a wait of its own; to ask for the likely ones together is one.

use std::collections::BTreeSet;
use std::sync::Arc;

use pinfix_index::{Distribution, Index};

use super::amendment::Amendment;
use super::bench::{Asked, Bench};
use super::correction::Outcome;
use super::direction::Direction;
use super::groups::Group;
use super::releases::Releases;
use super::setting::{lifts, newer_python, whole};
use super::workshop::Workshop;
use crate::beforehand::Beforehand;
use crate::candidate::Candidates;
use crate::conflict::Conflict;
use crate::error::ResolveError;
use crate::graph::{Scout, first_wanted, follow_next_python};
use crate::problem::{ClauseId, Problem};

/// How many series of releases are asked for on each side of a line's bounds.
const SERIES: usize = 6;

/// For how many groups it is asked what they would be on a newer Python.
const GROUPS: usize = 2;

/// How many releases are asked for where a walk begins.
const FIRST: usize = 7;

/// What is tried to repair the groups, each trial for itself, to be tried beforehand. Of the groups that a trial is not
/// about, the lines of a correction are left out.
pub(super) fn trials<'q>(
    problem: &'q Problem,
    index: &'q dyn Index,
    (groups, conflicts): (&'q [Group], &'q [Conflict]),
) -> Vec<Beforehand<'q>> {
    let mut trials: Vec<Beforehand<'q>> = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let others = groups.iter().enumerate().filter(|(it, _)| *it != at);
        let others = others.map(|(_, other)| other.left_out());
        let base = others.fold(Amendment::default(), |all, one| all.and(&one));
        let core = group.core(problem);
        let mut add = |attempt: Attempt<'q>| {
            let (base, core) = (base.clone(), core.clone());
            trials.push(Box::new(move |hurry| {
                let bench = Bench::new(problem, index, hurry).for_conflicts(conflicts);
                // What can't be found out is told by who tries in earnest.
                let _ = attempt(&Workshop {
                    bench: &bench,
                    base: &base,
                    core: &core,
                });
            }));
        };
        for correction in &group.corrections {
            let [line] = correction[..] else {
                add(Box::new(|workshop| workshop.offers(correction).map(drop)));
                continue;
            };
            for direction in Direction::ALL {
                add(Box::new(move |workshop| {
                    workshop.relax_towards(line, direction, &mut Outcome::default())
                }));
            }
            add(Box::new(move |workshop| workshop.drop_one(line).map(drop)));
        }
        for setting in lifts(problem) {
            add(Box::new(move |workshop| {
                whole(workshop.bench, &setting, workshop.base, Some(workshop.core)).map(drop)
            }));
        }
        // One after the other: where the next one helps, nobody asks about those behind it.
        add(Box::new(|workshop| {
            newer_python(workshop.bench, workshop.base, Some(workshop.core)).map(drop)
        }));
    }
    trials
}

/// A sketch that will be asked for, to be drawn beforehand.
pub(super) fn expected<'q>(
    problem: &'q Problem,
    index: &'q dyn Index,
    conflicts: &'q [Conflict],
    (amendment, among): Asked,
) -> Beforehand<'q> {
    Box::new(move |hurry| {
        let bench = Bench::new(problem, index, hurry).for_conflicts(conflicts);
        let _ = bench.sketch(&amendment, among.as_ref());
    })
}

/// One thing that is tried.
type Attempt<'q> = Box<dyn FnOnce(&Workshop<'_>) -> Result<(), ResolveError> + Send + 'q>;

/// Asks for the releases that the lines of the groups may be moved to, and for what the newest of them lead to. Where
/// nothing had to be fetched so far, there is nothing to wait for.
pub(super) fn ask_ahead(bench: &Bench<'_>, index: &dyn Index, groups: &[Group]) {
    if index.statistics().bytes == 0 {
        return;
    }
    for group in groups.iter().take(GROUPS) {
        follow_next_python(bench.problem, index, Some(&group.core(bench.problem)));
    }
    let lines = groups.iter().flat_map(|group| group.corrections.iter().flatten());
    let lines: BTreeSet<ClauseId> = lines.copied().collect();
    for line in lines {
        ask_beyond(bench, index, line);
    }
}

fn ask_beyond(bench: &Bench<'_>, index: &dyn Index, line: ClauseId) {
    let problem = bench.problem;
    let clause = problem.clause(line);
    let Some(specifiers) = clause
        .requirement
        .specifiers()
        .filter(|_| clause.direct.is_none())
    else {
        return;
    };
    let Some(candidates) = bench.candidates(&clause.requirement.name) else {
        return;
    };
    let mut wanted = Vec::new();
    for direction in [Direction::Newer, Direction::Older] {
        let Some(beyond) = direction.beyond(specifiers) else {
            continue;
        };
        let releases = Releases::new(problem, &candidates, &beyond);
        wanted.extend(releases.latest().take(FIRST));
        wanted.extend(likely(problem, &candidates, &releases, direction));
        if direction == Direction::Newer {
            let amended = Amendment::default()
                .with_line(line, Some(beyond))
                .applied(problem);
            let own = |it: &pinfix_index::Wanted| it.name == clause.requirement.name;
            let first = first_wanted(&amended).into_iter().filter(own).collect();
            index.follow(first, Arc::new(Scout::new(&amended)));
        }
    }
    index.prefetch(&wanted);
}

/// The newest releases of the series that come first in a direction.
fn likely(
    problem: &Problem,
    candidates: &Candidates,
    releases: &Releases<'_>,
    direction: Direction,
) -> Vec<Arc<Distribution>> {
    let mut series = releases.series(None);
    if direction == Direction::Older {
        series.reverse();
    }
    let newest = series
        .into_iter()
        .filter_map(|place| releases.newest_stable(place))
        .take(SERIES);
    let judged = newest.filter_map(|version| {
        let usable = candidates.judge(problem, candidates.rank_of(&version)?).ok()?;
        Some(Arc::clone(&usable.metadata_from))
    });
    judged.collect()
}
