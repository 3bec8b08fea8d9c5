//! All releases of one package, oldest first, each judged when it is first asked about.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use pinfix_index::{Distribution, FileLocation, Files, Project};
use pinfix_packaging::{PackageName, SpecifierSet, Version};
use pubgrub::VersionSet as _;

use super::assess::{Asked, Usable, assess};
use super::exclusion::Exclusion;
use super::visibility::Visibility;
use crate::problem::Problem;
use crate::rank::{Rank, RankSet};

/// One release of a package.
#[derive(Debug)]
pub struct Candidate {
    /// Its version.
    pub version: Version,
    /// All its files, whether the target can use them or not.
    pub distributions: Files,
    /// Whether a line of the user's own points at this very file.
    pub direct: bool,
    /// Which of several indexes it comes from, where the first one with a fitting release is to be preferred.
    pub tier: u32,
    /// A page has thousands of releases, of which few are judged.
    judgement: OnceCell<Box<Result<Usable, Exclusion>>>,
}

/// All releases of one package; a release's index is its [`Rank`].
#[derive(Debug)]
pub struct Candidates {
    name: PackageName,
    entries: Vec<Candidate>,
    /// Whether any index knows the name (or a line points at a file of it).
    known: bool,
    visibility: Visibility,
    tiers: BTreeSet<u32>,
}

impl Candidates {
    /// The releases of `name`: the files that the user's own lines point at, and what the index has; `None` stands for a
    /// name that no index knows.
    pub(crate) fn new(problem: &Problem, name: &PackageName, project: Option<&Project>) -> Self {
        let visibility = Visibility::of(problem, name);
        let mut direct = problem.files_pointed_at(name);
        direct.sort_by(|a, b| {
            a.version
                .cmp(&b.version)
                .then_with(|| a.location.to_string().cmp(&b.location.to_string()))
        });
        direct.dedup_by(|a, b| a.location == b.location);
        let releases = project.map_or(&[][..], |project| &project.releases);
        let indexed = releases.iter().map(|release| Candidate {
            tier: release.tier,
            ..Candidate::new(release.version.clone(), release.distributions.clone())
        });
        let pointed_at = direct.into_iter().map(|file| Candidate {
            direct: true,
            ..Candidate::new(file.version.clone(), Files::from_iter([Arc::clone(file)]))
        });
        let mut entries: Vec<Candidate> = indexed.chain(pointed_at).collect();
        // Stable: of equal versions, the one that is pointed at ranks above.
        entries.sort_by(|one, other| one.version.cmp(&other.version));
        let known = project.is_some() || !entries.is_empty();
        let tiers = entries.iter().map(|candidate| candidate.tier).collect();
        Self {
            name: name.clone(),
            entries,
            known,
            visibility,
            tiers,
        }
    }

    /// The package.
    pub fn name(&self) -> &PackageName {
        &self.name
    }

    /// Whether any index knows the name.
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// The index that the newest release came from, as it may be shown.
    pub(crate) fn index(&self) -> Option<Arc<str>> {
        let newest = self.entries.iter().rev().find(|candidate| !candidate.direct)?;
        let file = newest.distributions.first()?;
        Some(Arc::clone(&file.index))
    }

    /// How many releases there are.
    pub fn count(&self) -> Rank {
        Rank::try_from(self.entries.len()).unwrap_or(Rank::MAX)
    }

    /// The release of this rank; `None` past the newest.
    pub fn get(&self, rank: Rank) -> Option<&Candidate> {
        self.entries.get(rank as usize)
    }

    /// The rank of a version, where there is such a release.
    pub fn rank_of(&self, version: &Version) -> Option<Rank> {
        let position = self
            .entries
            .binary_search_by(|candidate| candidate.version.cmp(version))
            .ok()?;
        Rank::try_from(position).ok()
    }

    /// Whether the release may be chosen, and why not.
    pub fn judge(&self, problem: &Problem, rank: Rank) -> Result<&Usable, Exclusion> {
        let candidate = self.get(rank).ok_or(Exclusion::NoFiles)?;
        if candidate.version.any_prerelease() && !candidate.direct && !self.visibility.prereleases {
            return Err(Exclusion::Prerelease);
        }
        let judgement = candidate.judgement.get_or_init(|| {
            let files = &candidate.distributions;
            let asked = if candidate.direct {
                Asked::Place
            } else if self.visibility.pins(&candidate.version) {
                Asked::Version
            } else {
                Asked::Name
            };
            Box::new(assess(problem, &self.name, files, &self.visibility, asked))
        });
        (**judgement).as_ref().map_err(Clone::clone)
    }

    /// The files of a release that the formats and the hashes asked for admit, for this target or another one.
    pub fn admitted_files(&self, problem: &Problem, candidate: &Candidate) -> Vec<Arc<Distribution>> {
        let formats = &problem.policy.formats;
        let (wheels, sources) = (
            formats.allows_wheels(&self.name),
            formats.allows_sources(&self.name),
        );
        let admitted = |file: &&Arc<Distribution>| {
            let format = if file.is_wheel() { wheels } else { sources };
            (format || candidate.direct) && self.visibility.hashes.admit(file)
        };
        candidate.distributions.iter().filter(admitted).cloned().collect()
    }

