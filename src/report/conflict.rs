//! Conflicts as a person reads them: the lines at fault in their files, the chains, the reasons, what to do.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode};
use owo_colors::{OwoColorize as _, Style};
use pinfix_requirements::{SourceId, Sources};
use pinfix_resolver::conflict::CutBy;
use pinfix_resolver::explain::{BlamedLine, Hint, Joined, joined};
use pinfix_resolver::repair::{Menu, Repairs};
use pinfix_resolver::{ClauseId, Explanation, Unseen};

use super::{repairs, source, wrap};

/// All conflicts as text, for a terminal of `width` columns.
pub fn render_conflicts(
    explanations: &[Explanation],
    found: &Repairs,
    (cut_by, unseen): (Option<CutBy>, &[Unseen]),
    sources: &Sources,
    color: bool,
    width: usize,
) -> String {
    let known = explanations.len().saturating_sub(found.beside.len());
    let mut text = count(&explanations[..known], cut_by);
    let page = Page {
        sources,
        color,
        width,
    };
    let menus = &found.menus;
    let told: Vec<usize> = menus
        .iter()
        .flat_map(|menu| menu.conflicts.iter().copied())
        .collect();
    let mut begins_beside = (known < explanations.len()).then(|| beside(known, found.beside.len()));
    for menu in menus {
        for Joined {
            conflicts,
            explanation,
        } in joined(explanations, &menu.conflicts)
        {
            if conflicts.iter().any(|at| *at >= known) {
                text.extend(begins_beside.take());
            }
            let of_several = menu.conflicts.len() > 1;
            page.explanation(&mut text, &explanation, (!menu.repairs.is_empty(), of_several));
        }
        page.menu(&mut text, menu, menus.len() > 1);
    }
    let untold: Vec<usize> = (0..explanations.len()).filter(|at| !told.contains(at)).collect();
    for Joined { explanation, .. } in joined(explanations, &untold) {
        page.explanation(&mut text, &explanation, (false, false));
    }
    if let Some(at_once) = repairs::at_once(menus) {
        let _ = writeln!(text, "{}\n", textwrap::fill(&at_once, page.options("    ")));
    }
    let promise = repairs::promise(found);
    for sentence in &promise {
        let _ = writeln!(text, "{}", textwrap::fill(sentence, page.options("  ")));
    }
    if !promise.is_empty() {
        text.push('\n');
    }
    // After the repairs, which are better.
    let is_old = |it: &Explanation| it.advice.contains(&Hint::AllowAnachronisms);
    if explanations.iter().any(is_old) {
        let _ = writeln!(text, "  {}.\n", Hint::AllowAnachronisms);
    }
    if !unseen.is_empty() {
        let _ = writeln!(
            text,
            "{}\n",
            textwrap::fill(&not_read(unseen), page.options("  "))
        );
    }
    text
}

/// What stands before conflicts that were in the way of all repairs of the `known` ones.
fn beside(known: usize, number: usize) -> String {
    let conflicts = if number == 1 { "conflict" } else { "conflicts" };
    let repaired = if known == 1 { "that is" } else { "those are" };
    let left = if number == 1 { "is" } else { "are" };
    format!("{number} more {conflicts}, which {left} left when {repaired} repaired\n\n")
}

/// How the text of [`render_conflicts`] begins, whatever repairs are found later: the conflicts, as far as their words
/// don't depend on that.
pub fn first_words(
    explanations: &[Explanation],
    cut_by: Option<CutBy>,
    sources: &Sources,
    color: bool,
    width: usize,
) -> String {
    let page = Page {
        sources,
        color,
        width,
    };
    let mut text = count(explanations, cut_by);
    // A group's repairs come right after its conflicts.
    let alone = groups(explanations) == 1;
    let all: Vec<usize> = (0..explanations.len()).collect();
    let told = joined(explanations, &all).into_iter();
    for Joined { explanation, .. } in told.take(if alone { usize::MAX } else { 1 }) {
        page.reasons(&mut text, &explanation);
        if !explanation.advice.is_empty() {
            break;
        }
        let help: Vec<String> = explanation.help.iter().map(ToString::to_string).collect();
        page.help(&mut text, &help);
    }
    text
}

/// How many packages are named of which releases were not read.
const NAMED: usize = 3;

/// What was not looked at.
fn not_read(unseen: &[Unseen]) -> String {
    let (named, more) = unseen.split_at(unseen.len().min(NAMED));
    let releases = |count: usize| if count == 1 { "release" } else { "releases" };
    let mut told: Vec<String> = named
        .iter()
        .map(|it| format!("{} {} of {}", it.releases, releases(it.releases), it.package))
        .collect();
    if !more.is_empty() {
        let count = more.iter().map(|it| it.releases).sum();
        told.push(format!("{count} {} of others", releases(count)));
    }
    format!(
        "Not read, and taken to be like those around them: {} (`--exhaustive` reads each).",
        told.join(", ")
    )
}

