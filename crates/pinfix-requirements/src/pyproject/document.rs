//! TOML with the place of everything in it.

use pinfix_packaging::{Requirement, Span};
use toml_edit::{Document, Item, TableLike, TomlError, Value};

use crate::error::{Code, Mistake};
use crate::traced::Traced;

/// A requirement that is an entry of a list.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) requirement: Requirement,
    /// As it reads, escapes resolved.
    pub(crate) text: String,
    /// Inside the quotes.
    pub(crate) span: Span,
    /// The list, such as `project.dependencies`.
    pub(crate) list: String,
}

/// Parses TOML.
pub(crate) fn parse(text: &str) -> Result<Document<&str>, Mistake> {
    Document::parse(text).map_err(|error: TomlError| {
        let span = error.span().map_or(Span::new(0, 0), Span::from);
        let message = error.message().trim().replace('\n', ", ");
        Mistake::new(Code::Toml, span, format!("this is no TOML: {message}"))
            .help("strings need quotes, lists commas between their entries, and each key may stand once in its table")
    })
}

/// A table (of either form) under a key; a mistake where something else stands there.
pub(crate) fn table<'a>(
    parent: &'a dyn TableLike,
    key: &str,
    mistakes: &mut Vec<Mistake>,
) -> Option<&'a dyn TableLike> {
    let item = parent.get(key)?;
    let table = item.as_table_like();
    if table.is_none() {
        mistakes.push(wrong_type(parent, key, item, "a table"));
    }
    table
}

/// Where a key stands.
pub(crate) fn key_span(table: &dyn TableLike, key: &str) -> Span {
    let span = table.key(key).and_then(toml_edit::Key::span);
    span.or_else(|| table.get(key).and_then(Item::span))
        .map_or(Span::new(0, 0), Span::from)
}

/// Where an item stands; where its key stands, for a table that has no place of its own.
pub(crate) fn item_span(table: &dyn TableLike, key: &str) -> Span {
    table
        .get(key)
        .and_then(Item::span)
        .map_or_else(|| key_span(table, key), Span::from)
}

/// A string under a key, with its place inside the quotes.
pub(crate) fn string(
    text: &str,
    table: &dyn TableLike,
    key: &str,
    mistakes: &mut Vec<Mistake>,
) -> Option<Traced> {
    let item = table.get(key)?;
    let traced = item.as_value().and_then(|value| traced(text, value));
    if traced.is_none() {
        mistakes.push(wrong_type(table, key, item, "a string"));
    }
    traced
}

/// The entries of a list under a key; nothing where there is none.
pub(crate) fn list<'a>(
    table: &'a dyn TableLike,
    key: &str,
    mistakes: &mut Vec<Mistake>,
) -> Option<Vec<&'a Value>> {
    let item = table.get(key)?;
    let array = item.as_array();
    if array.is_none() {
        mistakes.push(wrong_type(table, key, item, "a list"));
    }
    array.map(|array| array.iter().collect())
}

/// An entry of a list of requirements.
pub(crate) fn listed(text: &str, value: &Value, list: &str) -> Result<Listed, Mistake> {
    let Some(traced) = traced(text, value) else {
        let span = value.span().map_or(Span::new(0, 0), Span::from);
        let message = format!("an entry of `{list}` must be a string, not {}", kind_of(value));
        return Err(
            Mistake::new(Code::Project, span, message).help("put the requirement in quotes: \"name>=1.0\"")
        );
    };
    let start = traced.text().len() - traced.text().trim_start().len();
    let end = traced.text().trim_end().len().max(start);
    let traced = traced.slice(start..end);
    match Requirement::parse(traced.text()) {
        Ok(requirement) => Ok(Listed {
            requirement,
            text: traced.text().to_owned(),
            span: traced.whole(),
            list: list.to_owned(),
        }),
        Err(error) => {
            let mistake = Mistake::new(Code::Requirement, traced.original(error.span), error.message);
            Err(mistake.help(error.help.unwrap_or_else(|| {
                "write a name, then what is wanted of it: \"name\", \"name[extra]>=1.0,<2\", \"name @ https://…\""
                    .to_owned()
            })))
        }
    }
}

