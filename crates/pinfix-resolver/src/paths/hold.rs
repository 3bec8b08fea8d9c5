//! What keeps a package at its version.

use pinfix_index::Index;
use pinfix_packaging::{Requirement, Version};

use crate::candidate::Candidates;
use crate::error::ResolveError;
use crate::problem::Problem;
use crate::resolution::{Asker, Pin};

/// Why a package is not newer, although newer releases could be installed.
#[derive(Debug, Clone)]
pub struct Hold<'a> {
    /// The newest release that could be installed if nobody demanded anything of the package.
    pub newest: Version,
    /// The demands that bind: each of them rules out every release that is newer than the package's (or than
    /// `admitted`); where none does so alone, all that rule out some of them.
    pub binding: Vec<Demand<'a>>,
    /// The newest release that every demand would admit. It is what itself asks for that stands against it.
    pub admitted: Option<Version>,
}

/// What someone asks of a package; the line may be one of a constraints file.
#[derive(Debug, Clone, Copy)]
pub struct Demand<'a> {
    /// Who asks.
    pub asker: Asker<'a>,
    /// For what.
    pub requirement: &'a Requirement,
}

/// What keeps a package at its version, where `demands` are all that is demanded of it.
pub(super) fn hold<'a>(
    problem: &Problem,
    index: &dyn Index,
    pin: &Pin,
    demands: &[Demand<'a>],
) -> Result<Option<Hold<'a>>, ResolveError> {
    let project = index.project(&pin.name)?;
    let candidates = Candidates::new(problem, &pin.name, project.as_deref());
    let newer: Vec<&Version> = (0..candidates.count())
        .filter_map(|rank| Some((rank, &candidates.get(rank)?.version)))
        .filter(|(_, version)| **version > pin.version)
        .filter(|(_, version)| candidates.visibility().prereleases_equal || !version.any_prerelease())
        .filter(|(rank, _)| candidates.judge(problem, *rank).is_ok())
        .map(|(_, version)| version)
        .collect();
    Ok(judge(&newer, demands))
}

fn judge<'a>(newer: &[&Version], demands: &[Demand<'a>]) -> Option<Hold<'a>> {
    let newest = (*newer.last()?).clone();
    let admits = |demand: &Demand<'_>, version: &Version| {
        demand
            .requirement
            .specifiers()
            .is_some_and(|set| set.contains(version))
    };
    let admitted = newer
        .iter()
        .rev()
        .find(|version| demands.iter().all(|demand| admits(demand, version)));
    let select = |test: &dyn Fn(&Demand<'_>) -> bool| -> Vec<Demand<'a>> {
        demands.iter().filter(|demand| test(demand)).copied().collect()
    };
    let beyond: Vec<&&Version> = newer
        .iter()
        .filter(|version| admitted.is_none_or(|admitted| **version > *admitted))
        .collect();
    let mut binding = Vec::new();
    if !beyond.is_empty() {
        binding = select(&|demand| beyond.iter().all(|version| !admits(demand, version)));
        if binding.is_empty() {
            binding = select(&|demand| beyond.iter().any(|version| !admits(demand, version)));
        }
    }
    Some(Hold {
        newest,
        binding,
        admitted: admitted.map(|version| (*version).clone()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ClauseId;

    /// Which of the demands bind where these versions are newer, and what all admit.
    fn bound(newer: &str, demands: &[&str]) -> (Vec<u32>, Option<String>) {
        let versions: Vec<Version> = newer.split(' ').map(|it| it.parse().unwrap()).collect();
        let requirements: Vec<Requirement> = demands
            .iter()
            .map(|it| Requirement::parse(&format!("a{it}")).unwrap())
            .collect();
        let demands: Vec<Demand<'_>> = (0..)
            .zip(&requirements)
            .map(|(at, requirement)| Demand {
                asker: Asker::Line(ClauseId(at)),
                requirement,
            })
            .collect();
        let hold = judge(&versions.iter().collect::<Vec<_>>(), &demands).unwrap();
        let who = hold.binding.iter().map(|demand| match demand.asker {
            Asker::Line(id) => id.0,
            Asker::Package(_) => u32::MAX,
        });
        (who.collect(), hold.admitted.map(|it| it.to_string()))
    }

    #[test]
    fn the_tightest_bound_binds() {
        assert_eq!(bound("2.0 3.0", &["<3", "<2", ">=1"]), (vec![1], None));
        assert_eq!(bound("2.0 3.0", &["<2", "==1.0"]), (vec![0, 1], None));
    }

    #[test]
    fn bounds_may_bind_together_only() {
        assert_eq!(bound("2.0 3.0", &["!=2.0", "<3", ""]), (vec![0, 1], None));
    }

    #[test]
    fn what_all_admit_is_told_and_what_binds_beyond_it() {
        assert_eq!(
            bound("2.0 3.0", &["<3", ">=1"]),
            (vec![0], Some("2.0".to_owned()))
        );
        assert_eq!(bound("2.0 3.0", &[">=1", ""]), (vec![], Some("3.0".to_owned())));
    }

    #[test]
    fn the_newest_is_not_held() {
        assert!(judge(&[], &[]).is_none());
    }
}
