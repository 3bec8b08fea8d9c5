//! By which paths a package is in a resolution.

use std::fmt::Write as _;

use owo_colors::OwoColorize as _;
use pinfix_packaging::Version;
use pinfix_resolver::paths::{Hold, Link, Path, Paths};
use pinfix_resolver::problem::ResolutionMode;
use pinfix_resolver::{Asker, Pin};
use serde::Serialize;

use super::head::{Head, written};
use super::place::{Lines, Step, asked, close};
use super::wrap;

/// The answer to `pinfix why`.
#[derive(Debug)]
pub struct Why<'a> {
    /// The package.
    pub pin: &'a Pin,
    /// How it comes to be there.
    pub paths: Paths<'a>,
    /// What keeps it at its version.
    pub hold: Option<Hold<'a>>,
    /// The root lines.
    pub lines: Lines<'a>,
    /// Whether they are a lock.
    pub is_lock: bool,
}

/// Stands for a space at which no line may end, so that lines end before arrows only.
const GLUE: char = '\u{a0}';

/// Demands that are alike are told by the asker's name and the text.
fn same(one: Asker<'_>, other: Asker<'_>) -> bool {
    match (one, other) {
        (Asker::Line(one), Asker::Line(other)) => one == other,
        (Asker::Package(one), Asker::Package(other)) => one.name == other.name,
        _ => false,
    }
}

fn binds(hold: Option<&Hold<'_>>, path: &Path<'_>) -> bool {
    let binding = hold.map_or(&[][..], |hold| &hold.binding);
    path.links.last().is_some_and(|link| {
        binding
            .iter()
            .any(|demand| same(demand.asker, link.asker) && link.demands.contains(&demand.requirement))
    })
}

