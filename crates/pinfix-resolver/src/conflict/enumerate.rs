//! Every minimal set of lines that can't hold together.
//!
//! By the duality of conflicts and corrections: a set of lines whose removal leaves a solution meets ("hits") every
//! conflict, so a smallest set that hits all conflicts known so far either leaves a solution, or leaves lines among which
//! there is a conflict not known yet. When every such set leaves a solution, no conflict is missing: any other conflict
//! would be missed by some set that hits all known ones. (Reiter 1987; Liffiton et al. 2016.)

use std::collections::{BTreeSet, VecDeque};

use rustc_hash::FxHashSet;

use super::core::{shrink, shrink_at_hand, without};
use super::limits::{CutBy, Limits};
use super::oracle::{Oracle, Verdict};
use crate::error::ResolveError;
use crate::problem::ClauseId;

/// Lines to leave out.
type Removal = BTreeSet<ClauseId>;

/// The minimal conflicts among `clauses`, beginning with those that are known.
pub(super) struct Search<'a> {
    oracle: &'a dyn Oracle,
    clauses: Vec<ClauseId>,
    limits: Limits<'a>,
    found: Vec<Core>,
    sufficient: Vec<Removal>,
}

/// Lines that can't hold together.
struct Core {
    /// The lines, in order.
    clauses: Vec<ClauseId>,
    /// Whether it is known that none of them can be left out.
    minimal: bool,
}

/// The conflict that a removal leaves whole.
enum Missed {
    /// That at this place among those found.
    By(usize),
    /// There is none.
    Nothing,
    /// It is not known yet whether there is one.
    Unknown,
    /// One more than are wanted.
    TooMany,
}

/// What came of finding out which lines are needed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settled {
    /// All lines of all conflicts are.
    All,
    /// There are conflicts with fewer lines: with that known, others may be found.
    Fewer,
    /// That is not known of some conflicts, since the time was over.
    Some,
}

/// Of how many lines one may find out later which of them are needed.
const FEW: usize = 5;

/// What a search found.
pub(super) struct Found {
    /// The minimal conflicts.
    pub(super) conflicts: Vec<Vec<ClauseId>>,
    /// The minimal sets of lines without which there is a solution, the smallest first, then by the order of lines.
    pub(super) corrections: Vec<Vec<ClauseId>>,
    /// The conflicts among them of which it is not known that each line is needed.
    pub(super) unproven: Vec<Vec<ClauseId>>,
    /// Why there may be more of both.
    pub(super) cut_by: Option<CutBy>,
}

impl<'a> Search<'a> {
    /// A search among `clauses`, of which some conflicts are known.
    pub(super) fn new(
        oracle: &'a dyn Oracle,
        clauses: Vec<ClauseId>,
        known: Vec<Vec<ClauseId>>,
        limits: Limits<'a>,
    ) -> Self {
        Self {
            oracle,
            clauses,
            limits,
            found: known
                .into_iter()
                .map(|clauses| Core {
                    clauses,
                    minimal: true,
                })
                .collect(),
            sufficient: Vec::new(),
        }
    }

    /// All of them, or as many as the limits allow, and then what cut the search short.
    pub(super) fn run(mut self) -> Result<Found, ResolveError> {
        let cut_by = loop {
            let cut_by = self.go_on()?;
            let settled = self.settle(cut_by)?;
            let cut_by = cut_by.or((settled == Settled::Some).then_some(CutBy::Timeout));
            if cut_by.is_some() || settled == Settled::All {
                break cut_by;
            }
        };
        let mut corrections: Vec<Vec<ClauseId>> = self
            .sufficient
            .iter()
            .map(|removal| removal.iter().copied().collect())
            .collect();
        corrections.sort_by(|one, other| one.len().cmp(&other.len()).then_with(|| one.cmp(other)));
        let unproven = self.found.iter().filter(|core| self.is_loose(core));
        Ok(Found {
            unproven: unproven.map(|core| core.clauses.clone()).collect(),
            conflicts: self.found.into_iter().map(|core| core.clauses).collect(),
            corrections,
            cut_by,
        })
    }

    /// Looks at removals, small ones first; but first at those about which nothing has to be waited for. Meanwhile the
    /// others are asked about beforehand.
    fn go_on(&mut self) -> Result<Option<CutBy>, ResolveError> {
        let mut queue = VecDeque::from([Removal::new()]);
        let mut later: VecDeque<Removal> = VecDeque::new();
        let mut seen: FxHashSet<Removal> = FxHashSet::default();
        while let Some((removal, waits)) = next_of(&mut queue, &mut later) {
            if self.sufficient.iter().any(|less| less.is_subset(&removal)) {
                continue;
            }
            // One conflict is found whatever it takes: without any there would be nothing to say.
            let time = self.limits.time;
            let missed = if self.found.is_empty() {
                Some(self.ask_without(&removal, waits)?)
            } else if time.is_over() {
                None
            } else if let Some(at) = self.missed_by(&removal) {
                Some(Missed::By(at))
            } else {
                time.hold(|| self.ask_without(&removal, waits))?
            };
            let Some(missed) = missed else {
                return Ok(Some(CutBy::Timeout));
            };
            let at = match missed {
                Missed::By(at) => at,
                Missed::Nothing => {
                    self.suffice(removal);
                    continue;
                }
                Missed::Unknown => {
                    later.push_back(removal);
                    continue;
                }
                Missed::TooMany => return Ok(Some(CutBy::MaxConflicts)),
            };
            for clause in &self.found[at].clauses {
                let mut more = removal.clone();
                more.insert(*clause);
                if seen.insert(more.clone()) {
                    queue.push_back(more);
                }
            }
        }
        Ok(None)
    }

