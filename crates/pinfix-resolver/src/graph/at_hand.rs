//! What a graph can tell without waiting for an answer.

use std::sync::Arc;

use pinfix_index::{Distribution, IndexError};
use pinfix_packaging::PackageName;

use super::lazy::ConstraintGraph;
use super::node::NameId;
use crate::error::ResolveError;
use crate::rank::Rank;

impl ConstraintGraph<'_> {
    /// Whether the releases of a package can be told without waiting for anything.
    pub(crate) fn has_candidates(&self, id: NameId) -> bool {
        self.known_candidates(id).is_some() || self.index().has_project(&self.name(id))
    }

    /// Whether what a release demands can be told without waiting for anything.
    pub(crate) fn is_at_hand(&self, id: NameId, rank: Rank) -> bool {
        let Some(candidates) = self.known_candidates(id) else {
            return false;
        };
        let judged = candidates.judge(self.problem(), rank);
        judged.is_ok_and(|usable| self.index().has_metadata(&usable.metadata_from))
    }

    /// Whether nothing is to be waited for just now.
    pub(crate) fn is_hasty(&self) -> bool {
        self.hasty.get()
    }

    /// What `question` finds without waiting for anything; `None` where it would have to.
    pub(crate) fn at_hand<T>(
        &self,
        question: impl FnOnce() -> Result<T, ResolveError>,
    ) -> Result<Option<T>, ResolveError> {
        self.hasty.set(true);
        let answer = question();
        self.hasty.set(false);
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(ResolveError::Index(IndexError::NotAtHand { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Fails where nothing is to be waited for and the page of a package would have to be.
    pub(super) fn need_project(&self, name: &PackageName) -> Result<(), IndexError> {
        if self.hasty.get() && !self.index().has_project(name) {
            let what = name.to_string();
            return Err(IndexError::NotAtHand { what });
        }
        Ok(())
    }

    /// Fails where nothing is to be waited for and the metadata of a distribution would have to be.
    pub(super) fn need_metadata(&self, distribution: &Arc<Distribution>) -> Result<(), IndexError> {
        if self.hasty.get() && !self.index().has_metadata(distribution) {
            let what = distribution.filename.clone();
            return Err(IndexError::NotAtHand { what });
        }
        Ok(())
    }
}
