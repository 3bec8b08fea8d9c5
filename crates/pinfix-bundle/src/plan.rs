//! All that goes into one bundle.

use std::fs;
use std::path::{Path, PathBuf};

use crate::elastic_beanstalk::{GuideFacts, Options, guide, procfile, settings_files};
use crate::entry::Entry;
use crate::error::BundleError;
use crate::hooks::{HookSettings, hooks};
use crate::platform::NamedTarget;
use crate::project::Project;
use crate::select::{LeftOut, Selected};
use crate::settings::BundleSettings;

/// All that goes into one bundle, and what is told about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The files, by path.
    pub entries: Vec<Entry>,
    /// What stays out.
    pub left_out: Vec<LeftOut>,
    /// Options that are left to the project's own files.
    pub left_to_project: Vec<String>,
    /// The guide, which stands beside the bundle.
    pub guide: String,
    /// Environment properties that the bundle sets.
    pub environment: Vec<(String, String)>,
    /// What the load balancer asks for.
    pub health_check_path: String,
}

/// What a bundle is made of.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The project.
    pub project: &'a Project,
    /// For whom.
    pub target: &'a NamedTarget,
    /// How.
    pub settings: &'a BundleSettings,
    /// The lock, as it is to be installed.
    pub lock: &'a str,
    /// How many packages it holds.
    pub packages: usize,
    /// The bundle's file name.
    pub bundle: &'a str,
}

/// Plans a bundle.
///
/// # Errors
/// Where one of the project's own files stands in the way of one that must be written.
pub fn plan(parts: Parts<'_>, selected: Selected) -> Result<Plan, BundleError> {
    let Parts {
        project, settings, ..
    } = parts;
    let options = options(settings);
    let texts: Vec<String> = selected
        .entries
        .iter()
        .filter(|entry| entry.path.starts_with(".ebextensions/"))
        .filter_map(|entry| String::from_utf8(entry.bytes().ok()?).ok())
        .collect();
    let configured = settings_files(&options, project, &texts);
    let mut made = configured.entries;
    made.extend(hooks(&HookSettings {
        target: parts.target.name.clone(),
        python: parts.target.python.short(),
        hashes: parts.lock.contains("--hash="),
        django_settings: project.django_settings.clone(),
        migrate_timeout: settings.migrate_timeout.unwrap_or(600),
    }));
    if !project.has_procfile {
        made.push(procfile(&options, project));
    }
    let mut entries = selected.entries;
    // The lock is what is installed, whatever stands in the project's own file of that name.
    entries.retain(|entry| entry.path != LOCK);
    made.push(Entry::made(LOCK, parts.lock));
    for entry in made {
        match entries.iter().find(|own| own.path == entry.path) {
            Some(own) if own.bytes().ok() == entry.bytes().ok() => {}
            Some(_) => return Err(BundleError::Taken { path: entry.path }),
            None => entries.push(entry),
        }
    }
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    let mut environment: Vec<(String, String)> = options.environment.clone().into_iter().collect();
    if let Some(module) = &project.django_settings {
        environment.push(("DJANGO_SETTINGS_MODULE".to_owned(), module.clone()));
    }
    Ok(Plan {
        entries,
        left_out: selected.left_out,
        left_to_project: configured.left_to_project,
        guide: guide(&facts(parts, &options, &environment)),
        environment,
        health_check_path: options.health_check_path,
    })
}

/// Where the platform looks for the lock.
const LOCK: &str = "requirements.txt";

fn options(settings: &BundleSettings) -> Options {
    let policy = settings.deployment_policy.clone();
    Options {
        environment: settings.environment.clone(),
        health_check_path: settings
            .health_check_path
            .clone()
            .unwrap_or_else(|| "/".to_owned()),
        deployment_policy: policy.unwrap_or_else(|| "AllAtOnce".to_owned()),
        command_timeout: settings.command_timeout.unwrap_or(1800),
        log_retention_days: settings.log_retention_days.unwrap_or(30),
        processes: settings.processes.unwrap_or(2),
        threads: settings.threads.unwrap_or(8),
    }
}

fn facts(parts: Parts<'_>, options: &Options, environment: &[(String, String)]) -> GuideFacts {
    let Parts {
        project,
        target,
        settings,
        ..
    } = parts;
    let folder = project.root.file_name();
    let folder = folder.map_or_else(|| "app".to_owned(), |name| name.to_string_lossy().into_owned());
    let application = settings.application.clone().unwrap_or(folder);
    GuideFacts {
        bundle: parts.bundle.to_owned(),
        environment: settings
            .environment_name
            .clone()
            .unwrap_or_else(|| format!("{application}-env")),
        application,
        region: settings.region.clone().unwrap_or_else(|| "us-east-1".to_owned()),
        target: target.name.clone(),
        python: target.python.short(),
        title: target.title.clone(),
        packages: parts.packages,
        health_check_path: options.health_check_path.clone(),
        set: environment.to_vec(),
        secrets: settings.secrets.clone(),
        command_timeout: options.command_timeout,
        is_django: project.django_settings.is_some(),
    }
}

/// Writes the guide beside the bundle.
///
/// # Errors
/// Where that fails.
pub fn write_guide(bundle: &Path, plan: &Plan) -> Result<PathBuf, BundleError> {
    let path = bundle.with_file_name("EB_CONSOLE_DEPLOYMENT_GUIDE.md");
    fs::write(&path, &plan.guide).map_err(BundleError::file("write", &path))?;
    Ok(path)
}
