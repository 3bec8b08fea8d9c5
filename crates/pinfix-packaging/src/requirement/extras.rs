//! Reading the extras of a requirement: `[socks,security]`.

use super::error::RequirementError;
use crate::cursor::Cursor;
use crate::leniency::Leniency;
use crate::name::ExtraName;
use crate::span::Span;

pub(super) const QUOTES: [char; 2] = ['"', '\''];

/// The characters of names and extras (PEP 508).
pub(super) fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}

/// Reads extras in brackets, if they come next.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    leniency: &mut Leniency,
) -> Result<Vec<ExtraName>, RequirementError> {
    let open = cursor.position();
    let mut extras = Vec::new();
    if !cursor.eat("[") {
        return Ok(extras);
    }
    let mut expects_name = false;
    loop {
        cursor.skip_blanks(leniency);
        if cursor.peek() == Some(']')
            && (!expects_name || leniency.admits(|| "a comma after the last extra is passed over".into()))
        {
            cursor.eat("]");
            return Ok(extras);
        }
        extras.push(extra(cursor, leniency, open)?);
        cursor.skip_blanks(leniency);
        expects_name = cursor.eat(",");
        let is_name_next = cursor.peek().is_some_and(|c| c.is_ascii_alphanumeric());
        if !expects_name
            && is_name_next
            && !leniency.admits(|| "a missing comma between two extras is put in".into())
        {
            return Err(RequirementError::new(
                "a comma is missing before this extra",
                cursor.next_span(),
            ));
        }
    }
}

/// Reads one name; `open` is where the bracket stands.
fn extra(
    cursor: &mut Cursor<'_>,
    leniency: &mut Leniency,
    open: usize,
) -> Result<ExtraName, RequirementError> {
    let quote = cursor.peek().filter(|c| QUOTES.contains(c));
    if quote.is_some() && leniency.admits(|| "quotes around an extra are passed over".into()) {
        cursor.take_while(|c| QUOTES.contains(&c));
    }
    let start = cursor.position();
    let written = cursor.take_while(is_of_name);
    if quote.is_some() && leniency.is_lenient() {
        cursor.take_while(|c| QUOTES.contains(&c));
    }
    if let Ok(extra) = written.parse()
        && !written.is_empty()
    {
        return Ok(extra);
    }
    let never_closed = cursor.is_at_end() || cursor.rest().starts_with(';');
    if written.is_empty() && never_closed {
        return Err(
            RequirementError::new("this bracket is never closed", Span::new(open, open + 1))
                .with_help("put a `]` after the last extra"),
        );
    }
    if written.is_empty() {
        let (word, span) = (cursor.next_word(), cursor.next_span());
        let error = RequirementError::new(format!("`{word}` is unexpected among the extras"), span);
        return Err(error.with_help("extras look like `[name]` or `[one,two]`"));
    }
    Err(RequirementError::new(
        format!("`{written}` is no name of an extra"),
        Span::new(start, start + written.len()),
    )
    .with_help("names start and end with a letter or digit"))
}
