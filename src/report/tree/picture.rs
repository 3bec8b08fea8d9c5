//! A tree for programs that draw: Graphviz and Mermaid. An arrow goes from who asks to what is asked for.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pinfix_packaging::PackageName;
use pinfix_resolver::paths::Link;
use pinfix_resolver::{Asker, ClauseId};

use super::shape::{Tree, versions, with_extras};

/// The names of the nodes of a picture.
struct Ids<'a> {
    packages: BTreeMap<&'a PackageName, String>,
    lines: BTreeMap<ClauseId, String>,
}

impl<'a> Ids<'a> {
    fn of(&self, asker: Asker<'a>) -> &str {
        let found = match asker {
            Asker::Line(id) => self.lines.get(&id),
            Asker::Package(pin) => self.packages.get(&pin.name),
        };
        found.map_or("", String::as_str)
    }
}

impl<'a> Tree<'a> {
    fn ids(&self) -> Ids<'a> {
        let shown = self.shown();
        let packages = shown.packages.keys().enumerate();
        let lines = shown.lines.iter().enumerate();
        Ids {
            packages: packages.map(|(at, name)| (*name, format!("p{at}"))).collect(),
            lines: lines.map(|(at, id)| (*id, format!("l{at}"))).collect(),
        }
    }

    /// For Graphviz: `pinfix tree --format dot | dot -Tsvg`.
    pub fn dot(&self) -> String {
        let (shown, ids) = (self.shown(), self.ids());
        let mut text = "digraph resolution {\n  rankdir=LR;\n  node [shape=box];\n".to_owned();
        for (id, node) in &ids.lines {
            let label = format!("{}\n{}", self.lines.place(*id), self.lines.text(*id));
            let _ = writeln!(text, "  {node} [label={}, shape=note];", quoted(&label));
        }
        for (name, pin) in &shown.packages {
            let label = format!("{}\n{}", with_extras(pin), pin.version);
            let _ = writeln!(text, "  {} [label={}];", ids.packages[*name], quoted(&label));
        }
        for link in self.links(&shown) {
            let label = demanded(&link).map_or_else(String::new, |it| format!(" [label={}]", quoted(&it)));
            let to = &ids.packages[&link.package.name];
            let _ = writeln!(text, "  {} -> {to}{label};", ids.of(link.asker));
        }
        text.push_str("}\n");
        text
    }

    /// For Mermaid, as Markdown viewers show it in a block of that language.
    pub fn mermaid(&self) -> String {
        let (shown, ids) = (self.shown(), self.ids());
        let mut text = "flowchart LR\n".to_owned();
        for (id, node) in &ids.lines {
            let label = format!("{}: {}", self.lines.place(*id), self.lines.text(*id));
            let _ = writeln!(text, "  {node}([\"{}\"])", entities(&label));
        }
        for (name, pin) in &shown.packages {
            let label = format!("{} {}", with_extras(pin), pin.version);
            let _ = writeln!(text, "  {}[\"{}\"]", ids.packages[*name], entities(&label));
        }
        for link in self.links(&shown) {
            let label = demanded(&link).map_or_else(String::new, |it| format!("|\"{}\"|", entities(&it)));
            let to = &ids.packages[&link.package.name];
            let _ = writeln!(text, "  {} -->{label} {to}", ids.of(link.asker));
        }
        text
    }
}

/// The versions that a package demands; a line says it all in its own node.
fn demanded(link: &Link<'_>) -> Option<String> {
    match link.asker {
        Asker::Line(_) => None,
        Asker::Package(_) => Some(versions(link)).filter(|versions| !versions.is_empty()),
    }
}

/// As Graphviz quotes; line ends stay line ends.
fn quoted(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{text}\"")
}

/// As Mermaid wants what it would else read as its own signs.
fn entities(text: &str) -> String {
    let mut safe = String::new();
    for sign in text.chars() {
        match sign {
            '"' => safe.push_str("#quot;"),
            '<' => safe.push_str("#lt;"),
            '>' => safe.push_str("#gt;"),
            '&' => safe.push_str("#amp;"),
            '#' => safe.push_str("#35;"),
            sign if sign.is_control() => safe.push(' '),
            sign => safe.push(sign),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_the_languages_are_quoted() {
        assert_eq!(quoted("a \"b\" \\c\nd"), r#""a \"b\" \\c\nd""#);
        assert_eq!(entities("a>=1,<2 \"x\" #y"), "a#gt;=1,#lt;2 #quot;x#quot; #35;y");
    }
}
