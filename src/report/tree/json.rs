//! A tree for programs: the packages that it shows, each once, with what they ask for.

use pinfix_requirements::redact::redact;
use pinfix_resolver::Asker;
use serde::Serialize;

use super::shape::Tree;
use crate::report::head::{Head, written};
use crate::report::place::LineRecord;

#[derive(Serialize)]
struct TreeRecord {
    #[serde(flatten)]
    head: Head,
    is_lock: bool,
    roots: Vec<String>,
    packages: Vec<PackageRecord>,
}

#[derive(Serialize)]
struct PackageRecord {
    name: String,
    version: String,
    extras: Vec<String>,
    direct: bool,
    required_by: Vec<LineRecord>,
    dependencies: Vec<Dependency>,
}

#[derive(Serialize)]
struct Dependency {
    package: String,
    requirement: String,
}

impl Tree<'_> {
    /// For programs.
    pub fn json(&self) -> serde_json::Result<String> {
        let shown = self.shown();
        let packages = shown.packages.values().map(|pin| {
            let asks = self.asks(pin).iter();
            let dependencies = asks
                .filter(|link| shown.packages.contains_key(&link.package.name))
                .flat_map(|link| link.demands.iter().map(|demand| (link.package, demand)))
                .map(|(package, demand)| Dependency {
                    package: package.name.to_string(),
                    requirement: redact(&demand.to_string()).into_owned(),
                });
            let links = self.survey.links_to(&pin.name).into_iter();
            let required_by = links.flat_map(|link| match link.asker {
                Asker::Line(id) => self.lines.records(id),
                Asker::Package(_) => Vec::new(),
            });
            PackageRecord {
                name: pin.name.to_string(),
                version: pin.version.to_string(),
                extras: pin.extras.iter().map(ToString::to_string).collect(),
                direct: self.survey.is_direct(pin),
                required_by: required_by.collect(),
                dependencies: dependencies.collect(),
            }
        });
        let record = TreeRecord {
            head: Head::resolved("tree", &self.survey.problem().target),
            is_lock: self.survey.is_lock(),
            roots: self.roots().iter().map(|pin| pin.name.to_string()).collect(),
            packages: packages.collect(),
        };
        written(&record)
    }
}
