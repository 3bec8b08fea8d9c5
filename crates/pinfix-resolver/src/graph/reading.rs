//! From a candidate's metadata to what it demands.

use std::cell::OnceCell;

use pinfix_index::{CoreMetadata, IndexError, MetadataError, MetadataProblem};
use pubgrub::VersionSet as _;

use super::demands::{Demand, Demands};
use super::expand::{Expanded, expand};
use super::lazy::ConstraintGraph;
use super::node::NameId;
use crate::candidate::Exclusion;
use crate::rank::Rank;

impl ConstraintGraph<'_> {
    pub(super) fn read_demands(&self, id: NameId, rank: Rank) -> Result<Demands, IndexError> {
        let candidates = self.candidates(id)?;
        let usable = match candidates.judge(self.problem(), rank) {
            Ok(usable) => usable,
            Err(exclusion) => return Ok(Demands::Unusable(exclusion)),
        };
        self.need_metadata(&usable.metadata_from)?;
        let direct = candidates.get(rank).is_some_and(|candidate| candidate.direct);
        let checked = if direct {
            candidates
                .visibility()
                .hashes
                .check(&usable.distribution, self.index())
        } else {
            // The index checks what it states itself.
            Ok(())
        };
        let metadata = match checked.and_then(|()| self.index().metadata(&usable.metadata_from)) {
            Ok(metadata) => metadata,
            Err(MetadataError::Index(error)) => return Err(error),
            // To be passed over is for those that nobody pins.
            Err(MetadataError::Unusable {
                reason: MetadataProblem::BuildNeeded { possible: true, .. },
            }) if candidates.visibility().pins(&usable.metadata_from.version) => {
                let what = usable.metadata_from.filename.clone();
                return Err(IndexError::NotAtHand { what });
            }
            Err(error @ MetadataError::Unusable { .. }) => {
                return Ok(Demands::Unusable(Exclusion::Metadata {
                    reason: error.to_string(),
                }));
            }
        };
        match expand(self.problem(), &metadata) {
            Ok(expanded) => self.checked(id, rank, self.intern(&metadata, expanded)),
            Err(exclusion) => Ok(Demands::Unusable(exclusion)),
        }
    }

    /// The same demands, unless the release asks for itself in another version.
    fn checked(&self, id: NameId, rank: Rank, demands: Demands) -> Result<Demands, IndexError> {
        let Demands::Known { demands: known, .. } = &demands else {
            return Ok(demands);
        };
        for demand in known
            .iter()
            .filter(|demand| demand.target == id && demand.extra.is_none())
            .filter(|demand| self.problem().applies_everywhere(&demand.requirement))
        {
            if !self.demanded(demand)?.contains(&rank) {
                let requirement = demand.requirement.to_string();
                return Ok(Demands::Unusable(Exclusion::AsksForAnother { requirement }));
            }
        }
        Ok(demands)
    }

    fn intern(&self, metadata: &CoreMetadata, expanded: Vec<Expanded<'_>>) -> Demands {
        let demands = expanded.into_iter().map(|it| Demand {
            extra: it.extra.map(|extra| self.extra_id(extra)),
            target: self.name_id(&it.requirement.name),
            extras: it
                .requirement
                .extras
                .iter()
                .map(|extra| self.extra_id(extra))
                .collect(),
            requirement: it.requirement.into_owned(),
            overridden: it.overridden,
            admitted: OnceCell::new(),
        });
        let excludes = &self.problem().excludes;
        let left_out = metadata
            .requires_dist
            .iter()
            .map(|it| &it.name)
            .filter(|name| excludes.contains(*name));
        Demands::Known {
            demands: demands.collect(),
            extras: metadata.provides_extra.clone(),
            left_out: left_out.cloned().collect(),
        }
    }
}
