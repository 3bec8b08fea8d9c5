//! What it means for lines to hold together.

use std::cell::RefCell;

use pinfix_index::IndexError;
use pubgrub::VersionSet as _;
use rustc_hash::FxHashMap;

use super::errands::Errands;
use crate::candidate::Selector;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId, Node};
use crate::problem::ClauseId;
use crate::quality::{Best, Stale, timely};
use crate::rank::{Rank, RankSet};
use crate::solver::{Assumption, Derivation, Fact, Question, Selection, Solved, Solver};
use crate::time_limit::TimeLimit;

/// Whether lines can hold together.
#[derive(Clone)]
pub(super) enum Verdict {
    /// They can.
    Hold,
    /// They can't; these of them can't either.
    Fail(Vec<ClauseId>),
}

/// Answers whether lines can hold together, in one sense or another. What can't does not get better by more lines.
pub(super) trait Oracle {
    /// Whether these lines can hold together.
    fn ask(&self, clauses: &[ClauseId]) -> Result<Verdict, ResolveError>;

    /// The same, unless something has to be waited for.
    fn ask_at_hand(&self, clauses: &[ClauseId]) -> Result<Option<Verdict>, ResolveError> {
        self.ask(clauses).map(Some)
    }

    /// Says that it will be asked about lines.
    fn announce(&self, clauses: &[ClauseId]) {
        let _ = clauses;
    }

    /// Whether the lines that it names are mostly all needed, so that it is better to find that out when more is known.
    fn is_exact(&self) -> bool {
        false
    }

    /// Whether it is known that lines can hold together.
    fn knows(&self, clauses: &[ClauseId]) -> bool {
        let _ = clauses;
        false
    }

    /// What a package could be where these lines alone stand, which can hold together; nothing where it is not there then,
    /// or nobody knows.
    fn otherwise(&self, name: NameId, others: &[ClauseId]) -> Result<Option<Rank>, ResolveError>;
}

/// There is a lock, whichever.
pub(super) struct Satisfiable<'a> {
    graph: &'a ConstraintGraph<'a>,
    solver: &'a Solver<'a>,
    /// Lines that can hold together.
    held: RefCell<Vec<Vec<ClauseId>>>,
    /// Lines that can't, each with those of them that can't either.
    failed: RefCell<FxHashMap<Vec<ClauseId>, Vec<ClauseId>>>,
    /// Who looks for solutions on other threads, and for how long that is waited for.
    errands: Option<(&'a Errands, &'a TimeLimit<'a>)>,
}

impl<'a> Satisfiable<'a> {
    /// An oracle for the lines of `graph`.
    pub(super) fn new(graph: &'a ConstraintGraph<'a>, solver: &'a Solver<'a>) -> Self {
        Self {
            graph,
            solver,
            held: RefCell::default(),
            failed: RefCell::default(),
            errands: None,
        }
    }

    /// The same, where solutions are looked for on other threads, too.
    pub(super) fn sending(self, errands: &'a Errands, time: &'a TimeLimit<'a>) -> Self {
        Self {
            errands: Some((errands, time)),
            ..self
        }
    }

    /// The same, where it is known that all lines can't hold together, since these can't.
    pub(super) fn knowing(self, failed: Vec<ClauseId>) -> Self {
        let all = self.graph.problem().clause_ids().collect();
        self.failed.borrow_mut().insert(all, failed);
        self
    }

    /// Whether it is known that lines can hold together, with others perhaps.
    fn are_held(&self, clauses: &[ClauseId]) -> bool {
        let held = self.held.borrow();
        let by_others = || self.errands.is_some_and(|(errands, _)| errands.are_held(clauses));
        held.iter().any(|all| clauses.iter().all(|id| all.contains(id))) || by_others()
    }

    /// What is known of lines by now.
    fn known(&self, clauses: &[ClauseId]) -> Option<Verdict> {
        if self.are_held(clauses) {
            return Some(Verdict::Hold);
        }
        let failed = self.failed.borrow();
        failed.get(clauses).map(|fewer| Verdict::Fail(fewer.clone()))
    }

    /// Remembers an answer.
    fn learn(&self, clauses: &[ClauseId], solved: &Solved) -> Verdict {
        match solved {
            Solved::Selected(_) => {
                self.held.borrow_mut().push(clauses.to_vec());
                Verdict::Hold
            }
            Solved::Refuted(proof) => {
                let lines = lines_of(proof);
                self.failed.borrow_mut().insert(clauses.to_vec(), lines.clone());
                Verdict::Fail(lines)
            }
        }
    }
}