/// How many conflicts there are, where there are several; and whether there may be more.
fn count(explanations: &[Explanation], cut_by: Option<CutBy>) -> String {
    let number = explanations.len();
    let independent = groups(explanations);
    let known = match (number, cut_by) {
        (0 | 1, None | Some(CutBy::Unseen)) => return String::new(),
        (1, Some(_)) => "1 conflict".to_owned(),
        (_, _) if independent == number => format!("{number} independent conflicts"),
        (_, _) if independent == 1 => format!("{number} conflicts that share lines"),
        (_, _) => format!("{number} conflicts, in {independent} groups that share no line"),
    };
    match cut_by {
        None | Some(CutBy::Unseen) => format!("{known}\n\n"),
        Some(CutBy::MaxConflicts) => {
            format!("{known}, and there are more (`--max-conflicts` shows them)\n\n")
        }
        Some(CutBy::Timeout) => {
            format!("{known} so far; there may be more (`--explain-timeout` looks longer)\n\n")
        }
        Some(CutBy::Unasked) => {
            format!("{known} that can be told without the index, which can't be asked; there may be more\n\n")
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

/// Where and how it is written.
#[derive(Clone, Copy)]
struct Page<'a> {
    sources: &'a Sources,
    color: bool,
    width: usize,
}

impl Page<'_> {
    /// A conflict; `repaired` where there is better help than advice that nobody has tried; `of_several` that share lines:
    /// then what would do for one of them is not said of each.
    fn explanation(self, text: &mut String, explanation: &Explanation, (repaired, of_several): (bool, bool)) {
        self.reasons(text, explanation);
        let said_last = |hint: &&Hint| **hint == Hint::AllowAnachronisms;
        let advice = explanation
            .advice
            .iter()
            .filter(|hint| !repaired && !said_last(hint))
            .filter(|hint| !of_several || **hint != Hint::RelaxOrDrop);
        let help: Vec<String> = explanation
            .help
            .iter()
            .chain(advice)
            .map(ToString::to_string)
            .collect();
        self.help(text, &help);
    }

    /// The lines of a conflict in their files, and why they can't hold together.
    fn reasons(self, text: &mut String, explanation: &Explanation) {
        let mut files: Vec<SourceId> = Vec::new();
        for line in &explanation.lines {
            if !files.contains(&line.origin.source) {
                files.push(line.origin.source);
            }
        }
        for (at, file) in files.iter().enumerate() {
            let picture = Picture {
                message: if at == 0 {
                    explanation.headline.clone()
                } else {
                    format!("with what {} says", self.sources.get(*file).name)
                },
                severity: if at == 0 {
                    Severity::Error
                } else {
                    Severity::Advice
                },
                text: source::shown(self.sources, *file),
                labels: self.labels(explanation, *file),
            };
            let _ = self.handler().render_report(text, &picture);
        }
        self.section(text, 4, Style::new(), &explanation.chains);
        self.section(text, 2, Style::new(), &explanation.reasons);
    }

    /// Lines of help, and the end of a conflict.
    fn help(self, text: &mut String, lines: &[String]) {
        let help: Vec<String> = lines.iter().map(|line| format!("help: {line}")).collect();
        self.section(text, 8, Style::new().cyan(), &help);
        text.push('\n');
    }

    /// What repairs a group of conflicts, and what does not.
    fn menu(self, text: &mut String, menu: &Menu, one_of_several: bool) {
        let choices = repairs::choices(menu, self.sources, one_of_several);
        if menu.conflicts.len() > 1 && !choices.repairs.is_empty() {
            let each = if choices.repairs.len() > 1 {
                "Each of these repairs"
            } else {
                "This repairs"
            };
            let last = if menu.conflicts.contains(&0) { "" } else { "last " };
            let _ = writeln!(
                text,
                "  {each} the {last}{} conflicts above:",
                menu.conflicts.len()
            );
        }
        for line in &choices.repairs {
            let line = line.replace('\n', "\n  ");
            let _ = writeln!(text, "  {}", self.styled(line, Style::new().green()));
        }
        for line in &choices.blocked {
            let indent = " ".repeat(11);
            let options = self.options(&indent);
            let _ = writeln!(text, "{}", textwrap::fill(line, &options));
        }
        if !(choices.repairs.is_empty() && choices.blocked.is_empty()) {
            text.push('\n');
        }
    }

    fn styled(self, text: String, style: Style) -> String {
        if self.color {
            text.style(style).to_string()
        } else {
            text
        }
    }

    fn options(self, indent: &str) -> textwrap::Options<'_> {
        wrap::options(self.width)
            .initial_indent("  ")
            .subsequent_indent(indent)
    }

    fn handler(self) -> GraphicalReportHandler {
        let theme = if self.color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        GraphicalReportHandler::new_themed(theme)
            .with_width(self.width)
            .with_context_lines(1)
            .with_break_words(false)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
            .with_word_separator(wrap::SEPARATOR)
            .with_links(false)
    }

    fn labels(self, explanation: &Explanation, file: SourceId) -> Vec<LabeledSpan> {
        let lines = explanation.lines.iter().filter(|line| line.origin.source == file);
        let label = |line: &BlamedLine| {
            let span = source::span(self.sources, &line.origin);
            LabeledSpan::new_with_span(Some(line.label.clone()), span)
        };
        lines.map(label).collect()
    }

    /// Paragraphs, wrapped; continuation lines are indented by `hang` columns.
    fn section(self, text: &mut String, hang: usize, style: Style, paragraphs: &[String]) {
        if paragraphs.is_empty() {
            return;
        }
        text.push('\n');
        let indent = " ".repeat(hang);
        let options = self.options(&indent);
        for paragraph in paragraphs {
            let wrapped = textwrap::fill(paragraph, &options);
            let _ = writeln!(text, "{}", self.styled(wrapped, style));
        }
    }
}

/// One file of a conflict, as miette draws it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Picture {
    message: String,
    severity: Severity,
    text: source::Shown,
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
