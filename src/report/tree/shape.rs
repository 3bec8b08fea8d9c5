//! What is in a tree: where it begins, and what is below what.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pinfix_packaging::PackageName;
use pinfix_resolver::paths::{Link, Survey};
use pinfix_resolver::{Asker, ClauseId, Pin};

use crate::report::place::Lines;

/// What part of a resolution is wanted, and which way around.
#[derive(Debug, Clone, Default)]
pub struct TreeOptions {
    /// Below each package those that ask for it.
    pub invert: bool,
    /// How deep to go; the first level is 0.
    pub depth: Option<usize>,
    /// Where to begin; empty: with the user's own lines, or (inverted) with packages that ask for nothing.
    pub packages: Vec<PackageName>,
    /// Packages to leave out, with what only they bring in.
    pub prune: Vec<PackageName>,
    /// Whether what is below a package is shown each time (as text).
    pub no_dedupe: bool,
    /// Whether newer releases are told (as text).
    pub outdated: bool,
}

/// A resolution as a tree.
#[derive(Debug)]
pub struct Tree<'a> {
    pub(super) survey: &'a Survey<'a>,
    pub(super) lines: Lines<'a>,
    pub(super) options: TreeOptions,
    /// What each package asks for, by name.
    asks: BTreeMap<&'a PackageName, Vec<Link<'a>>>,
}

/// A place in the tree.
#[derive(Debug, Clone, Copy)]
pub(super) enum Node<'a> {
    Package(&'a Pin),
    /// Only in inverted trees, where it ends a branch.
    Line(ClauseId),
}

/// What is below a node, and by which demand.
#[derive(Debug, Clone)]
pub(super) struct Child<'a> {
    pub(super) node: Node<'a>,
    pub(super) link: Link<'a>,
}

/// What a tree shows, each once.
#[derive(Debug, Default)]
pub(super) struct Shown<'a> {
    pub(super) packages: BTreeMap<&'a PackageName, &'a Pin>,
    pub(super) lines: BTreeSet<ClauseId>,
}

impl<'a> Tree<'a> {
    /// The tree of a resolution.
    pub fn new(survey: &'a Survey<'a>, lines: Lines<'a>, options: TreeOptions) -> Self {
        let mut asks: BTreeMap<&PackageName, Vec<Link<'_>>> = BTreeMap::new();
        for pin in survey.resolution().pins() {
            if options.prune.contains(&pin.name) {
                continue;
            }
            for link in survey.links_to(&pin.name) {
                if let Asker::Package(asker) = link.asker {
                    asks.entry(&asker.name).or_default().push(link);
                }
            }
        }
        Self {
            survey,
            lines,
            options,
            asks,
        }
    }

