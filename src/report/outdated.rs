//! What could be newer, and what holds the rest.

use std::fmt::Write as _;

use owo_colors::OwoColorize as _;
use pinfix_packaging::{SpecifierSet, Version};
use pinfix_resolver::explain::tight;
use pinfix_resolver::paths::{Demand, Hold};
use pinfix_resolver::problem::ResolutionMode;
use pinfix_resolver::{Asker, HeldBack, Pin};
use serde::Serialize;

use super::head::{Head, written};
use super::lagging::{reasons, telling_lines};
use super::place::{Lines, Step, close};

/// A package, and what is known of newer releases of it.
#[derive(Debug)]
pub struct Aging<'a> {
    /// The package.
    pub pin: &'a Pin,
    /// What keeps it at its version.
    pub hold: Option<Hold<'a>>,
    /// Whether the user asked for it.
    pub direct: bool,
}

/// The answer to `pinfix outdated`.
#[derive(Debug)]
pub struct Outdated<'a> {
    /// The packages asked about, by name.
    pub packages: Vec<Aging<'a>>,
    /// The root lines.
    pub lines: Lines<'a>,
    /// Whether they are a lock.
    pub is_lock: bool,
    /// Whether all packages were asked about, and not only the direct ones.
    pub all: bool,
    /// What holds back those that nobody's demand holds.
    pub held: HeldBack,
}

impl Aging<'_> {
    /// The newest release that all demands on the package admit, whatever it demands itself.
    fn admitted(&self) -> &Version {
        let admitted = self.hold.as_ref().and_then(|hold| hold.admitted.as_ref());
        admitted.unwrap_or(&self.pin.version)
    }

    /// The newest release that the target admits.
    fn newest_here(&self) -> &Version {
        self.hold.as_ref().map_or(&self.pin.version, |hold| &hold.newest)
    }

    /// The newest release that there is.
    fn newest(&self) -> &Version {
        let newest = self.pin.freshness.newest.as_ref().map(|newest| &newest.version);
        newest
            .into_iter()
            .chain([self.newest_here()])
            .max()
            .unwrap_or(&self.pin.version)
    }

    /// Whether another Python is all that it takes to have a newer one.
    fn is_held_by_python(&self) -> bool {
        let why_not = self.pin.freshness.newest_why_not.as_deref().unwrap_or_default();
        self.hold.is_none() && self.is_outdated() && why_not.starts_with("requires-python")
    }

    /// Whether it is what a newer release asks for that holds a package, where that was resolved just now: all demands on it
    /// admit one.
    pub fn is_held_by_its_own(&self) -> bool {
        *self.admitted() > self.pin.version
    }

    fn is_outdated(&self) -> bool {
        *self.newest() > self.pin.version
    }
}

