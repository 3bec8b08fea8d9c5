//! Who asks for the pins of a resolution, as a lock says it.

use std::collections::{BTreeSet, HashMap};

use pinfix_requirements::{Manifest, Origin};
use pinfix_resolver::{Asker, ClauseKind, Pin, Problem, Resolution};

use crate::settings::UPGRADE_BOUNDS;

/// A resolution, and the lines that it is for.
pub(super) struct Asking<'a> {
    resolution: &'a Resolution,
    problem: &'a Problem,
    manifest: &'a Manifest,
    /// The lists of a `pyproject.toml` that lines stand in.
    lists: HashMap<&'a Origin, &'a str>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(resolution: &'a Resolution, problem: &'a Problem, manifest: &'a Manifest) -> Self {
        let lines = manifest.lines.iter();
        Self {
            resolution,
            problem,
            manifest,
            lists: lines
                .filter_map(|line| Some((&line.origin, line.list.as_deref()?)))
                .collect(),
        }
    }

    /// The marker that all that ask for a package share; `None` if they don't.
    pub(super) fn marker(&self, pin: &Pin) -> Option<String> {
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

    /// Who asks for a package, sorted: `-r requirements.in`, `-c constraints.txt`, `botocore`.
    pub(super) fn reasons(&self, pin: &Pin) -> BTreeSet<String> {
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
        let list = self.lists.get(origin);
        let group = list.and_then(|list| list.strip_prefix("dependency-groups."));
        match (project, group) {
            (Some((_, project)), Some(group)) => format!("{project} ({file}:{group})"),
            (Some((_, project)), None) => format!("{project} ({file})"),
            (None, Some(group)) => format!("--group {file}:{group}"),
            (None, None) => format!("{flag} {file}"),
        }
    }
}
