//! The folders of a check as problems to resolve: what their lines would have to hold together.

use pinfix_check::folders;
use pinfix_index::Index;
use pinfix_packaging::Target;
use pinfix_requirements::{Manifest, RequirementLine};
use pinfix_resolver::{Policy, Problem, ask_for_told_extras};

use super::setup::Setup;

/// One folder and one target.
pub(super) struct Folder {
    pub(super) manifest: Manifest,
    pub(super) problem: Problem,
    /// The folder's number: it is there for each target.
    pub(super) number: usize,
    /// The target's position.
    pub(super) target: usize,
}

/// All of them; those that can't be resolved at all are left out.
pub(super) fn all(setup: &Setup, index: &dyn Index, max_conflicts: usize) -> Vec<Folder> {
    let question = setup.question(pinfix_check::Selection::default(), false);
    let mut all = Vec::new();
    for (number, lines) in folders(&question).into_iter().enumerate() {
        let lines = lines.iter().map(|at| unhashed(&setup.manifest.lines[*at]));
        let manifest = Manifest {
            lines: lines.collect(),
            ..setup.manifest.clone()
        };
        for (at, target) in setup.targets.iter().enumerate() {
            let policy = Policy {
                formats: setup.formats.clone(),
                max_staleness: setup.max_staleness,
                exclude_newer: setup.exclude_newer,
                max_conflicts,
                ..Policy::default()
            };
            let Ok(mut problem) = Problem::from_manifest(&manifest, Target::clone(target), policy) else {
                continue;
            };
            let mut manifest = manifest.clone();
            // Without them less is found out, and nothing that is wrong.
            let _ = ask_for_told_extras(&mut problem, &mut manifest, index);
            all.push(Folder {
                manifest,
                problem,
                number,
                target: at,
            });
        }
    }
    all
}

/// A line that accepts any file: whoever moves a pin needs other hashes, and those are written with it.
fn unhashed(line: &RequirementLine) -> RequirementLine {
    RequirementLine {
        hashes: Vec::new(),
        ..line.clone()
    }
}
