//! Reads all that a [`Request`] names.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use pinfix_packaging::{ExtraName, GroupName, Span};

use crate::error::{Code, Diagnosed, ReadErrors};
use crate::files::Files;
use crate::include::Reading;
use crate::manifest::{
    IndexOptions, LineKind, Manifest, OptionValue, ProjectTable, Requested, RequirementLine, RequiresPython,
};
use crate::nearest::known;
use crate::origin::Origin;
use crate::purpose::{FileKind, Purpose, file_kind};
use crate::pyproject::{self, Project, Selection};
use crate::request::Request;

/// Reads all files of `request`, and those that they include.
///
/// # Errors
///
/// All mistakes of all files at once.
pub fn read(request: &Request, files: &dyn Files) -> Result<Manifest, ReadErrors> {
    let mut reading = Reading::new(files);
    let mut extras = Extras {
        wanted: request.extras.clone(),
        ..Extras::default()
    };
    for file in &request.files {
        match file_kind(file) {
            FileKind::Text => reading.requirements(file, Purpose::Requirement),
            FileKind::Unsupported(help) => reading.errors.push(unsupported(file, help)),
            FileKind::Lock => crate::pylock::read(&mut reading, file),
            FileKind::Script => read_script(&mut reading, file),
            FileKind::Project => {
                let selection = Selection {
                    dependencies: true,
                    extras: request.extras.clone(),
                    all_extras: request.all_extras,
                    groups: groups_of(request, file),
                    all_groups: request.all_groups && is_first(request, file),
                };
                read_project(&mut reading, file, &selection, &mut extras);
            }
        }
    }
    read_lone_groups(request, &mut reading, &mut extras);
    extras.report(request, &mut reading);
    let others = [
        (&request.constraints, Purpose::Constraint),
        (&request.overrides, Purpose::Override),
        (&request.excludes, Purpose::Exclude),
    ];
    for (paths, purpose) in others {
        for file in paths {
            match file_kind(file) {
                FileKind::Text => reading.requirements(file, purpose),
                FileKind::Unsupported(help) => reading.errors.push(unsupported(file, help)),
                FileKind::Project | FileKind::Lock | FileKind::Script => reading
                    .errors
                    .push(unsupported(file, "name a requirements file here")),
            }
        }
    }
    finished(reading)
}

/// Reads one file as requirements, whatever its name says it is: `requirements.lock`.
///
/// # Errors
///
/// All mistakes of it and of the files that it includes.
pub fn read_as_requirements(path: &Path, files: &dyn Files) -> Result<Manifest, ReadErrors> {
    let mut reading = Reading::new(files);
    reading.requirements(path, Purpose::Requirement);
    finished(reading)
}

/// What was read, unless something in it is wrong.
fn finished(reading: Reading<'_>) -> Result<Manifest, ReadErrors> {
    let Reading {
        manifest, mut errors, ..
    } = reading;
    if errors.is_empty() {
        return Ok(manifest);
    }
    // As they stand: what has no place first, then file by file in the order of opening, top to bottom.
    errors.sort_by_key(|error| error.span().map(|(source, span)| (source, span.start)));
    Err(ReadErrors::new(errors, manifest.warnings))
}

/// The extras that were asked for, and what the projects say to them.
#[derive(Default)]
struct Extras {
    wanted: Vec<ExtraName>,
    found: HashSet<ExtraName>,
    /// For an extra that a project does not have: the nearest that it has.
    nearest: Vec<(ExtraName, String)>,
    /// All that the projects have.
    known: Vec<String>,
    /// The files that were asked, and whether one could not be read, so that nothing can be said.
    files: Vec<String>,
    unread: bool,
}

impl Extras {
    /// Reports the extras that no project has.
    fn report(&self, request: &Request, reading: &mut Reading<'_>) {
        if self.unread {
            return;
        }
        if self.files.is_empty() && request.all_extras {
            let message = "all extras are asked for, but there is no pyproject.toml among the files";
            reading.errors.push(no_project_for_extras(message));
        }
        for extra in self.wanted.iter().filter(|extra| !self.found.contains(*extra)) {
            if self.files.is_empty() {
                let message = format!(
                    "the extra `{extra}` is asked for, but there is no pyproject.toml among the files"
                );
                reading.errors.push(no_project_for_extras(&message));
                continue;
            }
            let near = self.nearest.iter().find(|(name, _)| name == extra);
            let near = near.map(|(_, near)| &**near);
            let help = known(near, &self.known, "[project.optional-dependencies]");
            let message = format!("there is no extra `{extra}` in `{}`", self.files.join("`, `"));
            reading
                .errors
                .push(Diagnosed::new(Code::UnknownExtra, message, Some(help)));
        }
    }
}

