//! Conflicts as a person reads them: the lines at fault in their files, the chains, the reasons, what to do.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity, SourceCode,
};
use owo_colors::{OwoColorize as _, Style};
use pinfix_requirements::{SourceId, Sources};
use pinfix_resolver::conflict::CutBy;
use pinfix_resolver::explain::BlamedLine;
use pinfix_resolver::{ClauseId, Explanation};

use super::source;

/// All conflicts as text, for a terminal of `width` columns.
pub fn render_conflicts(
    explanations: &[Explanation],
    cut_by: Option<CutBy>,
    sources: &Sources,
    color: bool,
    width: usize,
) -> String {
    let mut text = String::new();
    text.push_str(&count(explanations, cut_by));
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

/// How many conflicts there are, where there are several; and whether there may be more.
fn count(explanations: &[Explanation], cut_by: Option<CutBy>) -> String {
    let number = explanations.len();
    let independent = groups(explanations);
    let known = match (number, cut_by) {
        (0 | 1, None) => return String::new(),
        (1, Some(_)) => "1 conflict".to_owned(),
        (_, _) if independent == number => format!("{number} independent conflicts"),
        (_, _) if independent == 1 => format!("{number} conflicts that share lines"),
        (_, _) => format!("{number} conflicts, in {independent} groups that share no line"),
    };
    match cut_by {
        None => format!("{known}\n\n"),
        Some(CutBy::MaxConflicts) => {
            format!("{known}, and there are more (`--max-conflicts` shows them)\n\n")
        }
        Some(CutBy::Timeout) => {
            format!("{known} so far; there may be more (`--explain-timeout` looks longer)\n\n")
        }
    }
}

/// How many groups of conflicts there are that share no line with one another.
fn groups(explanations: &[Explanation]) -> usize {
    let mut groups: Vec<BTreeSet<ClauseId>> = Vec::new();
    for explanation in explanations {
        let lines: BTreeSet<ClauseId> = explanation.lines.iter().map(|line| line.clause).collect();
        let (touched, mut apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| !group.is_disjoint(&lines));
        apart.push(
            touched
                .into_iter()
                .fold(lines, |joined, group| joined.union(&group).copied().collect()),
        );
        groups = apart;
    }
    groups.len()
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
                text: source::shown(self.sources, *file),
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

    fn labels(&self, file: SourceId) -> Vec<LabeledSpan> {
        let lines = self
            .explanation
            .lines
            .iter()
            .filter(|line| line.origin.source == file);
        let label = |line: &BlamedLine| {
            let span = source::span(self.sources, &line.origin);
            LabeledSpan::new_with_span(Some(line.label.clone()), span)
        };
        lines.map(label).collect()
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
