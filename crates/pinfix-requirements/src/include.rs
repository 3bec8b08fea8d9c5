//! Reads requirements texts and all that they include.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use pinfix_packaging::Span;

use crate::decode::{DecodeFailure, decode};
use crate::entry::{Entry, EntryKind, FileOption, RequirementEntry};
use crate::error::{Code, Diagnosed, Mistake};
use crate::files::{Files, normalized};
use crate::location::Location;
use crate::lookalike;
use crate::manifest::{LineKind, Manifest, OptionValue, RequirementLine};
use crate::origin::Origin;
use crate::parse::{Parsed, parse};
use crate::purpose::{self, Purpose};
use crate::source::SourceId;

/// How many files may include one another in a chain. Far more than anyone writes, and no danger to the stack.
const MAXIMUM_DEPTH: usize = 200;

/// The state of a reading: what was found so far.
pub(crate) struct Reading<'a> {
    files: &'a dyn Files,
    pub(crate) manifest: Manifest,
    pub(crate) errors: Vec<Diagnosed>,
    /// Each file is opened and parsed once, however often it is included.
    parsed: HashMap<PathBuf, Option<(SourceId, Rc<Parsed>)>>,
    /// A file that is included again for the same purpose says nothing new.
    done: HashSet<(PathBuf, Purpose)>,
    open: Vec<Open>,
}

/// A file that is being read, and where it was included.
struct Open {
    identity: PathBuf,
    included_at: Option<(SourceId, Span)>,
}

/// A file that is to be read.
struct Wanted {
    path: PathBuf,
    /// What it is called in messages: without the values of variables.
    name: String,
    purpose: Purpose,
    included_at: Option<(SourceId, Span)>,
}