    /// Finds out whether a removal misses a conflict that is not known yet, which is known then. `waits`: whether to wait
    /// for that; otherwise it is asked beforehand.
    fn ask_without(&mut self, removal: &Removal, waits: bool) -> Result<Missed, ResolveError> {
        let rest = self.rest(removal);
        let verdict = if waits {
            Some(self.oracle.ask(&rest)?)
        } else {
            self.oracle.ask_at_hand(&rest)?
        };
        Ok(match verdict {
            None => {
                self.oracle.announce(&rest);
                Missed::Unknown
            }
            Some(Verdict::Hold) => Missed::Nothing,
            Some(Verdict::Fail(_)) if self.found.len() >= self.limits.conflicts => Missed::TooMany,
            Some(Verdict::Fail(lines)) => {
                let core = self.core(lines)?;
                self.found.push(core);
                Missed::By(self.found.len() - 1)
            }
        })
    }

    /// Notes that there is a solution without some lines; what leaves out more of them is none of the smallest.
    fn suffice(&mut self, removal: Removal) {
        self.sufficient.retain(|more| !removal.is_subset(more));
        self.sufficient.push(removal);
    }

    /// A known conflict that the removal leaves whole.
    fn missed_by(&self, removal: &Removal) -> Option<usize> {
        self.found
            .iter()
            .position(|core| !core.clauses.iter().any(|clause| removal.contains(clause)))
    }

    /// Whether it is not known of each line of a conflict that it is needed.
    fn is_loose(&self, core: &Core) -> bool {
        let is_needed = |id: &ClauseId| self.oracle.knows(&without(&core.clauses, *id));
        !core.minimal && !core.clauses.iter().all(is_needed)
    }

    /// The lines that a removal leaves.
    fn rest(&self, removal: &Removal) -> Vec<ClauseId> {
        let stays = |clause: &ClauseId| !removal.contains(clause);
        self.clauses.iter().copied().filter(stays).collect()
    }

    /// A conflict among lines that can't hold together.
    fn core(&self, lines: Vec<ClauseId>) -> Result<Core, ResolveError> {
        Ok(if self.oracle.is_exact() && lines.len() <= FEW {
            Core {
                clauses: lines,
                minimal: false,
            }
        } else {
            Core {
                clauses: shrink(self.oracle, lines)?,
                minimal: true,
            }
        })
    }

    /// Finds out which lines of the conflicts are needed; mostly that is known by now. Where the time is over, what can be
    /// told without waiting must do: all that is told of the others is that their lines can't hold together.
    fn settle(&mut self, cut_by: Option<CutBy>) -> Result<Settled, ResolveError> {
        let time = self.limits.time;
        let mut outcome = Settled::All;
        let mut settled: Vec<Core> = Vec::new();
        for core in std::mem::take(&mut self.found) {
            if !self.is_loose(&core) {
                settled.push(core);
                continue;
            }
            let goes_on = cut_by != Some(CutBy::Timeout) && !time.is_over();
            let in_time = goes_on.then(|| time.hold(|| shrink(self.oracle, core.clauses.clone())));
            if let Some(clauses) = in_time.transpose()?.flatten() {
                if outcome == Settled::All && clauses.len() < core.clauses.len() {
                    outcome = Settled::Fewer;
                }
                settled.push(Core {
                    clauses,
                    minimal: true,
                });
                continue;
            }
            outcome = Settled::Some;
            settled.push(Core {
                clauses: shrink_at_hand(self.oracle, &core.clauses)?,
                minimal: false,
            });
        }
        settled.sort_by(|one, other| one.clauses.cmp(&other.clauses));
        settled.dedup_by(|one, other| one.clauses == other.clauses);
        self.found = without_wider(settled);
        Ok(outcome)
    }
}

/// The conflicts, but for those that hold all lines of another one.
fn without_wider(mut cores: Vec<Core>) -> Vec<Core> {
    let all: Vec<Vec<ClauseId>> = cores.iter().map(|core| core.clauses.clone()).collect();
    let is_part = |less: &Vec<ClauseId>, more: &Core| {
        less.len() < more.clauses.len() && less.iter().all(|id| more.clauses.contains(id))
    };
    cores.retain(|core| !all.iter().any(|less| is_part(less, core)));
    cores
}

/// The next removal to look at, and whether its answer is to be waited for.
fn next_of(queue: &mut VecDeque<Removal>, later: &mut VecDeque<Removal>) -> Option<(Removal, bool)> {
    if let Some(removal) = queue.pop_front() {
        return Some((removal, false));
    }
    later.pop_front().map(|removal| (removal, true))
}
