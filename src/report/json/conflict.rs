//! A conflict.

use pinfix_requirements::redact::redact;
use pinfix_resolver::conflict::{ConflictKind, Link, Stand};
use pinfix_resolver::{Conflict, Explanation};
use serde::Serialize;

use super::context::{Context, Told};
use super::repair::RepairEntry;

/// A conflict.
#[derive(Debug, Serialize)]
pub(super) struct ConflictEntry {
    id: usize,
    group: usize,
    kind: &'static str,
    package: String,
    requirements: Vec<LineEntry>,
    keep: Vec<KeepEntry>,
    chains: Vec<Vec<LinkEntry>>,
    explanation: String,
    repairs: Vec<RepairEntry>,
}

/// A root line.
#[derive(Debug, Serialize)]
struct LineEntry {
    file: String,
    line: usize,
    column: usize,
    text: String,
}

/// A package that is not to become older.
#[derive(Debug, Serialize)]
struct KeepEntry {
    package: String,
    at_least: String,
}

/// A package on the way to the clash, with the requirement that leads to it and the release at which it is taken; the
/// package of the clash has none.
#[derive(Debug, Serialize)]
struct LinkEntry {
    package: String,
    version: Option<String>,
    requirement: String,
}

impl ConflictEntry {
    pub(super) fn new(context: &Context<'_>, id: usize, told: &Told<'_>) -> Self {
        let conflict = told.conflict;
        let keep = conflict.keep.iter().map(|keep| KeepEntry {
            package: keep.package.to_string(),
            at_least: keep.at_least.to_string(),
        });
        let stands = conflict.clash.stands.iter();
        let mut chains: Vec<Vec<LinkEntry>> = stands.map(|stand| chain(context, conflict, stand)).collect();
        chains.extend(chains_of_newer(conflict));
        let about = conflict
            .held
            .as_ref()
            .map_or(&conflict.package, |held| &held.package);
        Self {
            id,
            group: told.group,
            kind: kind(conflict.kind),
            package: about.to_string(),
            requirements: lines(context, conflict),
            keep: keep.collect(),
            chains,
            explanation: words(told.explanation, told.repairs.is_empty()),
            repairs: told
                .repairs
                .iter()
                .map(|repair| RepairEntry::new(context, repair))
                .collect(),
        }
    }
}

fn kind(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::Unsatisfiable => "unsatisfiable",
        ConflictKind::Anachronism => "anachronism",
        ConflictKind::HeldBack => "held-back",
    }
}

/// The lines, each at its first place.
fn lines(context: &Context<'_>, conflict: &Conflict) -> Vec<LineEntry> {
    let entry = |id: &_| {
        let clause = context.problem.clause(*id);
        let origin = clause.places.first()?;
        Some(LineEntry {
            file: context.file(origin),
            line: origin.line,
            column: origin.column,
            text: redact(&clause.text).into_owned(),
        })
    };
    conflict.clauses.iter().filter_map(entry).collect()
}

/// From a line to the clash: what each demands of the next.
fn chain(context: &Context<'_>, conflict: &Conflict, stand: &Stand) -> Vec<LinkEntry> {
    let first = redact(&context.problem.clause(stand.clause).text).into_owned();
    links(conflict, first, &stand.links)
}

/// From the newer release of a package that is held back to the clash.
fn chains_of_newer(conflict: &Conflict) -> Vec<Vec<LinkEntry>> {
    let Some(held) = &conflict.held else {
        return Vec::new();
    };
    let first = format!("{}>{}", held.package, held.pinned);
    let stands = conflict.clash.of_newer.iter();
    stands
        .map(|stand| links(conflict, first.clone(), &stand.links))
        .collect()
}

fn links(conflict: &Conflict, first: String, links: &[Link]) -> Vec<LinkEntry> {
    let mut requirement = first;
    let mut chain = Vec::new();
    for link in links {
        let next = redact(&link.demands.to_string()).into_owned();
        chain.push(LinkEntry {
            package: link.package.to_string(),
            version: Some(link.version.to_string()),
            requirement: std::mem::replace(&mut requirement, next),
        });
    }
    chain.push(LinkEntry {
        package: conflict.package.to_string(),
        version: None,
        requirement,
    });
    chain
}

/// The words that a person reads, a line each; with what nobody has tried where nothing that was tried helps.
fn words(explanation: &Explanation, unrepaired: bool) -> String {
    let mut words = vec![explanation.headline.clone()];
    words.extend(explanation.chains.iter().cloned());
    words.extend(explanation.reasons.iter().cloned());
    let advice = explanation.advice.iter().filter(|_| unrepaired);
    let hints = explanation.help.iter().chain(advice);
    words.extend(hints.map(|hint| format!("help: {hint}")));
    words.join("\n")
}
