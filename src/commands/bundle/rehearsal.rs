//! The rehearsal of a bundle.

use std::io::{self, Write as _};
use std::path::Path;

use miette::Diagnostic;
use pinfix_bundle::{BundleError, Rehearsal, RehearsalError, rehearse};
use pinfix_packaging::PythonVersion;

use super::super::delivery::Messages;
use super::super::exit::{Exit, Failure};
use super::settings::{Wanted, pairs};
use crate::cli::{RehearsalArguments, StorageArguments, TargetArguments};
use crate::settings::{Configuration, Verbosity};
use crate::target::{InterpreterCache, find_interpreter};

/// There is no interpreter to rehearse with.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("a rehearsal for Python {} needs that Python, and there is none here", python.short())]
#[diagnostic(
    code("rehearsal::no-python"),
    help("install one (`pyenv install {0}`, `uv python install {0}`), or name it with --python", python.short())
)]
struct NoPython {
    python: PythonVersion,
}

/// The scratch folder can't be made.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("the scratch folder can't be used")]
#[diagnostic(code("rehearsal::scratch"))]
pub(super) struct NoScratch {
    source: io::Error,
}

/// A bundle that is not yet where it belongs.
pub(super) fn stage(bytes: &[u8]) -> Result<tempfile::NamedTempFile, NoScratch> {
    let staged = tempfile::Builder::new().suffix(".zip").tempfile();
    let mut staged = staged.map_err(|source| NoScratch { source })?;
    staged.write_all(bytes).map_err(|source| NoScratch { source })?;
    Ok(staged)
}

/// Where and how it is rehearsed.
pub(super) struct Stage<'a> {
    pub(super) arguments: &'a RehearsalArguments,
    pub(super) wanted: &'a Wanted,
    pub(super) configuration: &'a Configuration,
    pub(super) storage: &'a StorageArguments,
    pub(super) messages: Messages,
}

impl Stage<'_> {
    /// Rehearses a bundle, step by step.
    pub(super) fn run(&self, bundle: &Path, health_check_path: &str) -> Result<Exit, Failure> {
        let temporary = tempfile::tempdir().map_err(|source| Failure::machine(NoScratch { source }))?;
        let scratch = self.arguments.scratch.as_deref().unwrap_or(temporary.path());
        let scratch =
            std::path::absolute(scratch).map_err(|source| Failure::machine(NoScratch { source }))?;
        let mut environment = self.wanted.settings.environment.clone();
        environment.extend(pairs("--env", &self.arguments.env)?);
        let rehearsal = Rehearsal {
            bundle: bundle.to_owned(),
            scratch,
            python: self.python()?,
            environment,
            health_check_path: health_check_path.to_owned(),
            search_path: crate::settings::variable("PATH").unwrap_or_default().into(),
        };
        let tell = |step: &str| {
            self.messages
                .say(Verbosity::Normal, &format!("rehearsal: {step}\n"));
        };
        match rehearse(&rehearsal, &tell) {
            Ok(answer) => {
                tell(&format!("{answer}: the deployment would succeed"));
                Ok(Exit::Success)
            }
            Err(RehearsalError::Bundle(error @ BundleError::File { .. })) => Err(Failure::machine(error)),
            Err(error) => {
                // The logs are what is needed now.
                let _ = temporary.keep();
                if let RehearsalError::Step { tail, .. } = &error {
                    self.messages.say(Verbosity::Silent, &format!("\n{tail}\n\n"));
                }
                Err(Failure {
                    exit: Exit::Conflict,
                    report: miette::Report::new(error),
                })
            }
        }
    }

    fn python(&self) -> Result<std::path::PathBuf, Failure> {
        let python = &self.wanted.target.python;
        let arguments = TargetArguments {
            target: Some(self.wanted.target.name.clone()),
            python: self.arguments.python.clone(),
            ..TargetArguments::default()
        };
        let settings = self.configuration.target(&arguments).map_err(Failure::usage)?;
        let cache = self
            .configuration
            .cache_dir(self.storage)
            .map_err(Failure::usage)?;
        let cache = InterpreterCache::new(cache.map(|setting| setting.value), settings.search.clone());
        find_interpreter(python, &settings, &cache).ok_or_else(|| {
            Failure::usage(NoPython {
                python: python.clone(),
            })
        })
    }
}
