//! Where the offers of one group are made: edits first, then a newer Python or a restriction less, then both.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::rc::Rc;

use pinfix_packaging::specifier::{Operator, Specifier};
use pinfix_packaging::{PackageName, PythonVersion, SpecifierSet, Version};

use super::amendment::Amendment;
use super::bench::{Bench, Trial};
use super::blocked::Refusals;
use super::correction::Outcome;
use super::groups::Group;
use super::offer::Offer;
use super::setting::{Newer, lifts, newer, newer_python, unwritten, whole};
use super::settle::Course;
use super::spelling::spellings;
use super::workshop::Workshop;
use crate::conflict::Conflict;
use crate::error::ResolveError;
use crate::problem::ClauseId;
use crate::resolution::{Pin, Resolution};

/// How many repairs a menu has at the most.
const CHOICES: usize = 4;

/// How many lines one edits without looking for a way to edit fewer.
const PAIR: usize = 2;

/// How many of them edit the same lines.
const ALIKE: usize = 2;

/// What is done about the other groups while one is looked at.
fn meanwhile<'g>(
    before: impl IntoIterator<Item = &'g Course>,
    after: impl Iterator<Item = &'g Group>,
) -> Amendment {
    let chosen = before.into_iter().map(Course::meanwhile).cloned();
    let left_out = after.map(Group::left_out);
    chosen
        .chain(left_out)
        .fold(Amendment::default(), |all, one| all.and(&one))
}

/// How many groups are repaired by nothing that could be edited.
fn without_edits(courses: &[Course]) -> usize {
    courses.iter().filter(|it| !it.has_edits).count()
}

/// What was looked for, unless these lines are in the way whatever is done about the conflicts: they hold together only with a
/// release that is too old.
pub(super) type UnlessInTheWay<T> = ControlFlow<Vec<ClauseId>, T>;

/// Where the offers of one group are made.
pub(super) struct Kitchen<'a> {
    pub(super) bench: &'a Bench<'a>,
    pub(super) conflicts: &'a [Conflict],
    pub(super) meant: &'a [(ClauseId, PackageName)],
    /// Whether there are several groups.
    pub(super) several: bool,
    /// Whether it ends where lines are in the way that nobody would edit.
    pub(super) heeds: bool,
}

