//! Which release of a package is tried.

use std::cell::Cell;

use pinfix_index::IndexError;
use pubgrub::VersionSet as _;

use super::provider::{Interruption, Provider};
use super::question::Parting;
use crate::candidate::Candidates;
use crate::forking::{is_for_all, is_preferred};
use crate::graph::NameId;
use crate::rank::{Rank, RankSet};

/// What a look at a release says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// It may be chosen.
    Fits,
    /// It may not.
    Fails,
    /// It may not, and others of its package are to be looked at before those that come next.
    Jumps,
}

impl Provider<'_> {
    /// The release to try: the first that everything admits which binds the package.
    pub(super) fn choose_release(&self, name: NameId, range: &RankSet) -> Result<Option<Rank>, Interruption> {
        let before = self.chosen.borrow().get(&name).copied();
        if let Some(rank) = before.filter(|rank| !range.contains(rank)) {
            self.note_refusal(name, rank)?;
        }
        let candidates = self.graph.candidates(name)?;
        let left = self.foresight.open(name, range);
        self.jump_ahead(name, &left)?;
        let fork = self.graph.problem().fork.as_ref();
        let is_whole = self.parting == Parting::Whole;
        let preferred = |rank: Rank| {
            let wish = |fork| is_preferred(self.graph, fork, (name, rank));
            (!is_whole || self.is_for_all(name, rank)) && fork.is_none_or(wish)
        };
        let mut chosen = self.choose_among(&candidates, &left, (name, before), preferred)?;
        if chosen.is_none() && fork.is_some() && !is_whole {
            chosen = self.choose_among(&candidates, &left, (name, before), |_| true)?;
        }
        if let Some(rank) = chosen {
            self.chosen.borrow_mut().insert(name, rank);
        }
        Ok(chosen)
    }

    /// The first of the releases `left` for which `wish` holds and that may be chosen.
    fn choose_among(
        &self,
        candidates: &Candidates,
        left: &RankSet,
        (name, before): (NameId, Option<Rank>),
        wish: impl Fn(Rank) -> bool,
    ) -> Result<Option<Rank>, IndexError> {
        let closed = |rank| self.foresight.is_closed(name, rank);
        loop {
            let ended = Cell::new(None);
            let fits = |rank: Rank| {
                if !wish(rank) {
                    return false;
                }
                let end = match self.look(candidates, (name, before), rank) {
                    Ok(Look::Fails) => return false,
                    Ok(Look::Fits) => None,
                    Ok(Look::Jumps) => Some(Ok(())),
                    Err(error) => Some(Err(error)),
                };
                ended.set(end);
                true
            };
            let selector = self.selector.near(self.day(name));
            let chosen = selector.select_where(candidates, left, closed, fits);
            match ended.take() {
                None => return Ok(chosen),
                Some(jumps) => jumps?,
            }
        }
    }

    /// Looks at a release, and asks ahead for what may come after it.
    fn look(
        &self,
        candidates: &Candidates,
        (name, before): (NameId, Option<Rank>),
        rank: Rank,
    ) -> Result<Look, IndexError> {
        if self.is_passed_over(name, rank)? {
            return Ok(Look::Fails);
        }
        let is_new = before != Some(rank) && self.graph.known_demands(name, rank).is_none();
        if is_new && !self.graph.is_hasty() {
            let allowance = self.question.allowance.map(Cell::get);
            let choice = (candidates, &self.foresight.admitted(name));
            let last = self.ahead.last(name);
            let refused = last.is_some_and(|last| matches!(self.foresight.admits(name, last), Ok(false)));
            self.ahead
                .tried(self.graph, (name, rank), choice, (refused, allowance));
            if refused && allowance.is_none() {
                self.ask_beside(name, last)?;
            }
            if let Some(candidate) = candidates.get(rank) {
                self.progress.looking_at(candidates.name(), &candidate.version);
            }
        }
        if self.foresight.admits(name, rank)? {
            return Ok(Look::Fits);
        }
        self.confirm_suspicion(name)?;
        Ok(if self.jump(name, rank)? {
            Look::Jumps
        } else {
            Look::Fails
        })
    }

    /// Whether a release is for all Pythons of the fork, if there is one.
    fn is_for_all(&self, name: NameId, rank: Rank) -> bool {
        let fork = self.graph.problem().fork.as_ref();
        fork.is_none_or(|fork| is_for_all(self.graph, fork, (name, rank)))
    }
}
