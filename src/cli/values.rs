//! The values that flags, variables and configuration files share, each written the same way in all three.

use std::fmt;
use std::str::FromStr;

use clap::ValueEnum;
use pinfix_packaging::{PackageName, Requirement};

/// Which of the fitting versions is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ResolutionMode {
    /// The newest of every package
    #[default]
    Highest,
    /// The oldest of every package
    Lowest,
    /// The oldest of what is asked for directly, the newest of the rest
    LowestDirect,
}

/// What counts in a universal lock where not every Python can have the newest release of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ForkStrategy {
    /// Each Python gets the newest release that it can have
    #[default]
    RequiresPython,
    /// As few different releases as possible
    Fewest,
}

/// The format of the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LockFormat {
    /// Pins, a line each, as pip and others install them
    #[default]
    #[value(name = "requirements.txt")]
    Requirements,
    /// Every file with its place and hash (PEP 751)
    #[value(name = "pylock.toml")]
    Pylock,
}

/// When a pre-release may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum PrereleaseMode {
    /// Never
    Disallow,
    /// Always
    Allow,
    /// Where no stable version satisfies everything
    #[default]
    IfNecessary,
    /// Where a requirement names one
    Explicit,
    /// Where a requirement names one, or all versions are pre-releases
    IfNecessaryOrExplicit,
}

/// How several indexes are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum IndexStrategy {
    /// Only the first index that knows a name is asked for it: no dependency confusion
    #[default]
    FirstIndex,
    /// The first index that has a fitting version
    UnsafeFirstMatch,
    /// The best version of all indexes, as pip does
    UnsafeBestMatch,
}

/// How the comments that say why a package is in the lock are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum AnnotationStyle {
    /// On the line of the pin
    Line,
    /// Below it, one line for each cause
    #[default]
    Split,
}

/// Where passwords that no file and no variable names come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum KeyringProvider {
    /// Nowhere
    #[default]
    Disabled,
    /// From the `keyring` command
    Subprocess,
}

/// When the output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal that can show it, unless NO_COLOR is set
    #[default]
    Auto,
    /// In any case
    Always,
    /// In no case
    Never,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum TextOrJson {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// How the findings of a check are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CheckFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanners
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
    /// JUnit XML, for CI servers
    Junit,
}

/// From which level on findings are a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FailOn {
    /// Errors only
    Error,
    /// Errors and warnings
    #[default]
    Warning,
    /// Anything
    Note,
    /// Nothing: exit with 0 whatever is found
    Never,
}

/// How a tree is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum TreeFormat {
    /// For people
    #[default]
    Text,
    /// For Graphviz
    Dot,
    /// For Markdown files and their viewers
    Mermaid,
    /// For programs
    Json,
}

/// With which characters lines are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Charset {
    /// Box-drawing characters
    #[default]
    Utf8,
    /// What any terminal can show
    Ascii,
}

/// A package to upgrade, perhaps within a bound: `requests`, `requests==2.30.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpgradePackage {
    /// The package.
    pub name: PackageName,
    /// The whole text, where it bounds the version.
    pub bound: Option<String>,
}

impl FromStr for UpgradePackage {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let requirement: Requirement = text.parse().map_err(|_| {
            format!("`{text}` is neither a package name nor a bound such as `requests==2.30.0`")
        })?;
        let specifiers = requirement
            .specifiers()
            .filter(|_| requirement.extras.is_empty() && requirement.marker.is_none())
            .ok_or_else(|| format!("`{text}` is more than a name and a bound such as `requests==2.30.0`"))?;
        Ok(Self {
            bound: (!specifiers.is_empty()).then(|| text.to_owned()),
            name: requirement.name,
        })
    }
}

/// A value of a fixed list, and what was written instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is none of {choices}")]
pub struct NoSuchChoice {
    given: String,
    choices: String,
}

fn choose<T: ValueEnum>(text: &str) -> Result<T, NoSuchChoice> {
    T::from_str(text, true).map_err(|_| NoSuchChoice {
        given: text.to_owned(),
        choices: T::value_variants()
            .iter()
            .filter_map(|variant| {
                variant
                    .to_possible_value()
                    .map(|value| format!("`{}`", value.get_name()))
            })
            .collect::<Vec<_>>()
            .join(", "),
    })
}

macro_rules! written_as_its_flag_value {
    ($($name:ty),+) => {$(
        impl FromStr for $name {
            type Err = NoSuchChoice;
            fn from_str(text: &str) -> Result<Self, NoSuchChoice> {
                choose(text)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.to_possible_value().map_or(Ok(()), |value| formatter.write_str(value.get_name()))
            }
        }
    )+};
}

written_as_its_flag_value!(
    ForkStrategy,
    LockFormat,
    ResolutionMode,
    PrereleaseMode,
    IndexStrategy,
    AnnotationStyle,
    KeyringProvider,
    ColorChoice,
    TextOrJson,
    TreeFormat,
    Charset,
    CheckFormat,
    FailOn
);

/// What `--only-binary` and `--no-binary` take, as pip defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackageSelector {
    /// `:all:`
    All,
    /// `:none:`: forget what was said before
    None,
    /// One package.
    Package(PackageName),
}

impl FromStr for PackageSelector {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            ":all:" => Ok(Self::All),
            ":none:" => Ok(Self::None),
            name => PackageName::from_str(name)
                .map(Self::Package)
                .map_err(|_| format!("`{name}` is neither a package name nor `:all:` nor `:none:`")),
        }
    }
}

impl fmt::Display for PackageSelector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => formatter.write_str(":all:"),
            Self::None => formatter.write_str(":none:"),
            Self::Package(name) => name.fmt(formatter),
        }
    }
}
