//! Findings for programs, in the vocabulary of the report (`docs/check.md`).

use pinfix_check::{Finding, Severity};
use pinfix_requirements::redact::redact;
use pinfix_requirements::{Origin, Sources};
use serde::Serialize;

use super::place::{Region, file};
use super::{Mending, Page};

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    pinfix_version: &'static str,
    status: &'static str,
    files: Vec<String>,
    targets: Vec<TargetEntry>,
    pins: usize,
    counts: Counts,
    findings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Counts {
    error: usize,
    warning: usize,
    note: usize,
}

#[derive(Serialize)]
struct TargetEntry {
    python_version: String,
    python_platform: String,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'static str,
    severity: &'static str,
    message: String,
    #[serde(flatten)]
    place: Place<'a>,
    /// The line as it was written.
    text: String,
    package: Option<String>,
    version: Option<String>,
    demanded_by: Option<Demander>,
    chain: Vec<Step>,
    related: Vec<Beside<'a>>,
    help: Option<&'a str>,
    targets: Vec<TargetEntry>,
    repairs: Vec<Repair<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    #[serde(flatten)]
    region: Region,
}

#[derive(Serialize)]
struct Demander {
    package: Option<String>,
    version: Option<String>,
    requirement: String,
}

#[derive(Serialize)]
struct Step {
    package: String,
    version: String,
}

#[derive(Serialize)]
struct Beside<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: String,
}

#[derive(Serialize)]
struct Repair<'a> {
    edits: Vec<Edit<'a>>,
    verified: bool,
    summary: String,
}

#[derive(Serialize)]
struct Edit<'a> {
    file: &'a str,
    line: usize,
    from: String,
    to: Option<String>,
}

/// The findings as JSON.
///
/// # Errors
/// Where they can't be written so.
pub fn render(page: &Page<'_>) -> Result<String, serde_json::Error> {
    let count = |level| page.findings.iter().filter(|it| it.severity() == level).count();
    let every: Vec<usize> = (0..page.targets.len()).collect();
    let document = Document {
        schema: 1,
        pinfix_version: env!("CARGO_PKG_VERSION"),
        status: if page.findings.is_empty() {
            "clean"
        } else {
            "findings"
        },
        files: page
            .files
            .iter()
            .map(|file| file.to_string_lossy().into_owned())
            .collect(),
        targets: targets(page, &every),
        pins: page.pins,
        counts: Counts {
            error: count(Severity::Error),
            warning: count(Severity::Warning),
            note: count(Severity::Note),
        },
        findings: page
            .findings
            .iter()
            .zip(page.repairs)
            .map(|(finding, repairs)| entry(page, finding, repairs))
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

fn targets(page: &Page<'_>, which: &[usize]) -> Vec<TargetEntry> {
    let targets = which.iter().filter_map(|at| page.targets.get(*at));
    targets
        .map(|target| TargetEntry {
            python_version: target.python.to_string(),
            python_platform: target.platform.to_string(),
        })
        .collect()
}

fn entry<'a>(page: &Page<'a>, finding: &'a Finding, repairs: &'a [Mending]) -> Entry<'a> {
    let step = |link: &pinfix_check::Link| Step {
        package: link.package.to_string(),
        version: link.version.to_string(),
    };
    let written = finding.place.written(page.sources);
    Entry {
        rule: finding.rule.id(),
        severity: finding.severity().as_str(),
        message: redact(&finding.message).into_owned(),
        place: place(page.sources, &finding.place),
        text: redact(written.unwrap_or_default()).into_owned(),
        package: finding.package.as_ref().map(ToString::to_string),
        version: finding.version.as_ref().map(ToString::to_string),
        demanded_by: finding.demand.as_ref().map(|demand| Demander {
            package: demand.by.as_ref().map(|link| link.package.to_string()),
            version: demand.by.as_ref().map(|link| link.version.to_string()),
            requirement: redact(&demand.requirement).into_owned(),
        }),
        chain: finding.chain.iter().map(step).collect(),
        related: finding
            .related
            .iter()
            .map(|(origin, says)| Beside {
                place: place(page.sources, origin),
                message: redact(says).into_owned(),
            })
            .collect(),
        help: finding.help.as_deref(),
        targets: targets(page, &finding.targets),
        repairs: repairs.iter().map(|it| repair(page, it)).collect(),
    }
}

fn place<'a>(sources: &'a Sources, origin: &Origin) -> Place<'a> {
    Place {
        file: file(sources, origin),
        region: Region::of(sources, origin),
    }
}

fn repair<'a>(page: &Page<'a>, mending: &'a Mending) -> Repair<'a> {
    let edits = mending.edits.iter().map(|edit| Edit {
        file: file(page.sources, &edit.origin),
        line: edit.origin.line,
        from: redact(&edit.from).into_owned(),
        to: edit.to.as_deref().map(|to| redact(to).into_owned()),
    });
    Repair {
        edits: edits.collect(),
        // What was not applied and resolved anew is no repair.
        verified: true,
        summary: redact(&mending.summary).into_owned(),
    }
}
