//! Puts questions to the solver.

use std::cell::RefCell;

use pubgrub::PubGrubError;

use super::ahead::Ahead;
use super::derivation::{Derivation, Fact};
use super::foresight::{Contested, Foresight, Lasting, Learnt};
use super::provider::{Interruption, Provider, Unseen};
use super::question::{Parting, Question};
use super::yielding::Yielding;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, ExtraId, NameId, Node};
use crate::problem::{ClauseId, ResolutionMode};
use crate::progress::Progress;
use crate::rank::{Rank, RankSet};

/// What was chosen.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The release of each package, sorted by id.
    pub packages: Vec<(NameId, Rank)>,
    /// The extras that are demanded.
    pub extras: Vec<(NameId, ExtraId)>,
}

impl Selection {
    /// The release of a package.
    pub fn rank(&self, name: NameId) -> Option<Rank> {
        let at = self.packages.binary_search_by_key(&name, |(it, _)| *it).ok()?;
        self.packages.get(at).map(|(_, rank)| *rank)
    }
}

/// The answer to one question.
#[derive(Debug)]
pub enum Solved {
    /// There is a solution.
    Selected(Selection),
    /// There is none, and this proves it.
    Refuted(Derivation),
}

/// Which packages keep ruling each other out, as the searches of one graph have found so far. It is heeded from the first
/// in a later search: how soon it ends hangs on it, not whether there is a solution.
#[derive(Debug, Default)]
pub(crate) struct Habits {
    yielding: Yielding,
    contested: Contested,
    suspected: Contested,
}

impl Habits {
    /// Takes it to be likely that what releases of `source` demand of `target` is what others can't go with.
    pub(crate) fn suspect(&mut self, source: NameId, target: NameId) {
        self.suspected.insert((source, target));
    }
}

/// Puts questions about one constraint graph: can these lines hold together?
pub struct Solver<'a> {
    graph: &'a ConstraintGraph<'a>,
    yielding: RefCell<Yielding>,
    ahead: Ahead,
    lasting: Lasting,
    /// What was ruled out for lines alone.
    learnt: RefCell<Option<Learnt>>,
    unseen: Unseen,
    parting: bool,
    proves: bool,
    progress: &'a dyn Progress,
}

impl<'a> Solver<'a> {
    /// A solver over `graph` that gives up when `progress` says so.
    pub fn new(graph: &'a ConstraintGraph<'a>, progress: &'a dyn Progress) -> Self {
        Self {
            graph,
            yielding: RefCell::default(),
            ahead: Ahead::default(),
            lasting: Lasting::default(),
            learnt: RefCell::default(),
            unseen: Unseen::default(),
            parting: false,
            proves: true,
            progress,
        }
    }

    /// The same, but a fork is parted where that helps: an answer may then be [`ResolveError::Parted`].
    #[must_use]
    pub(crate) fn parting(mut self) -> Self {
        self.parting = true;
        self
    }

    /// The same, but no refutation is proved by reading what was taken to be like others.
    #[must_use]
    pub fn guessing(self) -> Self {
        Self {
            proves: false,
            ahead: Ahead::eager(),
            ..self
        }
    }

    /// The same, but what searches of a graph with the same packages have found out is heeded.
    #[must_use]
    pub(crate) fn heeding(self, habits: Habits) -> Self {
        self.yielding.replace(habits.yielding);
        self.lasting.contested.replace(habits.contested);
        self.lasting.suspected.replace(habits.suspected);
        self
    }

    /// What was found out.
    pub(crate) fn into_habits(self) -> Habits {
        let Lasting {
            contested,
            suspected,
            confirmed,
            ..
        } = self.lasting;
        let (mut contested, mut suspected) = (contested.into_inner(), suspected.into_inner());
        let confirmed = confirmed.into_inner();
        contested.retain(|pair| !confirmed.contains(pair));
        suspected.extend(confirmed);
        Habits {
            yielding: self.yielding.into_inner(),
            contested,
            suspected,
        }
    }

    fn parting_for(&self, question: Question<'_>) -> Parting {
        let of_what_might_be = !question.assumptions.is_empty() || question.allowance.is_some();
        match (self.parting, of_what_might_be) {
            (false, _) => Parting::Rough,
            (true, true) => Parting::Whole,
            (true, false) => Parting::Parts,
        }
    }