impl Why<'_> {
    /// For people, on a terminal of `width` columns.
    pub fn text(&self, color: bool, width: usize) -> String {
        let mut text = String::new();
        let title = format!("{} {}", self.pin.name, self.pin.version);
        let title = if color { title.bold().to_string() } else { title };
        let _ = writeln!(
            text,
            "{title} is there by {}{}:\n",
            self.count(),
            self.pinned_at()
        );
        let options = wrap::options(width).subsequent_indent("      ");
        for path in &self.paths.list {
            let binds = binds(self.hold.as_ref(), path);
            let line = format!("{}{GLUE}{}", if binds { "*" } else { " " }, self.path(path));
            let line = textwrap::fill(&line, &options).replace(GLUE, " ");
            let _ = writeln!(
                text,
                "{}",
                if binds && color {
                    line.yellow().to_string()
                } else {
                    line
                }
            );
        }
        if let Some(rest) = self.rest() {
            let _ = writeln!(text, "  … and {rest} (--max-paths shows more)");
        }
        let _ = write!(
            text,
            "\n{}\n",
            textwrap::fill(&self.verdict(), wrap::options(width))
        );
        text
    }

    fn count(&self) -> String {
        match (self.paths.total, self.paths.counted) {
            (1, true) => "one path".to_owned(),
            (number, true) => format!("{number} paths"),
            (number, false) => format!("more than {number} paths"),
        }
    }

    /// Where the lock pins it, if it is not the user's own line that does.
    fn pinned_at(&self) -> String {
        let own = |path: &Path<'_>| path.links.len() == 1;
        let mut lines = self.lines.problem.clauses_on(&self.pin.name);
        match lines.next() {
            Some((id, _)) if self.is_lock && !self.paths.list.iter().any(own) => {
                format!(" (pinned at {})", self.lines.place(id))
            }
            _ => String::new(),
        }
    }

    fn rest(&self) -> Option<String> {
        let rest = self.paths.total - self.paths.list.len();
        match (rest, self.paths.counted) {
            (0, true) => None,
            (1, true) => Some("one longer path".to_owned()),
            (rest, true) => Some(format!("{rest} longer paths")),
            (rest, false) => Some(format!("more than {rest} longer paths")),
        }
    }

    /// `requirements.in:1: boto3 (1.42.97) -> botocore >=1.42.97,<1.43.0 (1.42.97) -> urllib3 >=1.25.4,<1.27`
    fn path(&self, path: &Path<'_>) -> String {
        let mut text = String::new();
        for (at, link) in path.links.iter().enumerate() {
            match link.asker {
                Asker::Line(id) => {
                    let line = format!("{}: {}", self.lines.place(id), self.lines.text(id));
                    text.push_str(&glued(&line));
                }
                Asker::Package(_) => {
                    text.push(' ');
                    text.push_str(&glued(&format!("-> {}", asked(&link.demands))));
                }
            }
            let last = at + 1 == path.links.len();
            if !last && !says_its_version(link) {
                let _ = write!(text, "{GLUE}({})", link.package.version);
            }
        }
        text
    }

    /// What keeps it at its version, in a sentence or two.
    fn verdict(&self) -> String {
        let Pin { name, version, .. } = self.pin;
        let Some(hold) = &self.hold else {
            return format!(
                "{version} is the newest {name} for the target{}.",
                self.elsewhere(version)
            );
        };
        let newest = &hold.newest;
        let newest_is = format!("The newest for the target is {newest}{}", self.elsewhere(newest));
        if let Some(admitted) = &hold.admitted {
            let cause = if self.is_lock {
                "Only the lock keeps it there".to_owned()
            } else if self.lines.problem.policy.order == ResolutionMode::Highest {
                format!(
                    "What {name} {admitted} itself asks for is in the way (`pinfix why-not '{name}=={admitted}'` tells)"
                )
            } else {
                "Older releases were asked for (`--resolution`)".to_owned()
            };
            return format!(
                "No demand keeps {name} at {version}: {admitted} meets them all. {cause}. {newest_is}."
            );
        }
        let holders: Vec<String> = hold
            .binding
            .iter()
            .map(|demand| self.lines.holder(demand))
            .collect();
        let who = match holders.as_slice() {
            [] => return format!("{newest_is}."),
            [only] => only.clone(),
            [init @ .., last] => format!("{} and {last}", init.join(", ")),
        };
        format!(
            "* keeps {name} at {version}: {who}. {newest_is}; `pinfix why-not '{name}>={newest}'` tells what stands \
             against it."
        )
    }

    /// Of a release that is newer than all for the target, why it is not for it: ` (2.8.0: requires-python >=3.10)`.
    fn elsewhere(&self, newest: &Version) -> String {
        let freshness = &self.pin.freshness;
        match (&freshness.newest, &freshness.newest_why_not) {
            (Some(there), Some(why_not)) if there.version > *newest => {
                format!(" ({}: {})", there.version, close(why_not))
            }
            _ => String::new(),
        }
    }

    /// For programs.
    pub fn json(&self) -> serde_json::Result<String> {
        let path = |path: &Path<'_>| PathRecord {
            binding: binds(self.hold.as_ref(), path),
            chain: path
                .links
                .iter()
                .flat_map(|link| self.lines.steps(link.asker, &link.demands))
                .collect(),
        };
        let binding = self.hold.iter().flat_map(|hold| &hold.binding);
        let record = WhyRecord {
            head: Head::resolved("why", &self.lines.problem.target),
            is_lock: self.is_lock,
            package: self.pin.name.to_string(),
            version: self.pin.version.to_string(),
            paths: self.paths.list.iter().map(path).collect(),
            paths_total: self.paths.total,
            paths_counted: self.paths.counted,
            newest_for_target: self
                .hold
                .as_ref()
                .map_or_else(|| self.pin.version.to_string(), |hold| hold.newest.to_string()),
            newest_demanded: self
                .hold
                .as_ref()
                .and_then(|hold| hold.admitted.as_ref())
                .unwrap_or(&self.pin.version)
                .to_string(),
            binding: binding
                .flat_map(|demand| self.lines.steps(demand.asker, &[demand.requirement]))
                .collect(),
        };
        written(&record)
    }
}

fn glued(text: &str) -> String {
    text.replace(' ', &GLUE.to_string())
}

/// Whether the line or demand names the version, so that it need not be said again.
fn says_its_version(link: &Link<'_>) -> bool {
    link.demands.iter().any(|demand| {
        let set = demand.specifiers();
        set.and_then(|set| set.pinned()) == Some(&link.package.version)
    })
}

#[derive(Serialize)]
struct WhyRecord {
    #[serde(flatten)]
    head: Head,
    is_lock: bool,
    package: String,
    version: String,
    paths: Vec<PathRecord>,
    paths_total: usize,
    paths_counted: bool,
    newest_for_target: String,
    newest_demanded: String,
    binding: Vec<Step>,
}

#[derive(Serialize)]
struct PathRecord {
    binding: bool,
    chain: Vec<Step>,
}