fn no_project_for_extras(message: &str) -> Diagnosed {
    let help = "name the pyproject.toml, or write `name[extra]` in the requirements file";
    Diagnosed::new(Code::UnknownExtra, message, Some(help.to_owned()))
}

fn unsupported(file: &Path, help: &str) -> Diagnosed {
    let message = format!("`{}` is not read as requirements, or not yet", file.display());
    Diagnosed::new(Code::FileKind, message, Some(help.to_owned()))
}

/// Whether this is the first `pyproject.toml` among the files.
fn is_first(request: &Request, file: &Path) -> bool {
    let mut projects = request
        .files
        .iter()
        .filter(|path| file_kind(path) == FileKind::Project);
    projects.next().is_some_and(|first| first == file)
}

/// The groups that this `pyproject.toml` is asked for: those that name it, and, if it is the first, those that name
/// no file.
fn groups_of(request: &Request, file: &Path) -> Vec<GroupName> {
    let is_first = is_first(request, file);
    let groups = request.groups.iter().filter(|group| match &group.path {
        Some(path) => crate::files::normalized(path) == crate::files::normalized(file),
        None => is_first,
    });
    groups.map(|group| group.name.clone()).collect()
}

/// Reads the groups whose files were not named by themselves: the groups, and not the dependencies.
fn read_lone_groups(request: &Request, reading: &mut Reading<'_>, extras: &mut Extras) {
    if request.all_groups
        && !request
            .files
            .iter()
            .any(|file| file_kind(file) == FileKind::Project)
    {
        let selection = Selection {
            all_groups: true,
            ..Selection::default()
        };
        read_project(reading, Path::new("pyproject.toml"), &selection, extras);
        return;
    }
    let mut read: Vec<PathBuf> = Vec::new();
    let has_project = request
        .files
        .iter()
        .any(|file| file_kind(file) == FileKind::Project);
    let named: Vec<_> = request
        .files
        .iter()
        .map(|file| crate::files::normalized(file))
        .collect();
    let default = PathBuf::from("pyproject.toml");
    let path_of = |path: &Option<PathBuf>| crate::files::normalized(path.as_ref().unwrap_or(&default));
    for group in request
        .groups
        .iter()
        .filter(|group| group.path.is_some() || !has_project)
    {
        let path = path_of(&group.path);
        if named.contains(&path) || read.contains(&path) {
            continue;
        }
        let here = request
            .groups
            .iter()
            .filter(|other| (other.path.is_some() || !has_project) && path_of(&other.path) == path);
        let selection = Selection {
            groups: here.map(|group| group.name.clone()).collect(),
            ..Selection::default()
        };
        let written = group.path.clone().unwrap_or_else(|| default.clone());
        read_project(reading, &written, &selection, extras);
        read.push(path);
    }
}

/// Reads the requirements in a script's comments.
fn read_script(reading: &mut Reading<'_>, path: &Path) {
    let Some(source) = reading.text(path) else { return };
    let text = reading.manifest.sources.get(source).text.clone();
    let masked = match pyproject::masked(&text) {
        Ok(Some(masked)) => masked,
        Ok(None) => {
            let help = "write `# /// script`, `# dependencies = [\"…\"]` and `# ///` at its top (PEP 723)";
            reading.errors.push(unsupported(path, help));
            return;
        }
        Err(mistake) => return reading.report(source, mistake),
    };
    let document = match pyproject::parse(&masked) {
        Ok(document) => document,
        Err(mistake) => return reading.report(source, mistake),
    };
    let mut mistakes = Vec::new();
    let script = pyproject::Script::read(&masked, document.as_table(), &mut mistakes);
    for mistake in mistakes {
        reading.report(source, mistake);
    }
    for warning in pyproject::unread_sources(document.as_table(), &script.dependencies) {
        reading.report(source, warning);
    }
    for entry in script.dependencies {
        push_listed(reading, source, entry);
    }
    let base = path.parent().map(Path::to_owned).unwrap_or_default();
    let value = |reading: &Reading<'_>, (value, span): (String, Span)| OptionValue {
        value,
        base: base.clone(),
        origin: Origin::new(&reading.manifest.sources, source, span, &[]),
    };
    let values = |places: Vec<(String, Span)>| places.into_iter().map(|it| value(reading, it)).collect();
    let options = IndexOptions {
        index_url: script.indexes.default.map(|it| value(reading, it)),
        extra_index_urls: values(script.indexes.extra),
        find_links: values(script.indexes.find_links),
        ..IndexOptions::default()
    };
    reading.manifest.options.merge(options);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if let (Some((specifiers, span)), None, Ok(name)) =
        (script.requires_python, &reading.manifest.project, stem.parse())
    {
        let origin = Origin::new(&reading.manifest.sources, source, span, &[]);
        let requires_python = Some(RequiresPython { specifiers, origin });
        reading.manifest.project = Some(ProjectTable {
            name,
            requires_python,
        });
    }
}

