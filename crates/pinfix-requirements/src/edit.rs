//! The smallest change to a text: everything else stays as it is.

use pinfix_packaging::{Requirement, Span};

/// The text with `new` in the place of `span`; the text as it was where the span does not fit it.
pub fn replace(text: &str, span: Span, new: &str) -> String {
    match (text.get(..span.start), text.get(span.end..)) {
        (Some(before), Some(after)) if span.start <= span.end => [before, new, after].concat(),
        _ => text.to_owned(),
    }
}

/// Where the specifiers of a requirement stand, in bytes of its text: `>=1,<2` in `name[extra] >=1,<2 ; marker`. An
/// empty span behind the name and the extras, where it has none. `None` for what is no requirement by name, and for
/// one with a URL.
pub fn specifiers(requirement: &str) -> Option<Span> {
    let parsed = Requirement::parse(requirement).ok()?;
    parsed.specifiers()?;
    let start = requirement.len() - requirement.trim_start().len();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut behind = start
        + requirement[start..]
            .find(|c| !is_name(c))
            .unwrap_or(requirement.len() - start);
    let rest = requirement[behind..].trim_start();
    if rest.starts_with('[') {
        behind = requirement.len() - rest.len() + rest.find(']')? + 1;
    }
    // A marker may hold anything, but no specifier holds a semicolon.
    let end = requirement[behind..]
        .find(';')
        .map_or(requirement.len(), |position| behind + position);
    let inside = requirement[behind..end].trim();
    if inside.is_empty() {
        return Some(Span::new(behind, behind));
    }
    let start = behind + (requirement[behind..end].len() - requirement[behind..end].trim_start().len());
    let span = Span::new(start, start + inside.len());
    // `name (>=1)`: the parentheses stay, for they may be a habit of the file.
    let inner = inside.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    Some(inner.map_or(span, |_| Span::new(span.start + 1, span.end - 1)))
}

/// The text with other specifiers for the requirement that stands at `span` in it; extras, marker, hashes and
/// comment survive. `None` where there is no requirement by name and version at `span`.
pub fn replace_specifiers(text: &str, span: Span, new: &str) -> Option<String> {
    let requirement = text.get(span.start..span.end)?;
    let place = specifiers(requirement)?;
    Some(replace(text, place.shifted(span.start), new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_specifiers_change() {
        for (text, expected) in [
            ("foo>=1,<2", "foo==3"),
            ("foo", "foo==3"),
            (
                "Foo.Bar[a, b] >= 1 ; python_version < '3'",
                "Foo.Bar[a, b] ==3 ; python_version < '3'",
            ),
            ("foo[a]; os_name == 'x;y'", "foo[a]==3; os_name == 'x;y'"),
            ("foo (>=1)", "foo (==3)"),
        ] {
            let line = format!("# é\n{text} --hash=sha256:0 # why\n");
            let start = "# é\n".len();
            let changed = replace_specifiers(&line, Span::new(start, start + text.len()), "==3");
            assert_eq!(changed, Some(format!("# é\n{expected} --hash=sha256:0 # why\n")));
        }
        for text in ["foo @ https://example.org/a.whl", "./foo", "foo==", ""] {
            assert_eq!(specifiers(text), None, "{text}");
        }
    }

    #[test]
    fn a_span_that_does_not_fit_changes_nothing() {
        for span in [Span::new(1, 2), Span::new(3, 9), Span::new(3, 2)] {
            assert_eq!(replace("éa", span, "x"), "éa");
        }
        assert_eq!(replace("éa", Span::new(0, 2), "x"), "xa");
    }
}
