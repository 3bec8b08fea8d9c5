//! What the lines themselves show: no pins, double ones, and hashes that are missing.

use std::collections::BTreeMap;

use pinfix_packaging::{ExtraName, PackageName, Version};
use pinfix_requirements::SourceId;
use rustc_hash::FxHashMap;

use crate::board::{Board, Pin};
use crate::finding::Finding;
use crate::line::{Home, Line, Pinned};
use crate::rule::Rule;

/// Adds what the lines of a folder show.
pub(crate) fn check(board: &Board<'_>, found: &mut Vec<Finding>) {
    let requirements = || {
        let lines = board.active.iter().map(|at| &board.lines[*at]);
        lines.filter_map(|line| match line.home {
            Home::Pins { root, .. } if !line.is_constraint() => Some((root, line)),
            _ => None,
        })
    };
    for (root, line) in requirements() {
        not_pinned(board, root, line, found);
    }
    duplicates(requirements(), found);
    pinned_twice(board, found);
    missing_hashes(board, requirements(), found);
}

fn not_pinned(board: &Board<'_>, root: SourceId, line: &Line<'_>, found: &mut Vec<Finding>) {
    let Pinned::Not(what) = &line.pinned else {
        return;
    };
    if let Some(name) = &line.name
        && line.requirement.is_some()
        && board.find(name, Some(root)).is_some()
    {
        // Another line of the folder pins it; whether the two agree is another rule's question.
        return;
    }
    let mut finding = Finding::new(
        Rule::NotPinned,
        line.origin(),
        format!("`{}` is not pinned: it {what}", line.written.shown()),
    );
    if let Some(name) = &line.name {
        finding = finding.about(name, None);
    }
    let help = if line.requirement.is_some() {
        "pin it with `==`, as `pinfix resolve` does; `--allow-unpinned` accepts lines like this"
    } else {
        "pin a release, a file, or a commit by its whole hash; `--allow-unpinned` accepts lines like this"
    };
    found.push(finding.help(help));
}

/// Lines that pin the same as an earlier one of the same file.
fn duplicates<'a>(lines: impl Iterator<Item = (SourceId, &'a Line<'a>)>, found: &mut Vec<Finding>) {
    let mut known: FxHashMap<(SourceId, &PackageName, &Version, &[ExtraName]), &Line<'_>> =
        FxHashMap::default();
    for (_, line) in lines {
        let (Some(name), Some(version)) = (&line.name, line.version()) else {
            continue;
        };
        let key = (line.origin().source, name, version, line.extras());
        if let Some(earlier) = known.get(&key) {
            let message = format!(
                "`{name}=={version}` is pinned already in line {}",
                earlier.origin().line
            );
            let finding =
                Finding::new(Rule::DuplicateLine, line.origin(), message).about(name, Some(version));
            let finding = finding.beside(earlier.origin(), "pinned here first");
            found.push(finding.help("take one of the two lines away"));
        } else {
            known.insert(key, line);
        }
    }
}

/// Packages that are pinned to several versions at once.
fn pinned_twice(board: &Board<'_>, found: &mut Vec<Finding>) {
    let mut first: FxHashMap<&PackageName, &Pin> = FxHashMap::default();
    for pin in board.pins.iter().filter(|pin| !pin.is_constraint) {
        let Some(earlier) = first.get(&pin.name) else {
            first.insert(&pin.name, pin);
            continue;
        };
        if earlier.version == pin.version {
            continue;
        }
        let (here, there) = (board.line_of(pin).origin(), board.line_of(earlier).origin());
        let message = format!(
            "`{}=={}` is pinned to {} elsewhere",
            pin.name, pin.version, earlier.version
        );
        let finding = Finding::new(Rule::PinnedTwice, here, message).about(&pin.name, Some(&pin.version));
        let finding = finding.beside(there, format!("pinned to {} here", earlier.version));
        found.push(finding.help("pin it to one version, or give the lines markers that exclude each other"));
    }
}

/// Lines without a hash in files that have hashes. pip asks for all or none.
fn missing_hashes<'a>(
    board: &Board<'_>,
    lines: impl Iterator<Item = (SourceId, &'a Line<'a>)>,
    found: &mut Vec<Finding>,
) {
    let mut files: BTreeMap<SourceId, (bool, Vec<&Line<'_>>)> = BTreeMap::new();
    for (root, line) in lines {
        let (any, without) = files.entry(root).or_default();
        if line.hashes.is_empty() {
            without.push(line);
        } else {
            *any = true;
        }
    }
    let required = board.question.manifest.options.require_hashes;
    for line in files
        .into_values()
        .filter(|(any, _)| *any || required)
        .flat_map(|(_, without)| without)
    {
        if line.direct.as_ref().is_some_and(|file| !file.hashes.is_empty()) {
            continue;
        }
        let message = format!("`{}` has no hash, and others have one", line.written.shown());
        let mut finding = Finding::new(Rule::MissingHash, line.origin(), message);
        if let Some(name) = &line.name {
            finding = finding.about(name, line.version());
        }
        found.push(finding.help(
            "pip then refuses to install the file: add its `--hash`, as `pinfix resolve --generate-hashes` does",
        ));
    }
}