fn push_listed(reading: &mut Reading<'_>, source: crate::source::SourceId, entry: pyproject::Listed) {
    let origin = Origin::new(&reading.manifest.sources, source, entry.span, &[]);
    reading.manifest.lines.push(RequirementLine {
        kind: LineKind::Requirement,
        requirement: Requested::Named(entry.requirement),
        editable: false,
        hashes: Vec::new(),
        options: crate::manifest::BuildOptions::default(),
        text: entry.text,
        origin,
        list: Some(entry.list),
        depends_on: Vec::new(),
    });
}

/// Reads what is selected of a `pyproject.toml`.
fn read_project(reading: &mut Reading<'_>, path: &Path, selection: &Selection, extras: &mut Extras) {
    let Some(source) = reading.text(path) else {
        extras.unread |= selection.dependencies;
        return;
    };
    let text = reading.manifest.sources.get(source).text.clone();
    let document = match pyproject::parse(&text) {
        Ok(document) => document,
        Err(mistake) => {
            extras.unread |= selection.dependencies;
            reading.report(source, mistake);
            return;
        }
    };
    let mut mistakes = Vec::new();
    let project = Project::read(&text, document.as_table(), &mut mistakes);
    if selection.dependencies {
        for mistake in mistakes {
            reading.report(source, mistake);
        }
    }
    let selected = pyproject::select(&text, document.as_table(), project.as_ref(), selection);
    for (mistake, other) in selected.mistakes {
        let sources = &reading.manifest.sources;
        let mut error = mistake.at(sources, source);
        if let Some(other) = other {
            error = error.with_other(other.at(sources, source));
        }
        reading.errors.push(error);
    }
    for (name, help) in selected.unknown_groups {
        let message = format!("there is no dependency group `{name}` in `{}`", path.display());
        reading
            .errors
            .push(Diagnosed::new(Code::UnknownGroup, message, Some(help)));
    }
    if let Some(name) = project.as_ref().and_then(|project| project.name.clone()) {
        reading.manifest.project_names.push((source, name));
    }
    for warning in pyproject::unread_sources(document.as_table(), &selected.entries) {
        reading.report(source, warning);
    }
    for entry in selected.entries {
        push_listed(reading, source, entry);
    }
    if !selection.dependencies {
        return;
    }
    extras.files.push(path.display().to_string());
    match &project {
        Some(project) => {
            let found = selection
                .extras
                .iter()
                .filter(|extra| !selected.unknown_extras.contains(extra));
            extras.found.extend(found.cloned());
            extras
                .known
                .extend(project.extras.iter().map(|it| it.name.to_string()));
            for extra in &selected.unknown_extras {
                let near = pyproject::nearest_extra(project, extra);
                extras.nearest.extend(near.map(|near| (extra.clone(), near)));
            }
        }
        None => extras.unread = true,
    }
    keep_project(reading, source, project);
}

/// Keeps what the first project says of itself.
fn keep_project(reading: &mut Reading<'_>, source: crate::source::SourceId, project: Option<Project>) {
    let Some(Project {
        name: Some(name),
        requires_python,
        ..
    }) = project
    else {
        return;
    };
    if reading.manifest.project.is_none() {
        let sources = &reading.manifest.sources;
        let requires_python = requires_python.map(|(specifiers, span)| RequiresPython {
            specifiers,
            origin: Origin::new(sources, source, span, &[]),
        });
        reading.manifest.project = Some(ProjectTable {
            name,
            requires_python,
        });
    }
}
