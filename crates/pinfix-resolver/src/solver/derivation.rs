//! Why there is no solution: PubGrub's derivation tree, copied into a flat list.
//!
//! PubGrub hands out a tree of shared pointers, in which a derivation of a hundred thousand steps is as deep: whoever
//! walks or even drops it by recursion overflows the stack. So it is copied and taken apart with a stack of our own.

use std::sync::Arc;

use pubgrub::{DerivationTree, Derived, External};
use rustc_hash::FxHashMap;

use crate::graph::Node;
use crate::rank::RankSet;

/// PubGrub's tree over our types.
pub(crate) type Tree = DerivationTree<Node, RankSet, String>;

/// A proof that there is no solution: a list of steps, causes before consequences, the last one being the end.
#[derive(Debug, Clone, Default)]
pub struct Derivation {
    /// The steps, causes first.
    pub steps: Vec<Step>,
    /// Facts behind the steps that say that there is no candidate: what rules the candidates out.
    pub told: Vec<Fact>,
}

/// A step of a [`Derivation`].
#[derive(Debug, Clone)]
pub enum Step {
    /// Something that the graph says.
    Fact(Fact),
    /// Follows from two earlier steps, given by their positions.
    Derived(usize, usize),
}

/// What the constraint graph says of some releases.
#[derive(Debug, Clone)]
pub enum Fact {
    /// The question itself.
    Question,
    /// No release in the set may be chosen.
    NoCandidate(Node, RankSet),
    /// Releases of the first node in the first set demand the second node in the second set.
    Demand(Node, RankSet, Node, RankSet),
    /// Releases in the set can't be used.
    Unusable(Node, RankSet),
}

impl Fact {
    /// The nodes that it speaks of.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        let (first, second) = match self {
            Self::Question => (None, None),
            Self::NoCandidate(node, _) | Self::Unusable(node, _) => (Some(*node), None),
            Self::Demand(from, _, to, _) => (Some(*from), Some(*to)),
        };
        first.into_iter().chain(second)
    }
}

impl Derivation {
    /// Copies `tree` and takes it apart.
    pub(crate) fn from_tree(tree: Tree) -> Self {
        let mut derivation = Self::default();
        let mut positions: FxHashMap<*const Tree, usize> = FxHashMap::default();
        let root = Arc::new(tree);
        let mut stack = vec![Arc::clone(&root)];
        while let Some(node) = stack.last().cloned() {
            if positions.contains_key(&Arc::as_ptr(&node)) {
                stack.pop();
                continue;
            }
            let step = match &*node {
                DerivationTree::External(external) => Some(Step::Fact(fact(external))),
                DerivationTree::Derived(derived) => {
                    let position = |cause: &Arc<Tree>| positions.get(&Arc::as_ptr(cause)).copied();
                    match (position(&derived.cause1), position(&derived.cause2)) {
                        (Some(first), Some(second)) => Some(Step::Derived(first, second)),
                        (first, second) => {
                            stack.extend(second.is_none().then(|| Arc::clone(&derived.cause2)));
                            stack.extend(first.is_none().then(|| Arc::clone(&derived.cause1)));
                            None
                        }
                    }
                }
            };
            if let Some(step) = step {
                positions.insert(Arc::as_ptr(&node), derivation.steps.len());
                derivation.steps.push(step);
                stack.pop();
            }
        }
        dismantle(root);
        derivation
    }

    /// The facts that the proof rests on.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        let steps = self.steps.iter().filter_map(|step| match step {
            Step::Fact(fact) => Some(fact),
            Step::Derived(..) => None,
        });
        steps.chain(&self.told)
    }
}

fn fact(external: &External<Node, RankSet, String>) -> Fact {
    match external {
        External::NotRoot(..) => Fact::Question,
        External::NoVersions(node, set) => Fact::NoCandidate(*node, set.clone()),
        External::FromDependencyOf(node, set, target, demanded) => {
            Fact::Demand(*node, set.clone(), *target, demanded.clone())
        }
        External::Custom(node, set, _) => Fact::Unusable(*node, set.clone()),
    }
}

/// Frees a tree of any depth without recursion.
fn dismantle(root: Arc<Tree>) {
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        if let Ok(DerivationTree::Derived(Derived { cause1, cause2, .. })) = Arc::try_unwrap(node) {
            stack.push(cause1);
            stack.push(cause2);
        }
    }
}

#[cfg(test)]
mod tests {
    use pubgrub::{Map, VersionSet as _};

    use super::*;
    use crate::problem::ClauseId;

    #[test]
    fn a_proof_a_hundred_thousand_steps_deep_neither_overflows_nor_loses_steps() {
        let leaf = |at: u32| {
            Arc::new(DerivationTree::External(External::NoVersions(
                Node::Line(ClauseId(at)),
                RankSet::full(),
            )))
        };
        let mut tree = leaf(0);
        for at in 1..=100_000 {
            let derived = Derived {
                terms: Map::default(),
                shared_id: None,
                cause1: tree,
                cause2: leaf(at),
            };
            tree = Arc::new(DerivationTree::Derived(derived));
        }
        let tree = Arc::try_unwrap(tree).unwrap();
        let derivation = Derivation::from_tree(tree);
        assert_eq!(derivation.facts().count(), 100_001);
        assert!(matches!(derivation.steps.last(), Some(Step::Derived(..))));
    }

    #[test]
    fn a_shared_cause_is_one_step() {
        let shared: Arc<Tree> = Arc::new(DerivationTree::External(External::NoVersions(
            Node::Root,
            RankSet::full(),
        )));
        let derived = |first: &Arc<Tree>, second: &Arc<Tree>| {
            DerivationTree::Derived(Derived {
                terms: Map::default(),
                shared_id: Some(1),
                cause1: Arc::clone(first),
                cause2: Arc::clone(second),
            })
        };
        let middle = Arc::new(derived(&shared, &shared));
        let derivation = Derivation::from_tree(derived(&middle, &shared));
        assert_eq!(derivation.steps.len(), 3);
    }
}