    /// Where the tree begins, in order.
    pub(super) fn roots(&self) -> Vec<&'a Pin> {
        let resolution = self.survey.resolution();
        if !self.options.packages.is_empty() {
            return self
                .options
                .packages
                .iter()
                .filter_map(|name| resolution.pin(name))
                .collect();
        }
        if self.options.invert {
            return self.ends();
        }
        let problem = self.survey.problem();
        let mut seen = BTreeSet::new();
        let names = self
            .survey
            .roots()
            .iter()
            .map(|id| &problem.clause(*id).requirement.name);
        names
            .filter(|name| seen.insert(*name) && !self.options.prune.contains(name))
            .filter_map(|name| resolution.pin(name))
            .collect()
    }

    /// The packages that ask for nothing; where packages ask for each other in a circle, the first of them.
    fn ends(&self) -> Vec<&'a Pin> {
        let resolution = self.survey.resolution();
        let asks = |pin: &&Pin| self.asks.contains_key(&pin.name);
        let wanted = |pin: &&Pin| !self.options.prune.contains(&pin.name);
        let (others, mut ends): (Vec<_>, Vec<_>) = resolution.pins().filter(wanted).partition(asks);
        let mut shown = self.shown_from(&ends, None).packages;
        for pin in others {
            if !shown.contains_key(&pin.name) {
                shown.extend(self.shown_from(&[pin], None).packages);
                ends.push(pin);
            }
        }
        ends.sort_by(|one, other| one.name.cmp(&other.name));
        ends
    }

    /// What a package asks for, by name.
    pub(super) fn asks(&self, pin: &Pin) -> &[Link<'a>] {
        self.asks.get(&pin.name).map_or(&[][..], Vec::as_slice)
    }

    /// What is right below a node, in order.
    pub(super) fn children(&self, node: Node<'a>) -> Vec<Child<'a>> {
        let Node::Package(pin) = node else {
            return Vec::new();
        };
        if self.options.invert {
            let links = self.survey.links_to(&pin.name).into_iter();
            // The lines of a lock ask for everything, and say nothing by it.
            let telling = links.filter(|link| match link.asker {
                Asker::Line(id) => self.survey.roots().contains(&id),
                Asker::Package(asker) => !self.options.prune.contains(&asker.name),
            });
            return telling
                .map(|link| Child {
                    node: match link.asker {
                        Asker::Line(id) => Node::Line(id),
                        Asker::Package(asker) => Node::Package(asker),
                    },
                    link,
                })
                .collect();
        }
        self.asks(pin)
            .iter()
            .map(|link| Child {
                node: Node::Package(link.package),
                link: link.clone(),
            })
            .collect()
    }

    /// What the tree shows.
    pub(super) fn shown(&self) -> Shown<'a> {
        let roots = self.roots();
        let mut shown = self.shown_from(&roots, self.options.depth);
        if !self.options.invert && self.options.packages.is_empty() {
            shown.lines.clone_from(self.survey.roots());
        }
        shown
    }

    fn shown_from(&self, roots: &[&'a Pin], depth: Option<usize>) -> Shown<'a> {
        let mut shown = Shown::default();
        let mut pending: VecDeque<(&'a Pin, usize)> = roots.iter().map(|pin| (*pin, 0)).collect();
        // Level by level: so each package is met first where the most may be shown below it.
        while let Some((pin, level)) = pending.pop_front() {
            if shown.packages.insert(&pin.name, pin).is_some() || depth.is_some_and(|depth| level >= depth) {
                continue;
            }
            for child in self.children(Node::Package(pin)) {
                match child.node {
                    Node::Package(next) => pending.push_back((next, level + 1)),
                    Node::Line(id) => {
                        shown.lines.insert(id);
                    }
                }
            }
        }
        shown
    }

    /// Who asks for whom among what is shown: by the package that is asked for, then lines, then packages.
    pub(super) fn links(&self, shown: &Shown<'a>) -> Vec<Link<'a>> {
        let links = shown.packages.keys().flat_map(|name| self.survey.links_to(name));
        links
            .filter(|link| match link.asker {
                Asker::Line(id) => shown.lines.contains(&id),
                Asker::Package(pin) => shown.packages.contains_key(&pin.name),
            })
            .collect()
    }
}

/// `celery[redis]`
pub(super) fn with_extras(pin: &Pin) -> String {
    let extras: Vec<String> = pin.extras.iter().map(ToString::to_string).collect();
    if extras.is_empty() {
        pin.name.to_string()
    } else {
        format!("{}[{}]", pin.name, extras.join(","))
    }
}

/// The versions that a link demands, as `>=1.25.4,<1.27`; empty where any will do.
pub(super) fn versions(link: &Link<'_>) -> String {
    let mut texts: Vec<String> = Vec::new();
    for demand in &link.demands {
        let text = match (demand.specifiers(), demand.url()) {
            (Some(set), _) => pinfix_resolver::explain::tight(set),
            (None, url) => format!(
                "from {}",
                pinfix_requirements::redact::redact(url.unwrap_or_default())
            ),
        };
        if !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join(" and ")
}
