//! The packages of a lock that are below their newest allowed releases, and by what they are held.

use std::fmt::Write as _;

use pinfix_packaging::{PackageName, Requirement, SpecifierSet};
use pinfix_resolver::explain::tight;
use pinfix_resolver::held_back::{demands_against, is_below};
use pinfix_resolver::problem::ResolutionMode;
use pinfix_resolver::{ClauseId, Conflict, HeldBack, Newest, Pin, Problem, Resolution};

use super::place::Lines;

/// The packages of a lock that are below their newest allowed releases.
#[derive(Debug)]
pub struct Lagging<'a> {
    resolution: &'a Resolution,
    problem: &'a Problem,
    /// Those that something holds, the most stale first.
    held: Vec<Lag<'a>>,
    /// Those that are only kept as an existing lock has them, the most stale first.
    kept: Vec<Lag<'a>>,
}

#[derive(Debug)]
struct Lag<'a> {
    pin: &'a Pin,
    newest: &'a Newest,
    /// How much older it is than the newest allowed release, in seconds, where both times are known.
    seconds: Option<i64>,
}

const DAY: i64 = 24 * 3600;
const YEAR: i64 = 365 * DAY;

/// How much older than the newest allowed release of its package a direct requirement may be before it is worth more
/// words.
const STALE: i64 = 2 * YEAR;

/// How many causes a row names.
const NAMED: usize = 2;

/// The packages of `resolution` that are below their newest allowed releases. None where the newest are not wanted.
pub fn lagging<'a>(resolution: &'a Resolution, problem: &'a Problem) -> Lagging<'a> {
    let mut lagging = Lagging {
        resolution,
        problem,
        held: Vec::new(),
        kept: Vec::new(),
    };
    if problem.policy.order != ResolutionMode::Highest {
        return lagging;
    }
    for pin in resolution.pins().filter(|pin| is_below(pin)) {
        let Some(newest) = &pin.freshness.newest_allowed else {
            continue;
        };
        let seconds = match (pin.released, newest.released) {
            (Some(released), Some(latest)) => Some(latest.as_second() - released.as_second()),
            _ => None,
        };
        let is_kept = problem.preferences.get(&pin.name) == Some(&pin.version);
        let lags = if is_kept && demands_against(resolution, pin).is_empty() {
            &mut lagging.kept
        } else {
            &mut lagging.held
        };
        lags.push(Lag { pin, newest, seconds });
    }
    for lags in [&mut lagging.held, &mut lagging.kept] {
        lags.sort_by_key(|lag| std::cmp::Reverse(lag.seconds));
    }
    lagging
}

impl Lagging<'_> {
    /// Those that something holds, the most stale first.
    pub fn rows(&self) -> impl Iterator<Item = &PackageName> {
        self.held.iter().map(|lag| &lag.pin.name)
    }

    /// All of them, those that are only kept last.
    pub fn all(&self) -> impl Iterator<Item = &PackageName> {
        self.rows().chain(self.kept.iter().map(|lag| &lag.pin.name))
    }

    /// A row for each package that something holds, `shown` at the most, with the reasons that are known, and what is kept
    /// though it is years behind; nothing where there is neither.
    pub fn table(&self, known: &HeldBack, lines: Lines<'_>, shown: usize) -> String {
        if self.held.is_empty() {
            return self.long_kept();
        }
        let mut text = match self.held.len() {
            1 => "1 package is below the newest release that your lines admit:\n".to_owned(),
            number => format!("{number} packages are below the newest release that your lines admit:\n"),
        };
        let titles = ["package", "pinned", "newest", "behind", "held by"].map(str::to_owned);
        let rows = self.held.iter().take(shown).map(|lag| {
            [
                lag.pin.name.to_string(),
                lag.pin.version.to_string(),
                lag.newest.version.to_string(),
                lag.seconds.map_or_else(|| "?".to_owned(), duration),
                self.held_by(lag, known, lines),
            ]
        });
        text.push_str(&aligned(&std::iter::once(titles).chain(rows).collect::<Vec<_>>()));
        if self.held.len() > shown {
            let more = self.held.len() - shown;
            // Writing to a string does not fail.
            let _ = writeln!(text, "  … and {more} more, less far behind: `-v` shows them all");
        }
        if let Some(lag) = self.stale().next() {
            let _ = writeln!(
                text,
                "`pinfix why-not '{}=={}'` with the same flags says more",
                lag.pin.name, lag.newest.version
            );
        }
        text + &self.long_kept()
    }

    /// What nothing but the existing lock keeps years behind, and how it moves.
    fn long_kept(&self) -> String {
        let long = self.kept.iter().filter(|lag| lag.is_stale());
        let long: Vec<&Lag<'_>> = long.collect();
        let Some(most) = long.first() else {
            return String::new();
        };
        let (name, version) = (&most.pin.name, &most.pin.version);
        let behind = most.seconds.map_or_else(String::new, duration);
        let newest = &most.newest.version;
        match long.len() {
            1 => format!(
                "{name} stays at {version} as it was locked, {behind} behind {newest}; \
                 `--upgrade-package {name}` lets it move\n"
            ),
            number => format!(
                "{number} packages stay years behind as they were locked, {name} {version} the most ({behind}); \
                 `--upgrade-package NAME` lets one move, `--upgrade` all\n"
            ),
        }
    }

    /// A warning for each direct requirement that is years behind.
    pub fn warnings(&self) -> String {
        let mut text = String::new();
        for lag in self.stale() {
            let behind = lag.seconds.map_or_else(String::new, duration);
            let _ = writeln!(
                text,
                "warning: {name} is locked at {}, {behind} behind {newest}, which its own lines admit;\n         \
                 `pinfix why-not '{name}=={newest}'` with the same flags says what holds it back",
                lag.pin.version,
                name = lag.pin.name,
                newest = lag.newest.version,
            );
        }
        text
    }

    fn stale(&self) -> impl Iterator<Item = &Lag<'_>> {
        let direct = self
            .held
            .iter()
            .filter(|lag| self.problem.is_direct(&lag.pin.name));
        direct.filter(|lag| lag.is_stale())
    }

    /// What holds a package, in a few words.
    fn held_by(&self, lag: &Lag<'_>, known: &HeldBack, lines: Lines<'_>) -> String {
        let conflict = known.of(&lag.pin.name);
        let against = demands_against(self.resolution, lag.pin);
        let mut causes: Vec<String> = against
            .iter()
            .map(|(other, requirement)| {
                format!(
                    "{} {} ({})",
                    other.name,
                    other.version,
                    telling(requirement, lag.newest)
                )
            })
            .collect();
        if let Some(conflict) = conflict.filter(|_| causes.is_empty()) {
            causes.extend(reasons(conflict, &lag.pin.name, lines));
        }
        if causes.is_empty() && conflict.is_none() && known.cut_by.is_some() {
            return "not found out".to_owned();
        }
        if causes.is_empty() {
            return format!("what {} itself asks for", lag.newest.version);
        }
        let more = causes.len().saturating_sub(NAMED);
        causes.truncate(NAMED);
        let mut text = causes.join(", ");
        if more > 0 {
            let _ = write!(text, " and {more} more");
        }
        text
    }
}

