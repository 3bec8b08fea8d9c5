//! Logical lines: continuations joined, comments gone, each byte with its place in the file.
//!
//! The rules are pip's. A raw line that ends in `\` goes on in the next one, unless it is only a comment. A raw line
//! that is only a comment ends the logical line. A comment starts at `#` at the start of the logical line or behind
//! white space, *after* joining: a comment that ends in `\` swallows the next line.

use pinfix_packaging::Span;

use crate::error::{Code, Mistake};
use crate::traced::Traced;

/// The logical lines of a text, without those that are empty, and what is worth saying about them.
pub(crate) fn logical_lines(text: &str) -> (Vec<Traced>, Vec<Mistake>) {
    let mut lines = Vec::new();
    let mut warnings = Vec::new();
    let mut current = Traced::default();
    for (start, raw) in raw_lines(text) {
        let only_comment = raw.trim_start().starts_with('#');
        let goes_on = raw.ends_with('\\') && !only_comment;
        let content = if goes_on { raw.trim_end_matches('\\') } else { raw };
        if only_comment {
            // White space, so that the comment is one whatever stands before it.
            current.push_replaced(" ", start..start);
        } else if let Some(comment) = comment_start(current.text()) {
            let span = current.original(Span::new(comment, current.text().len()));
            if !raw.trim().is_empty()
                && !warnings
                    .iter()
                    .any(|known: &Mistake| known.span.start == span.start)
            {
                warnings.push(swallowed(span));
            }
        }
        current.push_copied(content, start);
        if !goes_on {
            finish(std::mem::take(&mut current), &mut lines);
        }
    }
    finish(current, &mut lines);
    (lines, warnings)
}

/// Takes the comment and the white space around away, and keeps what is left, if any.
fn finish(mut line: Traced, lines: &mut Vec<Traced>) {
    if let Some(comment) = comment_start(line.text()) {
        line.truncate(comment);
    }
    let text = line.text();
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    if start < end {
        lines.push(line.slice(start..end));
    }
}

/// Where the comment starts: at the first `#` that starts the line or follows white space.
fn comment_start(line: &str) -> Option<usize> {
    line.match_indices('#')
        .map(|(position, _)| position)
        .find(|position| {
            line[..*position]
                .chars()
                .next_back()
                .is_none_or(char::is_whitespace)
        })
}

/// Warns of a comment that goes on in the next line.
fn swallowed(span: Span) -> Mistake {
    Mistake::warning(
        Code::CommentContinues,
        span,
        "the comment ends in a backslash, so the next line belongs to it",
    )
    .label("this comment goes on")
    .help("take the backslash away; pip ignores the next line, too")
}

/// The raw lines, without their ends, and where each starts. They end at `\n`, `\r\n` or a lone `\r`.
fn raw_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
        let line = (start, &rest[..length]);
        let end = if rest[length..].starts_with("\r\n") { 2 } else { 1 };
        start += length + end;
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        logical_lines(text)
            .0
            .iter()
            .map(|line| line.text().to_owned())
            .collect()
    }

    #[test]
    fn joins_and_strips_as_pip_does() {
        for (text, expected) in [
            ("a\nb", vec!["a", "b"]),
            ("a\r\n\r\nb\rc", vec!["a", "b", "c"]),
            ("a # c\n#d\n  # e\nb#c", vec!["a", "b#c"]),
            ("a \\\n  b", vec!["a   b"]),
            ("a \\\n# c\nb", vec!["a", "b"]),
            ("a \\\n  # c \\\nb", vec!["a", "b"]),
            ("a # c \\\nb\nd", vec!["a", "d"]),
            ("a \\ # c\nb", vec!["a \\", "b"]),
            ("a=\\\r\n=1", vec!["a==1"]),
            ("a \\", vec!["a"]),
            ("\\\n\\\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(texts(text), expected, "{text:?}");
        }
    }

    #[test]
    fn bytes_know_their_place() {
        let text = "# é\nfoo \\\n  ==1 # c";
        let (lines, _) = logical_lines(text);
        assert_eq!(lines[0].text(), "foo   ==1");
        let span = lines[0].original(Span::new(6, 9));
        assert_eq!(&text[span.start..span.end], "==1");
        assert_eq!(lines[0].whole(), Span::new(5, 16));
    }

    #[test]
    fn a_comment_that_goes_on_is_told() {
        let (_, warnings) = logical_lines("a # c \\\nb \\\nc\n");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(
            logical_lines("a # c \\\n\nb").1.is_empty(),
            "nothing was swallowed"
        );
    }
}
