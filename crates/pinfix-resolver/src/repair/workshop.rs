//! What edits are made with: the lines, what is done meanwhile, and how far a line moves.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_packaging::{SpecifierSet, Version};

use super::amendment::Amendment;
use super::bench::Bench;
use super::offer::Offer;
use super::spelling::Spelling;
use crate::candidate::Candidates;
use crate::problem::ClauseId;
use crate::rank::Rank;

/// How often the lines that are edited become more by pinned ones that have to move with them.
pub(super) const WIDENED: usize = 4;

/// Looks for edits that repair one group.
pub(super) struct Workshop<'a> {
    pub(super) bench: &'a Bench<'a>,
    /// What is done about the other groups meanwhile.
    pub(super) base: &'a Amendment,
    /// The lines that have to do with the group: asking about them alone is quick.
    pub(super) core: &'a BTreeSet<ClauseId>,
}

/// A line's new bounds, and how far they reach.
pub(super) struct Move {
    pub(super) spelling: Spelling,
    pub(super) distance: i64,
}

impl Workshop<'_> {
    /// The bounds of a line that may be given others.
    pub(super) fn specifiers(&self, line: ClauseId) -> Option<&SpecifierSet> {
        let clause = self.bench.problem.clause(line);
        let specifiers = clause.requirement.specifiers()?;
        (clause.direct.is_none() && !specifiers.is_empty()).then_some(specifiers)
    }

    /// The lines without bounds.
    pub(super) fn unbound(&self, lines: &[ClauseId]) -> Amendment {
        lines.iter().fold(self.base.clone(), |open, line| {
            open.with_line(*line, Some(SpecifierSet::default()))
        })
    }

    /// Adds the pinned ones among others to lines; false if there are none.
    pub(super) fn widen<'l>(
        &self,
        lines: &mut Vec<ClauseId>,
        others: impl Iterator<Item = &'l ClauseId>,
    ) -> bool {
        let before = lines.len();
        let pinned = others.filter(|line| self.is_pinned(**line)).copied();
        let more: Vec<ClauseId> = pinned.filter(|line| !lines.contains(line)).collect();
        lines.extend(more);
        lines.sort_unstable();
        lines.len() > before
    }

    /// The offer of these moves.
    pub(super) fn offer(moves: BTreeMap<ClauseId, Move>) -> Offer {
        let lines = moves.iter().map(|(line, it)| (*line, Some(it.spelling.set())));
        Offer {
            amendment: Amendment {
                lines: lines.collect(),
                ..Amendment::default()
            },
            distance: moves.values().map(|it| it.distance).sum(),
            spellings: moves.into_iter().map(|(line, it)| (line, it.spelling)).collect(),
        }
    }

    /// Whether a line admits one version only, and may be given another.
    pub(super) fn is_pinned(&self, line: ClauseId) -> bool {
        self.specifiers(line).is_some_and(|it| it.pinned().is_some())
    }

    /// The days between a release and the nearest of those that a line admits; where a pin names a release that there is
    /// not, of those beside it. Days back count twice: who has to move rather moves ahead.
    pub(super) fn distance(&self, line: ClauseId, version: &Version) -> i64 {
        let problem = self.bench.problem;
        let Some(candidates) = self.bench.candidates(&problem.clause(line).requirement.name) else {
            return 0;
        };
        let released = |rank: Rank| candidates.judge(problem, rank).ok()?.released;
        let Some(here) = candidates.rank_of(version).and_then(released) else {
            return 0;
        };
        let Some(specifiers) = self.specifiers(line) else {
            return 0;
        };
        let admitted = candidates.ranks(specifiers);
        let mut there: Vec<Rank> = admitted.ascending(candidates.count()).collect();
        if there.is_empty() {
            there = specifiers
                .pinned()
                .map_or_else(Vec::new, |pin| beside(&candidates, pin));
        }
        let days = there
            .into_iter()
            .filter_map(released)
            .map(|there| (here.as_second() - there.as_second()) / (24 * 3600))
            .map(|days| if days < 0 { -2 * days } else { days });
        days.min().unwrap_or(0)
    }
}

/// The releases right before and after a version that is none.
fn beside(candidates: &Candidates, version: &Version) -> Vec<Rank> {
    let is_later = |rank: &Rank| candidates.get(*rank).is_some_and(|it| it.version > *version);
    let after = (0..candidates.count()).find(is_later);
    let before = after.unwrap_or(candidates.count()).checked_sub(1);
    before.into_iter().chain(after).collect()
}
