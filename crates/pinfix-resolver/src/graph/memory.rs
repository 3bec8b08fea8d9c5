//! What a graph has read, kept for graphs of other problems over the same index.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexSet;
use pinfix_packaging::{ExtraName, PackageName, SpecifierSet};
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::demands::Demands;
use super::node::NameId;
use crate::candidate::{Candidates, Visibility};
use crate::problem::Problem;
use crate::rank::{Rank, RankSet};

/// What a graph has read. It may be taken over to another problem which differs in the specifiers of some lines only:
/// the same index, target, policy, overrides and excludes, and the same lines that point at files.
#[derive(Default)]
pub(crate) struct Memory {
    pub(super) names: RefCell<IndexSet<PackageName, FxBuildHasher>>,
    pub(super) extras: RefCell<IndexSet<ExtraName, FxBuildHasher>>,
    pub(super) candidates: RefCell<FxHashMap<NameId, Rc<Candidates>>>,
    pub(super) demands: RefCell<FxHashMap<(NameId, Rank), Rc<Demands>>>,
    pub(super) ranks: RefCell<FxHashMap<(NameId, SpecifierSet), RankSet>>,
}

/// What another problem sees differently, until it is put back.
#[derive(Default)]
pub(crate) struct Aside {
    candidates: Vec<(NameId, Rc<Candidates>)>,
    demands: Vec<((NameId, Rank), Rc<Demands>)>,
}

impl Memory {
    /// Sets aside what `problem` sees differently of packages whose lines have changed.
    pub(crate) fn set_aside<'n>(
        &mut self,
        problem: &Problem,
        changed: impl Iterator<Item = &'n PackageName>,
    ) -> Aside {
        let mut aside = Aside::default();
        for name in changed {
            let Some(id) = self.id_of(name) else { continue };
            let candidates = self.candidates.get_mut();
            let differs = candidates
                .get(&id)
                .is_some_and(|it| *it.visibility() != Visibility::of(problem, name));
            if !differs {
                continue;
            }
            aside.candidates.extend(candidates.remove(&id).map(|it| (id, it)));
            let demands = self.demands.get_mut();
            let own: Vec<(NameId, Rank)> = demands.keys().filter(|key| key.0 == id).copied().collect();
            let taken = own
                .into_iter()
                .filter_map(|key| Some((key, demands.remove(&key)?)));
            aside.demands.extend(taken);
        }
        aside
    }

    /// Puts back what was set aside, in the place of what was read since; and forgets what `problem`, which the memory
    /// is of, sees otherwise.
    pub(crate) fn put_back<'n>(
        &mut self,
        aside: Aside,
        problem: &Problem,
        changed: impl Iterator<Item = &'n PackageName>,
    ) {
        let _ = self.set_aside(problem, changed);
        self.candidates.get_mut().extend(aside.candidates);
        self.demands.get_mut().extend(aside.demands);
    }

    fn id_of(&self, name: &PackageName) -> Option<NameId> {
        let position = self.names.borrow().get_index_of(name)?;
        Some(NameId(u32::try_from(position).ok()?))
    }
}
