//! What is done about a package that is walked back since it does not go with what was chosen before.

use pinfix_index::IndexError;
use pubgrub::VersionSet as _;

use super::provider::Provider;
use crate::graph::{Demand, Demands, NameId};
use crate::rank::{Rank, RankSet};

/// How many releases of a package are refused by the same earlier choice before that choice is put off.
const PATIENCE: u32 = 5;

/// After how many it is found out whether all releases of one side demand the same; and after how many what that takes is
/// asked for.
const WALK: u32 = 6;
const SAMPLE: u32 = 4;

/// After how many the search begins again, where it is going to, if the package has many more.
const LOST: u32 = 24;

/// After how many releases that is done for what was likely from the first.
const SUSPICION: usize = 2;

/// How many releases a package has at the least for these: fewer are walked back as soon.
const MANY: u32 = 200;

impl Provider<'_> {
    /// Notes which earlier choices rule out what `name` at `rank` demands; a choice that does so again and again has to
    /// be put off, else the search would walk `name` back to a release so old that it demands nothing.
    pub(super) fn note_refusal(&self, name: NameId, rank: Rank) -> Result<(), IndexError> {
        let Some(known) = self.graph.known_demands(name, rank) else {
            return Ok(());
        };
        let Demands::Known { demands, .. } = &*known else {
            return Ok(());
        };
        let mut explained = false;
        let own = || demands.iter().filter(|it| it.extra.is_none());
        for demand in own() {
            if let Some(culprit) = self.culprit(demand)? {
                explained = true;
                self.look_near_choice(name, rank, culprit)?;
                match self.count_refusal(name, culprit) {
                    SAMPLE => self.ask_for_sample(name)?,
                    2 if self.question.any => self.put_off(culprit, name),
                    PATIENCE => self.put_off(culprit, name),
                    WALK => _ = self.contest(name, demand.target),
                    LOST if self.left(name)? >= MANY => self.renewal.hurry(),
                    _ => {}
                }
            } else if let Some(opponent) = self.opponent(name, demand)? {
                explained = true;
                self.look_near_choice(name, rank, opponent)?;
                match self.count_refusal(name, opponent) {
                    SAMPLE => {
                        self.ask_for_sample(opponent)?;
                        self.ask_for_sample(name)?;
                    }
                    // Both at once.
                    WALK if self.contest(opponent, demand.target) | self.contest(name, demand.target) => {}
                    WALK if self.left(opponent)? < self.left(name)? => self.put_off(opponent, name),
                    _ => {}
                }
            }
        }
        if !explained {
            self.look_near_demands(name, rank, demands)?;
        }
        // What is ruled out by bounds is looked ahead of.
        if !explained && self.foresight.admits(name, rank)? {
            match self.count_refusal(name, name) {
                SAMPLE => self.ask_for_sample(name)?,
                WALK => own().for_each(|demand| _ = self.contest(name, demand.target)),
                _ => {}
            }
        }
        Ok(())
    }

    /// How often a package has ruled out releases of another one by now.
    fn count_refusal(&self, name: NameId, culprit: NameId) -> u32 {
        let mut refused = self.refused.borrow_mut();
        let count = refused.entry((name, culprit)).or_default();
        *count += 1;
        *count
    }

    /// Has `culprit` decided later than `name`.
    fn put_off(&self, culprit: NameId, name: NameId) {
        if self.yielding.borrow_mut().put_off(culprit, name) {
            self.renewal.want();
        }
    }

    /// What a package demands of another one, whichever release it is, is to bind that from the first, if it has to be
    /// there; whether that is new.
    fn contest(&self, name: NameId, over: NameId) -> bool {
        let contested = &self.foresight.lasting.contested;
        let counts = self.follows && self.foresight.bounds.is_needed(name);
        let new = counts && contested.borrow_mut().insert((name, over));
        if new {
            self.renewal.want();
        }
        new
    }

    /// After a release was refused of a package that has many: where that was likely, what was likely of such packages counts
    /// from here on.
    pub(super) fn confirm_suspicion(&self, name: NameId) -> Result<(), IndexError> {
        let lasting = self.foresight.lasting;
        let is_suspected = lasting
            .suspected
            .borrow()
            .iter()
            .any(|(source, _)| *source == name);
        let is_refused = || self.foresight.refusals().total(name) >= SUSPICION;
        if !self.follows || !is_suspected || !is_refused() || self.left(name)? < MANY {
            return Ok(());
        }
        for (source, target) in std::mem::take(&mut *lasting.suspected.borrow_mut()) {
            if self.left(source)? >= MANY && lasting.contested.borrow_mut().insert((source, target)) {
                lasting.confirmed.borrow_mut().insert((source, target));
                self.renewal.want();
            }
        }
        Ok(())
    }

    /// Asks for what it takes to find out what all releases of a package demand.
    fn ask_for_sample(&self, name: NameId) -> Result<(), IndexError> {
        if self.follows {
            self.foresight.ask_for_sample(name)?;
        }
        Ok(())
    }

    /// How many releases of a package are left.
    fn left(&self, name: NameId) -> Result<u32, IndexError> {
        let count = self.graph.candidates(name)?.count();
        Ok(self.foresight.open(name, &RankSet::full()).count(count))
    }

    /// A package that has to be there, and whose last choice demands of a package nothing that a demand admits.
    fn opponent(&self, name: NameId, demand: &Demand) -> Result<Option<NameId>, IndexError> {
        let admitted = self.graph.demanded(demand)?;
        for (other, _) in self.foresight.bounds.needed().filter(|(other, _)| *other != name) {
            let Some(rank) = self.chosen.borrow().get(&other).copied() else {
                continue;
            };
            let Some(known) = self.graph.known_demands(other, rank) else {
                continue;
            };
            let Demands::Known { demands, .. } = &*known else {
                continue;
            };
            for it in demands
                .iter()
                .filter(|it| it.extra.is_none() && it.target == demand.target)
            {
                if self.graph.demanded(it)?.is_disjoint(&admitted) {
                    return Ok(Some(other));
                }
            }
        }
        Ok(None)
    }

    /// The package whose last choice is none of those that a demand admits.
    fn culprit(&self, demand: &Demand) -> Result<Option<NameId>, IndexError> {
        let Some(rank) = self.chosen.borrow().get(&demand.target).copied() else {
            return Ok(None);
        };
        let admitted = self.graph.demanded(demand)?;
        let choices = self.graph.candidates(demand.target)?.count();
        Ok((!admitted.contains(&rank) && choices > 1).then_some(demand.target))
    }
}
