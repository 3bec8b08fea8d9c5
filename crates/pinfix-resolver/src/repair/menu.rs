//! The menus of all groups.

use std::collections::BTreeSet;

use pinfix_index::Index;
use pinfix_packaging::{PackageName, PythonVersion};
use pinfix_requirements::Sources;

use super::amendment::Amendment;
use super::bench::Bench;
use super::blocked;
use super::correction::Workshop;
use super::groups::{Group, groups};
use super::offer::Offer;
use super::value::{Blocked, Lift, Menu, Repair};
use crate::conflict::{Conflict, Conflicts};
use crate::error::ResolveError;
use crate::problem::{ClauseId, ClauseKind, Formats, PrereleaseMode, Problem};
use crate::progress::Progress;

/// How many repairs a menu has at the most.
const CHOICES: usize = 4;

/// How many combinations of choices are tried.
const COMBINATIONS: usize = 32;

/// What repairs the conflicts of a problem: one menu for each group of conflicts that share lines. Looks for as long
/// as `progress` has not had enough.
///
/// # Errors
/// Where the caller wants no more.
pub fn repairs(
    problem: &Problem,
    index: &dyn Index,
    sources: &Sources,
    conflicts: &Conflicts,
    progress: &dyn Progress,
) -> Result<Vec<Menu>, ResolveError> {
    let bench = Bench::new(problem, index, progress);
    let groups = groups(&conflicts.list);
    let kitchen = Kitchen {
        bench: &bench,
        conflicts: &conflicts.list,
    };
    let mut courses: Vec<Course> = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let base = meanwhile(&courses, &groups[at + 1..]);
        courses.push(kitchen.course(group, &base)?);
    }
    settle(&bench, &mut courses)?;
    let mut menus = Vec::new();
    for (at, (course, group)) in courses.iter().zip(&groups).enumerate() {
        let mut menu = Menu {
            group: at + 1,
            conflicts: group.conflicts.clone(),
            repairs: Vec::new(),
            blocked: course.blocked.clone(),
        };
        for offer in &course.offers {
            let others = firsts(&courses, Some(at));
            if let Some(lock) = bench.attempt(&others.and(&offer.amendment))?.lock() {
                let about = kitchen.about(group);
                menu.repairs.extend(offer.repair(problem, sources, &lock, &about));
            }
        }
        unlike(&mut menu.repairs);
        menus.push(menu);
    }
    Ok(menus)
}

/// What was found for one group.
struct Course {
    offers: Vec<Offer>,
    blocked: Vec<Blocked>,
    /// What stands in for a choice where there is none: the lines of a correction go.
    otherwise: Amendment,
}

impl Course {
    fn first(&self) -> &Amendment {
        self.offers
            .first()
            .map_or(&self.otherwise, |offer| &offer.amendment)
    }
}

/// What is done about the other groups while one is looked at.
fn meanwhile(before: &[Course], after: &[Group]) -> Amendment {
    let chosen = before.iter().map(Course::first).cloned();
    let left_out = after.iter().map(left_out);
    chosen
        .chain(left_out)
        .fold(Amendment::default(), |all, one| all.and(&one))
}

fn left_out(group: &Group) -> Amendment {
    Amendment::without(group.corrections.first().map_or(&[], Vec::as_slice))
}

/// The first choices of all groups, but for one.
fn firsts(courses: &[Course], but: Option<usize>) -> Amendment {
    let others = courses.iter().enumerate().filter(|(at, _)| Some(*at) != but);
    others.fold(Amendment::default(), |all, (_, course)| all.and(course.first()))
}

/// Takes away choices that don't go with those of other menus, so that any choice from each repairs the whole.
fn settle(bench: &Bench<'_>, courses: &mut [Course]) -> Result<(), ResolveError> {
    if courses.len() < 2 {
        return Ok(());
    }
    let mut choice = vec![0; courses.len()];
    for _ in 0..COMBINATIONS {
        let picked = courses.iter().zip(&choice).map(|(course, at)| {
            course
                .offers
                .get(*at)
                .map_or(&course.otherwise, |offer| &offer.amendment)
        });
        let all = picked.fold(Amendment::default(), |all, one| all.and(one));
        if bench.attempt(&all)?.lock().is_none() && !bench.is_over() {
            // The last menu in which something else than the first was chosen loses that choice; if none was, the
            // last that has any loses its first.
            let odd = (0..choice.len()).rev().find(|at| choice[*at] > 0);
            let odd = odd.or_else(|| (0..choice.len()).rev().find(|at| !courses[*at].offers.is_empty()));
            let Some(at) = odd else { return Ok(()) };
            courses[at].offers.remove(choice[at]);
            choice = vec![0; courses.len()];
            continue;
        }
        let Some(at) = (0..choice.len()).find(|at| choice[*at] + 1 < courses[*at].offers.len()) else {
            return Ok(());
        };
        choice[at] += 1;
        choice[..at].fill(0);
    }
    Ok(())
}

