//! JUnit XML, as CI servers read it: a suite for each file, a failed case for each finding, a passed one where there is
//! none.

use std::fmt::Write as _;

use pinfix_check::{Finding, Severity};
use pinfix_requirements::SourceId;
use pinfix_requirements::redact::redact;

use super::Page;

/// The findings as test results.
pub fn render(page: &Page<'_>) -> String {
    let named = |name: &str| page.files.iter().any(|file| file.to_string_lossy() == name);
    let has_finding = |id: SourceId| page.findings.iter().any(|finding| finding.place.source == id);
    let files = page
        .sources
        .iter()
        .filter(|(id, file)| named(&file.name) || has_finding(*id));
    let files: Vec<(SourceId, &str)> = files.map(|(id, file)| (id, file.name.as_str())).collect();
    let failures = page.findings.iter().filter(|finding| fails(finding)).count();
    let passed = files.iter().filter(|(id, _)| !has_finding(*id)).count();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        xml,
        "<testsuites name=\"pinfix check\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"{:.3}\">",
        page.findings.len() + passed,
        page.elapsed.as_secs_f64()
    );
    for (id, name) in files {
        let findings: Vec<&Finding> = page
            .findings
            .iter()
            .filter(|finding| finding.place.source == id)
            .collect();
        suite(&mut xml, page, name, &findings);
    }
    xml.push_str("</testsuites>\n");
    xml
}

/// Notes are told, and fail nothing.
fn fails(finding: &Finding) -> bool {
    finding.severity() > Severity::Note
}

fn suite(xml: &mut String, page: &Page<'_>, name: &str, findings: &[&Finding]) {
    let name = escaped(name);
    let failures = findings.iter().filter(|finding| fails(finding)).count();
    let tests = findings.len().max(1);
    let _ = writeln!(
        xml,
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">"
    );
    if findings.is_empty() {
        let _ = writeln!(xml, "    <testcase name=\"pins\" classname=\"{name}\"/>");
    }
    for finding in findings {
        case(xml, page, &name, finding);
    }
    xml.push_str("  </testsuite>\n");
}

fn case(xml: &mut String, page: &Page<'_>, file: &str, finding: &Finding) {
    let line = finding.place.line;
    let package = finding
        .package
        .as_ref()
        .map(|it| format!(" {it}"))
        .unwrap_or_default();
    let title = escaped(&format!("{}{package} (line {line})", finding.rule));
    let message = escaped(&redact(&finding.message));
    let mut body = vec![format!("{file}:{line}:{}: {message}", finding.place.column)];
    body.extend(Page::chain(finding).map(|chain| escaped(&format!("it comes in by {chain}"))));
    body.extend(
        page.some_targets(finding)
            .map(|targets| escaped(&format!("for {targets} only"))),
    );
    body.extend(
        finding
            .help
            .as_ref()
            .map(|help| escaped(&format!("help: {help}"))),
    );
    let body = body.join("\n");
    let kind = finding.rule;
    let _ = writeln!(
        xml,
        "    <testcase name=\"{title}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\">"
    );
    let _ = if fails(finding) {
        writeln!(
            xml,
            "      <failure type=\"{kind}\" message=\"{message}\">{body}</failure>"
        )
    } else {
        writeln!(xml, "      <system-out>{body}</system-out>")
    };
    xml.push_str("    </testcase>\n");
}

/// Text for XML 1.0, which has no place for most control characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(letter),
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => {
                escaped.push('\u{fffd}');
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_in_a_file_is_xml() {
        assert_eq!(
            escaped("a<b & \"c\"\u{1b}\n"),
            "a&lt;b &amp; &quot;c&quot;\u{fffd}\n"
        );
    }
}
