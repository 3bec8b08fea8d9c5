//! requirements.txt: one pin a line, as pip-compile and uv write it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use pinfix_index::Distribution;
use pinfix_requirements::{Manifest, Origin};
use pinfix_resolver::{Asker, ClauseKind, Pin, Problem, Resolution};

use crate::cli::AnnotationStyle;
use crate::settings::{EmitSettings, UPGRADE_BOUNDS};

/// How a lock is written.
#[derive(Debug, Clone, Default)]
pub struct LockStyle {
    /// What stands in it beside the pins.
    pub emit: EmitSettings,
    /// How it says why a package is there; `None`: not at all.
    pub annotations: Option<AnnotationStyle>,
    /// The lines at the top.
    pub header: Option<Header>,
    /// Lines with index options, after the header.
    pub options: Vec<String>,
}

/// What the top of a lock says.
#[derive(Debug, Clone, Default)]
pub struct Header {
    /// For whom the lock is: `Python 3.9.25 on x86_64-manylinux_2_34`.
    pub target: String,
    /// How to make it again.
    pub command: String,
}

/// The lock as text. The same resolution gives the same bytes.
pub fn render(resolution: &Resolution, problem: &Problem, manifest: &Manifest, style: &LockStyle) -> String {
    let writer = Writer {
        resolution,
        problem,
        manifest,
        style,
    };
    let mut text = String::new();
    if let Some(header) = &style.header {
        // Writing to a string does not fail.
        let _ = writeln!(text, "# Locked by pinfix for {}. To lock again:", header.target);
        let _ = writeln!(text, "#    {}", header.command);
    }
    for option in &style.options {
        let _ = writeln!(text, "{option}");
    }
    if !style.options.is_empty() {
        text.push('\n');
    }
    for pin in resolution
        .pins()
        .filter(|pin| !style.emit.omitted.contains(&pin.name))
    {
        writer.pin(pin, &mut text);
    }
    text
}

struct Writer<'a> {
    resolution: &'a Resolution,
    problem: &'a Problem,
    manifest: &'a Manifest,
    style: &'a LockStyle,
}

