//! One setting of a problem (its Python, its policy), in which lines are amended again and again.

use std::collections::BTreeSet;

use pinfix_index::Index;
use pinfix_packaging::PackageName;

use super::amendment::Amendment;
use crate::graph::{ConstraintGraph, Memory};
use crate::problem::{ClauseId, Problem};
use crate::resolve::Experience;

/// One setting of a problem, and what was read about it: a trial in it reads only what is new.
pub(super) struct World {
    problem: Problem,
    /// Each line's id in the problem itself; lines that hold in this setting only have none.
    old: Vec<Option<ClauseId>>,
    memory: Memory,
    experience: Experience,
}

impl World {
    /// The setting that an amendment asks for: its lines aside, but for those that point at files.
    pub(super) fn new(problem: &Problem, amendment: &Amendment) -> Self {
        let setting = Amendment {
            lines: amendment.direct_lines(problem).map(|line| (line, None)).collect(),
            ..amendment.clone()
        };
        let amended = setting.applied(problem);
        let old = amended.clauses.iter().map(|clause| {
            let same = |id: &ClauseId| {
                let other = problem.clause(*id);
                other.places == clause.places && other.text == clause.text
            };
            problem.clause_ids().find(same)
        });
        Self {
            old: old.collect(),
            memory: Memory::default(),
            experience: Experience::default(),
            problem: amended,
        }
    }

    /// Asks about the amended lines, or those of them that are `among` the lines given. The graph has all lines, and
    /// those that are asked about come as ids of the graph's.
    pub(super) fn ask<T>(
        &mut self,
        amendment: &Amendment,
        among: Option<&BTreeSet<ClauseId>>,
        index: &dyn Index,
        question: impl FnOnce(&ConstraintGraph<'_>, &[ClauseId], &mut Experience) -> T,
    ) -> T {
        let target = self.problem.target.clone();
        let amended = self.problem.rewritten(target, |id, clause| {
            let old = self.old(id);
            Some(old.map_or_else(|| clause.clone(), |old| amendment.changed(old, clause)))
        });
        let asked: Vec<ClauseId> = amended
            .clause_ids()
            .filter(|id| match self.old(*id) {
                None => among.is_none(),
                Some(old) => {
                    !matches!(amendment.lines.get(&old), Some(None))
                        && among.is_none_or(|lines| lines.contains(&old))
                }
            })
            .collect();
        let changed: BTreeSet<PackageName> = self
            .problem
            .clauses
            .iter()
            .zip(&self.old)
            .filter(|(_, old)| old.is_some_and(|it| amendment.lines.contains_key(&it)))
            .map(|(clause, _)| clause.requirement.name.clone())
            .chain(amendment.renamed.values().cloned())
            .collect();
        let mut memory = std::mem::take(&mut self.memory);
        let aside = memory.set_aside(&amended, changed.iter());
        let graph = ConstraintGraph::recalling(&amended, index, memory).scouting();
        let answer = question(&graph, &asked, &mut self.experience);
        let mut memory = graph.into_memory();
        memory.put_back(aside, &self.problem, changed.iter());
        self.memory = memory;
        answer
    }

    /// The id of a line in the problem itself.
    pub(super) fn old(&self, id: ClauseId) -> Option<ClauseId> {
        self.old.get(id.index()).copied().flatten()
    }
}
