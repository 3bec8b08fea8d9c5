//! How versions are chosen.

use pinfix_index::Timestamp;
use pinfix_packaging::PackageName;
use rustc_hash::{FxHashMap, FxHashSet};

/// How versions are chosen.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Which pre-releases may be chosen.
    pub prerelease: PrereleaseMode,
    /// Whether the newest or the oldest versions are wanted.
    pub order: ResolutionMode,
    /// Only files uploaded before this time count, and files without an upload time don't.
    pub exclude_newer: Option<Timestamp>,
    /// The same for single packages, in its place; `None`: everything of them counts.
    pub exclude_newer_package: FxHashMap<PackageName, Option<Timestamp>>,
    /// Which kinds of distributions may be used.
    pub formats: Formats,
    /// Lock the user's own lines only, without what they depend on.
    pub no_dependencies: bool,
    /// How much older than the newest allowed release of its package a release may be before it has to be justified, in
    /// seconds; `None`: as old as it is.
    pub max_staleness: Option<i64>,
    /// Lock even what is too old to know what it is locked with.
    pub allow_anachronisms: bool,
    /// Whether every release is looked at that could be newer, or hold another one back, however many that are.
    pub exhaustive: bool,
    /// How many conflicts are looked for at the most, where there is no solution.
    pub max_conflicts: usize,
}

/// In seconds.
const TWO_YEARS: i64 = 2 * 8766 * 3600;

impl Default for Policy {
    fn default() -> Self {
        Self {
            prerelease: PrereleaseMode::default(),
            order: ResolutionMode::default(),
            exclude_newer: None,
            exclude_newer_package: FxHashMap::default(),
            formats: Formats::default(),
            no_dependencies: false,
            max_staleness: Some(TWO_YEARS),
            allow_anachronisms: false,
            exhaustive: false,
            max_conflicts: 20,
        }
    }
}

impl Policy {
    /// The time before which files of a package must have been uploaded to count.
    pub fn cutoff(&self, name: &PackageName) -> Option<Timestamp> {
        let own = self.exclude_newer_package.get(name);
        own.map_or(self.exclude_newer, |cutoff| *cutoff)
    }

    /// Whether a release of the day `released` has to be justified, where the newest allowed one of its package came out at
    /// `newest`.
    pub fn is_stale(&self, released: Timestamp, newest: Timestamp) -> bool {
        let age = newest.as_second().saturating_sub(released.as_second());
        self.max_staleness.is_some_and(|most| age > most)
    }
}

/// Which pre-releases may be chosen (the names are uv's).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PrereleaseMode {
    /// None at all.
    Disallow,
    /// Any, as if they were stable.
    Allow,
    /// Where no stable version satisfies everything.
    #[default]
    IfNecessary,
    /// Those of packages for which a line of the user's own names a pre-release.
    Explicit,
    /// As [`PrereleaseMode::Explicit`] where a line names one, else as [`PrereleaseMode::IfNecessary`].
    IfNecessaryOrExplicit,
}

/// Whether the newest or the oldest versions are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResolutionMode {
    /// The newest of each package.
    #[default]
    Highest,
    /// The oldest of each package.
    Lowest,
    /// The oldest of the user's own requirements, the newest of the rest.
    LowestDirect,
}

/// Which kinds of distributions may be used, by pip's rules for `--only-binary` and `--no-binary`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Formats {
    /// Whether no source distribution may be used at all, whatever else is said.
    pub no_build: bool,
    only_binary: Selected,
    no_binary: Selected,
}

/// Packages that `--only-binary` or `--no-binary` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatSelector {
    /// `:all:`
    All,
    /// `:none:`: what was selected before no longer is.
    None,
    /// One package.
    Package(PackageName),
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Selected {
    all: bool,
    packages: FxHashSet<PackageName>,
}

impl Formats {
    /// Adds selectors of `--only-binary`; what they name is no longer named by `--no-binary`.
    pub fn select_only_binary(&mut self, selectors: &[FormatSelector]) {
        select(selectors, &mut self.only_binary, &mut self.no_binary);
    }

    /// Adds selectors of `--no-binary`; what they name is no longer named by `--only-binary`.
    pub fn select_no_binary(&mut self, selectors: &[FormatSelector]) {
        select(selectors, &mut self.no_binary, &mut self.only_binary);
    }

    /// Whether source distributions are kept from being used.
    pub fn restricts_sources(&self) -> bool {
        self.no_build || self.only_binary != Selected::default()
    }

    /// Whether wheels are kept from being used.
    pub fn restricts_wheels(&self) -> bool {
        self.no_binary != Selected::default()
    }

    /// From here on source distributions may be used.
    pub fn allow_sources(&mut self) {
        self.no_build = false;
        self.only_binary = Selected::default();
    }

    /// From here on wheels may be used.
    pub fn allow_wheels(&mut self) {
        self.no_binary = Selected::default();
    }

    /// Whether wheels of a package may be used.
    pub fn allows_wheels(&self, package: &PackageName) -> bool {
        self.only_binary.packages.contains(package)
            || !(self.no_binary.packages.contains(package) || (self.no_binary.all && !self.only_binary.all))
    }

    /// Whether source distributions of a package may be used.
    pub fn allows_sources(&self, package: &PackageName) -> bool {
        !self.no_build
            && !self.only_binary.packages.contains(package)
            && (self.no_binary.packages.contains(package) || !self.only_binary.all)
    }
}

fn select(selectors: &[FormatSelector], side: &mut Selected, other: &mut Selected) {
    for selector in selectors {
        match selector {
            FormatSelector::All => {
                *side = Selected {
                    all: true,
                    ..Selected::default()
                };
                *other = Selected::default();
            }
            FormatSelector::None => *side = Selected::default(),
            FormatSelector::Package(name) => {
                other.packages.remove(name);
                side.packages.insert(name.clone());
            }
        }
    }
}
