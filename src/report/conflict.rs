//! Conflicts as a person reads them: the lines at fault in their files, the chains, the reasons, what to do.

use std::fmt::Write as _;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity, SourceCode,
};
use owo_colors::{OwoColorize as _, Style};
use pinfix_requirements::{SourceId, Sources};
use pinfix_resolver::Explanation;
use pinfix_resolver::explain::BlamedLine;

/// All conflicts as text, for a terminal of `width` columns.
pub fn render_conflicts(
    explanations: &[Explanation],
    sources: &Sources,
    color: bool,
    width: usize,
) -> String {
    let mut text = String::new();
    if explanations.len() > 1 {
        let _ = writeln!(text, "{} conflicts\n", explanations.len());
    }
    for explanation in explanations {
        let renderer = Renderer {
            explanation,
            sources,
            color,
            width,
        };
        text.push_str(&renderer.render());
    }
    text
}

struct Renderer<'a> {
    explanation: &'a Explanation,
    sources: &'a Sources,
    color: bool,
    width: usize,
}

impl Renderer<'_> {
    fn render(&self) -> String {
        let mut text = String::new();
        let mut files: Vec<SourceId> = Vec::new();
        for line in &self.explanation.lines {
            if !files.contains(&line.origin.source) {
                files.push(line.origin.source);
            }
        }
        for (at, file) in files.iter().enumerate() {
            let picture = Picture {
                message: if at == 0 {
                    self.explanation.headline.clone()
                } else {
                    format!("with what {} says", self.sources.get(*file).name)
                },
                severity: if at == 0 {
                    Severity::Error
                } else {
                    Severity::Advice
                },
                text: self.source(*file),
                labels: self.labels(*file),
            };
            let _ = self.handler().render_report(&mut text, &picture);
        }
        self.section(&mut text, 4, Style::new(), &self.explanation.chains);
        self.section(&mut text, 2, Style::new(), &self.explanation.reasons);
        let help: Vec<String> = self
            .explanation
            .help
            .iter()
            .map(|line| format!("help: {line}"))
            .collect();
        self.section(&mut text, 8, Style::new().cyan(), &help);
        text.push('\n');
        text
    }

    fn handler(&self) -> GraphicalReportHandler {
        let theme = if self.color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        GraphicalReportHandler::new_themed(theme)
            .with_width(self.width)
            .with_context_lines(1)
            .with_links(false)
    }

    fn source(&self, file: SourceId) -> NamedSource<String> {
        let file = self.sources.get(file);
        NamedSource::new(
            &file.name,
            pinfix_requirements::redact::redact(&file.text).to_string(),
        )
    }

    /// Labels point into the redacted text, so each span is looked for again by its line.
    fn labels(&self, file: SourceId) -> Vec<LabeledSpan> {
        let shown = pinfix_requirements::redact::redact(&self.sources.get(file).text).to_string();
        let lines = self
            .explanation
            .lines
            .iter()
            .filter(|line| line.origin.source == file);
        lines
            .map(|line| LabeledSpan::new_with_span(Some(line.label.clone()), span_in(&shown, line)))
            .collect()
    }

    /// Paragraphs, wrapped; continuation lines are indented by `hang` columns.
    fn section(&self, text: &mut String, hang: usize, style: Style, paragraphs: &[String]) {
        if paragraphs.is_empty() {
            return;
        }
        text.push('\n');
        let indent = " ".repeat(hang);
        let options = textwrap::Options::new(self.width)
            .initial_indent("  ")
            .subsequent_indent(&indent)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for paragraph in paragraphs {
            let wrapped = textwrap::fill(paragraph, &options);
            let _ = writeln!(
                text,
                "{}",
                if self.color {
                    wrapped.style(style).to_string()
                } else {
                    wrapped
                }
            );
        }
    }
}

/// The bytes of a blamed line in the text as it is shown.
fn span_in(shown: &str, line: &BlamedLine) -> (usize, usize) {
    let row_start: usize = shown
        .split_inclusive('\n')
        .take(line.origin.line.saturating_sub(1))
        .map(str::len)
        .sum();
    let row = shown[row_start..].split('\n').next().unwrap_or_default();
    let column: usize = row
        .chars()
        .take(line.origin.column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    let written = row[column..].trim_end();
    let length = written.len().min(line.origin.span.len().max(1));
    let length = (0..=length)
        .rev()
        .find(|at| written.is_char_boundary(*at))
        .unwrap_or(0);
    (row_start + column, length)
}

/// One file of a conflict, as miette draws it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Picture {
    message: String,
    severity: Severity,
    text: NamedSource<String>,
    labels: Vec<LabeledSpan>,
}

impl Diagnostic for Picture {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
