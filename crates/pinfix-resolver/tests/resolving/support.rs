//! What the tests of the resolver share: problems from requirement lines, indexes from small worlds.

use std::fmt::Write as _;
use std::path::PathBuf;

use pinfix_index::{Index, MemoryIndex};
use pinfix_packaging::{Platform, PythonVersion, Target};
use pinfix_requirements::{Manifest, MemoryFiles, Request};
use pinfix_resolver::explain::{Hint, Surroundings, explain};
use pinfix_resolver::problem::Policy;
use pinfix_resolver::{Conflict, Explanation, NoProgress, Outcome, Problem, Resolution, resolve};

/// Python `python` on an x86_64 Linux with glibc 2.34.
pub(crate) fn target(python: &str) -> Target {
    let python: PythonVersion = python.parse().unwrap();
    let platform: Platform = "x86_64-manylinux_2_34".parse().unwrap();
    Target::new(python, platform)
}

/// Files by name and text, the first of which is resolved; those named `constraints…` bind.
pub(crate) fn read(files: &[(&str, &str)]) -> Manifest {
    let mut memory = MemoryFiles::default();
    let mut request = Request::default();
    for (name, text) in files {
        memory = memory.with(*name, *text);
        if name.starts_with("constraints") {
            request.constraints.push(PathBuf::from(name));
        } else {
            request.files.push(PathBuf::from(name));
        }
    }
    pinfix_requirements::read(&request, &memory).unwrap()
}

/// The problem that a manifest poses on Python `python`.
pub(crate) fn problem(manifest: &Manifest, python: &str) -> Problem {
    Problem::from_manifest(manifest, target(python), Policy::default()).unwrap()
}

/// The answer.
pub(crate) fn answer(problem: &Problem, index: &dyn Index) -> Outcome {
    resolve(problem, index, &NoProgress).unwrap()
}

/// `name==version` of each package.
pub(crate) fn pins(resolution: &Resolution) -> Vec<String> {
    resolution
        .pins()
        .map(|pin| format!("{}=={}", pin.name, pin.version))
        .collect()
}

/// The pins of a problem that has an answer.
pub(crate) fn solved(problem: &Problem, index: &MemoryIndex) -> Vec<String> {
    match answer(problem, index) {
        Outcome::Resolved(resolution) => pins(&resolution),
        Outcome::Conflicted(conflicts) => panic!("no solution: {conflicts:#?}"),
    }
}

/// The conflicts of a problem that has none.
pub(crate) fn conflicts(problem: &Problem, index: &MemoryIndex) -> Vec<Conflict> {
    match answer(problem, index) {
        Outcome::Conflicted(conflicts) => conflicts.list,
        Outcome::Resolved(resolution) => panic!("a solution: {:?}", pins(&resolution)),
    }
}

/// The conflicts of the given files in words.
pub(crate) fn explained(files: &[(&str, &str)], python: &str, index: &MemoryIndex) -> String {
    let manifest = read(files);
    let problem = problem(&manifest, python);
    let conflicts = conflicts(&problem, index);
    let explanations: Vec<Explanation> = conflicts
        .iter()
        .map(|conflict| explain(&problem, &manifest.sources, conflict, &Surroundings::default()))
        .collect();
    explanations.iter().map(as_text).collect::<Vec<_>>().join("\n")
}

fn as_text(explanation: &Explanation) -> String {
    let mut text = format!("{}\n", explanation.headline);
    for line in &explanation.lines {
        writeln!(text, "  line {}: {}", line.origin.line, line.label).unwrap();
    }
    let hints = |hints: &[Hint]| hints.iter().map(ToString::to_string).collect::<Vec<_>>();
    for (mark, sentences) in [
        ("->", &explanation.chains),
        ("*", &explanation.reasons),
        ("?", &hints(&explanation.help)),
        ("?", &hints(&explanation.advice)),
    ] {
        for sentence in sentences {
            writeln!(text, "  {mark} {sentence}").unwrap();
        }
    }
    text
}
