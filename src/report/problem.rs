//! Lines that were read but can't be resolved, as one diagnostic: those of a kind that pinfix does not know yet, and those
//! that point at files that are not there.

use std::path::{Path, PathBuf};

use miette::{Diagnostic, LabeledSpan, SourceCode};
use pinfix_index::MetadataProblem;
use pinfix_index::direct::FindError;
use pinfix_requirements::{Origin, Sources};
use pinfix_resolver::problem::{BadReference, UnsupportedRequirement};

use super::source;

/// Every line that can't be resolved yet.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{}", count(related.len()))]
#[diagnostic(code("requirements::unsupported"))]
pub struct UnsupportedRequirements {
    #[related]
    related: Vec<Mistake>,
}

/// Every line that points at a file of this machine that does not exist.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{}", count_missing(related.len()))]
#[diagnostic(code("requirements::missing-file"))]
pub struct MissingFiles {
    #[related]
    related: Vec<Mistake>,
}

/// Every line that leads to a place of which nothing can be said.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{}", count_unusable(related.len()))]
#[diagnostic(code("requirements::unusable-place"))]
pub struct UnusablePlaces {
    #[related]
    related: Vec<Mistake>,
}

fn count_unusable(lines: usize) -> String {
    match lines {
        1 => "1 line points at something that can't be used".to_owned(),
        lines => format!("{lines} lines point at something that can't be used"),
    }
}

fn count_missing(lines: usize) -> String {
    match lines {
        1 => "1 line points at a file that does not exist".to_owned(),
        lines => format!("{lines} lines point at files that don't exist"),
    }
}

fn count(lines: usize) -> String {
    match lines {
        1 => "1 line can't be resolved yet".to_owned(),
        lines => format!("{lines} lines can't be resolved yet"),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Mistake {
    message: String,
    code: &'static str,
    help: String,
    source_code: source::Shown,
    span: (usize, usize),
}

impl Diagnostic for Mistake {
    fn code(&self) -> Option<Box<dyn std::fmt::Display + '_>> {
        Some(Box::new(self.code))
    }

    fn help(&self) -> Option<Box<dyn std::fmt::Display + '_>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source_code)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(
            Some("this line".to_owned()),
            self.span,
        ))))
    }
}

impl UnsupportedRequirements {
    /// The diagnostic for these lines.
    pub fn new(lines: Vec<UnsupportedRequirement>, sources: &Sources) -> Self {
        let related = lines.into_iter().map(|line| Mistake {
            message: format!("{} can't be resolved yet", line.what),
            code: "requirements::unsupported",
            help: line.help,
            source_code: source::shown(sources, line.origin.source),
            span: source::span(sources, &line.origin),
        });
        Self {
            related: related.collect(),
        }
    }
}

impl UnusablePlaces {
    /// The diagnostic for these places, each with the line that leads there.
    pub fn new(bad: Vec<BadReference>, sources: &Sources) -> Self {
        let related = bad.into_iter().map(|bad| Mistake {
            message: format!("{}: {}", bad.place, bad.error),
            code: "requirements::unusable-place",
            help: advice(&bad.error),
            source_code: source::shown(sources, bad.origin.source),
            span: source::span(sources, &bad.origin),
        });
        Self {
            related: related.collect(),
        }
    }
}

/// What to do about it.
fn advice(error: &FindError) -> String {
    match error {
        FindError::Unusable {
            reason: MetadataProblem::BuildFailed { log_tail, .. },
        } if !log_tail.is_empty() => format!("the build wrote at last:\n{log_tail}"),
        FindError::Unusable {
            reason: MetadataProblem::BuildNeeded { .. },
        } => "builds run the project's own code; without them, state its dependencies in the [project] table of its \
              pyproject.toml"
            .to_owned(),
        FindError::Git { .. } => "try `git ls-remote` with the same URL; credentials come from git's own settings".to_owned(),
        FindError::OtherName { found, .. } => format!("write `{found} @ …`, or the place alone"),
        _ => "name a wheel, a source distribution, a folder with a project in it, or a repository".to_owned(),
    }
}

/// What is to be done about a file that is not there.
fn where_to_look(path: &Path, written: &str) -> String {
    let text = path.to_string_lossy();
    let of_conda = ["/croot/", "/feedstock_root/", "/conda-bld/", "/tmp/build/"];
    if of_conda.iter().any(|part| text.contains(part)) {
        return "conda wrote the folder in which it built this; write `name==version` in its place: `pip list \
                --format=freeze` lists the versions"
            .to_owned();
    }
    if written.contains("file:///") {
        return "the line names a file of another machine, perhaps: write `name==version` in its place"
            .to_owned();
    }
    "a relative path counts from the folder that pinfix runs in, as for pip".to_owned()
}

impl MissingFiles {
    /// The diagnostic for these files, each with the line that points at it.
    pub fn new(lines: Vec<(PathBuf, Origin)>, sources: &Sources) -> Self {
        let related = lines.into_iter().map(|(path, origin)| Mistake {
            message: format!("{} does not exist", path.display()),
            code: "requirements::missing-file",
            help: where_to_look(&path, origin.written(sources).unwrap_or_default()),
            source_code: source::shown(sources, origin.source),
            span: source::span(sources, &origin),
        });
        Self {
            related: related.collect(),
        }
    }
}
