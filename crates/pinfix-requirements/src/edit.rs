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

/// Where a requirement that stands at `span` of a text ends together with the hashes behind it (`--hash`), on whatever
/// lines they stand. `None` where there are none.
pub fn hashed(text: &str, span: Span) -> Option<Span> {
    let (_, last) = hashes_behind(text, span)?;
    Some(Span::new(span.start, last))
}

/// The requirement `new` with `hashes` (`algorithm:digest`), for the place that [`hashed`] tells, in the style of the hashes
/// that stand there. `None` where there are none.
pub fn with_hashes<H: AsRef<str>>(
    text: &str,
    span: Span,
    new: &str,
    hashes: impl IntoIterator<Item = H>,
) -> Option<String> {
    let (first, _) = hashes_behind(text, span)?;
    let before = text.get(span.end..first)?;
    let gap = &before[before
        .trim_end_matches(|c: char| c.is_whitespace() || c == '\\')
        .len()..];
    let options = &before[..before.len() - gap.len()];
    let mut written = [new, options].concat();
    for hash in hashes {
        written.extend([gap, "--hash=", hash.as_ref()]);
    }
    Some(written)
}

/// Where the hashes behind a requirement begin and end.
fn hashes_behind(text: &str, span: Span) -> Option<(usize, usize)> {
    let rest = text.get(span.end..)?;
    let rest = rest.get(..logical_line(rest))?;
    let is_comment = |(at, _): &(usize, &str)| rest[..*at].ends_with(char::is_whitespace);
    let comment = rest.match_indices('#').find(is_comment);
    let rest = &rest[..comment.map_or(rest.len(), |(at, _)| at)];
    let first = rest.find("--hash")?;
    let last = rest.rfind("--hash")?;
    // `--hash=sha256:…` and `--hash sha256:…` are the same.
    let digest = last + rest[last..].find(':')?;
    let end = rest[digest..]
        .find(char::is_whitespace)
        .map_or(rest.len(), |length| digest + length);
    Some((span.end + first, span.end + end))
}

/// How long a line is that goes on behind each backslash at an end.
fn logical_line(text: &str) -> usize {
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        length += line.len();
        if !line.trim_end_matches(['\r', '\n']).ends_with('\\') {
            break;
        }
    }
    length
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
    fn hashes_are_replaced_with_the_requirement() {
        for (text, expected) in [
            (
                "foo==1 --hash=sha256:0\n",
                "foo==2 --hash=sha256:1 --hash=sha256:2\n",
            ),
            (
                "foo==1 \\\n    --hash=sha256:0 \\\n    --hash sha256:9  # why\nbar --hash=sha256:3",
                "foo==2 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2  # why\nbar --hash=sha256:3",
            ),
            (
                "foo==1 --global-option=x --hash=sha256:0",
                "foo==2 --global-option=x --hash=sha256:1 --hash=sha256:2",
            ),
        ] {
            let span = Span::new(0, "foo==1".len());
            let place = hashed(text, span).unwrap();
            let new = with_hashes(text, span, "foo==2", ["sha256:1", "sha256:2"]).unwrap();
            assert_eq!(replace(text, place, &new), expected);
        }
        for text in [
            "foo==1",
            "foo==1 # --hash=sha256:0",
            "foo==1\nbar --hash=sha256:0",
        ] {
            assert_eq!(hashed(text, Span::new(0, 6)), None, "{text}");
        }
        assert_eq!(hashed("foo==1 --hash=sha256:0", Span::new(9, 99)), None);
    }

    #[test]
    fn a_span_that_does_not_fit_changes_nothing() {
        for span in [Span::new(1, 2), Span::new(3, 9), Span::new(3, 2)] {
            assert_eq!(replace("éa", span, "x"), "éa");
        }
        assert_eq!(replace("éa", Span::new(0, 2), "x"), "xa");
    }
}
