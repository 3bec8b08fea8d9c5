//! What is wrong with a clause, and what was likely meant.

use super::error::SpecifierError;
use super::tokens::{span_of, split_operator, version};
use crate::span::Span;

/// What other tools and other languages write, and what it is here.
const FOREIGN_OPERATORS: [(&str, &str); 15] = [
    (">==", ">="),
    ("<==", "<="),
    ("=>", ">="),
    ("=<", "<="),
    ("=~", "~="),
    ("=!", "!="),
    ("~>", "~="),
    ("~==", "~="),
    ("!==", "!="),
    ("><", "!="),
    ("<>", "!="),
    ("≥", ">="),
    ("≤", "<="),
    ("≠", "!="),
    ("=", "=="),
];

/// The operator that a clause of another tool starts with, and ours for it.
pub(super) fn foreign_operator(text: &str) -> Option<(&'static str, &'static str)> {
    let found = FOREIGN_OPERATORS
        .into_iter()
        .find(|(foreign, _)| text.starts_with(foreign))?;
    let is_ours =
        split_operator(text).is_some() && !matches!(found.0, "><" | "<>" | "~==" | "!==" | ">==" | "<==");
    (!is_ours).then_some(found)
}

/// Why `text`, which has no white space around it, is no clause.
pub(super) fn for_clause(text: &str) -> SpecifierError {
    let whole = Span::new(0, text.len());
    if text.is_empty() {
        return SpecifierError::new("a version specifier is missing", whole);
    }
    if let Some((foreign, ours)) = foreign_operator(text) {
        let rest = text[foreign.len()..].trim();
        return SpecifierError::new(format!("`{foreign}` is no operator"), Span::new(0, foreign.len()))
            .with_help(format!("did you mean `{ours}{rest}`?"));
    }
    let Some((symbols, _)) = split_operator(text) else {
        return without_operator(text);
    };
    let right = text[symbols.len()..].trim();
    if right.is_empty() {
        return SpecifierError::new(format!("there is no version after `{symbols}`"), whole);
    }
    right_side(text, symbols, right)
}

fn without_operator(text: &str) -> SpecifierError {
    let whole = Span::new(0, text.len());
    if let Some(rest) = text.strip_prefix('^') {
        return SpecifierError::new("`^` is no operator", Span::new(0, 1)).with_help(format!(
            "write the range out: `{}`",
            caret(rest).unwrap_or_else(|| format!(">={rest}"))
        ));
    }
    if let Some(rest) = text.strip_prefix('~') {
        return SpecifierError::new("`~` is no operator", Span::new(0, 1))
            .with_help(format!("did you mean `~={}`?", rest.trim()));
    }
    if version(text.strip_suffix(".*").unwrap_or(text)).is_some() {
        return SpecifierError::new(format!("there is no operator before `{text}`"), whole)
            .with_help(format!("did you mean `=={text}`?"));
    }
    if text.starts_with(['"', '\'']) {
        return SpecifierError::new("a version specifier has no quotes", whole);
    }
    SpecifierError::new(format!("`{text}` is no version specifier"), whole)
        .with_help("a specifier is an operator and a version, such as `>=1.2`")
}

/// What Poetry's `^1.2` stands for.
pub(super) fn caret(text: &str) -> Option<String> {
    let lowest = version(text.trim())?;
    let release = lowest.release();
    let position = release
        .iter()
        .position(|number| *number != 0)
        .unwrap_or(release.len().saturating_sub(1));
    let mut upper = release[..=position].to_vec();
    *upper.last_mut()? = upper.last()?.checked_add(1)?;
    let upper: Vec<String> = upper.iter().map(u64::to_string).collect();
    Some(format!(">={lowest},<{}", upper.join(".")))
}

fn right_side(text: &str, symbols: &str, right: &str) -> SpecifierError {
    let right_span = span_of(text, right);
    if let Some(error) = missing_comma(text, right) {
        return error;
    }
    if let Some(prefix) = right.strip_suffix(".*")
        && let Some(version) = version(prefix)
    {
        if !matches!(symbols, "==" | "!=") {
            return SpecifierError::new("`.*` goes with `==` and `!=` only", right_span)
                .with_help(format!("did you mean `{symbols}{prefix}`?"));
        }
        return SpecifierError::new("`.*` can follow a plain release only", right_span)
            .with_help(format!("did you mean `{symbols}{version}`?"));
    }
    if let Some(version) = version(right) {
        if version.is_local() {
            let public = version.without_local();
            return SpecifierError::new("a local version goes with `==` and `!=` only", right_span)
                .with_help(format!("did you mean `{symbols}{public}`?"));
        }
        // The only thing left that is wrong with a version that can be read: `~=1`.
        return SpecifierError::new("`~=` needs a version of at least two numbers", right_span)
            .with_help(format!("did you mean `~={version}.0`, or `>={version}`?"));
    }
    if right.bytes().filter(u8::is_ascii_digit).count() > 19 && has_huge_number(right) {
        return SpecifierError::new("a number in this version is too large", right_span);
    }
    if let Some(bare) = right.strip_suffix(')')
        && version(bare).is_some()
    {
        let end = right_span.end;
        return SpecifierError::new("this parenthesis was never opened", Span::new(end - 1, end));
    }
    if right.starts_with(['"', '\'', '“', '‘']) {
        let bare = right.trim_matches(['"', '\'', '“', '”', '‘', '’']);
        return SpecifierError::new("a version has no quotes", right_span)
            .with_help(format!("did you mean `{symbols}{bare}`?"));
    }
    SpecifierError::new(format!("`{right}` is no version"), right_span)
        .with_help("versions look like `1.2`, `1.2.3`, `1.2rc1` or `1.2.post1` (PEP 440)")
}

fn missing_comma(text: &str, right: &str) -> Option<SpecifierError> {
    let (first, second) = split_run_together(right)?;
    let span = span_of(text, second);
    let before = &text[..span_of(text, first).end];
    let error = SpecifierError::new("a comma is missing before this", span);
    Some(if split_operator(second).is_some() {
        error.with_help(format!("did you mean `{before},{second}`?"))
    } else {
        error
    })
}

/// Splits `1 <2` and `1<2`: a version, and a clause that follows without a comma.
pub(super) fn split_run_together(right: &str) -> Option<(&str, &str)> {
    let at = right.find(|c: char| matches!(c, '<' | '>' | '=' | '!' | '~') && !is_epoch_mark(right, c))?;
    let (first, second) = right.split_at(at);
    let first = first.trim_end();
    version(first.strip_suffix(".*").unwrap_or(first))?;
    Some((first, second))
}

/// Whether the `!` is that of `1!2.0`.
fn is_epoch_mark(text: &str, character: char) -> bool {
    character == '!'
        && text
            .find('!')
            .is_some_and(|at| text[at + 1..].starts_with(|next: char| next.is_ascii_digit()))
}

fn has_huge_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|run| !run.is_empty() && run.parse::<u64>().is_err())
}
