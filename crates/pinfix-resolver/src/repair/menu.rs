//! The menus of all groups.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use pinfix_index::Index;
use pinfix_packaging::PackageName;
use pinfix_requirements::Sources;

use super::ahead::{ask_ahead, expected, trials};
use super::amendment::Amendment;
use super::bench::Bench;
use super::groups::{Group, groups};
use super::kitchen::{Kitchen, UnlessInTheWay};
use super::patience::{Patience, Seen};
use super::settle::{Course, apart, firsts, settle};
use super::value::{Menu, Repair, Repairs};
use crate::beforehand::Queue;
use crate::conflict::{Conflict, Conflicts};
use crate::error::ResolveError;
use crate::problem::{ClauseId, Problem};
use crate::progress::Progress;
use crate::resolve::anachronism_among;
use crate::time_limit::TimeLimit;

/// How many releases that nobody has looked at before may be looked at to find a conflict that is in the way.
const LOOKS: u32 = 2000;

/// How many conflicts that are in the way of repairs are found at the most.
const BESIDE: usize = 4;

/// What repairs the conflicts of a problem: one menu for each group of conflicts that share lines. Looks for as long
/// as `progress` has not had enough. `meant`: packages that lines may mean whose own nobody knows.
///
/// Lines that nobody would edit for these conflicts may be in the way of all repairs, since they hold together only with a
/// release that is too old. They are a conflict of their own then, and repaired with the others.
///
/// # Errors
/// Where the caller wants no more.
pub fn repairs(
    problem: &Problem,
    index: &dyn Index,
    sources: &Sources,
    (conflicts, meant): (&Conflicts, &[(ClauseId, PackageName)]),
    progress: &dyn Progress,
) -> Result<Repairs, ResolveError> {
    let time = &TimeLimit::new(index, progress).holding();
    let task = Task {
        problem,
        index,
        sources,
        meant,
        progress,
        time,
    };
    let mut all = conflicts.list.clone();
    let most = all.len() + BESIDE;
    let mut heeds = true;
    loop {
        match task.look(&all, heeds)? {
            ControlFlow::Continue(repairs) => {
                let beside = all.split_off(conflicts.list.len());
                return Ok(Repairs { beside, ..repairs });
            }
            ControlFlow::Break(lines) => {
                let found = task.anachronism_among(&lines)?;
                let is_new = |it: &Conflict| all.iter().all(|other| other.clauses != it.clauses);
                let found = found.filter(is_new);
                heeds = found.is_some() && all.len() < most;
                all.extend(found);
            }
        }
    }
}

/// What came of groups.
enum Looked {
    /// Their menus.
    Menus(Repairs),
    /// Two of them are one, with these lines: what repairs one edits lines of the other.
    Together(BTreeSet<ClauseId>),
}

/// What repairs are looked for in.
struct Task<'a> {
    problem: &'a Problem,
    index: &'a dyn Index,
    sources: &'a Sources,
    meant: &'a [(ClauseId, PackageName)],
    progress: &'a dyn Progress,
    time: &'a TimeLimit<'a>,
}

impl Task<'_> {
    /// Looks for the repairs of conflicts. `heeds`: whether it ends where lines are in the way.
    fn look(&self, conflicts: &[Conflict], heeds: bool) -> Result<UnlessInTheWay<Repairs>, ResolveError> {
        let mut together = Vec::new();
        loop {
            let groups = groups(conflicts, &together);
            match self.look_at(conflicts, &groups, heeds)? {
                ControlFlow::Break(lines) => return Ok(ControlFlow::Break(lines)),
                ControlFlow::Continue(Looked::Menus(repairs)) => return Ok(ControlFlow::Continue(repairs)),
                ControlFlow::Continue(Looked::Together(lines)) => together.push(lines),
            }
        }
    }

    /// Looks for the repairs of groups, each apart.
    fn look_at(
        &self,
        conflicts: &[Conflict],
        groups: &[Group],
        heeds: bool,
    ) -> Result<UnlessInTheWay<Looked>, ResolveError> {
        let Self { problem, index, .. } = *self;
        let queue = Queue::default();
        let expect = |trial| queue.hasten(expected(problem, index, conflicts, trial));
        let bench = Bench::new(problem, index, self.progress)
            .for_conflicts(conflicts)
            .expecting(&expect);
        let kitchen = Kitchen {
            bench: &bench,
            conflicts,
            meant: self.meant,
            several: groups.len() > 1,
            heeds,
        };
        ask_ahead(&bench, index, groups);
        let courses = queue.meanwhile(
            index,
            || trials(problem, index, (groups, conflicts)),
            || kitchen.courses(groups),
        )?;
        let courses = match courses {
            ControlFlow::Continue(courses) => courses,
            ControlFlow::Break(lines) => return Ok(ControlFlow::Break(lines)),
        };
        Ok(ControlFlow::Continue(self.menus(&kitchen, groups, courses)?))
    }

    /// The menus of all groups, of which each was looked at apart.
    fn menus(
        &self,
        kitchen: &Kitchen<'_>,
        groups: &[Group],
        mut courses: Vec<Course>,
    ) -> Result<Looked, ResolveError> {
        let bench = kitchen.bench;
        if let Some(lines) = apart(groups, &mut courses) {
            return Ok(Looked::Together(lines));
        }
        let for_all = kitchen.for_all()?;
        if let Some(python) = &for_all {
            for course in &mut courses {
                course.offers.retain(|it| !it.amendment.is_python_alone());
                course.offers.push(python.clone());
            }
        }
        let combined = settle(bench, &mut courses)?;
        let mut menus = Vec::new();
        for (at, (course, group)) in courses.iter().zip(groups).enumerate() {
            let about = kitchen.about(group);
            let mut repairs: Vec<Repair> = Vec::new();
            for offer in &course.offers {
                let alone = for_all.is_some() && offer.amendment.is_python_alone();
                let others = if alone {
                    Amendment::default()
                } else {
                    firsts(&courses, Some(at))
                };
                if let Some(lock) = bench.attempt(&others.and(&offer.amendment))?.lock() {
                    let repair = offer.repair(self.problem, self.sources, &lock, &about);
                    repairs.extend(repair.map(|it| Repair { alone, ..it }));
                }
            }
            menus.push(Menu {
                group: at + 1,
                conflicts: group.conflicts.clone(),
                repairs,
                blocked: course.blocked.clone(),
            });
        }
        Ok(Looked::Menus(Repairs {
            menus,
            beside: Vec::new(),
            cut: bench.is_over() || bench.was_cut(),
            unbuilt: bench.was_unbuilt(),
            combined,
        }))
    }

    /// The conflict among lines that hold together only with a release that is too old; `None` where it was not found out.
    fn anachronism_among(&self, lines: &[ClauseId]) -> Result<Option<Conflict>, ResolveError> {
        let seen = Seen::default();
        let patience = Patience::new(self.progress, &seen, LOOKS);
        let found = anachronism_among(self.problem, self.index, lines, (&patience, self.time));
        patience.forgive(found).map(Option::flatten)
    }
}
