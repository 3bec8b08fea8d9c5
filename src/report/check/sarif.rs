//! SARIF 2.1.0 (OASIS), as code scanners read it.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pinfix_check::{Finding, Rule, Severity};
use pinfix_requirements::redact::redact;
use pinfix_requirements::{Origin, SourceId, Sources};
use serde_json::{Value, json};

use super::place::Region;
use super::{Mending, Page, Rewrite};

/// The findings as a SARIF log.
///
/// # Errors
/// Where they can't be written so.
pub fn render(page: &Page<'_>) -> Result<String, serde_json::Error> {
    let results = page.findings.iter().zip(page.repairs);
    let results: Vec<Value> = results
        .map(|(finding, repairs)| result(page, finding, repairs))
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "pinfix",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": Rule::ALL.iter().map(|rule| describe(*rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": true}],
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

/// A rule's metadata.
fn describe(rule: Rule) -> Value {
    json!({
        "id": rule.id(),
        "name": camel(rule.id()),
        "shortDescription": {"text": format!("{}.", rule.summary())},
        "help": {"text": format!("See docs/check.md: {}.", rule.id())},
        "defaultConfiguration": {"enabled": rule.is_default(), "level": level(rule.severity())},
    })
}

/// `ConflictingPins`, as SARIF wants names.
fn camel(id: &str) -> String {
    let words = id.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|it| it.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

const fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

fn result(page: &Page<'_>, finding: &Finding, repairs: &[Mending]) -> Value {
    let index = Rule::ALL.iter().position(|rule| *rule == finding.rule);
    let mut sentences = vec![format!("{}.", redact(&finding.message))];
    sentences.extend(Page::chain(finding).map(|chain| format!("It comes in by {chain}.")));
    sentences.extend(
        page.some_targets(finding)
            .map(|targets| format!("For {targets} only.")),
    );
    sentences.extend(finding.help.as_ref().map(|help| format!("Help: {help}.")));
    let related = (1..).zip(&finding.related).map(|(id, (origin, says))| {
        let mut location = location(page.sources, origin);
        location["id"] = json!(id);
        location["message"] = json!({"text": redact(says)});
        location
    });
    let mut value = json!({
        "ruleId": finding.rule.id(),
        "ruleIndex": index,
        "level": level(finding.severity()),
        "message": {"text": sentences.join(" ")},
        "locations": [location(page.sources, &finding.place)],
        "relatedLocations": related.collect::<Vec<_>>(),
        "partialFingerprints": {"pinfix/v1": fingerprint(page, finding)},
        "properties": {"targets": page.names(finding)},
    });
    let fixes: Vec<Value> = repairs
        .iter()
        .filter(|it| !it.edits.is_empty())
        .map(|it| fix(page.sources, it))
        .collect();
    if !fixes.is_empty() {
        value["fixes"] = Value::Array(fixes);
    }
    value
}

/// What stays the same where lines move: the rule, the file and what is said.
fn fingerprint(page: &Page<'_>, finding: &Finding) -> String {
    let file = &page.sources.get(finding.place.source).name;
    let demand = finding.demand.as_ref().map_or_else(String::new, |demand| {
        let by = demand.by.as_ref().map(|link| link.package.to_string());
        format!("{}:{}", by.unwrap_or_default(), demand.requirement)
    });
    let package = finding
        .package
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    redact(&format!("{}:{file}:{package}:{demand}", finding.rule)).into_owned()
}

fn location(sources: &Sources, origin: &Origin) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": artifact(sources, origin.source),
        "region": region(&Region::of(sources, origin)),
    }})
}

fn region(region: &Region) -> Value {
    json!({
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    })
}

/// What a path may hold unescaped (RFC 3986), with its slashes.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

fn artifact(sources: &Sources, file: SourceId) -> Value {
    let name = &sources.get(file).name;
    let name = if cfg!(windows) {
        name.replace('\\', "/")
    } else {
        name.clone()
    };
    let name = name.strip_prefix("./").unwrap_or(&name);
    let path = utf8_percent_encode(name, PATH);
    let uri = if name.starts_with('/') {
        format!("file://{path}")
    } else {
        path.to_string()
    };
    json!({"uri": uri})
}

fn fix(sources: &Sources, mending: &Mending) -> Value {
    let mut files: BTreeMap<SourceId, Vec<Value>> = BTreeMap::new();
    for edit in &mending.edits {
        files
            .entry(edit.origin.source)
            .or_default()
            .push(replacement(sources, edit));
    }
    let changes = files.into_iter().map(|(file, replacements)| {
        json!({"artifactLocation": artifact(sources, file), "replacements": replacements})
    });
    json!({
        "description": {"text": redact(&mending.summary)},
        "artifactChanges": changes.collect::<Vec<_>>(),
    })
}

/// What is written instead; where a line goes, it goes with its end.
fn replacement(sources: &Sources, edit: &Rewrite) -> Value {
    let mut place = Region::of(sources, &edit.origin);
    let Some(to) = &edit.to else {
        (place.column, place.end_line, place.end_column) = (1, place.end_line + 1, 1);
        return json!({"deletedRegion": region(&place)});
    };
    json!({"deletedRegion": region(&place), "insertedContent": {"text": to}})
}
