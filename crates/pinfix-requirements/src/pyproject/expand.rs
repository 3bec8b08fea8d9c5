//! From what the user selected to the list of requirements: extras and groups, and those that they include.

use std::collections::HashSet;

use pinfix_packaging::{ExtraName, GroupName, Marker, Span};
use toml_edit::TableLike;

use super::document::Listed;
use super::groups::{Groups, Related, cycle};
use super::project::Project;
use crate::error::{Code, Mistake};
use crate::nearest::{known, nearest};

/// What the user selected of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    /// Whether the dependencies themselves are wanted; without them only groups are.
    pub(crate) dependencies: bool,
    pub(crate) extras: Vec<ExtraName>,
    pub(crate) all_extras: bool,
    pub(crate) groups: Vec<GroupName>,
    pub(crate) all_groups: bool,
}

/// What the selection brings. Markers of entries that others brought are joined with theirs.
#[derive(Debug, Default)]
pub(crate) struct Selected {
    pub(crate) entries: Vec<Listed>,
    pub(crate) mistakes: Vec<Related>,
    /// Extras that the project does not have.
    pub(crate) unknown_extras: Vec<ExtraName>,
    /// Groups that the file does not have, each with what helps.
    pub(crate) unknown_groups: Vec<(GroupName, String)>,
}

/// Reads what is selected. `project` is the file's `[project]` table, where it has one that can be read.
pub(crate) fn select(
    text: &str,
    document: &dyn TableLike,
    project: Option<&Project>,
    selection: &Selection,
) -> Selected {
    let mut expansion = Expansion {
        project,
        open: Vec::new(),
        done: HashSet::new(),
        dependencies_done: false,
        selected: Selected::default(),
    };
    if let Some(project) = project {
        if selection.dependencies {
            expansion.add_dependencies();
        }
        let all = selection
            .all_extras
            .then(|| project.extras.iter().map(|extra| &extra.name));
        for name in all.into_iter().flatten().chain(&selection.extras) {
            expansion.add_extra(name, None, None);
        }
        if let Some(span) = project.dynamic_extras
            && (selection.all_extras || !selection.extras.is_empty())
        {
            let message = "only a build can tell the extras of this project";
            let mistake = Mistake::new(Code::Dynamic, span, message).label("declared dynamic");
            let help = "list the extras in `[project.optional-dependencies]`, or write `.[extra]` into a requirements file, which builds the project";
            expansion.selected.mistakes.push((mistake.help(help), None));
        }
    }
    if selection.all_groups || !selection.groups.is_empty() {
        let mut groups = Groups::new(text, document);
        let mut wanted = selection.groups.clone();
        if selection.all_groups {
            wanted.extend(groups.names().map(|(_, name)| name));
        }
        for name in &wanted {
            if groups.contains(name) {
                groups.read(name);
            } else {
                let near = groups.nearest(name);
                let names: Vec<String> = groups.names().map(|(_, name)| name.to_string()).collect();
                let help = known(near.as_deref(), &names, "[dependency-groups]");
                expansion.selected.unknown_groups.push((name.clone(), help));
            }
        }
        expansion.selected.mistakes.append(&mut groups.mistakes);
        for entry in &groups.entries {
            expansion.add(entry, None, true);
        }
    }
    expansion.selected
}

/// The state of a selection.
struct Expansion<'a> {
    project: Option<&'a Project>,
    /// The extras that are being added, each with the place where it was asked for.
    open: Vec<(&'a ExtraName, Option<Span>)>,
    /// Extras, and under which marker they were added.
    done: HashSet<(ExtraName, Option<String>)>,
    dependencies_done: bool,
    selected: Selected,
}

impl Expansion<'_> {
    fn add_dependencies(&mut self) {
        let Some(project) = self.project else { return };
        if std::mem::replace(&mut self.dependencies_done, true) {
            return;
        }
        for entry in &project.dependencies {
            self.add(entry, None, false);
        }
    }

    /// Adds an entry, or what it stands for where it asks for extras of the project itself.
    fn add(&mut self, entry: &Listed, marker: Option<&Marker>, from_group: bool) {
        let both = match (marker, &entry.requirement.marker) {
            (Some(outer), Some(inner)) => Some(outer.clone().and(inner.clone())),
            (outer, inner) => outer.or(inner.as_ref()).cloned(),
        };
        let is_self = self
            .project
            .is_some_and(|project| project.name.as_ref() == Some(&entry.requirement.name));
        if !is_self || entry.requirement.url().is_some() {
            let mut entry = entry.clone();
            entry.requirement.marker = both;
            self.selected.entries.push(entry);
            return;
        }
        if from_group {
            self.add_dependencies();
        }
        for extra in &entry.requirement.extras {
            self.add_extra(extra, both.as_ref(), Some(entry.span));
        }
    }

    /// Adds what an extra brings; `asked_at` is where the project asks for it itself.
    fn add_extra(&mut self, name: &ExtraName, marker: Option<&Marker>, asked_at: Option<Span>) {
        let Some(project) = self.project else { return };
        let Some(extra) = project.extras.iter().find(|extra| extra.name == *name) else {
            match asked_at {
                Some(span) => self
                    .selected
                    .mistakes
                    .push((unknown_extra(project, name, span), None)),
                None => self.selected.unknown_extras.push(name.clone()),
            }
            return;
        };
        if let Some(position) = self.open.iter().position(|(open, _)| *open == name)
            && let Some(span) = asked_at
        {
            let opened = self.open.get(position + 1).and_then(|(_, place)| *place);
            self.selected
                .mistakes
                .push(cycle("extra", name.as_ref(), span, opened));
            return;
        }
        if !self.done.insert((name.clone(), marker.map(ToString::to_string))) {
            return;
        }
        self.open.push((&extra.name, asked_at));
        for entry in &extra.entries {
            self.add(entry, marker, false);
        }
        self.open.pop();
    }
}

fn unknown_extra(project: &Project, name: &ExtraName, span: Span) -> Mistake {
    let mistake = Mistake::new(
        Code::UnknownExtra,
        span,
        format!("the project has no extra `{name}`"),
    );
    let names: Vec<String> = project.extras.iter().map(|it| it.name.to_string()).collect();
    let near = nearest_extra(project, name);
    mistake.help(known(near.as_deref(), &names, "[project.optional-dependencies]"))
}

/// The extra whose name is most like this one.
pub(crate) fn nearest_extra(project: &Project, name: &ExtraName) -> Option<String> {
    let names: Vec<_> = project
        .extras
        .iter()
        .map(|extra| extra.name.to_string())
        .collect();
    nearest(name.as_ref(), names.iter().map(String::as_str)).map(str::to_owned)
}
