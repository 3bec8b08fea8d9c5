//! The `[dependency-groups]` table (PEP 735). Only the groups that are asked for are looked into, as the PEP asks.

use std::collections::HashSet;

use pinfix_packaging::{GroupName, Span};
use toml_edit::{TableLike, Value};

use super::document::{self, Listed};
use crate::error::{Code, Mistake};
use crate::nearest::nearest;

/// A mistake, and another place that has to do with it.
pub(crate) type Related = (Mistake, Option<Mistake>);

/// Reads groups and what they include.
pub(crate) struct Groups<'a> {
    text: &'a str,
    table: Option<&'a dyn TableLike>,
    /// The groups that are being read, each with the place where it was included.
    open: Vec<(GroupName, Span)>,
    done: HashSet<GroupName>,
    pub(crate) entries: Vec<Listed>,
    pub(crate) mistakes: Vec<Related>,
}

impl<'a> Groups<'a> {
    /// The groups of a document.
    pub(crate) fn new(text: &'a str, document: &'a dyn TableLike) -> Self {
        let mut mistakes = Vec::new();
        let table = document::table(document, "dependency-groups", &mut mistakes);
        let mistakes = mistakes.into_iter().map(|mistake| (mistake, None)).collect();
        Self {
            text,
            table,
            open: Vec::new(),
            done: HashSet::new(),
            entries: Vec::new(),
            mistakes,
        }
    }

    /// Whether there is such a group.
    pub(crate) fn contains(&self, name: &GroupName) -> bool {
        self.key(name).is_some()
    }

    /// The group whose name is most like this one.
    pub(crate) fn nearest(&self, name: &GroupName) -> Option<String> {
        let names: Vec<_> = self.names().map(|(key, _)| key).collect();
        nearest(name.as_ref(), names).map(str::to_owned)
    }

    /// All groups as written, with their normalized names.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&'a str, GroupName)> {
        let table = self.table;
        table
            .into_iter()
            .flat_map(TableLike::iter)
            .filter_map(|(key, _)| Some((key, key.parse().ok()?)))
    }

    fn key(&self, name: &GroupName) -> Option<&'a str> {
        self.names().find(|(_, known)| known == name).map(|(key, _)| key)
    }

    /// Reads a group and those that it includes into `entries`; each once.
    pub(crate) fn read(&mut self, name: &GroupName) {
        let Some((table, key)) = self.table.zip(self.key(name)) else {
            return;
        };
        if !self.done.insert(name.clone()) {
            return;
        }
        let twins: Vec<_> = self
            .names()
            .filter(|(_, other)| other == name)
            .map(|(key, _)| key)
            .collect();
        if let [_, second, ..] = twins.as_slice() {
            let message = format!("the group `{name}` stands here twice, in two spellings");
            let mistake = Mistake::new(Code::Project, document::key_span(table, second), message);
            self.mistakes.push((mistake.help("join the two lists"), None));
        }
        let mut mistakes = Vec::new();
        let values = document::list(table, key, &mut mistakes).unwrap_or_default();
        self.mistakes
            .extend(mistakes.into_iter().map(|mistake| (mistake, None)));
        if self.open.is_empty() {
            self.open.push((name.clone(), document::key_span(table, key)));
        }
        let list = format!("dependency-groups.{key}");
        for value in values {
            self.read_entry(value, &list);
        }
        self.open.pop();
    }

    fn read_entry(&mut self, value: &Value, list: &str) {
        let Some(table) = value.as_inline_table() else {
            match document::listed(self.text, value, list) {
                Ok(entry) => self.entries.push(entry),
                Err(mistake) => self.mistakes.push((mistake, None)),
            }
            return;
        };
        let span = value.span().map_or(Span::new(0, 0), Span::from);
        let included = table.get("include-group").filter(|_| table.len() == 1);
        let included = included.and_then(|value| document::traced(self.text, value));
        let Some(included) = included else {
            let message = format!("this entry of `{list}` is neither a requirement nor an include");
            let help = "write `\"name>=1.0\"` or `{include-group = \"name\"}`";
            self.mistakes
                .push((Mistake::new(Code::Project, span, message).help(help), None));
            return;
        };
        let place = included.whole();
        let Some(name) = included.text().parse().ok().filter(|name| self.contains(name)) else {
            let near = included.text().parse().ok().and_then(|name| self.nearest(&name));
            self.mistakes
                .push((unknown_group(included.text(), near, place), None));
            return;
        };
        if let Some(position) = self.open.iter().position(|(open, _)| *open == name) {
            self.mistakes.push(cycle(
                "group",
                name.as_ref(),
                place,
                self.open.get(position + 1).map(|open| open.1),
            ));
            return;
        }
        self.open.push((name.clone(), place));
        let depth = self.open.len();
        self.read(&name);
        // A group that was read before returns at once and leaves its place behind.
        self.open.truncate(depth - 1);
    }
}

fn unknown_group(name: &str, near: Option<String>, span: Span) -> Mistake {
    let mistake = Mistake::new(
        Code::UnknownGroup,
        span,
        format!("there is no dependency group `{name}`"),
    );
    mistake.help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "define it below `[dependency-groups]`, or take the include away".to_owned(),
    })
}

/// An extra or a group that includes itself: the place that closes the circle, and the one that opened it.
pub(crate) fn cycle(what: &str, name: &str, span: Span, opened: Option<Span>) -> Related {
    let closing = Mistake::new(
        Code::GroupCycle,
        span,
        format!("the {what} `{name}` includes itself"),
    )
    .label("closes the circle")
    .help("take one of the includes in the circle away");
    let opening = opened.filter(|opened| *opened != span).map(|opened| {
        Mistake::new(Code::GroupCycle, opened, "the circle starts here").label("opens the circle")
    });
    (closing, opening)
}
