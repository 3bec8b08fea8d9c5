//! What was not looked at: of that, nothing is claimed.

use pinfix_packaging::{PackageName, Version};

use crate::error::ResolveError;
use crate::graph::{ConstraintGraph, NameId};
use crate::rank::Rank;
use crate::solver::Solver;

/// Releases of a package that were not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// The package.
    pub package: PackageName,
    /// The oldest one.
    pub from: Version,
    /// The newest one.
    pub to: Version,
    /// How many they are.
    pub releases: usize,
}

/// The releases of some packages for which `counts` holds and that no question to the solver looked at.
///
/// # Errors
/// Where the index cannot be asked.
pub(crate) fn unseen(
    graph: &ConstraintGraph<'_>,
    solver: &Solver<'_>,
    packages: impl IntoIterator<Item = NameId>,
    counts: impl Fn(NameId, Rank) -> bool,
) -> Result<Vec<Unseen>, ResolveError> {
    let mut all = Vec::new();
    for name in packages {
        let candidates = graph.candidates(name)?;
        let mut ranks = solver.unseen(name);
        ranks.retain(|rank| counts(name, *rank));
        let version = |rank: Option<&Rank>| candidates.get(*rank?).map(|it| it.version.clone());
        if let (Some(from), Some(to)) = (version(ranks.first()), version(ranks.last())) {
            all.push(Unseen {
                package: graph.name(name),
                from,
                to,
                releases: ranks.len(),
            });
        }
    }
    all.sort_by(|one, other| one.package.cmp(&other.package));
    Ok(all)
}