/// The lines that hold a package back, and what would have to become older.
pub(super) fn reasons(conflict: &Conflict, package: &PackageName, lines: Lines<'_>) -> Vec<String> {
    let telling = telling_lines(conflict, package, lines.problem).into_iter();
    let telling = telling.map(|id| format!("`{}` ({})", lines.text(id), lines.place(id)));
    let keeps = conflict.keep.iter();
    let keeps = keeps.map(|keep| format!("keeping {} at least {}", keep.package, keep.at_least));
    telling.chain(keeps).collect()
}

/// The lines that hold a package back: its own says nothing new, and one on what is kept is told with that.
pub(super) fn telling_lines(conflict: &Conflict, package: &PackageName, problem: &Problem) -> Vec<ClauseId> {
    let is_telling = |id: &&ClauseId| {
        let name = &problem.clause(**id).requirement.name;
        name != package && conflict.keep.iter().all(|keep| keep.package != *name)
    };
    conflict.clauses.iter().filter(is_telling).copied().collect()
}

impl Lag<'_> {
    /// Whether it is worth more words.
    fn is_stale(&self) -> bool {
        self.seconds.is_some_and(|seconds| seconds > STALE)
    }
}

/// What of a demand rules out a release: `urllib3<2`.
fn telling(requirement: &Requirement, newest: &Newest) -> String {
    let Some(set) = requirement.specifiers() else {
        return requirement.name.to_string();
    };
    let telling: SpecifierSet = set
        .iter()
        .filter(|specifier| !specifier.contains(&newest.version))
        .cloned()
        .collect();
    let telling = if telling.is_empty() { set } else { &telling };
    format!("{}{}", requirement.name, tight(telling))
}

/// `2.3 years`, `5 months`, `12 days`.
fn duration(seconds: i64) -> String {
    let counted = |number: i64, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    match seconds {
        i64::MIN..DAY => "-".to_owned(),
        DAY..5_184_000 => counted(seconds / DAY, "day"),
        5_184_000..YEAR => counted(seconds * 12 / YEAR, "month"),
        _ => {
            let tenths = (seconds * 10 + YEAR / 2) / YEAR;
            format!("{}.{} years", tenths / 10, tenths % 10)
        }
    }
}

/// Rows in columns, two spaces apart.
fn aligned(rows: &[[String; 5]]) -> String {
    let mut widths = [0; 5];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "  {cell:<width$}");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_one_says_them() {
        let told = [0, DAY, 59 * DAY, 60 * DAY, 364 * DAY, YEAR, 2 * YEAR + YEAR / 3].map(duration);
        assert_eq!(
            told,
            [
                "-",
                "1 day",
                "59 days",
                "1 month",
                "11 months",
                "1.0 years",
                "2.3 years"
            ]
        );
    }

    #[test]
    fn columns_are_aligned_and_end_without_spaces() {
        let row = |cells: [&str; 5]| cells.map(str::to_owned);
        let text = aligned(&[
            row(["package", "a", "b", "c", "held by"]),
            row(["x", "1.0", "2", "-", ""]),
        ]);
        assert_eq!(text, "  package  a    b  c  held by\n  x        1.0  2  -\n");
    }
}