impl<'a> Reading<'a> {
    /// Nothing was read yet.
    pub(crate) fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            manifest: Manifest::default(),
            errors: Vec::new(),
            parsed: HashMap::new(),
            done: HashSet::new(),
            open: Vec::new(),
        }
    }

    /// Reads a requirements text that the user named; `-` is standard input.
    pub(crate) fn requirements(&mut self, path: &Path, purpose: Purpose) {
        let name = path.to_string_lossy().into_owned();
        self.follow(&Wanted {
            path: path.to_owned(),
            name: name.clone(),
            purpose,
            included_at: None,
        });
        if let Some(Some((source, parsed))) = self.parsed.get(&self.identity(path, true))
            && parsed.entries.is_empty()
            && parsed.mistakes.is_empty()
        {
            let is_blank = self.manifest.sources.get(*source).text.trim().is_empty();
            let what = if is_blank {
                "is empty"
            } else {
                "holds only comments"
            };
            let warning = Diagnosed::new(Code::Empty, format!("`{name}` {what}"), None).into_warning();
            self.manifest.warnings.push(warning);
        }
    }

    /// The decoded text of a file that the user named, kept among the sources.
    pub(crate) fn text(&mut self, path: &Path) -> Option<SourceId> {
        let name = path.to_string_lossy().into_owned();
        self.open_text(&Wanted {
            path: path.to_owned(),
            name,
            purpose: Purpose::Requirement,
            included_at: None,
        })
    }

    /// Reports a mistake in a text.
    pub(crate) fn report(&mut self, source: SourceId, mistake: Mistake) {
        let is_warning = mistake.warning;
        let diagnosed = mistake.at(&self.manifest.sources, source);
        if is_warning {
            self.manifest.warnings.push(diagnosed);
        } else {
            self.errors.push(diagnosed);
        }
    }

    fn identity(&self, path: &Path, by_user: bool) -> PathBuf {
        if by_user && path == Path::new("-") {
            path.to_owned()
        } else {
            self.files.identity(path)
        }
    }

    /// Reads a file and what it includes, unless that was done before.
    fn follow(&mut self, wanted: &Wanted) {
        let identity = self.identity(&wanted.path, wanted.included_at.is_none());
        if let Some(position) = self.open.iter().position(|open| open.identity == identity) {
            self.report_cycle(wanted, position);
            return;
        }
        if !self.done.insert((identity.clone(), wanted.purpose)) {
            return;
        }
        if self.open.len() >= MAXIMUM_DEPTH {
            let message = format!("more than {MAXIMUM_DEPTH} files include one another in a chain");
            self.report_file(wanted, Code::IncludeCycle, message, None);
            return;
        }
        let Some((source, parsed)) = self.parse_once(&identity, wanted) else {
            return;
        };
        self.open.push(Open {
            identity,
            included_at: wanted.included_at,
        });
        for entry in &parsed.entries {
            self.take(entry, source, wanted);
        }
        self.open.pop();
    }

    /// Opens and parses a file and reports its mistakes; later only remembers what it found.
    fn parse_once(&mut self, identity: &Path, wanted: &Wanted) -> Option<(SourceId, Rc<Parsed>)> {
        if let Some(known) = self.parsed.get(identity) {
            return known.clone();
        }
        let found = self.open_text(wanted).map(|source| {
            let text = self.manifest.sources.get(source).text.clone();
            let files = self.files;
            let mut parsed = parse(&text, &|name| files.var(name));
            if parsed.mistakes.iter().any(|it| !it.warning)
                && let Some(instead) = lookalike::recognized(&text)
            {
                parsed.mistakes = vec![instead];
            }
            for mistake in &parsed.mistakes {
                self.report(source, mistake.clone());
            }
            parsed.entries.shrink_to_fit();
            (source, Rc::new(parsed))
        });
        self.parsed.insert(identity.to_owned(), found.clone());
        found
    }

    /// Reads and decodes a file.
    fn open_text(&mut self, wanted: &Wanted) -> Option<SourceId> {
        let is_stdin = wanted.included_at.is_none() && wanted.path == Path::new("-");
        let bytes = if is_stdin {
            self.files.read_stdin()
        } else {
            self.files.read(&wanted.path)
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => {
                let (message, help) = unreadable(&wanted.name, wanted.included_at.is_some(), &error);
                self.report_file(wanted, Code::Unreadable, message, Some(help));
                return None;
            }
        };
        match decode(&bytes) {
            Ok(text) => Some(self.manifest.sources.add(&wanted.name, text)),
            Err(DecodeFailure::NotText(position)) => {
                let message = format!("`{}` is not a text file (byte {position} shows it)", wanted.name);
                let help = "name a requirements file; a wheel or an archive goes into one, as a line of it";
                self.report_file(wanted, Code::NotText, message, Some(help.to_owned()));
                None
            }
            Err(DecodeFailure::Malformed { text, mistake }) => {
                let source = self.manifest.sources.add(&wanted.name, text);
                self.report(source, mistake);
                None
            }
        }
    }

    /// Reports what is wrong with a file as a whole: where it was included, or by its name alone.
    fn report_file(&mut self, wanted: &Wanted, code: Code, message: String, help: Option<String>) {
        match wanted.included_at {
            Some((source, span)) => {
                self.report(
                    source,
                    Mistake {
                        help,
                        ..Mistake::new(code, span, message).label("included here")
                    },
                );
            }
            None => self.errors.push(Diagnosed::new(code, message, help)),
        }
    }

    /// Reports a file that includes itself, with the place that closes the circle and the one that opened it.
    fn report_cycle(&mut self, wanted: &Wanted, position: usize) {
        let Some((source, span)) = wanted.included_at else {
            return;
        };
        let sources = &self.manifest.sources;
        let message = if position + 1 == self.open.len() {
            format!("`{}` includes itself", sources.get(source).name)
        } else {
            format!("`{}` is included again while it is being read", wanted.name)
        };
        let mut error = Mistake::new(Code::IncludeCycle, span, message)
            .label("closes the circle")
            .help("take one of the includes in the circle away")
            .at(sources, source);
        if let Some((first, first_span)) = self.open.get(position + 1).and_then(|open| open.included_at) {
            let message = format!("the circle starts in `{}`", sources.get(first).name);
            let other = Mistake::new(Code::IncludeCycle, first_span, message).label("opens the circle");
            error = error.with_other(other.at(sources, first));
        }
        self.errors.push(error);
    }

    /// Takes in what an entry says.
    fn take(&mut self, entry: &Entry, source: SourceId, within: &Wanted) {
        match &entry.kind {
            EntryKind::Requirement(requirement) => {
                self.take_requirement(entry, requirement, source, within.purpose);
            }
            EntryKind::Include { kind, path } => self.include(entry, *kind, path, source, within),
            EntryKind::Option(option) => self.take_option(entry, option, source, within),
        }
    }

    fn origin(&self, source: SourceId, span: Span) -> Origin {
        let sources = &self.manifest.sources;
        let chain = self.open.iter().filter_map(|open| open.included_at);
        let chain: Vec<_> = chain
            .map(|(file, at)| (file, sources.line_column(file, at.start).0))
            .collect();
        Origin::new(sources, source, span, &chain)
    }

    fn take_requirement(
        &mut self,
        entry: &Entry,
        requirement: &RequirementEntry,
        source: SourceId,
        purpose: Purpose,
    ) {
        if let Err(mistake) = purpose::check(requirement, entry.span, purpose) {
            self.report(source, mistake);
            return;
        }
        let kind = if purpose == Purpose::Constraint {
            LineKind::Constraint
        } else {
            LineKind::Requirement
        };
        let line = RequirementLine {
            kind,
            requirement: requirement.requested.clone(),
            editable: requirement.editable,
            hashes: requirement.hashes.clone(),
            options: requirement.options.clone(),
            text: entry.text.clone(),
            origin: self.origin(source, entry.span),
            list: None,
            depends_on: Vec::new(),
        };
        match purpose {
            Purpose::Requirement | Purpose::Constraint => self.manifest.lines.push(line),
            Purpose::Override => self.manifest.overrides.push(line),
            Purpose::Exclude => self.manifest.excludes.extend(line.requirement.name()),
        }
    }

    fn include(&mut self, entry: &Entry, kind: LineKind, path: &str, source: SourceId, within: &Wanted) {
        let scheme = path
            .split_once(':')
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        if scheme.is_some_and(|scheme| matches!(scheme.as_str(), "http" | "https" | "ftp")) {
            let message = "a requirements file can't be included from the network yet";
            let mistake = Mistake::new(Code::RemoteInclude, entry.span, message)
                .help("download the file, and include it by its path");
            self.report(source, mistake);
            return;
        }
        if within.purpose == Purpose::Constraint && kind == LineKind::Requirement {
            let message =
                "`-r` in a constraints file asks for the packages of that file, as it does with pip";
            let mistake = Mistake::warning(Code::IncludeInConstraints, entry.span, message)
                .help("write `-c` to take that file as constraints, too");
            self.report(source, mistake);
        }
        let local = match Location::parse(path, false) {
            Ok(Location::Path { path, .. }) => path,
            _ => PathBuf::from(path),
        };
        // A path with a variable in it is called by what is written, not by the value.
        let written = if entry.text.contains("${") {
            Path::new(&entry.text)
        } else {
            local.as_path()
        };
        let wanted = Wanted {
            name: normalized(&beside(&within.path, written))
                .to_string_lossy()
                .into_owned(),
            path: beside(&within.path, &local),
            purpose: within.purpose.of_include(kind),
            included_at: Some((source, entry.span)),
        };
        if let Some(help) = purpose::refused_include(&wanted.path) {
            let message = format!("`{}` can't be included in a requirements file", wanted.name);
            self.report(
                source,
                Mistake::new(Code::FileKind, entry.span, message).help(help),
            );
            return;
        }
        self.follow(&wanted);
    }

    fn take_option(&mut self, entry: &Entry, option: &FileOption, source: SourceId, within: &Wanted) {
        let base = within.path.parent().map(Path::to_owned).unwrap_or_default();
        let origin = self.origin(source, entry.span);
        let options = &mut self.manifest.options;
        let value = |value: &String| OptionValue {
            value: value.clone(),
            base,
            origin,
        };
        match option {
            FileOption::IndexUrl(url) => options.index_url = Some(value(url)),
            FileOption::ExtraIndexUrl(url) => options.extra_index_urls.push(value(url)),
            FileOption::FindLinks(place) => options.find_links.push(value(place)),
            FileOption::NoIndex => options.no_index = true,
            FileOption::Pre => options.pre = true,
            FileOption::PreferBinary => options.prefer_binary = true,
            FileOption::RequireHashes => options.require_hashes = true,
            FileOption::NoBinary(names) => options.refuse_wheels(names),
            FileOption::OnlyBinary(names) => options.refuse_sources(names),
            FileOption::TrustedHost(host) => options.trust(host),
            FileOption::UseFeature(features) => options.use_feature(features),
        }
    }
}

/// The path as seen from the directory of `file`.
fn beside(file: &Path, path: &Path) -> PathBuf {
    file.parent()
        .map_or_else(|| path.to_owned(), |directory| directory.join(path))
}

/// Why a file can't be read, and what to do.
fn unreadable(name: &str, is_included: bool, error: &io::Error) -> (String, String) {
    match error.kind() {
        io::ErrorKind::NotFound => (
            format!("the file `{name}` does not exist"),
            (if is_included {
                "check the path: it is relative to the file that it stands in"
            } else {
                "check the path"
            })
            .to_owned(),
        ),
        io::ErrorKind::IsADirectory => (
            format!("`{name}` is a directory"),
            format!("name a file in it, such as `{name}/requirements.txt`"),
        ),
        io::ErrorKind::PermissionDenied => (
            format!("the file `{name}` may not be read"),
            "give yourself the right to read it".to_owned(),
        ),
        _ => (
            format!("the file `{name}` can't be read: {error}"),
            "check the path and the disk".to_owned(),
        ),
    }
}
