//! Findings as a person reads them: each with its line, then a summary in one line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    Severity, SourceCode, SourceSpan, SpanContents,
};
use pinfix_check::{Finding, Rule};
use pinfix_requirements::redact::redact;
use pinfix_requirements::{Origin, SourceId, Sources};

use super::super::wrap;
use super::{Mending, Page};

/// The findings, and a summary where it is wanted.
pub fn render(page: &Page<'_>, with_summary: bool) -> String {
    let mut text = String::new();
    let handler = handler(page);
    let mut files: BTreeMap<SourceId, ShownFile> = BTreeMap::new();
    // What was offered so far, and of which line.
    let mut offered: Vec<(&[Mending], &Origin)> = Vec::new();
    for (finding, repairs) in page.findings.iter().zip(page.repairs) {
        let own = finding.place.source;
        let shown = files
            .entry(own)
            .or_insert_with(|| ShownFile::new(page.sources, own));
        let picture = Picture {
            message: finding.message.clone(),
            code: finding.rule.id(),
            severity: severity(finding),
            help: help(page, finding, offer(repairs, &mut offered, &finding.place)),
            file: shown,
            labels: labels(shown, finding),
        };
        let _ = handler.render_report(&mut text, &picture);
        text.push('\n');
    }
    if with_summary {
        text.push_str(&summary(page));
    }
    text
}

fn handler(page: &Page<'_>) -> GraphicalReportHandler {
    let theme = if page.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(page.width)
        .with_context_lines(1)
        .with_break_words(false)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .with_word_separator(wrap::SEPARATOR)
        .with_links(false)
}

const fn severity(finding: &Finding) -> Severity {
    match finding.severity() {
        pinfix_check::Severity::Error => Severity::Error,
        pinfix_check::Severity::Warning => Severity::Warning,
        pinfix_check::Severity::Note => Severity::Advice,
    }
}

/// What is offered for a finding.
#[derive(Clone, Copy)]
enum Offer<'a> {
    /// These repairs; there may be none.
    Repairs(&'a [Mending]),
    /// Those of another finding, at this place.
    SameAs(&'a Origin),
}

/// What is offered for a finding at `place`: what was offered before is not said again.
fn offer<'a>(
    repairs: &'a [Mending],
    offered: &mut Vec<(&'a [Mending], &'a Origin)>,
    place: &'a Origin,
) -> Offer<'a> {
    if let Some((_, before)) = offered.iter().find(|(other, _)| *other == repairs) {
        return Offer::SameAs(before);
    }
    if !repairs.is_empty() {
        offered.push((repairs, place));
    }
    Offer::Repairs(repairs)
}

/// What to do, by whom it comes, where else to look, and for whom it is said.
fn help(page: &Page<'_>, finding: &Finding, offer: Offer<'_>) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    match offer {
        Offer::Repairs([]) => lines.extend(finding.help.clone()),
        Offer::Repairs(repairs) => {
            let told = (1..).zip(repairs);
            lines.extend(told.map(|(number, it)| format!("repair {number}, tried: {}", it.summary)));
        }
        Offer::SameAs(place) => {
            let file = &page.sources.get(place.source).name;
            lines.push(format!("repaired by what repairs {file}:{}, above", place.line));
        }
    }
    lines.extend(Page::chain(finding).map(|chain| format!("it comes in by {chain}")));
    let elsewhere = finding
        .related
        .iter()
        .filter(|(place, _)| !is_near(finding, place));
    for (place, says) in elsewhere {
        let file = &page.sources.get(place.source).name;
        lines.push(format!(
            "{file}:{}:{}: {}",
            place.line,
            place.column,
            redact(says)
        ));
    }
    lines.extend(
        page.some_targets(finding)
            .map(|targets| format!("for {targets} only")),
    );
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Whether a place can be shown beside that of the finding, with all the lines between them.
fn is_near(finding: &Finding, place: &Origin) -> bool {
    place.source == finding.place.source && place.line.abs_diff(finding.place.line) <= NEAR
}

/// In lines.
const NEAR: usize = 4;

/// How many bytes before and behind a place are shown at the most; far more than honest lines have within [`NEAR`].
const REACH: usize = 4000;

fn labels(file: &ShownFile, finding: &Finding) -> Vec<LabeledSpan> {
    let label = |place: &Origin, says: Option<String>, primary: bool| {
        let (start, length) = file.span(place);
        if primary {
            LabeledSpan::new_primary_with_span(says, (start, length))
        } else {
            LabeledSpan::new_with_span(says, (start, length))
        }
    };
    let own = finding
        .related
        .iter()
        .filter(|(place, _)| is_near(finding, place));
    std::iter::once(label(&finding.place, Some("here".to_owned()), true))
        .chain(own.map(|(place, says)| label(place, Some(redact(says).into_owned()), false)))
        .collect()
}

