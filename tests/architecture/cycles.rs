//! Cycles among modules: in every folder, among its files and sub-folders.

use std::collections::{BTreeMap, BTreeSet};

use crate::resolve::Edge;
use crate::workspace::Target;

/// One text for each cycle: who is in it, and an import for each link.
///
/// A folder is seen as its parent sees it: what is below it counts as its own. So the files of two folders that import
/// each other are a cycle even where no single file is in one.
pub(crate) fn find(target: &Target) -> Vec<String> {
    let edges = target.edges();
    let mut found = Vec::new();
    for folder in 0..target.modules.len() {
        let links = links_in(target, folder, &edges);
        for members in strongly_connected(&links) {
            let names: Vec<&str> = members
                .iter()
                .map(|member| target.modules[*member].name.as_str())
                .collect();
            let inner = links
                .iter()
                .filter(|((from, to), _)| members.contains(from) && members.contains(to));
            let imports: Vec<String> = inner.map(|(_, edge)| format!("    {}", edge.place)).collect();
            found.push(format!(
                "{}: {}\n{}",
                target.package,
                names.join(" <-> "),
                imports.join("\n")
            ));
        }
    }
    found
}

/// Who imports whom among the children of a folder and its own code, with one import for each pair.
fn links_in<'e>(target: &Target, folder: usize, edges: &'e [Edge]) -> BTreeMap<(usize, usize), &'e Edge> {
    let mut links = BTreeMap::new();
    for edge in edges {
        let ends = (member(target, folder, edge.from), member(target, folder, edge.to));
        if let (Some(from), Some(to)) = ends
            && from != to
        {
            links.entry((from, to)).or_insert(edge);
        }
    }
    links
}

/// The child of `folder` that a module is in; the folder itself for its own code.
fn member(target: &Target, folder: usize, module: usize) -> Option<usize> {
    if module == folder {
        return Some(folder);
    }
    let parent = target.modules[module].parent?;
    if parent == folder {
        Some(module)
    } else {
        member(target, folder, parent)
    }
}

/// The strongly connected sets of more than one node (Tarjan).
fn strongly_connected(links: &BTreeMap<(usize, usize), &Edge>) -> Vec<BTreeSet<usize>> {
    let mut search = Search::default();
    for (from, to) in links.keys() {
        search.next.entry(*from).or_default().push(*to);
    }
    let nodes: Vec<usize> = search.next.keys().copied().collect();
    for node in nodes {
        if !search.number.contains_key(&node) {
            search.visit(node);
        }
    }
    search.found
}

#[derive(Default)]
struct Search {
    next: BTreeMap<usize, Vec<usize>>,
    number: BTreeMap<usize, usize>,
    lowest: BTreeMap<usize, usize>,
    stack: Vec<usize>,
    found: Vec<BTreeSet<usize>>,
}

impl Search {
    fn visit(&mut self, node: usize) {
        let number = self.number.len();
        self.number.insert(node, number);
        self.lowest.insert(node, number);
        self.stack.push(node);
        for next in self.next.get(&node).cloned().unwrap_or_default() {
            if !self.number.contains_key(&next) {
                self.visit(next);
                let reached = self.lowest[&next];
                self.lower(node, reached);
            } else if self.stack.contains(&next) {
                let reached = self.number[&next];
                self.lower(node, reached);
            }
        }
        if self.lowest[&node] == number {
            let start = self.stack.iter().position(|member| *member == node).unwrap();
            let members: BTreeSet<usize> = self.stack.split_off(start).into_iter().collect();
            if members.len() > 1 {
                self.found.push(members);
            }
        }
    }

    fn lower(&mut self, node: usize, reached: usize) {
        let lowest = self.lowest.get_mut(&node).unwrap();
        *lowest = reached.min(*lowest);
    }
}