/// Leaves the best of repairs that say the same.
fn unlike(repairs: &mut Vec<Repair>) {
    let mut seen = BTreeSet::new();
    repairs.retain(|repair| seen.insert(repair.summary.clone()));
    repairs.truncate(CHOICES);
}

/// Where the offers of one group are made.
struct Kitchen<'a> {
    bench: &'a Bench<'a>,
    conflicts: &'a [Conflict],
}

impl Kitchen<'_> {
    fn course(&self, group: &Group, base: &Amendment) -> Result<Course, ResolveError> {
        let core = self.core(group);
        let workshop = Workshop {
            bench: self.bench,
            base,
            core: &core,
        };
        let mut offers: Vec<Offer> = Vec::new();
        let mut absurd = Vec::new();
        for correction in &group.corrections {
            let outcome = workshop.offers(correction)?;
            offers.extend(outcome.offers);
            absurd.extend(outcome.absurd);
        }
        let alone: Vec<ClauseId> = offers
            .iter()
            .filter_map(
                |offer| match offer.amendment.lines.keys().collect::<Vec<_>>()[..] {
                    [only] => Some(*only),
                    _ => None,
                },
            )
            .collect();
        let mut blocked = blocked::blocked(self.bench.problem, self.conflicts, group, &alone, &absurd);
        match self.newer_python(base, &core)? {
            Some(offer) => offers.push(offer),
            None if !self.bench.is_over() => blocked.extend(blocked::python(self.conflicts, group)),
            None => {}
        }
        offers.extend(self.lifts(base, &core)?);
        offers.sort_by_key(Offer::cost);
        if offers.is_empty() && !self.bench.is_over() {
            blocked.extend(blocked::lost(self.bench.problem, group));
        }
        Ok(Course {
            offers,
            blocked,
            otherwise: left_out(group),
        })
    }

    /// The lines that have to do with a group: its own, those on the same packages, and constraints.
    fn core(&self, group: &Group) -> BTreeSet<ClauseId> {
        let problem = self.bench.problem;
        let names: BTreeSet<&PackageName> = group
            .lines
            .iter()
            .map(|line| &problem.clause(*line).requirement.name)
            .collect();
        let belongs = |id: &ClauseId| {
            let clause = problem.clause(*id);
            clause.kind == ClauseKind::Constraint || names.contains(&clause.requirement.name)
        };
        problem.clause_ids().filter(belongs).collect()
    }

    /// The packages that the conflicts of a group are about.
    fn about(&self, group: &Group) -> BTreeSet<PackageName> {
        let problem = self.bench.problem;
        let lines = group
            .lines
            .iter()
            .map(|line| problem.clause(*line).requirement.name.clone());
        let clashes = group
            .conflicts
            .iter()
            .map(|at| self.conflicts[*at].package.clone());
        lines.chain(clashes).collect()
    }

    /// The lowest newer Python for which the set resolves.
    fn newer_python(
        &self,
        base: &Amendment,
        core: &BTreeSet<ClauseId>,
    ) -> Result<Option<Offer>, ResolveError> {
        let here = self.bench.problem.target.python.major_minor();
        for python in PythonVersion::known_minors().filter(|it| it.major_minor() > here) {
            let amendment = Amendment {
                python: Some(python),
                ..Amendment::default()
            };
            if let Some(offer) = self.whole(amendment, base, core)? {
                return Ok(Some(offer));
            }
        }
        Ok(None)
    }

    /// Restrictions without which the set resolves.
    fn lifts(&self, base: &Amendment, core: &BTreeSet<ClauseId>) -> Result<Vec<Offer>, ResolveError> {
        let policy = &self.bench.problem.policy;
        let strict = matches!(
            policy.prerelease,
            PrereleaseMode::Disallow | PrereleaseMode::Explicit
        );
        let prereleases = strict.then_some(Lift::Prereleases);
        let builds = (policy.formats != Formats::default()).then_some(Lift::Builds);
        let mut offers = Vec::new();
        for lift in prereleases.into_iter().chain(builds) {
            let amendment = Amendment {
                lift: Some(lift),
                ..Amendment::default()
            };
            offers.extend(self.whole(amendment, base, core)?);
        }
        Ok(offers)
    }

    /// An amendment that changes no line, if it works: for the lines of the group first, which is quick.
    fn whole(
        &self,
        amendment: Amendment,
        base: &Amendment,
        core: &BTreeSet<ClauseId>,
    ) -> Result<Option<Offer>, ResolveError> {
        let all = base.and(&amendment);
        if self.bench.sketch(&all, Some(core))?.lock().is_none() || self.bench.attempt(&all)?.lock().is_none()
        {
            return Ok(None);
        }
        Ok(Some(Offer {
            amendment,
            spellings: std::collections::BTreeMap::new(),
            distance: 0,
        }))
    }
}
