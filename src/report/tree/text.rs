//! A tree for people.

use std::collections::HashMap;
use std::fmt::Write as _;

use owo_colors::OwoColorize as _;
use pinfix_packaging::PackageName;
use pinfix_resolver::{Asker, Pin};

use super::shape::{Child, Node, Tree, versions, with_extras};
/// The four pieces that lines are drawn with.
struct Strokes {
    branch: &'static str,
    last: &'static str,
    down: &'static str,
    none: &'static str,
}

const UTF8: Strokes = Strokes {
    branch: "├── ",
    last: "└── ",
    down: "│   ",
    none: "    ",
};

const ASCII: Strokes = Strokes {
    branch: "|-- ",
    last: "`-- ",
    down: "|   ",
    none: "    ",
};

/// A package whose children are being written.
struct Frame<'a> {
    name: &'a PackageName,
    rest: std::vec::IntoIter<Child<'a>>,
    /// How deep the children may go below themselves.
    below: usize,
}

struct Writer<'t, 'a> {
    tree: &'t Tree<'a>,
    strokes: Strokes,
    color: bool,
    text: String,
    /// How deep was shown below each package already.
    shown: HashMap<&'a PackageName, usize>,
    cut: bool,
}

impl Tree<'_> {
    /// For people: a line for each package, and below it, indented, what it asks for.
    pub fn text(&self, ascii: bool, color: bool) -> String {
        let mut writer = Writer {
            tree: self,
            strokes: if ascii { ASCII } else { UTF8 },
            color,
            text: String::new(),
            shown: HashMap::new(),
            cut: false,
        };
        for pin in self.roots() {
            writer.root(pin);
        }
        if writer.cut {
            writer.text.push_str("(*) what is below it is shown above\n");
        }
        writer.text
    }
}

impl<'a> Writer<'_, 'a> {
    fn root(&mut self, pin: &'a Pin) {
        let mut label = self.package(pin);
        let options = &self.tree.options;
        if !options.invert && options.packages.is_empty() {
            label.push_str(&self.own_lines(pin));
        }
        let children = self.enter(
            Node::Package(pin),
            options.depth.unwrap_or(usize::MAX),
            &mut label,
        );
        self.text.push_str(&label);
        self.text.push('\n');
        // Not by recursion: a chain of packages may be as long as there are packages.
        let mut frames: Vec<Frame<'a>> = children.into_iter().collect();
        while let Some(frame) = frames.last_mut() {
            let Some(child) = frame.rest.next() else {
                frames.pop();
                continue;
            };
            let below = frame.below;
            for (at, frame) in frames.iter().enumerate() {
                let more = frame.rest.len() > 0;
                self.text.push_str(match (at + 1 == frames.len(), more) {
                    (true, true) => self.strokes.branch,
                    (true, false) => self.strokes.last,
                    (false, true) => self.strokes.down,
                    (false, false) => self.strokes.none,
                });
            }
            let mut label = self.child(&child);
            let entered = match child.node {
                Node::Package(pin) if frames.iter().any(|frame| frame.name == &pin.name) => {
                    self.cut = true;
                    label.push_str(" (*)");
                    None
                }
                node => self.enter(node, below, &mut label),
            };
            self.text.push_str(&label);
            self.text.push('\n');
            frames.extend(entered);
        }
    }

    /// The children of a node, unless they are shown already or the tree ends here.
    fn enter(&mut self, node: Node<'a>, below: usize, label: &mut String) -> Option<Frame<'a>> {
        let Node::Package(pin) = node else {
            return None;
        };
        let children = self.tree.children(node);
        if children.is_empty() || below == 0 {
            return None;
        }
        let deep = self.shown.get(&pin.name).filter(|_| !self.tree.options.no_dedupe);
        if deep.is_some_and(|deep| *deep >= below) {
            self.cut = true;
            label.push_str(" (*)");
            return None;
        }
        self.shown.insert(&pin.name, below);
        Some(Frame {
            name: &pin.name,
            rest: children.into_iter(),
            // Without a limit there is none further down either.
            below: if below == usize::MAX { below } else { below - 1 },
        })
    }

    fn package(&self, pin: &Pin) -> String {
        let name = with_extras(pin);
        let newest = pin.freshness.newest.as_ref().map(|newest| &newest.version);
        let newest = match newest.filter(|newest| self.tree.options.outdated && **newest > pin.version) {
            Some(newest) => format!(" (newest: {newest})"),
            None => String::new(),
        };
        if self.color {
            format!("{} {}{}", name.bold(), pin.version, newest.cyan())
        } else {
            format!("{name} {}{newest}", pin.version)
        }
    }

    fn child(&self, child: &Child<'_>) -> String {
        let versions = versions(&child.link);
        let demand = match (versions.is_empty(), self.tree.options.invert) {
            (true, _) => String::new(),
            (false, false) => format!(" [{versions}]"),
            (false, true) => format!(" [asks for {versions}]"),
        };
        let demand = if self.color {
            demand.dimmed().to_string()
        } else {
            demand
        };
        match child.node {
            Node::Package(pin) => format!("{}{demand}", self.package(pin)),
            Node::Line(id) => format!("{}: {}", self.tree.lines.place(id), self.tree.lines.text(id)),
        }
    }

    /// What the user's own lines ask of a package, and where: ` [>=1.34] (requirements.in:1)`.
    fn own_lines(&self, pin: &Pin) -> String {
        let mut text = String::new();
        for link in self.tree.survey.links_to(&pin.name) {
            if let Asker::Line(id) = link.asker {
                let versions = versions(&link);
                if !versions.is_empty() && !self.tree.survey.is_lock() {
                    let _ = write!(text, " [{versions}]");
                }
                let _ = write!(text, " ({})", self.tree.lines.place(id));
            }
        }
        if self.color {
            text.dimmed().to_string()
        } else {
            text
        }
    }
}
