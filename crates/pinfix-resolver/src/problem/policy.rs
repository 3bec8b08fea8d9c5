//! How versions are chosen.

use pinfix_index::Timestamp;
use pinfix_packaging::PackageName;
use rustc_hash::FxHashSet;

/// How versions are chosen.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Which pre-releases may be chosen.
    pub prerelease: PrereleaseMode,
    /// Whether the newest or the oldest versions are wanted.
    pub order: ResolutionMode,
    /// Only files uploaded before this time count, and files without an upload time don't.
    pub exclude_newer: Option<Timestamp>,
    /// Which kinds of distributions may be used.
    pub formats: Formats,
    /// Lock the user's own lines only, without what they depend on.
    pub no_dependencies: bool,
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

/// Which kinds of distributions may be used, as pip's `--only-binary` and `--no-binary` say.
#[derive(Debug, Clone, Default)]
pub struct Formats {
    /// Packages of which only wheels may be used.
    pub only_binary: NameSet,
    /// Packages of which only source distributions may be used.
    pub no_binary: NameSet,
}

/// Some packages, or all of them.
#[derive(Debug, Clone, Default)]
pub enum NameSet {
    /// No package.
    #[default]
    None,
    /// These packages.
    Some(FxHashSet<PackageName>),
    /// Every package.
    All,
}

impl NameSet {
    /// Whether `name` is one of them.
    pub fn contains(&self, name: &PackageName) -> bool {
        match self {
            Self::None => false,
            Self::Some(names) => names.contains(name),
            Self::All => true,
        }
    }

    /// These packages and `name`.
    pub fn insert(&mut self, name: PackageName) {
        match self {
            Self::None => *self = Self::Some(FxHashSet::from_iter([name])),
            Self::Some(names) => {
                names.insert(name);
            }
            Self::All => {}
        }
    }
}
