//! [`Grounds`]: what a proof rests on, as far as a picture of it is concerned.

use std::sync::Arc;

use pinfix_index::{CoreMetadata, Distribution, Index, IndexError, MetadataError, Project};
use pinfix_packaging::PackageName;
use rustc_hash::FxHashSet;

use super::clash::Clash;
use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId};
use crate::problem::ClauseId;
use crate::progress::Progress;
use crate::solver::{Fact, Question, Solved, Solver};

/// Which packages demand which others, as a proof says that lines can't hold together.
///
/// What the newest releases demand beside that may be at odds as well, but need not be: older ones may do without.
#[derive(Debug, Clone, Default)]
pub(super) struct Grounds {
    demands: FxHashSet<(NameId, NameId)>,
}

impl Grounds {
    /// What it rests on that lines can't hold together; `None` where they can. The proof is a new one, which hangs neither on
    /// what was asked before nor on which answers came first: so what is shown does not either.
    pub(super) fn of(
        graph: &ConstraintGraph<'_>,
        clauses: &[ClauseId],
        progress: &dyn Progress,
    ) -> Result<Option<Self>, ResolveError> {
        let index = Patient(graph.index());
        let anew = ConstraintGraph::new(graph.problem(), &index);
        let Solved::Refuted(proof) = Solver::new(&anew, progress).ask(Question::of(clauses))? else {
            return Ok(None);
        };
        let id = |name| graph.name_id(&anew.name(name));
        let demand = |fact: &Fact| match fact {
            Fact::Demand(from, _, to, _) => Some((id(from.name()?), id(to.name()?))),
            _ => None,
        };
        Ok(Some(Self {
            demands: proof.facts().filter_map(demand).collect(),
        }))
    }

    /// Whether it matters that one package demands the other.
    pub(super) fn have(&self, from: NameId, to: NameId) -> bool {
        self.demands.contains(&(from, to))
    }

    /// Whether all that is shown of a clash is among them.
    pub(super) fn cover(&self, graph: &ConstraintGraph<'_>, clash: &Clash) -> bool {
        let mut links = clash.stands.iter().flat_map(|stand| &stand.links);
        links.all(|link| {
            let (from, to) = (graph.name_id(&link.package), graph.name_id(&link.demands.name));
            self.have(from, to)
        })
    }
}

/// An index of which nobody asks what it would have to be waited for.
struct Patient<'a>(&'a dyn Index);

impl Index for Patient<'_> {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        self.0.project(name)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        self.0.metadata(distribution)
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        self.0.prefetch(distributions);
    }
}