    /// Whether what has to be chosen is read first. A fork may have to be parted by it, and a question of few releases
    /// has better uses for them.
    fn follows(&self, question: Question<'_>) -> bool {
        self.graph.problem().fork.is_none() && question.allowance.is_none()
    }

    /// Whether the lines `clauses` can hold together.
    ///
    /// # Errors
    /// Where the index cannot be asked, or the time is over.
    pub fn solve(&self, clauses: &[ClauseId]) -> Result<Solved, ResolveError> {
        self.ask(Question::of(clauses))
    }

    /// The releases of a package that questions with an allowance did not look at.
    pub fn unseen(&self, name: NameId) -> Vec<Rank> {
        let unseen = self.unseen.releases.borrow();
        let Some(releases) = unseen.get(&name) else {
            return Vec::new();
        };
        releases
            .ascending(Rank::MAX)
            .filter(|rank| self.graph.known_demands(name, *rank).is_none())
            .collect()
    }

    /// The packages of which releases were not looked at, sorted by id.
    pub fn partly_seen(&self) -> Vec<NameId> {
        self.unseen.releases.borrow().keys().copied().collect()
    }

    /// Whether the last question left releases out that it was not allowed to read: a refutation is no proof then.
    pub fn has_skipped(&self) -> bool {
        self.unseen.for_this.get()
    }

    /// Whether releases were taken to be like others for the last question: a refutation is likely then, and no proof.
    pub fn has_presumed(&self) -> bool {
        self.unseen.presumed.get()
    }

    /// The answer to a question. Where releases that were not read were taken to be like others, a refutation of lines
    /// alone is proved by reading them; one under assumptions or a horizon is not.
    ///
    /// # Errors
    /// Where the index cannot be asked, or the time is over.
    pub fn ask(&self, question: Question<'_>) -> Result<Solved, ResolveError> {
        let (solved, presumed) = self.run(question, self.looks_ahead())?;
        self.proved(question, solved, &presumed)
    }

    /// The answer to a question where nothing has to be waited for, not even for a proof; `None` where something has to be.
    ///
    /// # Errors
    /// Where the index cannot be asked, or the time is over.
    pub(crate) fn ask_at_hand(&self, question: Question<'_>) -> Result<Option<Solved>, ResolveError> {
        self.graph.at_hand(|| self.ask(question))
    }

    fn looks_ahead(&self) -> bool {
        let policy = &self.graph.problem().policy;
        policy.order == ResolutionMode::Highest && !policy.exhaustive
    }

    /// The answer, and if it is a refutation of lines alone, then not one for which releases were taken to be like others.
    fn proved(
        &self,
        question: Question<'_>,
        solved: Solved,
        presumed: &[(NameId, RankSet)],
    ) -> Result<Solved, ResolveError> {
        if self.proves && question.is_plain() && !presumed.is_empty() && matches!(solved, Solved::Refuted(_))
        {
            self.learnt.take();
            self.read(presumed)?;
            return Ok(self.run(question, false)?.0);
        }
        self.unseen.presumed.set(!presumed.is_empty());
        for (name, releases) in presumed {
            self.unseen.add(*name, releases);
        }
        Ok(solved)
    }

    /// Asks for what releases demand that were not read, all at once.
    fn read(&self, unread: &[(NameId, RankSet)]) -> Result<(), ResolveError> {
        for (name, releases) in unread {
            let count = self.graph.candidates(*name)?.count();
            self.graph.ask_for(*name, releases.descending(count))?;
        }
        Ok(())
    }

    /// The only solution that there may be, where what binds leaves one release of each package and these go together.
    fn settled(&self, foresight: &Foresight<'_>) -> Option<Selection> {
        let question = foresight.question();
        let problem = self.graph.problem();
        let extras = |id: &ClauseId| !problem.clause(*id).requirement.extras.is_empty();
        if !question.is_plain() || question.clauses.iter().any(extras) {
            return None;
        }
        Some(Selection {
            packages: foresight.bounds.settled(self.graph)?,
            extras: Vec::new(),
        })
    }