impl Writer<'_> {
    fn pin(&self, pin: &Pin, text: &mut String) {
        let extras = if self.style.emit.extras && !pin.extras.is_empty() {
            let extras: Vec<String> = pin.extras.iter().map(ToString::to_string).collect();
            format!("[{}]", extras.join(","))
        } else {
            String::new()
        };
        let mut line = match &pin.direct_reference {
            None => format!("{}{extras}=={}", pin.name, pin.version),
            // pip takes URLs behind `@` only, and paths only where they stand alone.
            Some(reference) if reference.contains("://") => format!("{}{extras} @ {reference}", pin.name),
            Some(path) => format!("{path}{extras}"),
        };
        if self.style.emit.markers
            && let Some(marker) = self.marker(pin)
        {
            let _ = write!(line, " ; {marker}");
        }
        text.push_str(&line);
        if self.style.emit.hashes {
            for hash in hashes(&pin.distributions) {
                let _ = write!(text, " \\\n    --hash={hash}");
            }
        }
        self.annotation(pin, text);
        text.push('\n');
    }

    /// The marker that all that ask for a package share; `None` if they don't.
    fn marker(&self, pin: &Pin) -> Option<String> {
        let markers: BTreeSet<Option<String>> = self
            .resolution
            .asked_by(&pin.name)
            .iter()
            .map(|(_, requirement)| {
                requirement
                    .marker
                    .as_ref()
                    .and_then(|it| it.without_extras(&[]))
                    .map(|it| it.to_string())
            })
            .collect();
        match markers.len() {
            1 => markers.into_iter().next().flatten(),
            _ => None,
        }
    }

    fn annotation(&self, pin: &Pin, text: &mut String) {
        let Some(style) = self.style.annotations else {
            return;
        };
        let reasons: Vec<String> = self.reasons(pin).into_iter().collect();
        // With hashes the pin spans several lines, and a comment can only stand on one of its own.
        let own_line = self.style.emit.hashes;
        match (style, reasons.as_slice()) {
            (_, []) => {}
            (AnnotationStyle::Line, _) if own_line => {
                let _ = write!(text, "\n    # via {}", reasons.join(", "));
            }
            (AnnotationStyle::Line, _) => {
                let width = text.rsplit('\n').next().map_or(0, str::len);
                let padding = " ".repeat(26_usize.saturating_sub(width + 2));
                let _ = write!(text, "{padding}  # via {}", reasons.join(", "));
            }
            (AnnotationStyle::Split, [only]) => {
                let _ = write!(text, "\n    # via {only}");
            }
            (AnnotationStyle::Split, several) => {
                text.push_str("\n    # via");
                for reason in several {
                    let _ = write!(text, "\n    #   {reason}");
                }
            }
        }
    }

    /// Who asks for a package, sorted: `-r requirements.in`, `-c constraints.txt`, `botocore`.
    fn reasons(&self, pin: &Pin) -> BTreeSet<String> {
        let mut reasons = BTreeSet::new();
        for (asker, _) in self.resolution.asked_by(&pin.name) {
            match asker {
                Asker::Package(other) => {
                    reasons.insert(other.name.to_string());
                }
                Asker::Line(id) => {
                    reasons.extend(
                        self.problem
                            .clause(id)
                            .places
                            .iter()
                            .map(|origin| self.place(origin, "-r")),
                    );
                }
            }
        }
        for (_, clause) in self.problem.clauses_on(&pin.name) {
            if clause.kind == ClauseKind::Constraint {
                // What holds for one run is no reason to be found in the lock.
                let is_written =
                    |origin: &&Origin| self.manifest.sources.get(origin.source).name != UPGRADE_BOUNDS;
                let places = clause.places.iter().filter(is_written);
                reasons.extend(places.map(|origin| self.place(origin, "-c")));
            }
        }
        for line in &self.manifest.overrides {
            if line.requirement.name().is_some_and(|name| name == pin.name) {
                reasons.insert(self.place(&line.origin, "--override"));
            }
        }
        reasons
    }

    /// As uv writes it: `-r requirements.in`, `shop (pyproject.toml)`, `shop (pyproject.toml:dev)`.
    fn place(&self, origin: &Origin, flag: &str) -> String {
        let file = &self.manifest.sources.get(origin.source).name;
        let names = &self.manifest.project_names;
        let project = names.iter().find(|(source, _)| *source == origin.source);
        let line = self.manifest.lines.iter().find(|line| line.origin == *origin);
        let list = line.and_then(|line| line.list.as_deref());
        let group = list.and_then(|list| list.strip_prefix("dependency-groups."));
        match (project, group) {
            (Some((_, project)), Some(group)) => format!("{project} ({file}:{group})"),
            (Some((_, project)), None) => format!("{project} ({file})"),
            (None, Some(group)) => format!("--group {file}:{group}"),
            (None, None) => format!("{flag} {file}"),
        }
    }
}

/// The hashes of all files, sorted; of each file the strongest that the index states.
fn hashes(files: &[std::sync::Arc<Distribution>]) -> BTreeSet<String> {
    const STRONGEST_FIRST: [&str; 3] = ["sha512", "sha384", "sha256"];
    let mut hashes = BTreeSet::new();
    for file in files {
        let of_file: BTreeMap<&str, &str> = file
            .hashes
            .iter()
            .map(|hash| (hash.algorithm.as_str(), hash.digest.as_str()))
            .collect();
        // sha256 is what all tools write; the others only where it is missing.
        let algorithm = STRONGEST_FIRST
            .iter()
            .rev()
            .find(|algorithm| of_file.contains_key(**algorithm));
        hashes.extend(algorithm.and_then(|it| of_file.get(it).map(|digest| format!("{it}:{digest}"))));
    }
    hashes
}
