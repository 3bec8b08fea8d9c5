//! From resolutions to the lock.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use pinfix_index::Distribution;
use pinfix_packaging::{Compatibility, PackageName, Target};
use pinfix_resolver::universal::UniversalResolution;
use pinfix_resolver::{Asker, Pin, Problem, Resolution};

use super::document::Document;
use super::package::Package;
use crate::lock::style::LockStyle;

/// The names and versions that packages ask for, by their own names.
type Dependencies = BTreeMap<PackageName, BTreeSet<(String, Option<String>)>>;

/// The lock for one target as text. The same resolution gives the same bytes.
pub fn render(resolution: &Resolution, problem: &Problem, style: &LockStyle, folder: &Path) -> String {
    let mut dependencies = dependencies(resolution, |_| false);
    let packages = resolution.pins().map(|pin| Package {
        pin,
        marker: None,
        files: suiting(&problem.target, pin),
        dependencies: dependencies.remove(&pin.name).unwrap_or_default(),
    });
    let document = Document {
        requires_python: None,
        environments: vec![environment(&problem.target)],
    };
    document.write(&packages.collect::<Vec<_>>(), style, folder)
}

/// The lock for many environments as text.
pub fn render_universal(
    universal: &UniversalResolution,
    problem: &Problem,
    style: &LockStyle,
    folder: &Path,
) -> String {
    let several = |name: &PackageName| universal.pins.iter().filter(|it| it.pin.name == *name).count() > 1;
    let forks: Vec<Dependencies> = universal
        .forks
        .iter()
        .map(|fork| dependencies(&fork.resolution, several))
        .collect();
    let packages = universal.pins.iter().map(|it| {
        let of_forks = it.forks.iter().filter_map(|at| forks.get(*at)?.get(&it.pin.name));
        Package {
            pin: &it.pin,
            marker: it.marker.as_ref(),
            files: it.files(),
            dependencies: of_forks.flatten().cloned().collect(),
        }
    });
    let pythons = problem.fork.as_ref().map(|fork| fork.pythons().specifiers());
    let document = Document {
        requires_python: pythons.flatten(),
        environments: Vec::new(),
    };
    document.write(&packages.collect::<Vec<_>>(), style, folder)
}

/// What each package asks for; with the version of each package that the lock has several of.
fn dependencies(resolution: &Resolution, several: impl Fn(&PackageName) -> bool) -> Dependencies {
    let mut dependencies = Dependencies::new();
    for pin in resolution.pins() {
        let version = several(&pin.name).then(|| pin.version.to_string());
        for (asker, _) in resolution.asked_by(&pin.name) {
            if let Asker::Package(other) = asker {
                let own = dependencies.entry(other.name.clone()).or_default();
                own.insert((pin.name.to_string(), version.clone()));
            }
        }
    }
    dependencies
}

/// The source distribution, and the wheels that run on the target.
fn suiting(target: &Target, pin: &Pin) -> Vec<Arc<Distribution>> {
    let runs = |file: &&Arc<Distribution>| match file.wheel() {
        None => true,
        Some(wheel) => matches!(
            target.tags.compatibility(&wheel.tags),
            Compatibility::Compatible(_)
        ),
    };
    pin.distributions.iter().filter(runs).cloned().collect()
}

/// The environments that a lock for one target is for.
fn environment(target: &Target) -> String {
    let values = &target.environment;
    format!(
        "python_version == \"{}\" and sys_platform == \"{}\" and platform_machine == \"{}\" and implementation_name == \"{}\"",
        values.python_version, values.sys_platform, values.platform_machine, values.implementation_name
    )
}