impl Oracle for Satisfiable<'_> {
    fn ask(&self, clauses: &[ClauseId]) -> Result<Verdict, ResolveError> {
        if let Some(known) = self.ask_at_hand(clauses)? {
            return Ok(known);
        }
        let found = |(errands, time): (&Errands, &TimeLimit<'_>)| errands.wait_for(clauses, time.end());
        if self.errands.is_some_and(found) {
            return Ok(Verdict::Hold);
        }
        let solved = self.solver.ask(Question {
            any: true,
            ..Question::of(clauses)
        })?;
        Ok(self.learn(clauses, &solved))
    }

    fn is_exact(&self) -> bool {
        true
    }

    fn knows(&self, clauses: &[ClauseId]) -> bool {
        self.are_held(clauses)
    }

    fn ask_at_hand(&self, clauses: &[ClauseId]) -> Result<Option<Verdict>, ResolveError> {
        if let Some(known) = self.known(clauses) {
            return Ok(Some(known));
        }
        let solved = self.solver.ask_at_hand(Question::of(clauses))?;
        Ok(solved.map(|solved| self.learn(clauses, &solved)))
    }

    fn announce(&self, clauses: &[ClauseId]) {
        if let Some((errands, _)) = self.errands {
            errands.add(clauses);
        }
    }

    /// Whether its newest release would do is asked first: that says most, and is found out soonest.
    fn otherwise(&self, name: NameId, others: &[ClauseId]) -> Result<Option<Rank>, ResolveError> {
        let graph = self.graph;
        let candidates = graph.candidates(name)?;
        let of_others =
            |id: &&ClauseId| graph.name_id(&graph.problem().clause(**id).requirement.name) == name;
        let admitted = others.iter().filter(of_others).map(|id| graph.clause_ranks(*id));
        let admitted = admitted.into_iter().try_fold(RankSet::full(), |all, set| {
            Ok::<_, IndexError>(all.intersection(&set?))
        })?;
        let Some(newest) = Selector::new(graph.problem()).newest(&candidates, &admitted) else {
            return Ok(None);
        };
        let assumed = [Assumption {
            name,
            releases: RankSet::singleton(newest),
            required: false,
        }];
        let solved = self.solver.ask(Question {
            assumptions: &assumed,
            any: true,
            ..Question::of(others)
        })?;
        let solved = match solved {
            selected @ Solved::Selected(_) => selected,
            Solved::Refuted(_) => self.solver.solve(others)?,
        };
        Ok(match solved {
            Solved::Selected(selection) => selection.rank(name),
            Solved::Refuted(_) => None,
        })
    }
}

/// There is a lock without anachronisms. What was asked before is remembered.
pub(super) struct Timely<'a> {
    graph: &'a ConstraintGraph<'a>,
    solver: &'a Solver<'a>,
    known: RefCell<FxHashMap<Vec<ClauseId>, Verdict>>,
    selected: RefCell<FxHashMap<Vec<ClauseId>, Selection>>,
    /// The lock, with its anachronisms, of lines that can hold together with some only.
    stale: RefCell<FxHashMap<Vec<ClauseId>, Stale>>,
}

impl<'a> Timely<'a> {
    /// An oracle for the lines of `graph`.
    pub(super) fn new(graph: &'a ConstraintGraph<'a>, solver: &'a Solver<'a>) -> Self {
        Self {
            graph,
            solver,
            known: RefCell::default(),
            selected: RefCell::default(),
            stale: RefCell::default(),
        }
    }

    /// The same, where it is known that all lines can hold together with anachronisms only.
    pub(super) fn with(self, stale: &Stale) -> Self {
        let all: Vec<ClauseId> = self.graph.problem().clause_ids().collect();
        self.stale.borrow_mut().insert(all.clone(), stale.clone());
        self.known.borrow_mut().insert(all.clone(), Verdict::Fail(all));
        self
    }

    /// The lock of lines that were found to have none without anachronisms.
    pub(super) fn stale(&self, clauses: &[ClauseId]) -> Option<Stale> {
        self.stale.borrow().get(clauses).cloned()
    }
}

impl Oracle for Timely<'_> {
    fn ask(&self, clauses: &[ClauseId]) -> Result<Verdict, ResolveError> {
        if let Some(known) = self.known.borrow().get(clauses) {
            return Ok(known.clone());
        }
        let verdict = match timely(self.graph, self.solver, clauses)? {
            Best::Good(selection) => {
                self.selected.borrow_mut().insert(clauses.to_vec(), selection);
                Verdict::Hold
            }
            Best::None(proof) => Verdict::Fail(lines_of(&proof)),
            Best::Anachronistic(stale) => {
                let named = stale.named.clone();
                self.stale.borrow_mut().insert(clauses.to_vec(), stale);
                let fewer = (named.len() < clauses.len())
                    .then(|| self.ask(&named))
                    .transpose()?;
                match fewer {
                    Some(fail @ Verdict::Fail(_)) => fail,
                    Some(Verdict::Hold) | None => Verdict::Fail(clauses.to_vec()),
                }
            }
        };
        self.known.borrow_mut().insert(clauses.to_vec(), verdict.clone());
        Ok(verdict)
    }

    fn otherwise(&self, name: NameId, others: &[ClauseId]) -> Result<Option<Rank>, ResolveError> {
        self.ask(others)?;
        let selected = self.selected.borrow();
        Ok(selected.get(others).and_then(|it| it.rank(name)))
    }
}

/// The lines that a proof rests on, in order.
pub(crate) fn lines_of(proof: &Derivation) -> Vec<ClauseId> {
    let line = |node: Node| match node {
        Node::Line(id) => Some(id),
        _ => None,
    };
    let mut lines: Vec<ClauseId> = proof.facts().flat_map(Fact::nodes).filter_map(line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}
