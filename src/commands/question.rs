//! What `resolve` and `snapshot` ask: a problem, and the index to ask about it.

use std::path::PathBuf;
use std::time::Duration;

use pinfix_index::direct::{DirectIndex, FindError, Git};
use pinfix_index::{Index, IndexStrategy};
use pinfix_packaging::PackageName;
use pinfix_requirements::{Location, Manifest, Origin, Sources};
use pinfix_resolver::explain::{Surroundings, explain, meant};
use pinfix_resolver::problem::{BadReference, References, Scope};
use pinfix_resolver::{Clause, ClauseId, ClauseKind, Conflict, Explanation, Problem, ask_for_told_extras};

use super::environments;
use super::exit::Failure;
use super::policy::policy;
use super::setup::{Arguments, Setup};
use crate::report::{MissingFiles, UnsupportedRequirements, UnusablePlaces};
use crate::settings::{Configuration, UniversalSettings};

/// Everything that is needed to resolve.
pub(super) struct Question {
    pub(super) setup: Setup,
    pub(super) problem: Problem,
    pub(super) index: Box<dyn Index>,
}

impl Question {
    /// From here on nothing is built to learn what a source distribution needs: a lock is worth a build (and running what
    /// its author wrote), a proposal is not.
    pub(super) fn build_no_more(&self) {
        self.setup.index_settings.build.switch.turn_off();
    }

    /// Reads all that the flags name and opens the index. Nothing is fetched yet.
    pub(super) fn open(arguments: Arguments<'_>, configuration: &Configuration) -> Result<Self, Failure> {
        Self::open_for(arguments, configuration, UniversalSettings::default())
    }

    /// The same, for many environments at once where they are asked for.
    pub(super) fn open_for(
        arguments: Arguments<'_>,
        configuration: &Configuration,
        universal: UniversalSettings,
    ) -> Result<Self, Failure> {
        let setup = Setup::new(arguments, configuration)?;
        let policy = policy(&setup.selection, setup.distributions.clone());
        let named = configuration.target(arguments.target).map_err(Failure::usage)?;
        let names_python = named.python_version.is_some() || named.interpreter.is_some();
        let fork = universal
            .strategy
            .map(|strategy| environments::fork(&setup, strategy, names_python));
        let missing = missing_files(&setup.manifest);
        if !missing.is_empty() {
            return Err(Failure::usage(MissingFiles::new(
                missing,
                &setup.manifest.sources,
            )));
        }
        let index = open_index(&setup)?;
        let scope = Scope {
            target: &setup.target,
            fork: fork.as_ref(),
            no_dependencies: policy.no_dependencies,
        };
        let references = References::gather(&setup.manifest, scope, &index, &index)
            .map_err(|bad| unusable(bad, &setup.manifest.sources))?;
        let target = setup.target.clone();
        let problem = Problem::with_references(&setup.manifest, target, fork, policy, references)
            .map_err(|lines| Failure::usage(UnsupportedRequirements::new(lines, &setup.manifest.sources)))?;
        let index: Box<dyn Index> = Box::new(index);
        Ok(Self {
            setup,
            problem,
            index,
        })
    }

    /// Asks for the extras that the comments of a lock tell of.
    pub(super) fn ask_for_told_extras(&mut self) -> Result<(), Failure> {
        let told = ask_for_told_extras(&mut self.problem, &mut self.setup.manifest, &*self.index);
        told.map_err(Failure::machine)
    }

    /// Conflicts in words.
    pub(super) fn explanations(&self, conflicts: &[Conflict]) -> Vec<Explanation> {
        let sources = &self.setup.manifest.sources;
        let around = self.surroundings(conflicts);
        conflicts
            .iter()
            .map(|conflict| explain(&self.problem, sources, conflict, &around))
            .collect()
    }

    /// The packages that lines may mean whose own nobody knows.
    pub(super) fn meant(&self, conflicts: &[Conflict]) -> Vec<(ClauseId, PackageName)> {
        meant(&self.problem, conflicts, &self.surroundings(conflicts))
    }

    /// Whether several packages are asked for and none is known to any index.
    pub(super) fn knows_nothing(&self, conflicts: &[Conflict]) -> bool {
        let is_requirement = |it: &&Clause| it.kind == ClauseKind::Requirement;
        let mut names = self
            .problem
            .clauses
            .iter()
            .filter(is_requirement)
            .map(|it| &it.requirement.name);
        let is_unknown = |name: &PackageName| {
            let mut unknown = conflicts.iter().filter(|conflict| !conflict.clash.known);
            unknown.any(|conflict| conflict.package == *name)
        };
        names.clone().count() > 1 && names.all(is_unknown)
    }

    /// What explanations of these conflicts can know of the settings and of earlier runs.
    pub(super) fn surroundings(&self, conflicts: &[Conflict]) -> Surroundings {
        let setup = &self.setup;
        let indexes = setup.index.indexes.iter();
        let unknown = conflicts.iter().any(|conflict| !conflict.clash.known);
        let cache = setup.client.cache_dir.as_deref().filter(|_| unknown);
        Surroundings {
            names: cache.map_or_else(Vec::new, pinfix_index::cache::names),
            indexes: indexes.map(|index| index.value.redacted().to_string()).collect(),
            first_index_only: setup.index.strategy == IndexStrategy::FirstIndex,
            no_index: setup.index.no_index,
            nothing_known: self.knows_nothing(conflicts),
        }
    }
}

/// The index, with what lies at places.
pub(super) fn open_index(setup: &Setup) -> Result<DirectIndex<Box<dyn Index>>, Failure> {
    let index = pinfix_index::open(&setup.index_settings, &setup.client).map_err(Failure::machine)?;
    let git = Git {
        folder: setup
            .client
            .cache_dir
            .as_deref()
            .map_or_else(temporary_clones, pinfix_index::cache::repositories),
        offline: setup.client.offline,
        timeout: GIT_TIMEOUT,
    };
    Ok(DirectIndex::new(index, setup.index_settings.build.clone(), git))
}

/// A large repository takes minutes on a slow line.
const GIT_TIMEOUT: Duration = Duration::from_mins(10);

/// Where repositories are cloned to without a cache.
fn temporary_clones() -> PathBuf {
    std::env::temp_dir().join(format!("pinfix-clones-{}", std::process::id()))
}

/// Lines that lead to places of which nothing can be said.
fn unusable(bad: Vec<BadReference>, sources: &Sources) -> Failure {
    let machine = bad.iter().find_map(|it| match &it.error {
        FindError::Index(error) => Some(error.clone()),
        _ => None,
    });
    let is_unreached = |it: &BadReference| matches!(it.error, FindError::Git { unreached: true, .. });
    match machine {
        Some(error) => Failure::machine(error),
        None if bad.iter().any(is_unreached) => Failure::machine(UnusablePlaces::new(bad, sources)),
        None => Failure::usage(UnusablePlaces::new(bad, sources)),
    }
}

/// The files and folders of this machine that lines point at and that are not there, with every such line.
fn missing_files(manifest: &Manifest) -> Vec<(PathBuf, Origin)> {
    let mut missing = Vec::new();
    for line in &manifest.lines {
        let Some(Location::Path { path, .. }) = line.requirement.location() else {
            continue;
        };
        // One that can't be looked at is there, as far as this goes; reading it says more.
        if matches!(path.try_exists(), Ok(false)) {
            missing.push((path, line.origin.clone()));
        }
    }
    missing
}
