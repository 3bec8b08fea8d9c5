//! What a check starts from: the lines, the targets, the index. No interpreter is started where a Python is named.

use std::path::{Path, PathBuf};

use pinfix_check::{Question, Selection};
use pinfix_index::{BuildSettings, ClientSettings, IndexSettings, Timestamp};
use pinfix_packaging::Target;
use pinfix_requirements::{Manifest, Request, SourceId, is_users_own};
use pinfix_resolver::Policy;
use pinfix_resolver::problem::Formats;

use super::super::exit::Failure;
use super::super::setup::unread;
use super::files::{PlainFiles, usual};
use crate::cli::{CheckArguments, InputArguments, SelectionArguments, StorageArguments};
use crate::settings::{Configuration, IndexChoice, Staleness, WrittenOptions};
use crate::target::{self, InterpreterCache};

/// What a check starts from.
pub(super) struct Setup {
    pub(super) manifest: Manifest,
    /// The pinned files, as they were named.
    pub(super) files: Vec<PathBuf>,
    /// The given files that are the input of the pins.
    pub(super) against: Vec<SourceId>,
    pub(super) targets: Vec<Target>,
    pub(super) choice: IndexChoice,
    pub(super) index: IndexSettings,
    pub(super) client: ClientSettings,
    pub(super) formats: Formats,
    pub(super) max_staleness: Option<i64>,
    pub(super) exclude_newer: Option<Timestamp>,
}

impl Setup {
    pub(super) fn new(
        arguments: &CheckArguments,
        storage: &StorageArguments,
        configuration: &Configuration,
    ) -> Result<Self, Failure> {
        let files = match &arguments.files[..] {
            [] => usual(&configuration.environment.directory, &arguments.against).map_err(Failure::usage)?,
            named => named.to_vec(),
        };
        let request = request(arguments, &files, configuration)?;
        let manifest = pinfix_requirements::read(&request, &PlainFiles::new()).map_err(unread)?;
        let written = WrittenOptions::of(&manifest);
        let cache_dir = configuration.cache_dir(storage).map_err(Failure::usage)?;
        let cache_dir = cache_dir.map(|setting| setting.value);

        let wanted = configuration
            .targets(&arguments.targets)
            .map_err(Failure::usage)?;
        let search = configuration.interpreters();
        let interpreters = InterpreterCache::new(cache_dir.clone(), search.clone());
        let mut targets = Vec::new();
        for settings in &wanted {
            let found = target::discover(settings, &interpreters)
                .map_err(Failure::usage)?
                .target;
            if !targets.contains(&found) {
                targets.push(found);
            }
        }
        let installed = || target::installed_index(&search, &interpreters);
        let mut choice = configuration
            .index(&arguments.index, &written, installed)
            .map_err(Failure::usage)?;
        choice.warnings.extend(configuration.missing_environment());
        let selection = SelectionArguments {
            max_staleness: arguments.rules.max_staleness.clone(),
            exclude_newer: arguments.rules.exclude_newer.clone(),
            ..SelectionArguments::default()
        };
        let selection = configuration
            .selection(&selection, &written, Timestamp::now())
            .map_err(Failure::usage)?;
        Ok(Self {
            against: given(&manifest, &arguments.against),
            files,
            targets,
            index: choice.to_settings(BuildSettings::default()),
            choice,
            client: configuration
                .client(&arguments.network, &written, cache_dir)
                .map_err(Failure::usage)?,
            formats: configuration
                .distributions(&arguments.build, &written)
                .map_err(Failure::usage)?,
            max_staleness: match selection.max_staleness {
                Staleness::Default => Policy::default().max_staleness,
                Staleness::Seconds(seconds) => Some(seconds),
                Staleness::Unlimited => None,
            },
            exclude_newer: selection.exclude_newer,
            manifest,
        })
    }

    /// The question; with the user's own lines, as their comments tell them, where they are wanted.
    pub(super) fn question(&self, selection: Selection, with_roots: bool) -> Question<'_> {
        Question {
            against: self.against.clone(),
            formats: self.formats.clone(),
            selection,
            max_staleness: self.max_staleness,
            exclude_newer: self.exclude_newer,
            roots: with_roots.then(|| self.own_lines()),
            ..Question::new(&self.manifest, &self.targets)
        }
    }

    /// Which lines are the user's own, and not there for others: those without a comment that says so.
    fn own_lines(&self) -> Vec<bool> {
        let lines = self.manifest.lines.iter();
        let is_own = lines.map(|line| {
            let text = &self.manifest.sources.get(line.origin.source).text;
            // A file whose comments say nothing of that may be all the user's own.
            if !text.contains("# via") {
                return true;
            }
            let start = text[..line.origin.span.start].rfind('\n').map_or(0, |at| at + 1);
            is_users_own(&text[start..], 1)
        });
        is_own.collect()
    }
}

/// What is read: the pins, then the input that they are held against.
fn request(
    arguments: &CheckArguments,
    files: &[PathBuf],
    configuration: &Configuration,
) -> Result<Request, Failure> {
    let inputs = InputArguments {
        sources: files.iter().chain(&arguments.against).cloned().collect(),
        constraints: arguments.constraints.clone(),
        overrides: arguments.overrides.clone(),
        excludes: arguments.excludes.clone(),
        extra: arguments.extra.clone(),
        all_extras: arguments.all_extras,
        group: arguments.group.clone(),
        all_groups: false,
    };
    let mut request = configuration.inputs(&inputs).map_err(Failure::usage)?;
    if arguments.against.is_empty() {
        // The lists of a project are the input of its lock, and no question of the lock alone.
        request.extras.clone_from(&arguments.extra);
        request.all_extras = arguments.all_extras;
    }
    Ok(request)
}

/// The sources that are these files.
fn given(manifest: &Manifest, files: &[PathBuf]) -> Vec<SourceId> {
    let sources = manifest.sources.iter();
    let is_given = |name: &str| files.iter().any(|file| file == Path::new(name));
    sources
        .filter(|(_, source)| is_given(&source.name))
        .map(|(id, _)| id)
        .collect()
}
