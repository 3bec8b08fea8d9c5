//! What the index says to each pinned release: whether it is there, withdrawn, fit for the target, and what hashes it has.

use pinfix_index::Distribution;
use pinfix_packaging::{PackageName, Span};
use pinfix_requirements::Origin;
use std::sync::Arc;

use crate::board::{Board, Pin};
use crate::finding::Finding;
use crate::line::Line;
use crate::release::{Defect, Judged};
use crate::rule::Rule;
use pinfix_resolver::candidate::Misfit;
use pinfix_resolver::explain::{Hint, unknown_name};

/// Adds what the index says to the pins that count.
pub(crate) fn check(board: &Board<'_>, found: &mut Vec<Finding>) {
    for (_, pin) in board.counting() {
        let Some(judged) = &pin.judged else {
            found.push(unknown(board, pin));
            continue;
        };
        match &judged.defect {
            None => {}
            Some(Defect::RequiresPython(stated)) => found.push(needs_python(board, pin, stated)),
            Some(defect) => found.push(no_file(board, pin, defect)),
        }
        if let Some(withdrawn) = &judged.yanked {
            found.push(yanked(
                board,
                pin,
                withdrawn.reason.as_deref().filter(|it| !it.trim().is_empty()),
            ));
        }
        if judged.defect.is_none()
            && let Some(Ok(metadata)) = &pin.metadata
            && let Some(stated) = &metadata.requires_python
            && !board.target.requires_python_allows(stated)
        {
            found.push(needs_python(board, pin, &stated.to_string()));
        }
        if let Some(misfit) = &judged.wheels_for {
            found.push(built(board, pin, misfit));
        }
        unreadable(board, pin, found);
        hashes(board, pin, judged, found);
    }
}

/// A finding about a pin, at its line.
fn at(board: &Board<'_>, pin: &Pin, rule: Rule, message: String) -> Finding {
    Finding::new(rule, board.line_of(pin).origin(), message).about(&pin.name, Some(&pin.version))
}

fn unknown(board: &Board<'_>, pin: &Pin) -> Finding {
    let Some(project) = &pin.project else {
        let message = format!("no index has a package `{}`", pin.name);
        let others: Vec<PackageName> = board.pins.iter().map(|it| it.name.clone()).collect();
        let hint = unknown_name(&pin.name, &others).into_iter().next();
        let hint = hint.filter(|it| !matches!(it, Hint::Spelling { .. }));
        return at(board, pin, Rule::UnknownRelease, message).help(hint.map_or_else(
            || {
                "check the name, and the indexes that are asked (`--index-url`, `--extra-index-url`)"
                    .to_owned()
            },
            |hint| hint.to_string(),
        ));
    };
    let message = format!("there is no {} {}", pin.name, pin.version);
    let newest = board.newest(project, |_| true).map(|(version, _)| version);
    let help = match newest {
        Some(newest) => format!("the newest release that can be installed is {newest}"),
        None => "it may have been deleted".to_owned(),
    };
    at(board, pin, Rule::UnknownRelease, message).help(help)
}

fn needs_python(board: &Board<'_>, pin: &Pin, stated: &str) -> Finding {
    let tight: String = stated.split_whitespace().collect();
    let message = format!("{} {} needs Python {tight}", pin.name, pin.version);
    let finding = at(board, pin, Rule::RequiresPython, message);
    let newest = pin
        .project
        .as_ref()
        .and_then(|project| board.newest(project, |_| true));
    finding.help(match newest {
        Some((newest, _)) => format!(
            "the newest release for Python {} is {newest}",
            board.target.python
        ),
        None => format!("no release is for Python {}", board.target.python),
    })
}

fn no_file(board: &Board<'_>, pin: &Pin, defect: &Defect) -> Finding {
    let (name, version) = (&pin.name, &pin.version);
    let why = match defect {
        Defect::NoWheel {
            misfit: Some(misfit),
            sdist,
        } => {
            let source = if *sdist {
                "its source distribution may not be used"
            } else {
                "no source distribution"
            };
            format!("it has wheels for {misfit} only, and {source}")
        }
        Defect::NoWheel { sdist: true, .. } => {
            "it has only a source distribution, which may not be used".to_owned()
        }
        Defect::NoWheel { .. } => "its wheels may not be used (`--no-binary`)".to_owned(),
        _ => "it has no wheel and no source distribution".to_owned(),
    };
    let message = format!(
        "{name} {version} cannot be installed on {}: {why}",
        board.target.platform
    );
    let finding = at(board, pin, Rule::NoCompatibleWheel, message);
    match pin
        .project
        .as_ref()
        .and_then(|project| board.newest(project, |_| true))
    {
        Some((newest, _)) => finding.help(format!("the newest release that can be installed is {newest}")),
        None => finding.help("no release of it can be installed there"),
    }
}

