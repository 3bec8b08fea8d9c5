//! What every command that resolves does first: read the requirements, and settle for whom and from where.

use pinfix_index::{ClientSettings, IndexSettings};
use pinfix_packaging::Target;
use pinfix_requirements::{DiskFiles, Manifest, ReadErrors};
use pinfix_resolver::problem::Formats;

use super::builds::{Ground, builds};
use super::exit::Failure;
use super::policy::policy;
use super::upgrade::WithBounds;
use crate::cli::{
    BuildArguments, IndexArguments, InputArguments, NetworkArguments, SelectionArguments, StorageArguments,
    TargetArguments,
};
use crate::settings::{self, Configuration, IndexChoice, SelectionSettings, WrittenOptions};
use crate::target::{self, InterpreterCache};

/// The flags that all commands that resolve have.
#[derive(Clone, Copy)]
pub struct Arguments<'a> {
    /// What to resolve.
    pub inputs: &'a InputArguments,
    /// For whom.
    pub target: &'a TargetArguments,
    /// Which versions are chosen.
    pub selection: &'a SelectionArguments,
    /// From where.
    pub index: &'a IndexArguments,
    /// How the index is reached.
    pub network: &'a NetworkArguments,
    /// Which kinds of distributions.
    pub build: &'a BuildArguments,
    /// Where the cache is.
    pub storage: &'a StorageArguments,
}

/// Everything that a resolution starts from.
pub struct Setup {
    /// The requirements.
    pub manifest: Manifest,
    /// For whom.
    pub target: Target,
    /// Which versions are chosen.
    pub selection: SelectionSettings,
    /// Which kinds of distributions may be used.
    pub distributions: Formats,
    /// From where, with who said so.
    pub index: IndexChoice,
    /// The same for the index library, with how to build.
    pub index_settings: IndexSettings,
    /// How the index is reached.
    pub client: ClientSettings,
}

impl Setup {
    /// Reads the requirements, and settles for whom and from where.
    pub fn new(arguments: Arguments<'_>, configuration: &Configuration) -> Result<Self, Failure> {
        let mut request = configuration.inputs(arguments.inputs).map_err(Failure::usage)?;
        let disk = DiskFiles::new(settings::variable);
        let files = WithBounds::new(disk, &arguments.selection.upgrade_package, &mut request);
        let manifest = pinfix_requirements::read(&request, &files).map_err(unread)?;
        let written = WrittenOptions::of(&manifest);
        let cache_dir = configuration
            .cache_dir(arguments.storage)
            .map_err(Failure::usage)?;
        let cache_dir = cache_dir.map(|setting| setting.value);

        let target_settings = configuration.target(arguments.target).map_err(Failure::usage)?;
        let interpreters = InterpreterCache::new(cache_dir.clone(), target_settings.search.clone());
        let found = target::discover(&target_settings, &interpreters).map_err(Failure::usage)?;

        let installed = || target::installed_index(&target_settings.search, &interpreters);
        let mut index = configuration
            .index(arguments.index, &written, installed)
            .map_err(Failure::usage)?;
        index.warnings.extend(configuration.missing_environment());
        let distributions = configuration
            .distributions(arguments.build, &written)
            .map_err(Failure::usage)?;
        let selection = configuration
            .selection(arguments.selection, &written, jiff::Timestamp::now())
            .map_err(Failure::usage)?;
        let client = configuration
            .client(arguments.network, &written, cache_dir)
            .map_err(Failure::usage)?;
        let ground = Ground {
            formats: &distributions,
            found: &found,
            target: &target_settings,
            interpreters: &interpreters,
            index: &index,
            client: &client,
            isolation: &configuration.isolation(arguments.build).map_err(Failure::usage)?,
            policy: policy(&selection, distributions.clone()),
        };
        let build = builds(&ground, configuration);
        Ok(Self {
            manifest,
            selection,
            index_settings: index.to_settings(build),
            client,
            target: found.target,
            distributions,
            index,
        })
    }

    /// What in the settings looks like a slip.
    pub fn warnings(&self) -> &[String] {
        &self.index.warnings
    }

    /// What `-v` says: the target, and which setting came from where.
    pub fn describe(&self) -> Vec<String> {
        let mut lines = vec![format!("target {}", self.target)];
        lines.extend(self.index.describe());
        lines
    }
}

/// Mistakes in the user's files: one alone is shown as it is, several under a count.
pub(super) fn unread(errors: ReadErrors) -> Failure {
    match errors.errors() {
        [only] => Failure::usage(only.clone()),
        _ => Failure::usage(errors),
    }
}
