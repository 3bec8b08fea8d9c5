//! Annotations of a GitHub workflow: one command in one line for each finding.

use std::fmt::Write as _;

use pinfix_check::Severity;
use pinfix_requirements::redact::redact;

use super::Page;
use super::place::{Region, file};

/// The findings as workflow commands.
pub fn render(page: &Page<'_>) -> String {
    let mut text = String::new();
    for finding in page.findings {
        let command = match finding.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let region = Region::of(page.sources, &finding.place);
        let mut lines = vec![redact(&finding.message).into_owned()];
        lines.extend(Page::chain(finding).map(|chain| format!("it comes in by {chain}")));
        lines.extend(
            page.some_targets(finding)
                .map(|targets| format!("for {targets} only")),
        );
        lines.extend(finding.help.as_ref().map(|help| format!("help: {help}")));
        let name = property(file(page.sources, &finding.place));
        let _ = write!(text, "::{command} file={name},line={}", region.line);
        // GitHub refuses columns where a region has several lines.
        if region.line == region.end_line {
            let _ = write!(text, ",col={},endColumn={}", region.column, region.end_column);
        }
        let title = property(&format!("pinfix {}", finding.rule));
        let _ = writeln!(
            text,
            ",endLine={},title={title}::{}",
            region.end_line,
            data(&lines.join("\n"))
        );
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_the_command() {
        assert_eq!(data("100%\r\nsure: yes, so"), "100%25%0D%0Asure: yes, so");
        assert_eq!(property("C:\\a,b"), "C%3A\\a%2Cb");
    }
}
