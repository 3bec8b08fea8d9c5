//! What `resolve` and `snapshot` ask: a problem, and the index to ask about it.

use std::path::PathBuf;

use pinfix_index::{FileLocation, Index, IndexStrategy};
use pinfix_requirements::Origin;
use pinfix_resolver::explain::{Surroundings, explain};
use pinfix_resolver::problem::{self, Formats, Policy};
use pinfix_resolver::{Conflict, Explanation, Problem};

use super::environments;
use super::exit::Failure;
use super::setup::{Arguments, Setup};
use crate::cli::{PrereleaseMode, ResolutionMode};
use crate::report::{MissingFiles, UnsupportedRequirements};
use crate::settings::{Configuration, SelectionSettings, Staleness, UniversalSettings};

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
        let problem = Problem::for_fork(&setup.manifest, setup.target.clone(), fork, policy)
            .map_err(|lines| Failure::usage(UnsupportedRequirements::new(lines, &setup.manifest.sources)))?;
        let missing = missing_files(&problem);
        if !missing.is_empty() {
            return Err(Failure::usage(MissingFiles::new(
                missing,
                &setup.manifest.sources,
            )));
        }
        let index = pinfix_index::open(&setup.index_settings, &setup.client).map_err(Failure::machine)?;
        Ok(Self {
            setup,
            problem,
            index,
        })
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
        }
    }
}

/// The files of this machine that lines point at and that are not there, with every such line.
fn missing_files(problem: &Problem) -> Vec<(PathBuf, Origin)> {
    let mut missing = Vec::new();
    for clause in &problem.clauses {
        let Some(FileLocation::Path(path)) = clause.direct.as_ref().map(|file| &file.location) else {
            continue;
        };
        // One that can't be looked at is there, as far as this goes; reading it says more.
        if matches!(path.try_exists(), Ok(false)) {
            missing.extend(clause.places.iter().map(|place| (path.clone(), place.clone())));
        }
    }
    missing
}

fn policy(selection: &SelectionSettings, formats: Formats) -> Policy {
    Policy {
        prerelease: match selection.prerelease {
            PrereleaseMode::Disallow => problem::PrereleaseMode::Disallow,
            PrereleaseMode::Allow => problem::PrereleaseMode::Allow,
            PrereleaseMode::IfNecessary => problem::PrereleaseMode::IfNecessary,
            PrereleaseMode::Explicit => problem::PrereleaseMode::Explicit,
            PrereleaseMode::IfNecessaryOrExplicit => problem::PrereleaseMode::IfNecessaryOrExplicit,
        },
        order: match selection.resolution {
            ResolutionMode::Highest => problem::ResolutionMode::Highest,
            ResolutionMode::Lowest => problem::ResolutionMode::Lowest,
            ResolutionMode::LowestDirect => problem::ResolutionMode::LowestDirect,
        },
        exclude_newer: selection.exclude_newer,
        formats,
        no_dependencies: selection.no_deps,
        max_staleness: match selection.max_staleness {
            Staleness::Default => Policy::default().max_staleness,
            Staleness::Seconds(seconds) => Some(seconds),
            Staleness::Unlimited => None,
        },
        allow_anachronisms: selection.allow_anachronisms,
        exhaustive: selection.exhaustive,
        ..Policy::default()
    }
}