/// A string with the way from its characters to what stands for them between the quotes.
pub(crate) fn traced(text: &str, value: &Value) -> Option<Traced> {
    let wanted = value.as_str()?;
    let span = value.span().unwrap_or(0..0);
    let raw = text.get(span.clone()).unwrap_or_default();
    let (quote, delimiter) = match raw.as_bytes() {
        [b'"', b'"', b'"', _, _, _, ..] | [b'\'', b'\'', b'\'', _, _, _, ..] => (raw.as_bytes()[0], 3),
        [quote @ (b'"' | b'\''), _, ..] => (*quote, 1),
        _ => (0, 0),
    };
    let inner = raw
        .get(delimiter..raw.len().saturating_sub(delimiter))
        .unwrap_or_default();
    let start = span.start + delimiter;
    let mut found = Traced::default();
    if delimiter == 3 {
        let newline = inner.len() - inner.trim_start_matches('\r').trim_start_matches('\n').len();
        let skipped = if inner.starts_with("\r\n") {
            2
        } else {
            usize::from(inner.starts_with('\n'))
        }
        .min(newline);
        unescape(&inner[skipped..], start + skipped, quote == b'"', &mut found);
    } else {
        unescape(inner, start, quote == b'"', &mut found);
    }
    if found.text() != wanted {
        // Nothing that TOML allows comes here; should it, all of the string is the place of each of its characters.
        found = Traced::default();
        found.push_replaced(wanted, start..start + inner.len());
    }
    Some(found)
}

/// Resolves the escapes of a basic string; a literal string has none.
fn unescape(inner: &str, start: usize, is_basic: bool, found: &mut Traced) {
    let mut rest = inner;
    let mut position = start;
    while let Some(next) = rest.find('\\').filter(|_| is_basic) {
        found.push_copied(&rest[..next], position);
        let (length, value) = escape(&rest[next..]);
        let at = position + next;
        found.push_replaced(&value.map(String::from).unwrap_or_default(), at..at + length);
        rest = &rest[next + length..];
        position = at + length;
    }
    found.push_copied(rest, position);
}

/// The length of the escape that the text starts with, and the character it stands for; none for a line that goes on.
fn escape(text: &str) -> (usize, Option<char>) {
    let Some(kind) = text[1..].chars().next() else {
        return (1, None);
    };
    let hexadecimal = |digits: usize| {
        let code = text
            .get(2..2 + digits)
            .and_then(|code| u32::from_str_radix(code, 16).ok());
        code.map_or((2, None), |code| (2 + digits, char::from_u32(code)))
    };
    match kind {
        'b' => (2, Some('\u{8}')),
        't' => (2, Some('\t')),
        'n' => (2, Some('\n')),
        'f' => (2, Some('\u{c}')),
        'r' => (2, Some('\r')),
        'e' => (2, Some('\u{1b}')),
        '"' | '\\' => (2, Some(kind)),
        'x' => hexadecimal(2),
        'u' => hexadecimal(4),
        'U' => hexadecimal(8),
        _ => (1 + (text[1..].len() - text[1..].trim_start().len()), None),
    }
}

fn wrong_type(table: &dyn TableLike, key: &str, item: &Item, wanted: &str) -> Mistake {
    let found = item.as_value().map_or("a table", kind_of);
    let message = format!("`{key}` must be {wanted}, not {found}");
    let help = match wanted {
        "a list" => format!("write `{key} = [\"…\", \"…\"]`"),
        "a string" => format!("write `{key} = \"…\"`"),
        _ if key == "optional-dependencies" => {
            "write `[project.optional-dependencies]` on a line of its own".to_owned()
        }
        _ => format!("write `[{key}]` on a line of its own, and the keys below it"),
    };
    Mistake::new(Code::Project, item_span(table, key), message).help(help)
}

/// What a value is, with its article.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a string",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "a truth value",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::InlineTable(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_know_their_places_whatever_their_quotes() {
        for (toml, needle) in [
            (r#"a = "foo>=1""#, ">=1"),
            (r"a = 'foo>=1'", ">=1"),
            (r#"a = "f\u006fo \u003e=1""#, r"\u003e=1"),
            ("a = \"\"\"\nfoo\\\n   >=1\"\"\"", ">=1"),
            ("a = '''\r\nfoo>=1'''", ">=1"),
            (r#"a = "\"\\>=1""#, ">=1"),
        ] {
            let document = parse(toml).unwrap();
            let value = document.get("a").and_then(Item::as_value).unwrap();
            let traced = traced(toml, value).unwrap();
            assert_eq!(Some(traced.text()), value.as_str());
            let start = traced.text().find(">=1").unwrap();
            let span = traced.original(Span::new(start, start + 3));
            assert_eq!(&toml[span.start..span.end], needle, "{toml}");
        }
    }
}