    /// The answer, and the releases that were taken to be like others for it.
    fn run(
        &self,
        question: Question<'_>,
        looks_ahead: bool,
    ) -> Result<(Solved, Vec<(NameId, RankSet)>), ResolveError> {
        self.unseen.for_this.set(false);
        self.unseen.presumed.set(false);
        // What was found out in vain, before the search began again.
        let mut before: Option<Learnt> = None;
        for begun in 0.. {
            let mut foresight = Foresight::new(self.graph, question, &self.lasting)?;
            if looks_ahead {
                let learnt = self.learnt.borrow();
                let learnt = learnt.as_ref().filter(|it| it.holds_for(question));
                if let Some(learnt) = before.as_ref().or(learnt) {
                    foresight = foresight.inheriting(learnt);
                }
            }
            if let Some(proof) = foresight.refutation()? {
                return Ok((Solved::Refuted(proof), foresight.presumed()));
            }
            let follows = self.follows(question);
            // Where any solution will do, it is mostly found before it is worth to know that.
            let shares = !question.any || begun > 0;
            let is_bound = follows && foresight.follow(looks_ahead, shares)?;
            if follows && let Some(selection) = self.settled(&foresight) {
                if looks_ahead {
                    self.learnt.replace(Some(foresight.into_learnt()));
                }
                return Ok((Solved::Selected(selection), Vec::new()));
            }
            if is_bound && let Some(proof) = foresight.refutation()? {
                let presumed = foresight.presumed();
                return Ok((Solved::Refuted(proof), presumed));
            }
            let provider = Provider::new(
                self.graph,
                foresight,
                (&self.yielding, &self.ahead, &self.unseen),
                self.parting_for(question),
                self.progress,
            )
            .presuming(looks_ahead)
            .following(follows)
            .renewed(begun);
            let solved = pubgrub::resolve(&provider, Node::Root, 0_u32);
            let presumed = provider.foresight().presumed();
            let answer = match solved {
                Ok(_) if provider.wants_renewal() => None,
                Ok(solution) => Some(Solved::Selected(selection(solution))),
                Err(PubGrubError::NoSolution(tree)) => {
                    let proof = with_bounds(&provider, Derivation::from_tree(tree))?;
                    Some(Solved::Refuted(proof))
                }
                Err(
                    PubGrubError::ErrorRetrievingDependencies { source, .. }
                    | PubGrubError::ErrorChoosingVersion { source, .. }
                    | PubGrubError::ErrorInShouldCancel(source),
                ) => match source {
                    Interruption::Restart => None,
                    Interruption::Index(error) => return Err(error.into()),
                    Interruption::Parted(parts) => return Err(ResolveError::Parted(parts)),
                    Interruption::Cancelled => return Err(ResolveError::OutOfTime),
                },
            };
            let learnt = provider.into_foresight().into_learnt();
            let Some(answer) = answer else {
                before = Some(learnt);
                continue;
            };
            if looks_ahead && question.is_plain() && question.allowance.is_none() {
                self.learnt.replace(Some(learnt));
            }
            return Ok((answer, presumed));
        }
        // A search that begins again so often has no end.
        Err(ResolveError::OutOfTime)
    }
}

fn selection(solution: impl IntoIterator<Item = (Node, Rank)>) -> Selection {
    let mut selection = Selection::default();
    for (node, rank) in solution {
        match node {
            Node::Package(name) => selection.packages.push((name, rank)),
            Node::Extra(name, extra) => selection.extras.push((name, extra)),
            Node::Root | Node::Line(_) | Node::Assumed(_) | Node::Horizon(_) => {}
        }
    }
    selection.packages.sort_unstable();
    selection.extras.sort_unstable();
    selection
}

/// The proof, with what binds packages from outside told as demands: where nothing can be chosen of a package, the solver
/// itself can't tell why.
fn with_bounds(provider: &Provider<'_>, mut proof: Derivation) -> Result<Derivation, ResolveError> {
    let mut facts = Vec::new();
    for fact in proof.facts() {
        if let Fact::NoCandidate(Node::Package(name) | Node::Extra(name, _), range) = fact {
            facts.extend(provider.foresight().reasons(*name, range)?);
        }
    }
    proof.told.extend(facts);
    Ok(proof)
}