impl Outdated<'_> {
    /// The newest release that a package could be as things stand. What was resolved for the newest just now is no older than
    /// it has to be: where nobody else stands against a newer release, what that demands itself does.
    fn could_be<'p>(&self, aging: &'p Aging<'_>) -> &'p Version {
        let newest = self.lines.problem.policy.order == ResolutionMode::Highest;
        if newest && !self.is_lock {
            &aging.pin.version
        } else {
            aging.admitted()
        }
    }

    fn is_movable(&self, aging: &Aging<'_>) -> bool {
        *self.could_be(aging) > aging.pin.version
    }

    /// Whether any of the packages has a newer release.
    pub fn any(&self) -> bool {
        self.packages.iter().any(Aging::is_outdated)
    }

    /// For people: a row for each package that has a newer release; nothing where there is none.
    pub fn text(&self, color: bool) -> String {
        let outdated = self.packages.iter().filter(|aging| aging.is_outdated());
        let rows: Vec<[String; 5]> = outdated.map(|aging| self.row(aging)).collect();
        if rows.is_empty() {
            return String::new();
        }
        let first = if self.is_lock { "pinned" } else { "resolved" };
        let titles = ["package", first, "could be", "newest", "held by"].map(str::to_owned);
        let mut widths = [0; 5];
        for row in std::iter::once(&titles).chain(&rows) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut text = String::new();
        for (at, row) in std::iter::once(&titles).chain(&rows).enumerate() {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths) {
                let _ = write!(line, "{cell:<width$}  ");
            }
            let line = line.trim_end();
            let _ = match (color, at) {
                (true, 0) => writeln!(text, "{}", line.bold()),
                _ => writeln!(text, "{line}"),
            };
        }
        text
    }

    fn row(&self, aging: &Aging<'_>) -> [String; 5] {
        let could_be = if self.is_movable(aging) {
            self.could_be(aging).to_string()
        } else {
            "-".to_owned()
        };
        [
            aging.pin.name.to_string(),
            aging.pin.version.to_string(),
            could_be,
            aging.newest().to_string(),
            self.held_by(aging),
        ]
    }

    /// What the table comes to, in a sentence.
    pub fn summary(&self) -> String {
        let outdated = self.packages.iter().filter(|aging| aging.is_outdated()).count();
        let movable = self
            .packages
            .iter()
            .filter(|aging| aging.is_outdated() && self.is_movable(aging))
            .count();
        let what = match (self.all, self.packages.len()) {
            (true, 1) => "1 package".to_owned(),
            (true, number) => format!("{number} packages"),
            (false, 1) => "1 direct requirement".to_owned(),
            (false, number) => format!("{number} direct requirements"),
        };
        let of_python = self.packages.iter().filter(|aging| aging.is_held_by_python());
        let of_python = of_python.count();
        let are = if outdated == 1 { "is" } else { "are" };
        let mut text = match (outdated, movable) {
            (0, _) => return format!("Nothing is outdated among {what}\n"),
            (_, 0) => format!("{outdated} of {what} {are} outdated; none could be newer as things stand"),
            (_, _) => {
                format!("{outdated} of {what} {are} outdated; {movable} could be newer as things stand")
            }
        };
        if of_python > 0 {
            let python = self.lines.problem.target.python.short();
            let _ = write!(text, "; {of_python} held by Python {python} alone");
        }
        text + "\n"
    }

    /// What holds a package, in a few words.
    fn held_by(&self, aging: &Aging<'_>) -> String {
        let mut causes = Vec::new();
        if self.is_movable(aging) {
            let lock = if self.is_lock {
                "the lock"
            } else {
                "`--resolution`"
            };
            causes.push(lock.to_owned());
        } else if aging.is_held_by_its_own() {
            let name = &aging.pin.name;
            let conflict = self.held.of(name);
            causes.extend(conflict.map_or_else(Vec::new, |it| reasons(it, name, self.lines)));
            if causes.is_empty() {
                causes.push(format!("what {} itself asks for", aging.admitted()));
            }
        }
        for demand in aging.hold.iter().flat_map(|hold| &hold.binding) {
            causes.push(self.demand(demand, aging.newest_here()));
        }
        if aging.newest() > aging.newest_here()
            && let Some(why_not) = &aging.pin.freshness.newest_why_not
        {
            let newest = aging.newest();
            causes.push(format!("{} ({newest})", close(why_not)));
        }
        causes.join("; ")
    }

    /// What of a demand rules out `newest`, and whose it is: `<1.27 of botocore`, `<2 at requirements.in:3`.
    fn demand(&self, demand: &Demand<'_>, newest: &Version) -> String {
        let versions = match demand.requirement.specifiers() {
            Some(set) => {
                let telling: SpecifierSet = set.iter().filter(|it| !it.contains(newest)).cloned().collect();
                tight(if telling.is_empty() { set } else { &telling })
            }
            None => "a direct reference".to_owned(),
        };
        match demand.asker {
            Asker::Line(id) => format!("{versions} at {}", self.lines.place(id)),
            Asker::Package(pin) => format!("{versions} of {}", pin.name),
        }
    }

    /// For programs: every package asked about, outdated or not.
    pub fn json(&self) -> serde_json::Result<String> {
        let packages = self.packages.iter().map(|aging| {
            let freshness = &aging.pin.freshness;
            PackageRecord {
                name: aging.pin.name.to_string(),
                version: aging.pin.version.to_string(),
                released: aging.pin.released.map(|time| time.to_string()),
                direct: aging.direct,
                outdated: aging.is_outdated(),
                could_be: self.could_be(aging).to_string(),
                newest_for_target: aging.newest_here().to_string(),
                newest: NewestRecord {
                    version: aging.newest().to_string(),
                    released: freshness
                        .newest
                        .as_ref()
                        .filter(|newest| newest.version == *aging.newest())
                        .and_then(|newest| newest.released)
                        .map(|time| time.to_string()),
                    why_not: (aging.newest() > aging.newest_here())
                        .then(|| freshness.newest_why_not.as_deref().map(close))
                        .flatten(),
                },
                held_by: self.askers(aging),
            }
        });
        let record = OutdatedRecord {
            head: Head::resolved("outdated", &self.lines.problem.target),
            is_lock: self.is_lock,
            packages: packages.collect(),
        };
        written(&record)
    }
}

impl Outdated<'_> {
    /// Whose demands hold a package: those on it, and the lines that what it asks for itself clashes with.
    fn askers(&self, aging: &Aging<'_>) -> Vec<Step> {
        let binding = aging.hold.iter().flat_map(|hold| &hold.binding);
        let binding = binding.flat_map(|demand| self.lines.steps(demand.asker, &[demand.requirement]));
        let problem = self.lines.problem;
        let name = &aging.pin.name;
        let held = self.held.of(name).filter(|_| aging.is_held_by_its_own());
        let lines = held.map_or_else(Vec::new, |it| telling_lines(it, name, problem));
        let lines = lines.into_iter().flat_map(|id| {
            let requirement = &problem.clause(id).requirement;
            self.lines.steps(Asker::Line(id), &[requirement])
        });
        binding.chain(lines).collect()
    }
}

#[derive(Serialize)]
struct OutdatedRecord {
    #[serde(flatten)]
    head: Head,
    is_lock: bool,
    packages: Vec<PackageRecord>,
}

#[derive(Serialize)]
struct PackageRecord {
    name: String,
    version: String,
    released: Option<String>,
    direct: bool,
    outdated: bool,
    could_be: String,
    newest_for_target: String,
    newest: NewestRecord,
    held_by: Vec<Step>,
}

#[derive(Serialize)]
struct NewestRecord {
    version: String,
    released: Option<String>,
    why_not: Option<String>,
}