impl Kitchen<'_> {
    /// What is done about each group: of the first ones whatever is best, of the others what goes with that. A group of
    /// which nothing does is looked at before the others, where something can be done about it at all.
    pub(super) fn courses(&self, groups: &[Group]) -> Result<UnlessInTheWay<Vec<Course>>, ResolveError> {
        let order: Vec<usize> = (0..groups.len()).collect();
        let mut best = match self.in_order(groups, &order)? {
            ControlFlow::Continue(courses) => courses,
            lines @ ControlFlow::Break(_) => return Ok(lines),
        };
        for at in order.iter().copied().skip(1) {
            if best[at].has_edits || !self.has_edits_before_others(groups, at)? {
                continue;
            }
            let mut order = order.clone();
            order[..=at].rotate_right(1);
            if let ControlFlow::Continue(courses) = self.in_order(groups, &order)?
                && without_edits(&courses) < without_edits(&best)
            {
                best = courses;
            }
        }
        Ok(ControlFlow::Continue(best))
    }

    /// What is done about each group, as they are looked at in some order.
    fn in_order(
        &self,
        groups: &[Group],
        order: &[usize],
    ) -> Result<UnlessInTheWay<Vec<Course>>, ResolveError> {
        let mut courses: BTreeMap<usize, Course> = BTreeMap::new();
        for (done, at) in order.iter().enumerate() {
            let after = order[done + 1..].iter().map(|at| &groups[*at]);
            let base = meanwhile(courses.values(), after);
            match self.course(&groups[*at], &base)? {
                ControlFlow::Continue(course) => courses.insert(*at, course),
                ControlFlow::Break(lines) => return Ok(ControlFlow::Break(lines)),
            };
        }
        Ok(ControlFlow::Continue(courses.into_values().collect()))
    }

    /// Whether edits repair a group where the lines of all others go.
    fn has_edits_before_others(&self, groups: &[Group], at: usize) -> Result<bool, ResolveError> {
        let others = groups.iter().enumerate().filter(|(other, _)| *other != at);
        let base = meanwhile([], others.map(|(_, group)| group));
        let core = groups[at].core(self.bench.problem);
        Ok(!self.edits(&groups[at], &base, &core)?.offers.is_empty())
    }

    fn course(&self, group: &Group, base: &Amendment) -> Result<UnlessInTheWay<Course>, ResolveError> {
        let core = group.core(self.bench.problem);
        let mut all = self.edits(group, base, &core)?;
        if self.heeds
            && all.offers.is_empty()
            && let Some(lines) = self.in_the_way(group, &all, base)?
        {
            return Ok(ControlFlow::Break(lines));
        }
        // Who finds the very version under another name has meant that.
        all.offers.splice(0..0, self.names(group, base)?);
        let single = |offer: &Offer| match offer.amendment.lines.keys().collect::<Vec<_>>()[..] {
            [only] => Some(*only),
            _ => None,
        };
        let alone: Vec<ClauseId> = all.offers.iter().filter_map(single).collect();
        let mut refusals = Refusals {
            bench: self.bench,
            conflicts: self.conflicts,
            group,
            base,
            blocked: Vec::new(),
        };
        let has_edits = !all.offers.is_empty();
        refusals.lines(&alone, &all, has_edits);
        match newer_python(self.bench, base, Some(&core))? {
            Newer::Python(offer) => all.offers.push(*offer),
            Newer::None(pythons) => refusals.python(&pythons),
            Newer::Unknown => {}
        }
        for lift in lifts(self.bench.problem) {
            if let Trial::Lock(_) = whole(self.bench, &lift, base, Some(&core))? {
                all.offers.push(unwritten(lift));
            }
        }
        if all.offers.is_empty() {
            all.offers = self.combinations(group, base, &core)?;
        }
        if all.offers.is_empty() {
            refusals.lost(base)?;
        }
        Ok(ControlFlow::Continue(Course {
            offers: self.chosen(all.offers, base)?,
            blocked: refusals.blocked,
            otherwise: group.left_out(),
            has_edits,
        }))
    }

    /// The lines that are in the way whatever is done about a group: not edited themselves, they hold together only with a
    /// release that is too old, even if they are alone.
    fn in_the_way(
        &self,
        group: &Group,
        edits: &Outcome,
        base: &Amendment,
    ) -> Result<Option<Vec<ClauseId>>, ResolveError> {
        for (edited, absurd) in &edits.absurd {
            let lines = self.holding_by_themselves(&absurd.lines, &base.with_line(*edited, None))?;
            if lines.is_some() {
                return Ok(lines);
            }
        }
        let without = base.and(&group.left_out());
        match self.bench.attempt(&without)? {
            Trial::Absurd(absurd) => self.holding_by_themselves(&absurd.lines, &without),
            Trial::Lock(_) | Trial::None | Trial::Unknown => Ok(None),
        }
    }

    /// Those of some lines that hold something too old by themselves, where none of the lines was edited.
    fn holding_by_themselves(
        &self,
        lines: &[ClauseId],
        edited: &Amendment,
    ) -> Result<Option<Vec<ClauseId>>, ResolveError> {
        if lines.is_empty() || lines.iter().any(|line| edited.lines.contains_key(line)) {
            return Ok(None);
        }
        let all = self.bench.problem.clause_ids();
        let others: Vec<ClauseId> = all.filter(|id| !lines.contains(id)).collect();
        Ok(match self.bench.attempt(&Amendment::without(&others))? {
            Trial::Absurd(alone) if !alone.lines.is_empty() => Some(alone.lines.to_vec()),
            _ => None,
        })
    }

    /// The packages that lines of the group may mean, with which it resolves.
    fn names(&self, group: &Group, base: &Amendment) -> Result<Vec<Offer>, ResolveError> {
        let mut offers = Vec::new();
        for (line, name) in self.meant.iter().filter(|(line, _)| group.lines.contains(line)) {
            let clause = self.bench.problem.clause(*line);
            let Some(specifiers) = clause.requirement.specifiers() else {
                continue;
            };
            let mut amendment = Amendment::default().with_line(*line, Some(specifiers.clone()));
            amendment.renamed.insert(*line, name.clone());
            if self.bench.attempt(&base.and(&amendment))?.lock().is_some() {
                offers.push(Offer {
                    amendment,
                    spellings: BTreeMap::new(),
                    distance: 0,
                });
            } else if !specifiers.is_empty() && !self.has_releases(*line, base) {
                offers.extend(self.other_release(*line, specifiers, &amendment, base)?);
            }
        }
        Ok(offers)
    }

    /// Whether the package of a line has releases that may be chosen, whatever their versions.
    fn has_releases(&self, line: ClauseId, base: &Amendment) -> bool {
        let name = &self.bench.problem.clause(line).requirement.name;
        let all = SpecifierSet::default();
        self.bench.look(base, name, &all, |it| !it.is_empty()) == Some(true)
    }

    /// The release that a lock has of the package that is meant, where the line has these bounds.
    fn chosen_within(
        &self,
        line: ClauseId,
        bounds: SpecifierSet,
        renamed: &Amendment,
        base: &Amendment,
    ) -> Result<Option<Version>, ResolveError> {
        let open = base.and(&renamed.with_line(line, Some(bounds)));
        let lock = self.bench.attempt(&open)?.lock();
        let pin = lock
            .as_ref()
            .and_then(|lock| lock.pin(renamed.renamed.get(&line)?));
        Ok(pin.map(|it| it.version.clone()))
    }

    /// The line with the package that is meant, which `renamed` names, in a release that goes with the others: of the series
    /// that is asked for, where there is one.
    fn other_release(
        &self,
        line: ClauseId,
        specifiers: &SpecifierSet,
        renamed: &Amendment,
        base: &Amendment,
    ) -> Result<Option<Offer>, ResolveError> {
        let of_series = match specifiers.pinned() {
            Some(version) => {
                let series = Specifier::new(Operator::EqualStar, version.clone().without_local());
                self.chosen_within(line, series.into(), renamed, base)?
            }
            None => None,
        };
        let version = match of_series {
            Some(version) => Some(version),
            None => self.chosen_within(line, SpecifierSet::default(), renamed, base)?,
        };
        let Some(version) = version else { return Ok(None) };
        for spelling in spellings(specifiers, &version) {
            let amendment = renamed.with_line(line, Some(spelling.set()));
            if self.bench.attempt(&base.and(&amendment))?.lock().is_some() {
                return Ok(Some(Offer {
                    amendment,
                    spellings: [(line, spelling)].into(),
                    distance: 1,
                }));
            }
        }
        Ok(None)
    }

    /// Edits of lines, and what was tried in vain.
    fn edits(
        &self,
        group: &Group,
        base: &Amendment,
        core: &BTreeSet<ClauseId>,
    ) -> Result<Outcome, ResolveError> {
        let bench = self.bench;
        let workshop = Workshop { bench, base, core };
        let mut all = Outcome::default();
        for correction in &group.corrections {
            let outcome = workshop.offers(correction)?;
            all.offers.extend(outcome.offers);
            all.absurd.extend(outcome.absurd);
            all.vain.extend(outcome.vain);
        }
        if all.offers.is_empty() {
            let is_stale = |correction: &[ClauseId]| {
                let mut stale = all.absurd.iter().filter(|(_, absurd)| !absurd.lines.is_empty());
                correction.len() > 1 || stale.any(|(line, _)| correction.contains(line))
            };
            for correction in group.corrections.iter().filter(|it| is_stale(it)) {
                let offer = workshop.freshened(correction)?;
                let is_new = |it: &Offer| all.offers.iter().all(|other| other.amendment != it.amendment);
                all.offers.extend(offer.filter(is_new));
            }
        }
        // A line that won't do alone may do with one that stands against it, where otherwise many would be edited.
        let edited = |it: &Offer| it.amendment.lines.len();
        let fewest = all.offers.iter().map(edited).min().unwrap_or(usize::MAX);
        if fewest > PAIR {
            for correction in all.with_those_against() {
                let offers = workshop.offers(&correction)?.offers;
                let is_new = |it: &Offer| all.offers.iter().all(|other| other.amendment != it.amendment);
                let fewer = offers.into_iter().filter(|it| edited(it) < fewest);
                let new: Vec<Offer> = fewer.filter(is_new).collect();
                all.offers.extend(new);
            }
        }
        Ok(all)
    }

    /// Edits of lines that help together with the lowest newer Python for which there are any, or with a restriction
    /// less.
    fn combinations(
        &self,
        group: &Group,
        base: &Amendment,
        core: &BTreeSet<ClauseId>,
    ) -> Result<Vec<Offer>, ResolveError> {
        let pythons = newer(self.bench.problem).map(Amendment::for_python);
        let mut offers = Vec::new();
        let mut reached_python = false;
        for setting in pythons.chain(lifts(self.bench.problem)) {
            if self.bench.is_over() {
                break;
            }
            if reached_python && setting.python.is_some() {
                continue;
            }
            let found = self.edits(group, &base.and(&setting), core)?.offers;
            reached_python |= setting.python.is_some() && !found.is_empty();
            offers.extend(found.into_iter().map(|offer| Offer {
                amendment: offer.amendment.and(&setting),
                ..offer
            }));
        }
        Ok(offers)
    }

    /// The best of the offers, without those that give the same lock by more, or that are too much alike.
    fn chosen(&self, offers: Vec<Offer>, base: &Amendment) -> Result<Vec<Offer>, ResolveError> {
        let mut locked: Vec<(Offer, Rc<Resolution>, bool)> = Vec::new();
        for offer in offers {
            if let Some(lock) = self.bench.attempt(&base.and(&offer.amendment))?.lock() {
                let edited = offer.amendment.packages(self.bench.problem);
                let is_built = edited
                    .iter()
                    .any(|name| lock.pin(name).is_some_and(Pin::is_built_here));
                locked.push((offer, lock, is_built));
            }
        }
        locked.sort_by_key(|(offer, _, is_built)| offer.cost(*is_built));
        let mut chosen: Vec<Offer> = Vec::new();
        // The same lock for another Python is another answer.
        let mut locks: Vec<(Option<PythonVersion>, Vec<String>)> = Vec::new();
        let mut alike: BTreeMap<Vec<ClauseId>, usize> = BTreeMap::new();
        for (offer, lock, is_built) in locked {
            let edits_the_same = |it: &Offer| it.amendment.lines.keys().eq(offer.amendment.lines.keys());
            if is_built && chosen.iter().any(edits_the_same) {
                continue;
            }
            let pins = lock.pins().map(|pin| format!("{}=={}", pin.name, pin.version));
            let answer = (offer.amendment.python.clone(), pins.collect());
            let count = alike
                .entry(offer.amendment.lines.keys().copied().collect())
                .or_insert(0);
            if *count >= ALIKE || locks.contains(&answer) {
                continue;
            }
            *count += 1;
            locks.push(answer);
            chosen.push(offer);
        }
        // Another Python is a way of its own, however many edits there are.
        let python = chosen
            .iter()
            .position(|it| it.amendment.python.is_some())
            .filter(|at| *at >= CHOICES)
            .map(|at| chosen.remove(at));
        chosen.truncate(CHOICES - usize::from(python.is_some()));
        chosen.extend(python);
        Ok(chosen)
    }

    /// The lowest newer Python that repairs all groups by itself, where there are several.
    pub(super) fn for_all(&self) -> Result<Option<Offer>, ResolveError> {
        if !self.several {
            return Ok(None);
        }
        let lines = self.conflicts.iter().flat_map(|it| &it.clauses);
        let core: BTreeSet<ClauseId> = lines.copied().collect();
        Ok(
            match newer_python(self.bench, &Amendment::default(), Some(&core))? {
                Newer::Python(offer) => Some(*offer),
                Newer::None(_) | Newer::Unknown => None,
            },
        )
    }

    /// The packages that the conflicts of a group are about.
    pub(super) fn about(&self, group: &Group) -> BTreeSet<PackageName> {
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
}
