//! The rules: what is looked for, by stable names.

use std::fmt;
use std::str::FromStr;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something could not be looked at, or is worth knowing.
    Note,
    /// It installs, and is probably not what was meant.
    Warning,
    /// It does not install, or what is installed does not agree.
    Error,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $severity:ident, $default:literal, $summary:literal;)*) => {
        /// What is looked for. Its name is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule { $($(#[$doc])* $variant,)* }

        impl Rule {
            /// All rules, in the order in which they are documented.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name: `conflicting-pins`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// How bad a finding of it is.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Whether it is looked for where nobody selects anything.
            pub const fn is_default(self) -> bool {
                match self { $(Self::$variant => $default,)* }
            }

            /// What it finds, in one sentence without a full stop.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)* }
            }
        }
    };
}

rules! {
    /// A pin against another pin's metadata.
    ConflictingPins = "conflicting-pins", Error, true,
        "A pin is none of the versions that another pin's metadata demands";
    /// A pin against a constraint.
    ViolatedConstraint = "violated-constraint", Error, true,
        "A pin is outside of a constraint on its package";
    /// A pin against itself, in the same file or in another one of the folder.
    PinnedTwice = "pinned-twice", Error, true,
        "A package is pinned to different versions for the same target";
    /// A dependency that no line pins.
    MissingPin = "missing-pin", Error, true,
        "A pin's metadata demands a package that no line pins";
    /// A pin against the file that it was made from.
    UnsatisfiedInput = "unsatisfied-input", Error, true,
        "The pins do not satisfy a line of the input (with --against)";
    /// An extra that the pinned release does not have.
    UnknownExtra = "unknown-extra", Warning, true,
        "An extra is asked for that the pinned release does not have";
    /// Requires-Python against the target.
    RequiresPython = "requires-python", Error, true,
        "The pinned release does not support the Python of the target";
    /// No file that could be installed.
    NoCompatibleWheel = "no-compatible-wheel", Error, true,
        "The pinned release has no file that can be installed on the target";
    /// A source distribution where others have wheels.
    BuiltThere = "built-there", Note, true,
        "The pinned release has wheels for others only, so that it is built on the target";
    /// A pin that does not exist.
    UnknownRelease = "unknown-release", Error, true,
        "The index has no such package or no such version";
    /// A pin that was withdrawn.
    Yanked = "yanked", Warning, true,
        "The pinned release was yanked by its maintainers";
    /// Hashes of which none is of a file that could be installed.
    HashMismatch = "hash-mismatch", Error, true,
        "None of the hashes of a line is that of a file that can be installed";
    /// A hash among good ones that no file has.
    UnknownHash = "unknown-hash", Warning, true,
        "A hash is that of no file of the pinned release";
    /// No hash where others have one.
    MissingHash = "missing-hash", Error, true,
        "A line has no hash where others of its file have one";
    /// A line that is not pinned.
    NotPinned = "not-pinned", Error, true,
        "A line does not pin its package to one version";
    /// A line that stands there twice.
    DuplicateLine = "duplicate-line", Warning, true,
        "A line pins the same as an earlier one of its file";
    /// A release that is too old to know what it is pinned with.
    Anachronism = "anachronism", Warning, true,
        "A pinned release is so old that it cannot know what it is pinned with";
    /// Metadata that nobody could read.
    UnreadableMetadata = "unreadable-metadata", Note, true,
        "The metadata of the pinned release cannot be read without a build, so its demands are unknown";
    /// A pin that nothing needs any more.
    UnneededPin = "unneeded-pin", Warning, false,
        "A pin is needed by nothing that was asked for";
    /// A known vulnerability.
    Vulnerability = "vulnerability", Error, false,
        "The pinned release has a known vulnerability";
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

/// What `--select` and `--ignore` take: a rule, or `all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSelector {
    /// Every rule.
    All,
    /// This one.
    Rule(Rule),
}

/// A text that names no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{given}`{hint}")]
pub struct UnknownRule {
    given: String,
    hint: String,
}

impl FromStr for RuleSelector {
    type Err = UnknownRule;

    fn from_str(text: &str) -> Result<Self, UnknownRule> {
        let plain = text.trim().to_ascii_lowercase().replace('_', "-");
        if plain == "all" {
            return Ok(Self::All);
        }
        if let Some(rule) = Rule::ALL.iter().find(|rule| rule.id() == plain) {
            return Ok(Self::Rule(*rule));
        }
        let nearest = Rule::ALL
            .iter()
            .map(|rule| (strsim::damerau_levenshtein(&plain, rule.id()), rule.id()))
            .min()
            .filter(|(distance, id)| *distance <= id.len() / 2);
        Err(UnknownRule {
            given: text.trim().to_owned(),
            hint: nearest.map_or_else(String::new, |(_, id)| format!("; did you mean `{id}`?")),
        })
    }
}

/// The rules that are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    rules: Vec<Rule>,
}

impl Default for Selection {
    fn default() -> Self {
        let rules = Rule::ALL.iter().copied().filter(|rule| rule.is_default());
        Self {
            rules: rules.collect(),
        }
    }
}

impl Selection {
    /// As ruff does: those of `select` in place of the default, where there are any; those of `extend` beside them; and
    /// none of `ignore`.
    pub fn new(select: &[RuleSelector], extend: &[RuleSelector], ignore: &[RuleSelector]) -> Self {
        let named = |list: &[RuleSelector], rule: Rule| {
            list.iter()
                .any(|it| matches!(it, RuleSelector::All) || *it == RuleSelector::Rule(rule))
        };
        let base = |rule: Rule| match select {
            [] => rule.is_default(),
            _ => named(select, rule),
        };
        let rules = Rule::ALL.iter().copied();
        let rules = rules.filter(|rule| (base(*rule) || named(extend, *rule)) && !named(ignore, *rule));
        Self {
            rules: rules.collect(),
        }
    }

    /// Whether a rule is looked for.
    pub fn has(&self, rule: Rule) -> bool {
        self.rules.contains(&rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_selected_as_ruff_does() {
        let of = |text: &str| -> Vec<RuleSelector> {
            text.split_whitespace().map(|it| it.parse().unwrap()).collect()
        };
        let selected = |select: &str, extend: &str, ignore: &str| {
            Selection::new(&of(select), &of(extend), &of(ignore)).rules
        };
        assert_eq!(selected("", "", ""), Selection::default().rules);
        assert_eq!(selected("yanked", "", ""), [Rule::Yanked]);
        assert_eq!(
            selected("yanked", "unneeded_pin", ""),
            [Rule::Yanked, Rule::UnneededPin]
        );
        assert_eq!(selected("all", "", "").len(), Rule::ALL.len());
        assert_eq!(selected("", "", "all"), []);
        assert!(!selected("", "", "anachronism").contains(&Rule::Anachronism));
    }

    #[test]
    fn a_slip_is_put_right() {
        let told = |text: &str| text.parse::<RuleSelector>().unwrap_err().to_string();
        assert_eq!(
            told("missing-pins"),
            "there is no rule `missing-pins`; did you mean `missing-pin`?"
        );
        assert_eq!(told("E501"), "there is no rule `E501`");
    }

    #[test]
    fn names_are_in_kebab_case() {
        for rule in Rule::ALL {
            assert!(
                rule.id().chars().all(|it| it.is_ascii_lowercase() || it == '-'),
                "{rule}"
            );
            assert!(!rule.summary().ends_with('.'), "{rule}");
        }
    }
}