fn built(board: &Board<'_>, pin: &Pin, misfit: &Misfit) -> Finding {
    let (name, version) = (&pin.name, &pin.version);
    let message = format!(
        "{name} {version} has wheels for {misfit} only: on {} with Python {} it is built from source",
        board.target.platform,
        board.target.python.short()
    );
    let finding = at(board, pin, Rule::BuiltThere, message);
    finding.help("it takes a compiler and all that it needs there; `--no-build` makes it an error")
}

fn yanked(board: &Board<'_>, pin: &Pin, reason: Option<&str>) -> Finding {
    let message = match reason {
        Some(reason) => format!("{} {} was yanked: {}", pin.name, pin.version, one_line(reason)),
        None => format!("{} {} was yanked", pin.name, pin.version),
    };
    let finding = at(board, pin, Rule::Yanked, message);
    let newest = pin
        .project
        .as_ref()
        .and_then(|project| board.newest(project, |_| true));
    match newest {
        Some((newest, _)) => finding.help(format!(
            "its maintainers advise against it; the newest release is {newest}"
        )),
        None => finding.help("its maintainers advise against it"),
    }
}

/// Reasons are free text.
fn one_line(reason: &str) -> String {
    reason.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unreadable(board: &Board<'_>, pin: &Pin, found: &mut Vec<Finding>) {
    let why = match &pin.metadata {
        Some(Err(reason)) => reason.clone(),
        Some(Ok(metadata)) => match metadata.unreadable.first() {
            Some(line) => format!("its requirement `{line}` cannot be read"),
            None => return,
        },
        None => return,
    };
    let message = format!("what {} {} demands is not known: {why}", pin.name, pin.version);
    let finding = at(board, pin, Rule::UnreadableMetadata, message);
    found.push(finding.help("nothing was checked against its demands; a check never builds"));
}

/// Holds the hashes of each line against those of the release's files.
fn hashes(board: &Board<'_>, pin: &Pin, judged: &Judged, found: &mut Vec<Finding>) {
    let release = pin
        .project
        .as_ref()
        .and_then(|project| project.release(&pin.version));
    let direct = board.line_of(pin).direct.as_ref();
    let files: Vec<&Arc<Distribution>> = match (release, direct) {
        // A file that a line points at has the hash that the line states, or none that anyone else does.
        (_, Some(_)) | (None, _) => return,
        (Some(release), None) => release.distributions.iter().collect(),
    };
    for line in pin
        .lines
        .iter()
        .map(|at| &board.lines[*at])
        .filter(|line| !line.hashes.is_empty())
    {
        let is_of = |hash: &str, file: &Distribution| file.hashes.iter().any(|own| own.to_string() == hash);
        let is_comparable = |hash: &&String| {
            let algorithm = hash.split_once(':').map_or("", |(algorithm, _)| algorithm);
            files
                .iter()
                .all(|file| file.hashes.iter().any(|own| own.algorithm == algorithm))
        };
        let unknown: Vec<&String> = line
            .hashes
            .iter()
            .filter(is_comparable)
            .filter(|hash| !files.iter().any(|file| is_of(hash, file)))
            .collect();
        if unknown.len() == line.hashes.len() {
            let message = format!("no file of {} {} has a hash of this line", pin.name, pin.version);
            let mut finding = at(board, pin, Rule::HashMismatch, message).help(MISMATCH);
            finding.place = line.origin().clone();
            found.push(finding);
            continue;
        }
        for hash in &unknown {
            let message = format!("no file of {} {} has the hash {hash}", pin.name, pin.version);
            let mut finding = at(board, pin, Rule::UnknownHash, message).help("take it away");
            finding.place = place_of(board, line, hash);
            found.push(finding);
        }
        let fits = |file: &Arc<Distribution>| line.hashes.iter().any(|hash| is_of(hash, file));
        let all_known = line.hashes.iter().all(|hash| is_comparable(&hash));
        if all_known && judged.defect.is_none() && !judged.installable.iter().any(fits) {
            let message = format!(
                "no file of {} {} that can be installed on {} has a hash of this line",
                pin.name, pin.version, board.target
            );
            let mut finding = at(board, pin, Rule::HashMismatch, message).help(MISMATCH);
            finding.place = line.origin().clone();
            found.push(finding);
        }
    }
}

const MISMATCH: &str = "pip refuses to install it: the hashes are those of another release, or the files were replaced; \
                        `pinfix resolve --generate-hashes` writes them anew";

/// Where a hash of a line stands; the line itself where it is not written as one would think.
fn place_of(board: &Board<'_>, line: &Line<'_>, hash: &str) -> Origin {
    let origin = line.origin();
    let sources = &board.question.manifest.sources;
    let text = &sources.get(origin.source).text;
    let digest = hash.split_once(':').map_or(hash, |(_, digest)| digest);
    let found = text.get(origin.span.end..).and_then(|rest| rest.find(digest));
    found.map_or_else(
        || origin.clone(),
        |at| {
            let start = origin.span.end + at;
            let span = Span::new(start, start + digest.len());
            Origin::new(sources, origin.source, span, &origin.included_from)
        },
    )
}
