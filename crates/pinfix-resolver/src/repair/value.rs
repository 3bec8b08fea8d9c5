//! Repairs as values.

use std::sync::Arc;

use pinfix_index::Distribution;
use pinfix_packaging::{PackageName, PythonVersion, Version};
use pinfix_requirements::Origin;

use crate::conflict::Conflict;
use crate::problem::ClauseId;

/// What repairs the conflicts of a problem.
#[derive(Debug, Clone, Default)]
pub struct Repairs {
    /// One menu for each group of conflicts that share lines.
    pub menus: Vec<Menu>,
    /// Conflicts that were in the way of each repair of others: lines that can hold together, but only with a release that
    /// is too old. They follow those that were to be repaired: menus count on.
    pub beside: Vec<Conflict>,
    /// Whether the time was over before everything was tried: there may be more repairs, and better ones.
    pub cut: bool,
    /// Whether some were not tried since a release has to be built to know what it needs: there may be more as well.
    pub unbuilt: bool,
    /// Whether every way to choose one repair from each menu was tried, not only each repair with the first ones of the
    /// other menus.
    pub combined: bool,
}

/// The repairs of one group of conflicts: those that share lines, directly or through others.
#[derive(Debug, Clone)]
pub struct Menu {
    /// The number of the group, from 1.
    pub group: usize,
    /// The conflicts of the group, as positions in [`Conflicts::list`](crate::conflict::Conflicts::list), and on in
    /// [`Repairs::beside`].
    pub conflicts: Vec<usize>,
    /// The repairs, the best first. Each was applied and resolved anew.
    pub repairs: Vec<Repair>,
    /// Changes that one would try first, and that don't help.
    pub blocked: Vec<Blocked>,
}

/// A change after which the whole resolves, given one choice from each other menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The edits, in the order of the lines. Empty where something else is changed.
    pub edits: Vec<Edit>,
    /// The Python to resolve for instead: the lowest newer one for which there is a lock.
    pub python: Option<PythonVersion>,
    /// A restriction of the settings to be lifted.
    pub lift: Option<Lift>,
    /// What would be pinned, of the packages that the repair is about.
    pub changes: Vec<Change>,
    /// Whether it repairs the conflicts of all groups by itself.
    pub alone: bool,
    /// The repair in one phrase, without a full stop: `urllib3>=2 -> urllib3>=1.26`.
    pub summary: String,
}

/// A line that is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Which line.
    pub clause: ClauseId,
    /// Where it stands: what is to be replaced is what its span covers.
    pub origin: Origin,
    /// The requirement as it is written there.
    pub from: String,
    /// What it becomes; `None` where the line goes.
    pub to: Option<String>,
    /// The files whose hashes take the place of those in the line, where it has any; none where it goes, or keeps them.
    pub files: Vec<Arc<Distribution>>,
}

/// A restriction of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lift {
    /// That pre-releases are not wanted (`--prerelease`).
    Prereleases,
    /// That nothing is built (`--no-build`, `--only-binary`).
    Builds,
    /// That wheels are not used (`--no-binary`).
    Wheels,
}

/// A pin of the lock that a repair gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The package.
    pub package: PackageName,
    /// Its version there.
    pub version: Version,
}

/// A change that does not help, or not alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// The line that would be changed; `None` where it is no line.
    pub clause: Option<ClauseId>,
    /// The change in a phrase: "another version of `boto3==1.26.164`".
    pub what: String,
    /// Why it does not help, in a phrase.
    pub why: String,
    /// Whether the rest would resolve with it, though something that is asked for is lost.
    pub loses: bool,
}
