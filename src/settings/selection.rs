//! Which versions are chosen, and of which distributions.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use pinfix_packaging::PackageName;
use pinfix_resolver::problem::{FormatSelector, Formats};

use super::configuration::Configuration;
use super::error::SettingsError;
use super::setting::Setting;
use super::written::WrittenOptions;
use crate::cli::{BuildArguments, PackageSelector, PrereleaseMode, ResolutionMode, SelectionArguments};

/// Which versions are chosen among those that fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SelectionSettings {
    /// Which pins of the existing output file are dropped.
    pub upgrade: Upgrade,
    /// The newest or the oldest.
    pub resolution: ResolutionMode,
    /// When a pre-release may be chosen.
    pub prerelease: PrereleaseMode,
    /// Nothing that was uploaded at this moment or later counts.
    pub exclude_newer: Option<Timestamp>,
    /// The same for single packages; `None`: everything of them counts.
    pub exclude_newer_package: Vec<(PackageName, Option<Timestamp>)>,
    /// How much older than the newest allowed release of its package a release may be, in seconds; `None`: as old as it is.
    pub max_staleness: Staleness,
    /// Whether releases that are too old to know what they are locked with are locked all the same.
    pub allow_anachronisms: bool,
    /// Whether every release is looked at that could be newer.
    pub exhaustive: bool,
    /// Whether dependencies are left aside.
    pub no_deps: bool,
}

/// Which pins of an existing output file are dropped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Upgrade {
    /// None.
    #[default]
    None,
    /// All.
    All,
    /// Those of these packages.
    Packages(Vec<PackageName>),
}

/// What the bounds of `-P requests==2.30.0` are called where files are named.
pub const UPGRADE_BOUNDS: &str = "--upgrade-package";

impl Configuration {
    /// Which versions are chosen. `now` is the moment that durations such as "30 days" are counted back from.
    pub fn selection(
        &self,
        arguments: &SelectionArguments,
        written: &WrittenOptions,
        now: Timestamp,
    ) -> Result<SelectionSettings, SettingsError> {
        let flag = if arguments.pre {
            Some(PrereleaseMode::Allow)
        } else {
            arguments.prerelease
        };
        let in_files = written.pre.then_some(PrereleaseMode::Allow);
        Ok(SelectionSettings {
            upgrade: match (arguments.upgrade, arguments.upgrade_package.as_slice()) {
                (true, _) => Upgrade::All,
                (false, []) => Upgrade::None,
                (false, packages) => {
                    Upgrade::Packages(packages.iter().map(|package| package.name.clone()).collect())
                }
            },
            resolution: self
                .one("resolution", arguments.resolution)?
                .map(|setting| setting.value)
                .unwrap_or_default(),
            prerelease: self
                .one("prerelease", flag)?
                .map(|setting| setting.value)
                .or(in_files)
                .unwrap_or_default(),
            exclude_newer: self
                .one("exclude-newer", arguments.exclude_newer.clone())?
                .map(|setting| cutoff(&setting, now))
                .transpose()?,
            exclude_newer_package: self
                .many("exclude-newer-package", arguments.exclude_newer_package.clone())?
                .iter()
                .map(|setting| package_cutoff(setting, now))
                .collect::<Result<_, _>>()?,
            max_staleness: self
                .one("max-staleness", arguments.max_staleness.clone())?
                .map(|setting| staleness(&setting, now))
                .transpose()?
                .unwrap_or_default(),
            allow_anachronisms: self.is_on("allow-anachronisms", arguments.allow_anachronisms)?,
            exhaustive: self.is_on("exhaustive", arguments.exhaustive)?,
            no_deps: arguments.no_deps,
        })
    }

    /// Which kinds of distributions may be used; what the flags say counts after what the requirements files say.
    pub fn distributions(
        &self,
        arguments: &BuildArguments,
        written: &WrittenOptions,
    ) -> Result<Formats, SettingsError> {
        let mut formats = Formats::default();
        formats.no_build = self.is_on("no-build", arguments.no_build)?;
        let no_binary = self.many("no-binary", arguments.no_binary.clone())?;
        let only_binary = self.many("only-binary", arguments.only_binary.clone())?;
        for (no_binary, only_binary) in [
            (written.no_binary.clone(), written.only_binary.clone()),
            (values(no_binary), values(only_binary)),
        ] {
            formats.select_no_binary(&selectors(&no_binary));
            formats.select_only_binary(&selectors(&only_binary));
        }
        Ok(formats)
    }
}

