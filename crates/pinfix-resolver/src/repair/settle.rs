//! Makes sure that any choice from each menu repairs the whole.

use std::collections::BTreeSet;

use super::amendment::Amendment;
use super::bench::{Bench, Drawn};
use super::groups::Group;
use super::offer::Offer;
use super::value::Blocked;
use crate::error::ResolveError;
use crate::problem::ClauseId;

/// What was found for one group.
pub(super) struct Course {
    pub(super) offers: Vec<Offer>,
    pub(super) blocked: Vec<Blocked>,
    /// What stands in for a choice where there is none: the lines of a correction go.
    pub(super) otherwise: Amendment,
    /// Whether edits of lines were found, by themselves.
    pub(super) has_edits: bool,
}

impl Course {
    /// The choice of this number, or what stands in for it.
    fn choice(&self, at: usize) -> &Amendment {
        self.offers
            .get(at)
            .map_or(&self.otherwise, |offer| &offer.amendment)
    }

    /// What is done about the group while others are looked at: the first choice that changes nothing but lines, so that no
    /// other group's repair rests on a restriction that is lifted for this one.
    pub(super) fn meanwhile(&self) -> &Amendment {
        let mut offers = self.offers.iter().map(|offer| &offer.amendment);
        let plain = offers.find(|it| it.python.is_none() && it.lift.is_none());
        plain.unwrap_or(&self.otherwise)
    }

    /// The first choice.
    pub(super) fn first(&self) -> &Amendment {
        self.choice(0)
    }
}

/// Keeps to each group's own lines what can be. Where a group is repaired only by editing lines of another one, the lines of
/// both: they are one group.
pub(super) fn apart(groups: &[Group], courses: &mut [Course]) -> Option<BTreeSet<ClauseId>> {
    for (at, course) in courses.iter_mut().enumerate() {
        let others = || groups.iter().enumerate().filter(|(other, _)| *other != at);
        let touched = |offer: &Offer| {
            let edits = |group: &Group| {
                group
                    .lines
                    .iter()
                    .any(|it| offer.amendment.lines.contains_key(it))
            };
            others().find(|(_, group)| edits(group)).map(|(other, _)| other)
        };
        if course.offers.iter().any(|offer| touched(offer).is_none()) {
            course.offers.retain(|offer| touched(offer).is_none());
        } else if let Some(other) = course.offers.iter().find_map(touched) {
            return Some(groups[at].lines.union(&groups[other].lines).copied().collect());
        }
    }
    None
}

/// How many combinations of choices are tried; menus are made shorter where there would be more.
const COMBINATIONS: usize = 64;

/// The first choices of all groups, but for one.
pub(super) fn firsts(courses: &[Course], but: Option<usize>) -> Amendment {
    let others = courses.iter().enumerate().filter(|(at, _)| Some(*at) != but);
    others.fold(Amendment::default(), |all, (_, course)| all.and(course.first()))
}

/// Takes away choices that don't go with those of other menus, so that any choice from each repairs the whole. False if
/// that was not seen to the end.
pub(super) fn settle(bench: &Bench<'_>, courses: &mut [Course]) -> Result<bool, ResolveError> {
    if courses.len() < 2 {
        return Ok(true);
    }
    shorten(courses);
    let mut choice = vec![0; courses.len()];
    loop {
        let picked = courses.iter().zip(&choice).map(|(course, at)| course.choice(*at));
        let all = picked.fold(Amendment::default(), |all, one| all.and(one));
        match bench.sketch(&all, None)? {
            Drawn::Holds(_) => {}
            Drawn::Unknown => return Ok(false),
            Drawn::Fails { .. } => {
                // The last menu in which something else than the first was chosen loses that choice; if none was, the
                // last that has any loses its first.
                let odd = (0..choice.len()).rev().find(|at| choice[*at] > 0);
                let odd = odd.or_else(|| (0..choice.len()).rev().find(|at| !courses[*at].offers.is_empty()));
                let Some(at) = odd else { return Ok(false) };
                courses[at].offers.remove(choice[at]);
                choice = vec![0; courses.len()];
                continue;
            }
        }
        let Some(at) = (0..choice.len()).find(|at| choice[*at] + 1 < courses[*at].offers.len()) else {
            return Ok(true);
        };
        choice[at] += 1;
        choice[..at].fill(0);
    }
}

/// Takes the last choices of the longest menus away until all combinations can be tried.
fn shorten(courses: &mut [Course]) {
    let count = |courses: &[Course]| -> usize {
        let counts = courses.iter().map(|course| course.offers.len().max(1));
        counts.fold(1, usize::saturating_mul)
    };
    while count(courses) > COMBINATIONS {
        let longest = courses.iter_mut().rev().max_by_key(|course| course.offers.len());
        match longest {
            Some(course) if course.offers.len() > 1 => {
                course.offers.pop();
            }
            _ => return,
        }
    }
}
