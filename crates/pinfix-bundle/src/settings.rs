//! `[tool.pinfix.bundle]` of `pyproject.toml`, and `[bundle]` of `pinfix.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::BundleError;

/// How a bundle is made, as far as a project says it. Flags come before it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct BundleSettings {
    /// The named target.
    pub target: Option<String>,
    /// Where the bundle is written.
    pub output: Option<PathBuf>,
    /// `module:callable` of a WSGI or ASGI application.
    pub wsgi: Option<String>,
    /// Django's settings module.
    pub django_settings: Option<String>,
    /// What goes in although it would stay out.
    pub include: Vec<String>,
    /// What stays out although it would go in.
    pub exclude: Vec<String>,
    /// The file of requirements.
    pub requirements: Option<PathBuf>,
    /// Environment properties that are no secrets, and so may stand in the bundle.
    pub environment: BTreeMap<String, String>,
    /// Names of environment properties whose values are secret: the guide says to set them.
    pub secrets: Vec<String>,
    /// What the load balancer asks for; it must answer 200.
    pub health_check_path: Option<String>,
    /// How many bundles of before are kept.
    pub keep: Option<usize>,
    /// The name of the application, as the guide uses it.
    pub application: Option<String>,
    /// The name of the environment, as the guide uses it.
    pub environment_name: Option<String>,
    /// The region, as the guide uses it.
    pub region: Option<String>,
    /// `AllAtOnce`, `Rolling`, `RollingWithAdditionalBatch`, `Immutable`, `TrafficSplitting`.
    pub deployment_policy: Option<String>,
    /// How many seconds a deployment may take.
    pub command_timeout: Option<u32>,
    /// How many seconds the migrations may take.
    pub migrate_timeout: Option<u32>,
    /// How many days logs are kept in CloudWatch.
    pub log_retention_days: Option<u32>,
    /// Processes of the web server.
    pub processes: Option<u32>,
    /// Threads of each.
    pub threads: Option<u32>,
}

#[derive(Deserialize, Default)]
struct Pyproject {
    tool: Option<Tool>,
}

#[derive(Deserialize, Default)]
struct Tool {
    pinfix: Option<Pinfix>,
}

#[derive(Deserialize, Default)]
struct Pinfix {
    bundle: Option<BundleSettings>,
}

/// What the project in this folder says.
///
/// # Errors
/// Where its file can't be read, or says something that there is not.
pub fn read_settings(root: &Path) -> Result<BundleSettings, BundleError> {
    let path = root.join("pinfix.toml");
    if path.is_file() {
        let pinfix: Pinfix = parse(&path)?;
        return Ok(pinfix.bundle.unwrap_or_default());
    }
    let path = root.join("pyproject.toml");
    if !path.is_file() {
        return Ok(BundleSettings::default());
    }
    let project: Pyproject = parse(&path)?;
    let pinfix = project.tool.and_then(|tool| tool.pinfix).unwrap_or_default();
    Ok(pinfix.bundle.unwrap_or_default())
}

fn parse<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, BundleError> {
    let text = fs::read_to_string(path).map_err(BundleError::file("read", path))?;
    toml::from_str(&text).map_err(|error| BundleError::Settings {
        path: path.to_owned(),
        message: error.to_string().trim().to_owned(),
    })
}
