//! From claims that part to what a person sees of them: for each line, the chain of demands from it.

use pinfix_packaging::{SpecifierSet, Version};
use pubgrub::VersionSet as _;

use super::clash::{Clash, ExcludedRelease, Link, NewerStand, Stand};
use super::condition::Condition;
use super::witness::Walk;
use crate::candidate::Candidates;
use crate::error::ResolveError;
use crate::graph::{Demand, Demands, NameId};
use crate::problem::{ClauseId, Problem};
use crate::rank::{Rank, RankSet};

impl Walk<'_> {
    /// How `claims` on a package part.
    pub(super) fn clash(
        &mut self,
        name: NameId,
        claims: &[usize],
        settled: bool,
    ) -> Result<Clash, ResolveError> {
        let problem = self.graph.problem();
        let candidates = self.graph.candidates(name)?;
        let set = self.joint(name, claims);
        let mut excluded = Vec::new();
        for rank in set.descending(candidates.count()) {
            let Some(candidate) = candidates.get(rank) else {
                continue;
            };
            let exclusion = match candidates.judge(problem, rank) {
                Err(exclusion) => exclusion,
                Ok(_) => match self.graph.known_demands(name, rank).as_deref() {
                    Some(Demands::Unusable(exclusion)) => exclusion.clone(),
                    _ => continue,
                },
            };
            excluded.push(ExcludedRelease {
                version: candidate.version.clone(),
                exclusion,
            });
        }
        let newest = self.select(name, &RankSet::full(), None)?;
        let version = |rank: Rank| candidates.get(rank).map(|candidate| candidate.version.clone());
        let mut stands: Vec<Stand> = Vec::new();
        let mut of_newer = Vec::new();
        for at in claims {
            match self.claims[*at].1.clause {
                Some(clause) => stands.push(self.stand(*at, clause)?),
                None => of_newer.extend(self.of_newer(*at)?),
            }
        }
        stands.sort_by_key(|stand| stand.clause);
        let nearest = match &stands[..] {
            [only] if excluded.is_empty() && self.scene.newer.is_none() => {
                nearest(problem, &only.specifiers, &candidates)
            }
            _ => Vec::new(),
        };
        Ok(Clash {
            settled,
            known: candidates.is_known(),
            index: candidates.index(),
            newest: newest.and_then(version),
            stands,
            of_newer,
            excluded,
            nearest,
        })
    }

    fn links(&self, at: usize) -> Result<Vec<Link>, ResolveError> {
        let mut links = Vec::new();
        let mut here = at;
        while let (Some((before, rank)), Some(demand)) =
            (self.claims[here].1.from, &self.claims[here].1.demand)
        {
            links.push(self.link(self.claims[before].0, rank, demand)?);
            here = before;
        }
        links.reverse();
        Ok(links)
    }

    fn stand(&self, at: usize, clause: ClauseId) -> Result<Stand, ResolveError> {
        let requirement = match &self.claims[at].1.demand {
            Some(demand) => &demand.requirement,
            None => &self.graph.problem().clause(clause).requirement,
        };
        let specifiers = requirement.specifiers().cloned().unwrap_or_default();
        Ok(Stand {
            clause,
            links: self.links(at)?,
            specifiers,
            open: self.is_open(clause)?,
        })
    }

    /// The demand of a newer release; nothing where the package itself is where the demands part.
    fn of_newer(&self, at: usize) -> Result<Option<NewerStand>, ResolveError> {
        let Some(demand) = &self.claims[at].1.demand else {
            return Ok(None);
        };
        Ok(Some(NewerStand {
            links: self.links(at)?,
            specifiers: demand.requirement.specifiers().cloned().unwrap_or_default(),
        }))
    }

    /// Whether a line admits several releases of its package.
    fn is_open(&self, id: ClauseId) -> Result<bool, ResolveError> {
        let problem = self.graph.problem();
        let candidates = self
            .graph
            .candidates(self.graph.name_id(&problem.clause(id).requirement.name))?;
        let admitted = self.graph.clause_ranks(id)?;
        let usable = admitted
            .descending(candidates.count())
            .filter(|rank| candidates.judge(problem, *rank).is_ok());
        Ok(usable.take(2).count() > 1)
    }

    fn link(&self, name: NameId, rank: Rank, demand: &Demand) -> Result<Link, ResolveError> {
        let problem = self.graph.problem();
        let candidates = self.graph.candidates(name)?;
        let version = candidates
            .get(rank)
            .map_or_else(|| Version::new([0]), |candidate| candidate.version.clone());
        let extra = demand.extra.map(|extra| self.graph.extra(extra));
        let metadata = self.graph.metadata(name, rank)?;
        let condition = metadata.filter(|_| !demand.overridden).and_then(|metadata| {
            Condition::of(&demand.requirement, extra.as_slice(), &metadata, &problem.target)
        });
        Ok(Link {
            package: self.graph.name(name),
            version,
            demands: demand.requirement.clone(),
            extra,
            overridden: demand.overridden,
            condition,
        })
    }
}

/// The releases just below and just above what is demanded, where no release is; those that can be used, if there are any.
fn nearest(problem: &Problem, specifiers: &SpecifierSet, candidates: &Candidates) -> Vec<Version> {
    let Some(wanted) = specifiers
        .iter()
        .next()
        .map(|specifier| specifier.version().clone())
    else {
        return Vec::new();
    };
    let pick = |usable: bool| {
        let all = (0..candidates.count())
            .filter(|rank| !usable || candidates.judge(problem, *rank).is_ok())
            .filter_map(|rank| candidates.get(rank))
            .map(|candidate| &candidate.version)
            .filter(|version| !usable || wanted.any_prerelease() || !version.any_prerelease());
        let below = all.clone().rfind(|version| **version < wanted);
        let above = all.clone().find(|version| **version > wanted);
        below.into_iter().chain(above).cloned().collect::<Vec<_>>()
    };
    let usable = pick(true);
    if usable.is_empty() { pick(false) } else { usable }
}
