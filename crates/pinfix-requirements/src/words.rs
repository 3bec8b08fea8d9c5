//! Words as a POSIX shell splits them (pip reads options with `shlex.split`).

use pinfix_packaging::Span;

use crate::error::{Code, Mistake};

/// A word, its quotes and backslashes taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// Where it stands in the line, quotes included.
    pub(crate) span: Span,
    /// Whether the text is just what stands in the span.
    pub(crate) plain: bool,
}

impl Word {
    /// The place in `line` of the text from its byte `from` on, without quotes around it; the whole word where quotes
    /// or backslashes inside make that unknowable.
    pub(crate) fn span_from(&self, line: &str, from: usize) -> Span {
        let written = line.get(self.span.start..self.span.end).unwrap_or_default();
        let (option, value) = self.text.split_at(from);
        let Some(written) = written.strip_prefix(option) else {
            return self.span;
        };
        let start = self.span.start + from;
        let inner = ['"', '\'']
            .iter()
            .find_map(|quote| written.strip_prefix(*quote)?.strip_suffix(*quote));
        match inner {
            Some(inner) if inner == value => Span::new(start + 1, self.span.end - 1),
            _ => Span::new(start, self.span.end),
        }
    }
}

/// The words of `line` from byte `from` on.
pub(crate) fn split(line: &str, from: usize) -> Result<Vec<Word>, Mistake> {
    let mut words = Vec::new();
    let mut characters = line[from..]
        .char_indices()
        .map(|(position, c)| (from + position, c))
        .peekable();
    while let Some((start, first)) = characters.peek().copied() {
        if first.is_whitespace() {
            characters.next();
            continue;
        }
        let mut text = String::new();
        let mut end = start;
        while let Some((position, c)) = characters.next_if(|(_, c)| !c.is_whitespace()) {
            end = position + c.len_utf8();
            match c {
                '\'' | '"' => end = quoted(&mut characters, (position, c), &mut text, line)?,
                '\\' => {
                    let Some((position, escaped)) = characters.next() else {
                        return Err(lone_backslash(position));
                    };
                    text.push(escaped);
                    end = position + escaped.len_utf8();
                }
                _ => text.push(c),
            }
        }
        let span = Span::new(start, end);
        let plain = line[start..end] == text;
        words.push(Word { text, span, plain });
    }
    Ok(words)
}

/// Reads up to the closing quote and tells where it ends. Between double quotes a backslash takes away the meaning of
/// a double quote and of a backslash only; between single quotes nothing has a meaning.
fn quoted(
    characters: &mut impl Iterator<Item = (usize, char)>,
    (start, quote): (usize, char),
    text: &mut String,
    line: &str,
) -> Result<usize, Mistake> {
    let unclosed = || {
        Mistake::new(
            Code::Quotes,
            Span::new(start, line.len()),
            format!("the quote {quote} is never closed"),
        )
        .label("from here on")
        .help(format!("close it with {quote} on the same line"))
    };
    while let Some((position, c)) = characters.next() {
        if c == quote {
            return Ok(position + 1);
        }
        if c == '\\' && quote == '"' {
            let (_, escaped) = characters.next().ok_or_else(unclosed)?;
            if !matches!(escaped, '"' | '\\') {
                text.push(c);
            }
            text.push(escaped);
        } else {
            text.push(c);
        }
    }
    Err(unclosed())
}

/// A backslash at the end of a line that does not go on.
pub(crate) fn lone_backslash(position: usize) -> Mistake {
    let span = Span::new(position, position + 1);
    Mistake::new(Code::Quotes, span, "there is a backslash with nothing behind it")
        .help("to go on in the next line, the backslash must be the last character of the line: no space or comment behind it")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        split(line, 0)
            .unwrap()
            .into_iter()
            .map(|word| word.text)
            .collect()
    }

    #[test]
    fn splits_as_shlex_does() {
        for (line, expected) in [
            ("-r a.txt", vec!["-r", "a.txt"]),
            (" -e 'a b'\t\"c d\" ", vec!["-e", "a b", "c d"]),
            (r#"a"b c"d\ e"#, vec!["ab cd e"]),
            (r#""a\"b\n" 'a\b'"#, vec![r#"a"b\n"#, r"a\b"]),
            ("''", vec![""]),
            ("", vec![]),
        ] {
            assert_eq!(texts(line), expected, "{line}");
        }
        for line in ["'a", "\"a\\", "a\\"] {
            assert!(split(line, 0).is_err(), "{line}");
        }
    }

    #[test]
    fn knows_where_words_stand() {
        let words = split("é --x='a b' c", 3).unwrap();
        assert_eq!(words[0].span, Span::new(3, 12));
        assert!(!words[0].plain);
        assert_eq!(words[1].span, Span::new(13, 14));
        assert!(words[1].plain);
    }
}
