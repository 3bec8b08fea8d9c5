//! What is looked for in pins, and what is done with it.

use pinfix_check::{Rule, RuleSelector, Selection, Severity};

use super::configuration::Configuration;
use super::error::SettingsError;
use super::setting::Setting;
use super::target::TargetSettings;
use crate::cli::{CheckFormat, FailOn, RuleArguments, TargetArguments, TargetsArguments};

/// What is looked for in pins, and what is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckSettings {
    /// The rules.
    pub selection: Selection,
    /// How findings are written.
    pub format: CheckFormat,
    /// From which level on a finding is a failure; `None`: none is.
    pub fail_on: Option<Severity>,
}

impl Configuration {
    /// What is looked for in pins, and what is done with it.
    pub fn check(&self, arguments: &RuleArguments) -> Result<CheckSettings, SettingsError> {
        let values = |settings: Vec<Setting<RuleSelector>>| -> Vec<RuleSelector> {
            settings.into_iter().map(|setting| setting.value).collect()
        };
        let select = values(self.many("select", arguments.select.clone())?);
        let mut extend = values(self.many("extend-select", arguments.extend_select.clone())?);
        let mut ignore = values(self.many("ignore", arguments.ignore.clone())?);
        if self.is_on("vulnerabilities", arguments.vulnerabilities)? {
            extend.push(RuleSelector::Rule(Rule::Vulnerability));
        }
        if self.is_on("allow-unpinned", arguments.allow_unpinned)? {
            ignore.push(RuleSelector::Rule(Rule::NotPinned));
        }
        let fail_on = self.one("fail-on", arguments.fail_on)?;
        let format = self.one("output-format", arguments.output_format)?;
        Ok(CheckSettings {
            selection: Selection::new(&select, &extend, &ignore),
            format: format.map(|setting| setting.value).unwrap_or_default(),
            fail_on: match fail_on.map(|setting| setting.value).unwrap_or_default() {
                FailOn::Error => Some(Severity::Error),
                FailOn::Warning => Some(Severity::Warning),
                FailOn::Note => Some(Severity::Note),
                FailOn::Never => None,
            },
        })
    }

    /// For whom the pins are checked: every Python on every platform.
    pub fn targets(&self, arguments: &TargetsArguments) -> Result<Vec<TargetSettings>, SettingsError> {
        let mut targets: Vec<TargetSettings> = Vec::new();
        let says_otherwise = !arguments.python_version.is_empty()
            || !arguments.python_platform.is_empty()
            || arguments.python.is_some();
        if !arguments.target.is_empty() || !says_otherwise {
            for name in self.each("target", &arguments.target)?.into_iter().flatten() {
                let target = self.target(&TargetArguments {
                    target: Some(name),
                    python: arguments.python.clone(),
                    ..TargetArguments::default()
                })?;
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
            if !targets.is_empty() {
                return Ok(targets);
            }
        }
        let versions = self.each("python-version", &arguments.python_version)?;
        let platforms = self.each("python-platform", &arguments.python_platform)?;
        for version in &versions {
            for platform in &platforms {
                let target = self.target(&TargetArguments {
                    python_version: version.clone(),
                    python_platform: platform.clone(),
                    python: arguments.python.clone(),
                    ..TargetArguments::default()
                })?;
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
        }
        Ok(targets)
    }

    /// Each value that was given: by flags, or with commas in the places that settings come from. Where there is at most
    /// one it is left to those who read it to say where it comes from.
    fn each(&self, key: &'static str, flags: &[String]) -> Result<Vec<Option<String>>, SettingsError> {
        if !flags.is_empty() {
            return Ok(flags.iter().cloned().map(Some).collect());
        }
        let written = self.one::<String>(key, None)?;
        Ok(match written.filter(|it| it.value.contains(',')) {
            Some(several) => several
                .value
                .split(',')
                .map(|it| Some(it.trim().to_owned()))
                .collect(),
            None => vec![None],
        })
    }
}