    /// The tiers of the releases, the one to be preferred first.
    pub(crate) fn tiers(&self) -> impl Iterator<Item = u32> + '_ {
        self.tiers.iter().copied()
    }

    /// What the user's own lines make visible of this package.
    pub(crate) fn visibility(&self) -> &Visibility {
        &self.visibility
    }

    /// The ranks of what lies at a place that something points at.
    pub fn ranks_at(&self, location: &FileLocation) -> RankSet {
        let lies_there = |entry: &&Candidate| {
            entry.direct && entry.distributions.iter().any(|file| file.location == *location)
        };
        let ranks = (0..).zip(&self.entries).filter(|(_, entry)| lies_there(entry));
        RankSet::of_ascending(ranks.map(|(rank, _)| rank))
    }

    /// The ranks whose versions a specifier set admits.
    ///
    /// Every specifier but `===` admits (or, with `!=`, leaves out) one run of consecutive versions, whose ends are
    /// found by bisection: a page has thousands of releases, and a resolution asks about it hundreds of times.
    pub fn ranks(&self, specifiers: &SpecifierSet) -> RankSet {
        specifiers.iter().fold(RankSet::full(), |set, specifier| {
            set.intersection(&self.ranks_of_one(specifier))
        })
    }

    fn ranks_of_one(&self, specifier: &pinfix_packaging::specifier::Specifier) -> RankSet {
        use pinfix_packaging::specifier::Operator;
        let first_where =
            |test: &dyn Fn(&Version) -> bool| self.entries.partition_point(|entry| !test(&entry.version));
        let rank = |position: usize| Rank::try_from(position).unwrap_or(Rank::MAX);
        let holds = |version: &Version| specifier.contains(version);
        match specifier.operator() {
            Operator::GreaterThan | Operator::GreaterThanEqual => {
                RankSet::interval(0, rank(first_where(&holds))).complement()
            }
            Operator::LessThan | Operator::LessThanEqual => {
                RankSet::interval(0, rank(first_where(&|version| !holds(version))))
            }
            Operator::Equal
            | Operator::EqualStar
            | Operator::TildeEqual
            | Operator::NotEqual
            | Operator::NotEqualStar => {
                let negative = matches!(specifier.operator(), Operator::NotEqual | Operator::NotEqualStar);
                let inside = |version: &Version| holds(version) != negative;
                // `==1.0.*` admits `1.0.dev1`, which is older than `1.0`: step back over what still fits.
                let mut start = first_where(&|version| version >= specifier.version());
                while start > 0 && inside(&self.entries[start - 1].version) {
                    start -= 1;
                }
                let end = start
                    + self.entries[start..]
                        .iter()
                        .take_while(|entry| inside(&entry.version))
                        .count();
                let run = RankSet::interval(rank(start), rank(end));
                if negative { run.complement() } else { run }
            }
            Operator::ExactEqual => {
                let matching = self
                    .entries
                    .iter()
                    .enumerate()
                    .filter(|(_, entry)| holds(&entry.version));
                RankSet::of_ascending(matching.map(|(at, _)| rank(at)))
            }
        }
    }
}

impl Candidate {
    fn new(version: Version, distributions: Files) -> Self {
        Self {
            version,
            distributions,
            direct: false,
            tier: 0,
            judgement: OnceCell::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use pinfix_packaging::{Platform, PythonVersion, Target};
    use proptest::prelude::{Strategy, prop_assert_eq};

    use super::*;
    use crate::problem::Policy;

    fn version() -> impl Strategy<Value = String> {
        let suffix = proptest::sample::select(vec![
            "",
            "",
            "",
            ".dev1",
            "a1",
            "rc2",
            ".post1",
            ".post2.dev3",
            "+cpu",
            "+cu.118",
            ".post1+cpu",
            "a1.dev2",
        ]);
        (0_u32..2, 0_u32..4, 0_u32..3, 0_u32..3, suffix).prop_map(|(epoch, major, minor, patch, suffix)| {
            let epoch = if epoch == 1 && patch == 2 { "1!" } else { "" };
            let patch = if patch == 0 {
                String::new()
            } else {
                format!(".{patch}")
            };
            format!("{epoch}{major}.{minor}{patch}{suffix}")
        })
    }

    fn specifier() -> impl Strategy<Value = String> {
        let operator =
            proptest::sample::select(vec!["==", "!=", ">=", "<=", ">", "<", "~=", "===", "==*", "!=*"]);
        (operator, version()).prop_map(|(operator, version)| {
            let plain = version.split('+').next().unwrap_or(&version).to_owned();
            match operator {
                "==*" | "!=*" => {
                    let release: String = plain
                        .chars()
                        .take_while(|it| it.is_ascii_digit() || *it == '.' || *it == '!')
                        .collect();
                    format!("{}{}.*", &operator[..2], release.trim_end_matches('.'))
                }
                "==" | "!=" | "===" => format!("{operator}{version}"),
                _ => format!("{operator}{plain}"),
            }
        })
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { cases: 3000, ..Default::default() })]

        #[test]
        fn ranks_are_what_the_specifiers_contain(
            mut versions in proptest::collection::vec(version(), 0..30),
            specifiers in proptest::collection::vec(specifier(), 0..3),
        ) {
            versions.dedup();
            let mut versions: Vec<Version> = versions.iter().map(|it| it.parse().unwrap()).collect();
            versions.sort();
            versions.dedup();
            let python: PythonVersion = "3.9".parse().unwrap();
            let platform: Platform = "linux".parse().unwrap();
            let problem = Problem::new(Vec::new(), Target::new(python, platform), Policy::default());
            let name: PackageName = "a".parse().unwrap();
            let mut candidates = Candidates::new(&problem, &name, None);
            candidates.entries =
                versions.iter().map(|version| Candidate::new(version.clone(), Files::from_iter([]))).collect();
            let Ok(set) = SpecifierSet::parse(&specifiers.join(",")) else { return Ok(()) };
            let expected: Vec<&Version> = versions.iter().filter(|version| set.contains(version)).collect();
            let ranks = candidates.ranks(&set);
            let found: Vec<&Version> = ranks.ascending(candidates.count()).map(|rank| &versions[rank as usize]).collect();
            prop_assert_eq!(found, expected, "{}", set);
        }
    }
}
