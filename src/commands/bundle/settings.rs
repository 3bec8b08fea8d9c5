//! What flags, settings and habits say of one bundle.

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use pinfix_bundle::{BundleSettings, NamedTarget, named_target};

use super::super::exit::Failure;
use crate::cli::{BundleArguments, TargetArguments};
use crate::settings::Configuration;

/// No target was named.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("a bundle is made for a named target, and none is named")]
#[diagnostic(
    code("bundle::no-target"),
    help(
        "`--target eb-al2023-python3.12`, or `target` in [tool.pinfix.bundle]; `pinfix targets` lists them"
    )
)]
struct NoTarget;

/// A value that has no name.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("`{flag} {text}` has no `=`")]
#[diagnostic(code("bundle::property"), help("write `{flag} NAME=value`"))]
pub(super) struct NoPair {
    flag: &'static str,
    text: String,
}

/// What one bundle is to be.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// For whom.
    pub(super) target: NamedTarget,
    /// The settings of the project, and flags over them.
    pub(super) settings: BundleSettings,
    /// Where it is written.
    pub(super) output: PathBuf,
}

impl Wanted {
    pub(super) fn new(
        arguments: &BundleArguments,
        mut settings: BundleSettings,
        root: &Path,
        configuration: &Configuration,
    ) -> Result<Self, Failure> {
        let flags = &arguments.package;
        let target = target(arguments, &settings, configuration)?;
        if flags.wsgi.is_some() {
            settings.wsgi.clone_from(&flags.wsgi);
        }
        if let Some(path) = &flags.requirements {
            // A flag names a file from where the user stands.
            settings.requirements = Some(std::path::absolute(path).unwrap_or_else(|_| path.clone()));
        }
        settings.include.extend(flags.include.iter().cloned());
        settings.exclude.extend(flags.leave_out.iter().cloned());
        settings.environment.extend(pairs("--property", &flags.property)?);
        settings.keep = flags.keep.or(settings.keep);
        let health = flags.health_check_path.clone();
        settings.health_check_path = health.or(settings.health_check_path);
        let output = flags.output.clone();
        let output = output.or_else(|| settings.output.as_ref().map(|path| root.join(path)));
        Ok(Self {
            target,
            output: output.unwrap_or_else(|| usual_output(root)),
            settings,
        })
    }

    /// How many bundles of before are kept.
    pub(super) fn keep(&self) -> usize {
        self.settings.keep.unwrap_or(3)
    }

    /// What the load balancer asks for.
    pub(super) fn health_check_path(&self) -> String {
        let path = self.settings.health_check_path.clone();
        path.unwrap_or_else(|| "/".to_owned())
    }
}

fn target(
    arguments: &BundleArguments,
    settings: &BundleSettings,
    configuration: &Configuration,
) -> Result<NamedTarget, Failure> {
    let flag = TargetArguments {
        target: arguments.package.target.clone(),
        ..TargetArguments::default()
    };
    if arguments.package.target.is_none()
        && let Some(name) = &settings.target
    {
        return named_target(name).map_err(Failure::usage);
    }
    let named = configuration.named_target(&flag).map_err(Failure::usage)?;
    named
        .map(|setting| setting.value)
        .ok_or_else(|| Failure::usage(NoTarget))
}

/// The folder's name, in the current folder.
fn usual_output(root: &Path) -> PathBuf {
    let folder = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    PathBuf::from(format!("{}.zip", name.as_deref().unwrap_or("bundle")))
}

/// `NAME=VALUE`, each.
pub(super) fn pairs(flag: &'static str, texts: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let pair = |text: &String| match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(Failure::usage(NoPair {
            flag,
            text: text.clone(),
        })),
    };
    texts.iter().map(pair).collect()
}
