//! For which environments a universal lock is.

use pinfix_packaging::marker::{MarkerSpace, PythonSet};
use pinfix_packaging::{PythonVersion, Version};
use pinfix_requirements::Manifest;
use pinfix_resolver::Problem;
use pinfix_resolver::problem::{Fork, ForkStrategy};

use super::setup::Setup;
use crate::cli;

/// All environments that the lock is for: those with the Pythons that the user names, on any platform.
pub(super) fn fork(setup: &Setup, strategy: cli::ForkStrategy, names_python: bool) -> Fork {
    let stated = stated(&setup.manifest).filter(|_| !names_python);
    let pythons = stated.unwrap_or_else(|| PythonSet::from(&lowest(&setup.target.python)));
    let strategy = match strategy {
        cli::ForkStrategy::RequiresPython => ForkStrategy::RequiresPython,
        cli::ForkStrategy::Fewest => ForkStrategy::Fewest,
    };
    Fork::new(
        MarkerSpace::possible().and(&MarkerSpace::of_pythons(&pythons)),
        strategy,
    )
}

/// What the project says of Python.
fn stated(manifest: &Manifest) -> Option<PythonSet> {
    let stated = manifest.project.as_ref()?.requires_python.as_ref()?;
    Some(PythonSet::admitted_roughly_by(&stated.specifiers)).filter(|it| !it.is_empty())
}

/// `3.9` is all of 3.9, `3.9.4` is taken at its word.
fn lowest(python: &PythonVersion) -> Version {
    let whole = python.short().parse::<PythonVersion>();
    if whole.is_ok_and(|whole| whole == *python) {
        let (major, minor) = python.major_minor();
        return Version::new([major, minor]);
    }
    python.full().clone()
}

/// For whom the lock is, in words.
pub(super) fn audience(problem: &Problem) -> String {
    let pythons = problem.fork.as_ref().map(|fork| fork.pythons().to_string());
    format!("Python {} on all platforms", pythons.unwrap_or_default())
}