fn values<T>(settings: Vec<Setting<T>>) -> Vec<T> {
    settings.into_iter().map(|setting| setting.value).collect()
}

fn selectors(selectors: &[PackageSelector]) -> Vec<FormatSelector> {
    let selector = |selector: &PackageSelector| match selector {
        PackageSelector::All => FormatSelector::All,
        PackageSelector::None => FormatSelector::None,
        PackageSelector::Package(name) => FormatSelector::Package(name.clone()),
    };
    selectors.iter().map(selector).collect()
}

/// The moment that `--exclude-newer` means: a moment, the end of a day in UTC, or a duration before now.
fn cutoff(setting: &Setting<String>, now: Timestamp) -> Result<Timestamp, SettingsError> {
    let text = setting.value.trim();
    let refuse = |message: String| SettingsError::Value {
        set_by: setting.set_by.clone(),
        message,
        help: Some(
            "write a date (2026-01-31), a moment (2026-01-31T12:00:00Z) or a duration (\"30 days\", P30D)"
                .to_owned(),
        ),
    };
    let nothing = || refuse(format!("`{text}` is neither a date nor a moment nor a duration"));
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    if let Ok(date) = text.parse::<Date>()
        && !text.contains(['T', 't', ' '])
    {
        let end = date
            .checked_add(1.day())
            .and_then(|next| next.to_zoned_datetime(TimeZone::UTC));
        return end.map(|moment| moment.timestamp()).map_err(|_| nothing());
    }
    let span: Span = text.parse().map_err(|_| nothing())?;
    let back = now.to_zoned_datetime(TimeZone::UTC).checked_sub(span.abs());
    back.map(|moment| moment.timestamp())
        .map_err(|_| refuse(format!("`{text}` goes back too far")))
}

/// `requests=2026-01-31`, or `requests=false`.
fn package_cutoff(
    setting: &Setting<String>,
    now: Timestamp,
) -> Result<(PackageName, Option<Timestamp>), SettingsError> {
    let refuse = || SettingsError::Value {
        set_by: setting.set_by.clone(),
        message: format!("`{}` is no package with a date", setting.value),
        help: Some("write something like `requests=2026-01-31`, or `requests=false` for no limit".to_owned()),
    };
    let (name, date) = setting.value.split_once('=').ok_or_else(refuse)?;
    let name: PackageName = name.trim().parse().map_err(|_| refuse())?;
    if date.trim().eq_ignore_ascii_case("false") {
        return Ok((name, None));
    }
    let date = Setting::new(date.to_owned(), setting.set_by.clone());
    Ok((name, Some(cutoff(&date, now)?)))
}

/// How much older than the newest allowed one a release may be before it has to be justified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Staleness {
    /// As much as pinfix finds right.
    #[default]
    Default,
    /// So much, in seconds.
    Seconds(i64),
    /// As old as it is.
    Unlimited,
}

/// A duration, or `none`.
fn staleness(setting: &Setting<String>, now: Timestamp) -> Result<Staleness, SettingsError> {
    if setting.value.trim().eq_ignore_ascii_case("none") {
        return Ok(Staleness::Unlimited);
    }
    let refuse = || SettingsError::Value {
        set_by: setting.set_by.clone(),
        message: format!("`{}` is no duration", setting.value),
        help: Some("write something like `2y`, `18 months` or `P500D`, or `none`".to_owned()),
    };
    let span: Span = setting.value.trim().parse().map_err(|_| refuse())?;
    let back = now
        .to_zoned_datetime(TimeZone::UTC)
        .checked_sub(span.abs())
        .map_err(|_| refuse())?;
    Ok(Staleness::Seconds(now.as_second() - back.timestamp().as_second()))
}
