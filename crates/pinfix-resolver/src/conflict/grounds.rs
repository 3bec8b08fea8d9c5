//! [`Grounds`]: what a proof rests on, as far as a picture of it is concerned.

use rustc_hash::FxHashSet;

use super::clash::Clash;
use crate::graph::{ConstraintGraph, NameId};
use crate::solver::{Derivation, Fact};

/// Which packages demand which others, as a proof says that lines can't hold together.
///
/// What the newest releases demand beside that may be at odds as well, but need not be: older ones may do without.
#[derive(Debug, Clone, Default)]
pub(super) struct Grounds {
    demands: FxHashSet<(NameId, NameId)>,
}

impl Grounds {
    /// What `proof` rests on.
    pub(super) fn of(proof: &Derivation) -> Self {
        let demand = |fact: &Fact| match fact {
            Fact::Demand(from, _, to, _) => Some((from.name()?, to.name()?)),
            _ => None,
        };
        Self {
            demands: proof.facts().filter_map(demand).collect(),
        }
    }

    /// Whether it matters that one package demands the other.
    pub(super) fn name(&self, from: NameId, to: NameId) -> bool {
        self.demands.contains(&(from, to))
    }

    /// Whether all that is shown of a clash is among them.
    pub(super) fn bear(&self, graph: &ConstraintGraph<'_>, clash: &Clash) -> bool {
        let mut links = clash.stands.iter().flat_map(|stand| &stand.links);
        links.all(|link| {
            let (from, to) = (graph.name_id(&link.package), graph.name_id(&link.demands.name));
            self.name(from, to)
        })
    }
}
