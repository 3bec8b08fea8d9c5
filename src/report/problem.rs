//! Lines that pinfix reads but can't resolve yet, as one diagnostic.

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use pinfix_requirements::Sources;
use pinfix_resolver::problem::UnsupportedRequirement;

use super::source;

/// Every line that can't be resolved yet.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{}", count(related.len()))]
#[diagnostic(code("requirements::unsupported"))]
pub struct UnsupportedRequirements {
    #[related]
    related: Vec<Unsupported>,
}

fn count(lines: usize) -> String {
    match lines {
        1 => "1 line can't be resolved yet".to_owned(),
        lines => format!("{lines} lines can't be resolved yet"),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{what} can't be resolved yet")]
struct Unsupported {
    what: String,
    help: String,
    source_code: NamedSource<String>,
    span: (usize, usize),
}

impl Diagnostic for Unsupported {
    fn code(&self) -> Option<Box<dyn std::fmt::Display + '_>> {
        Some(Box::new("requirements::unsupported"))
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
        let related = lines.into_iter().map(|line| {
            let source_code = source::shown(sources, line.origin.source);
            let span = source::span(sources, &line.origin);
            Unsupported {
                what: line.what,
                help: line.help,
                source_code,
                span,
            }
        });
        Self {
            related: related.collect(),
        }
    }
}