fn summary(page: &Page<'_>) -> String {
    let count = |level| page.findings.iter().filter(|it| it.severity() == level).count();
    let counts = [
        (count(pinfix_check::Severity::Error), "error"),
        (count(pinfix_check::Severity::Warning), "warning"),
        (count(pinfix_check::Severity::Note), "note"),
    ];
    let found: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(*count, word))
        .collect();
    let found = if found.is_empty() {
        "Nothing found".to_owned()
    } else {
        format!("Found {}", found.join(", "))
    };
    let targets = match page.targets {
        [only] => only.to_string(),
        several => plural(several.len(), "target"),
    };
    let mut line = String::new();
    let _ = writeln!(
        line,
        "{found} in {} of {} for {targets} ({:.1}s)",
        plural(page.pins, "pin"),
        plural(page.files.len(), "file"),
        page.elapsed.as_secs_f64()
    );
    let mended = page
        .findings
        .iter()
        .zip(page.repairs)
        .filter(|(_, it)| !it.is_empty());
    if mended.count() > 1 {
        line.push_str(
            "The repairs were tried together, the first one of each finding: the lines then resolve. Another check tells what \
             they still leave unpinned\n",
        );
    }
    if page.unseen > 0 {
        let lines = match page.unseen {
            1 => "1 line points at a folder or a repository, whose requirements were".to_owned(),
            several => format!("{several} lines point at folders or repositories, whose requirements were"),
        };
        let _ = writeln!(line, "{lines} not looked at: `pinfix resolve --dry-run` does");
    }
    if page.findings.iter().any(|it| it.rule == Rule::MissingPin) {
        line.push_str(
            "`pinfix resolve` pins all that is needed; `--ignore missing-pin` accepts what is not\n",
        );
    }
    line
}

fn plural(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}

/// A file as it is shown: without passwords, and with the starts of its lines, so that a place is found at once however
/// large the file is.
#[derive(Debug)]
struct ShownFile {
    name: String,
    text: String,
    starts: Vec<usize>,
}

impl ShownFile {
    fn new(sources: &Sources, file: SourceId) -> Self {
        let file = sources.get(file);
        let text = redact(&file.text).into_owned();
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            name: file.name.clone(),
            starts: std::iter::once(0).chain(ends).collect(),
            text,
        }
    }

    fn line_start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.text.len())
    }

    /// The bytes of a place: passwords that are masked move what comes after them, so it is looked for by its line and
    /// column, and ends with its line.
    fn span(&self, place: &Origin) -> (usize, usize) {
        let start = self.line_start(place.line.saturating_sub(1));
        let row = &self.text[start..self.line_start(place.line)];
        let row = row.trim_end();
        let column: usize = row
            .chars()
            .take(place.column.saturating_sub(1))
            .map(char::len_utf8)
            .sum();
        let most = (row.len() - column).min(place.span.len().clamp(1, REACH / 10));
        let length = (0..=most)
            .rev()
            .find(|at| row.is_char_boundary(column + at))
            .unwrap_or(0);
        (start + column, length)
    }
}

impl SourceCode for ShownFile {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let line_of = |byte: usize| {
            self.starts
                .partition_point(|start| *start <= byte)
                .saturating_sub(1)
        };
        let (first, last) = (
            line_of(span.offset()),
            line_of(span.offset() + span.len().saturating_sub(1)),
        );
        let line = first.saturating_sub(before);
        let start = if before == 0 {
            span.offset()
        } else {
            self.line_start(line)
        };
        let end = if after == 0 {
            span.offset() + span.len()
        } else {
            self.line_start(last + 1 + after)
        };
        // A line may be megabytes long: so much of it is shown.
        let start = self
            .text
            .ceil_char_boundary(start.max(span.offset().saturating_sub(REACH)));
        let end = self
            .text
            .floor_char_boundary(end.min(span.offset() + span.len() + REACH));
        let line = line_of(start);
        let data = self
            .text
            .as_bytes()
            .get(start..end)
            .ok_or(MietteError::OutOfBounds)?;
        let column = self
            .text
            .get(self.line_start(line)..start)
            .map_or(0, |before| before.chars().count());
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data,
            (start, data.len()).into(),
            line,
            column,
            self.starts.len(),
        )))
    }
}

/// A finding, as miette draws it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Picture<'a> {
    message: String,
    code: &'static str,
    severity: Severity,
    help: Option<String>,
    file: &'a ShownFile,
    labels: Vec<LabeledSpan>,
}

impl Diagnostic for Picture<'_> {
    fn code(&self) -> Option<Box<dyn std::fmt::Display + '_>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help(&self) -> Option<Box<dyn std::fmt::Display + '_>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.file)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
