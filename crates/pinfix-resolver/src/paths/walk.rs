//! Every path from a root line to a package.

use std::collections::BTreeSet;

use pinfix_packaging::{PackageName, Requirement};

use crate::problem::ClauseId;
use crate::resolution::{Asker, Pin, Resolution};

/// One step of a path: who asks, for which package, and for what of it.
#[derive(Debug, Clone)]
pub struct Link<'a> {
    /// Who asks.
    pub asker: Asker<'a>,
    /// The package that is asked for.
    pub package: &'a Pin,
    /// What is asked of it. More than one where an extra, say, asks again.
    pub demands: Vec<&'a Requirement>,
}

/// A way from a root line to a package on which no package stands twice. Never empty; the first asker is a line.
#[derive(Debug, Clone)]
pub struct Path<'a> {
    /// The steps, the line first.
    pub links: Vec<Link<'a>>,
}

/// The paths to a package, the shortest first, then in the order of their lines.
#[derive(Debug, Clone)]
pub struct Paths<'a> {
    /// As many as were wanted.
    pub list: Vec<Path<'a>>,
    /// How many there are.
    pub total: usize,
    /// Whether that was counted to the end; else there may be more.
    pub counted: bool,
}

/// How many unfinished paths are looked at before the count is given up. Their number can grow exponentially.
const LOOKED_AT: usize = 100_000;

/// A path as far as it is known: from `link` on to the package in question.
struct Suffix<'a> {
    link: Link<'a>,
    next: Option<usize>,
}

/// The paths by which the root lines in `starts` reach `name`, at most `wanted` of them. Empty where the package is not
/// in the resolution.
pub(super) fn paths_to<'a>(
    resolution: &'a Resolution,
    name: &PackageName,
    starts: &BTreeSet<ClauseId>,
    wanted: usize,
) -> Paths<'a> {
    let mut found = Paths {
        list: Vec::new(),
        total: 0,
        counted: true,
    };
    // Breadth first, backwards from the package: so the shortest come first, and a cut loses only long ones.
    let mut arena: Vec<Suffix<'a>> = Vec::new();
    let mut at = 0;
    push(&mut arena, resolution, name, None);
    while at < arena.len() {
        match arena[at].link.asker {
            Asker::Line(id) => {
                if starts.contains(&id) {
                    found.total += 1;
                    if found.list.len() < wanted {
                        found.list.push(assemble(&arena, at));
                    }
                }
            }
            Asker::Package(pin) if arena.len() < LOOKED_AT => {
                if !passes(&arena, at, &pin.name) {
                    push(&mut arena, resolution, &pin.name, Some(at));
                }
            }
            Asker::Package(_) => found.counted = false,
        }
        at += 1;
    }
    found
}

/// Who asks for a package, each once with all that it asks: lines in their order, then packages by name.
pub(super) fn links_to<'a>(resolution: &'a Resolution, name: &PackageName) -> Vec<Link<'a>> {
    let Some(package) = resolution.pin(name) else {
        return Vec::new();
    };
    let mut links: Vec<Link<'a>> = Vec::new();
    for (asker, requirement) in resolution.asked_by(name) {
        match links.last_mut().filter(|link| same(link.asker, asker)) {
            Some(link) if link.demands.contains(&requirement) => {}
            Some(link) => link.demands.push(requirement),
            None => links.push(Link {
                asker,
                package,
                demands: vec![requirement],
            }),
        }
    }
    // The graph's own order is that of the walk that made it.
    for link in &mut links {
        link.demands.sort_by_cached_key(ToString::to_string);
    }
    links
}

fn same(one: Asker<'_>, other: Asker<'_>) -> bool {
    match (one, other) {
        (Asker::Line(one), Asker::Line(other)) => one == other,
        (Asker::Package(one), Asker::Package(other)) => one.name == other.name,
        _ => false,
    }
}

fn push<'a>(
    arena: &mut Vec<Suffix<'a>>,
    resolution: &'a Resolution,
    name: &PackageName,
    next: Option<usize>,
) {
    let links = links_to(resolution, name).into_iter();
    arena.extend(links.map(|link| Suffix { link, next }));
}

/// Whether a package stands on a path already.
fn passes(arena: &[Suffix<'_>], from: usize, name: &PackageName) -> bool {
    let mut at = Some(from);
    while let Some(suffix) = at.map(|at| &arena[at]) {
        if suffix.link.package.name == *name {
            return true;
        }
        at = suffix.next;
    }
    false
}

fn assemble<'a>(arena: &[Suffix<'a>], from: usize) -> Path<'a> {
    let mut links = Vec::new();
    let mut at = Some(from);
    while let Some(suffix) = at.map(|at| &arena[at]) {
        links.push(suffix.link.clone());
        at = suffix.next;
    }
    Path { links }
}
