//! Header lines as Python's e-mail parser reads them.

use std::borrow::Cow;

/// The fields of a text in the format of METADATA.
#[derive(Debug)]
pub(crate) struct Headers<'text> {
    /// Name and unfolded value, in order.
    fields: Vec<(&'text str, Cow<'text, str>)>,
    /// The line, if any, that is neither a field nor empty, and so ended the headers.
    stray: Option<&'text str>,
}

impl<'text> Headers<'text> {
    /// Reads fields up to the first line that is empty or no header line.
    pub(crate) fn parse(text: &'text str) -> Self {
        let mut fields: Vec<(&str, Cow<'_, str>)> = Vec::new();
        let mut stray = None;
        for line in lines(text) {
            if line.is_empty() {
                break;
            }
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    let more = line.trim();
                    if !more.is_empty() {
                        let value = value.to_mut();
                        if !value.is_empty() {
                            value.push(' ');
                        }
                        value.push_str(more);
                    }
                }
                continue;
            }
            match line.split_once(':') {
                Some((name, value)) if name.bytes().all(|byte| byte.is_ascii_graphic()) => {
                    fields.push((name, Cow::Borrowed(value.trim())));
                }
                _ => {
                    stray = Some(line);
                    break;
                }
            }
        }
        Self { fields, stray }
    }

    /// The part of `text` that holds the fields.
    pub(crate) fn extent(text: &[u8]) -> &[u8] {
        let mut start = 0;
        while start < text.len() {
            let rest = &text[start..];
            let end = rest
                .iter()
                .position(|&byte| byte == b'\n' || byte == b'\r')
                .unwrap_or(rest.len());
            if end == 0 {
                break;
            }
            let ending = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
            start = (start + end + ending).min(text.len());
        }
        &text[..start]
    }

    /// The values of all fields of that name (in small letters) that have one.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields
            .iter()
            .filter(move |(field, value)| field.eq_ignore_ascii_case(name) && !value.is_empty())
            .map(|(_, value)| value.as_ref())
    }

    /// The first of them.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// What to say where the headers ended at a line that is none.
    pub(crate) fn broken_off(&self) -> Option<String> {
        let line: String = self.stray?.chars().take(40).collect();
        Some(format!("the headers end at the line `{line}`, which is none"))
    }
}

/// The lines of a text; they end with LF, CR LF or CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        rest = after
            .strip_prefix("\r\n")
            .or_else(|| after.strip_prefix(['\n', '\r']))
            .unwrap_or(after);
        Some(line)
    })
}
