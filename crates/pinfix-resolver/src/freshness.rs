//! How fresh a choice is: which release of the package could be had at the best, and which there is at all.

use pinfix_index::{IndexError, Timestamp};
use pinfix_packaging::Version;
use pinfix_requirements::redact::redact;
use pubgrub::VersionSet as _;

use crate::candidate::{Candidates, Exclusion, Selector};
use crate::graph::{ConstraintGraph, Demands, NameId};
use crate::problem::Problem;
use crate::rank::{Rank, RankSet};

/// How fresh a pinned package is, beside what there is of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Freshness {
    /// The highest release that is not yanked, is no pre-release (unless they are permitted), fits `Requires-Python` and
    /// the tags, was uploaded before the cutoff, and satisfies the user's own lines on the package.
    pub newest_allowed: Option<Newest>,
    /// The highest stable release that there is at all, allowed or not; a pre-release only where one is allowed.
    pub newest: Option<Newest>,
    /// Why [`Freshness::newest`] is not allowed, as `requires-python >=3.10`; `None` where it is.
    pub newest_why_not: Option<String>,
}

/// A release and its age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newest {
    /// Its version.
    pub version: Version,
    /// When its earliest (allowed) file was uploaded, where the index says so.
    pub released: Option<Timestamp>,
}

impl Freshness {
    /// How fresh the best choices of a package are.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub(crate) fn of(graph: &ConstraintGraph<'_>, name: NameId) -> Result<Self, IndexError> {
        let candidates = graph.candidates(name)?;
        let judge = Judge {
            graph,
            name,
            candidates: &candidates,
            admitted: graph.admitted_by_lines(name)?,
        };
        let allowed = judge.newest_allowed();
        let newest = judge.newest().max(allowed);
        Ok(Self {
            newest_allowed: allowed.and_then(|rank| judge.describe(rank)),
            newest: newest.and_then(|rank| judge.describe(rank)),
            newest_why_not: match newest {
                Some(rank) if newest != allowed => judge.why_not(rank)?,
                _ => None,
            },
        })
    }
}

struct Judge<'a> {
    graph: &'a ConstraintGraph<'a>,
    name: NameId,
    candidates: &'a Candidates,
    admitted: RankSet,
}

impl Judge<'_> {
    fn problem(&self) -> &Problem {
        self.graph.problem()
    }

    /// The newest allowed release, as [`ConstraintGraph::newest_allowed`] has it, among those whose metadata is not known
    /// to be unusable.
    fn newest_allowed(&self) -> Option<Rank> {
        let usable = |rank| self.exclusion(rank).is_none();
        Selector::new(self.problem()).newest_where(self.candidates, &self.admitted, usable)
    }

    fn newest(&self) -> Option<Rank> {
        let all = RankSet::full();
        let mut falling = all.descending(self.candidates.count());
        falling.find(|rank| {
            let candidate = self.candidates.get(*rank);
            candidate.is_some_and(|it| !it.version.any_prerelease() && !it.distributions.is_empty())
        })
    }

    /// Why a release may not be chosen, as far as its own files and (where they were read) its metadata say.
    fn exclusion(&self, rank: Rank) -> Option<Exclusion> {
        if let Err(exclusion) = self.candidates.judge(self.problem(), rank) {
            return Some(exclusion);
        }
        match self.graph.known_demands(self.name, rank).as_deref() {
            Some(Demands::Unusable(exclusion)) => Some(exclusion.clone()),
            _ => None,
        }
    }

    fn describe(&self, rank: Rank) -> Option<Newest> {
        let candidate = self.candidates.get(rank)?;
        let released = match self.candidates.judge(self.problem(), rank) {
            Ok(usable) => usable.released,
            Err(_) => candidate
                .distributions
                .iter()
                .filter_map(|it| it.upload_time)
                .min(),
        };
        Some(Newest {
            version: candidate.version.clone(),
            released,
        })
    }

    /// Why a release is not allowed.
    fn why_not(&self, rank: Rank) -> Result<Option<String>, IndexError> {
        if let Some(exclusion) = self.exclusion(rank) {
            return Ok(Some(briefly(&exclusion)));
        }
        let problem = self.problem();
        let name = self.candidates.name();
        for (id, clause) in problem.clauses_on(name) {
            if !problem.overrides.contains_key(name) && !self.graph.clause_ranks(id)?.contains(&rank) {
                return Ok(Some(format!("the line `{}`", redact(&clause.text))));
            }
        }
        if !self.admitted.contains(&rank) {
            return Ok(Some("an override".to_owned()));
        }
        Ok(Some(
            "an index that comes first has it in another version".to_owned(),
        ))
    }
}

/// An exclusion in a few words, for a table or a program.
fn briefly(exclusion: &Exclusion) -> String {
    match exclusion {
        Exclusion::NoFiles => "no usable files".to_owned(),
        Exclusion::RequiresPython { specifier } => {
            let tight: String = specifier.split_whitespace().collect();
            format!("requires-python {tight}")
        }
        Exclusion::NoCompatibleWheel(_) => "no wheel for the target".to_owned(),
        Exclusion::NoBuild => "only a source distribution, and builds are off".to_owned(),
        Exclusion::NoBinary => "only wheels, and they are ruled out".to_owned(),
        Exclusion::NoCompatibleWheelNorBuild(_) => "no wheel for the target, and builds are off".to_owned(),
        Exclusion::NeitherBinaryNorBuild => "wheels are ruled out, and builds are off".to_owned(),
        Exclusion::OtherHashes => "no file with a hash that the line demands".to_owned(),
        Exclusion::Yanked { reason } => match reason.as_deref().filter(|it| !it.is_empty()) {
            Some(reason) => format!("yanked: {reason}"),
            None => "yanked".to_owned(),
        },
        Exclusion::Prerelease => "pre-release".to_owned(),
        Exclusion::TooNew { uploaded } => {
            format!("uploaded {}, after the cutoff", uploaded.strftime("%Y-%m-%d"))
        }
        Exclusion::NoUploadTime => "no upload time to hold against the cutoff".to_owned(),
        Exclusion::AsksForAnother { requirement } => format!("asks for `{requirement}`, which it is not"),
        Exclusion::Metadata { reason } => reason.clone(),
    }
}
