//! What one candidate demands of others.

use std::cell::OnceCell;

use pinfix_packaging::{ExtraName, PackageName, Requirement};

use super::node::{ExtraId, NameId};
use crate::candidate::Exclusion;
use crate::rank::RankSet;

/// One requirement of a candidate that holds for the target.
#[derive(Debug, Clone)]
pub struct Demand {
    /// The extra of the candidate that brings the requirement in; `None` for one that always holds.
    pub extra: Option<ExtraId>,
    /// The package that is demanded.
    pub target: NameId,
    /// The extras of it that are demanded.
    pub extras: Vec<ExtraId>,
    /// The requirement as the metadata states it (or as an override replaces it).
    pub requirement: Requirement,
    /// Whether an override of the user's stands in for what the metadata states.
    pub overridden: bool,
    /// The releases of the target that it admits, once they were asked for.
    pub(super) admitted: OnceCell<RankSet>,
}

/// All that one candidate demands.
#[derive(Debug, Clone)]
pub enum Demands {
    /// Its metadata could be read: these requirements hold for the target.
    Known {
        /// The requirements, in the order of the metadata.
        demands: Vec<Demand>,
        /// The extras that it has.
        extras: Vec<ExtraName>,
        /// Requirements on packages that the user leaves out (`--excludes`).
        left_out: Vec<PackageName>,
    },
    /// It can't be used, as its metadata (or the failure to get it) shows.
    Unusable(Exclusion),
}
