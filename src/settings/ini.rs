//! pip's configuration files are read as Python's `configparser.RawConfigParser` reads them: sections, `key = value` or
//! `key: value`, values that go on in indented lines, comments of whole lines, and no interpolation.

use std::ops::Range;

/// A value, and the byte range of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IniValue {
    /// The section it stands in; `DEFAULT` lends its values to all others.
    pub section: String,
    /// The key, in lower case.
    pub key: String,
    /// The value, its lines joined by line feeds.
    pub value: String,
    /// Where its first line stands.
    pub span: Range<usize>,
}

/// A line that is none of the format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IniError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Range<usize>,
}

/// The state of the reader between two lines.
#[derive(Default)]
struct Reader {
    values: Vec<IniValue>,
    section: Option<String>,
    sections: Vec<String>,
    /// Whether an indented line goes on with the last value.
    in_value: bool,
    indent: usize,
}

/// All values of a text in the order in which they stand there.
pub fn parse(text: &str) -> Result<Vec<IniValue>, IniError> {
    let mut reader = Reader::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = start..start + line.trim_end().len();
        start += line.len();
        // A byte order mark is no part of the first line, whatever the encoding was thought to be.
        reader.line(line.trim_start_matches('\u{feff}'), span)?;
    }
    for value in &mut reader.values {
        value.value.truncate(value.value.trim_end().len());
    }
    Ok(reader.values)
}

impl Reader {
    fn line(&mut self, line: &str, span: Range<usize>) -> Result<(), IniError> {
        let content = line.trim();
        if content.starts_with(['#', ';']) {
            return Ok(());
        }
        if content.is_empty() {
            // An empty line may stand inside a value; at its end it is cut off.
            if self.in_value
                && let Some(last) = self.values.last_mut()
            {
                last.value.push('\n');
            }
            return Ok(());
        }
        let indent = line.len() - line.trim_start().len();
        if self.in_value
            && indent > self.indent
            && let Some(last) = self.values.last_mut()
        {
            last.value.push('\n');
            last.value.push_str(content);
            return Ok(());
        }
        self.indent = indent;
        match content
            .strip_prefix('[')
            .and_then(|rest| rest.rfind(']').map(|end| &rest[..end]))
        {
            Some(name) if !name.is_empty() => self.header(name, span),
            _ => self.option(content, span),
        }
    }

    fn header(&mut self, name: &str, span: Range<usize>) -> Result<(), IniError> {
        self.in_value = false;
        if self.sections.iter().any(|known| known == name) {
            return Err(IniError {
                message: format!("the section [{name}] is there twice"),
                span,
            });
        }
        if name != "DEFAULT" {
            self.sections.push(name.to_owned());
        }
        self.section = Some(name.to_owned());
        Ok(())
    }

    fn option(&mut self, content: &str, span: Range<usize>) -> Result<(), IniError> {
        let Some(section) = self.section.clone() else {
            return Err(IniError {
                message: "a section such as [global] must come first".to_owned(),
                span,
            });
        };
        let Some((key, value)) = content
            .split_once(['=', ':'])
            .filter(|(key, _)| !key.trim().is_empty())
        else {
            return Err(IniError {
                message: "this is no `key = value`".to_owned(),
                span,
            });
        };
        let key = key.trim().to_lowercase();
        if self
            .values
            .iter()
            .any(|known| known.section == section && known.key == key)
        {
            return Err(IniError {
                message: format!("`{key}` is there twice in [{section}]"),
                span,
            });
        }
        self.values.push(IniValue {
            section,
            key,
            value: value.trim().to_owned(),
            span,
        });
        self.in_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(String, String, String)> {
        parse(text)
            .unwrap()
            .into_iter()
            .map(|value| (value.section, value.key, value.value))
            .collect()
    }

    #[test]
    fn reads_what_configparser_reads() {
        let text = "# comment\n[global]\nIndex-URL = https://example.org/simple\nextra-index-url =\n    https://a.example\n  \
                    ; in between\n\n    https://b.example\ntimeout: 60\nraw = %(here)s # kept\n\n[install]\nno-index=yes\n";
        let expected = [
            ("global", "index-url", "https://example.org/simple"),
            (
                "global",
                "extra-index-url",
                "\nhttps://a.example\n\nhttps://b.example",
            ),
            ("global", "timeout", "60"),
            ("global", "raw", "%(here)s # kept"),
            ("install", "no-index", "yes"),
        ];
        let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(values(text), expected);
    }

    #[test]
    fn an_indented_first_key_is_a_key() {
        assert_eq!(values("[global]\n  a = 1\n  b = 2\n")[1].1, "b");
    }

    #[test]
    fn a_byte_order_mark_and_carriage_returns_do_no_harm() {
        assert_eq!(values("\u{feff}[global]\r\na = 1\r\n  2\r\n")[0].2, "1\n2");
    }

    #[test]
    fn refuses_what_configparser_refuses() {
        for (text, message) in [
            ("a = 1\n", "must come first"),
            ("[global]\nnonsense\n", "no `key = value`"),
            ("[global]\n= 1\n", "no `key = value`"),
            ("[global]\na = 1\na = 2\n", "twice"),
            ("[global]\n[global]\n", "twice"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.message.contains(message), "{text:?}: {error:?}");
        }
        assert_eq!(parse("[global]\nnonsense\n").unwrap_err().span, 9..17);
    }
}
