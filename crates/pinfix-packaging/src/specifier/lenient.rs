//! Reading specifiers as old metadata writes them.

use std::borrow::Cow;

use super::clause::Specifier;
use super::error::SpecifierError;
use super::parse::clause;
use super::set::SpecifierSet;
use super::tokens::{parts, span_of, split_operator, version};
use super::{advice, parse};
use crate::version::Version;

const QUOTES: [char; 7] = ['"', '\'', '“', '”', '‘', '’', '`'];

impl SpecifierSet {
    /// Reads a specifier set as it may stand in published metadata, where many are older than today's rules:
    /// `>=2.7.*`, `=>1`, quotes, missing commas.
    ///
    /// Each thing that is not PEP 440 and was read all the same is told in one sentence of the second value.
    pub fn parse_lenient(text: &str) -> Result<(Self, Vec<String>), SpecifierError> {
        set(text).map(|(clauses, told)| (Self::from(clauses), told))
    }
}

fn set(text: &str) -> Result<(Vec<Specifier>, Vec<String>), SpecifierError> {
    let mut told = Vec::new();
    if let Ok(clauses) = parse::set(text) {
        return Ok((clauses, told));
    }
    let mut clauses = Vec::new();
    let inner = without_wrapping(text, &mut told);
    let offset = span_of(text, inner).start;
    for (start, part) in parts(inner) {
        let part_offset = offset + start;
        let pieces = pieces(part);
        if pieces.len() > 1 {
            let written: Vec<&str> = pieces.iter().map(|(_, piece)| piece.trim()).collect();
            told.push(format!("`{}` is read as `{}`", part.trim(), written.join(",")));
        }
        for (piece_start, piece) in pieces {
            let at = part_offset + piece_start;
            if piece.trim().is_empty() {
                continue;
            }
            match clause(piece) {
                Ok(read) => clauses.push(read),
                Err(error) => {
                    repaired(piece.trim(), &mut clauses, &mut told).ok_or_else(|| error.shifted(at))?;
                }
            }
        }
    }
    Ok((clauses, told))
}

/// Takes parentheses and quotes off that stand around the whole text.
fn without_wrapping<'text>(text: &'text str, told: &mut Vec<String>) -> &'text str {
    let mut inner = text.trim();
    loop {
        let unwrapped = match (inner.chars().next(), inner.chars().next_back()) {
            (Some('('), Some(')')) | (Some('['), Some(']')) if inner.len() > 1 => &inner[1..inner.len() - 1],
            (Some('"'), Some('"')) | (Some('\''), Some('\'')) if inner.len() > 1 => {
                &inner[1..inner.len() - 1]
            }
            _ => return inner,
        };
        told.push(format!(
            "`{inner}` is read as `{}`, without what stands around it",
            unwrapped.trim()
        ));
        inner = unwrapped.trim();
    }
}

/// The clauses in a text without commas: `>=1 <2`, `>=1;<2`. A text of one clause is one piece.
fn pieces(part: &str) -> Vec<(usize, &str)> {
    if clause(part).is_ok() {
        return vec![(0, part)];
    }
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut seen_version = false;
    for (index, character) in part.char_indices() {
        let is_operator = matches!(character, '<' | '>' | '=' | '!' | '~' | '^' | '≥' | '≤');
        // The `!` of an epoch belongs to its version.
        let is_epoch = character == '!' && part[index + 1..].starts_with(|next: char| next.is_ascii_digit());
        if (is_operator && !is_epoch && seen_version) || character == ';' {
            pieces.push((start, part[start..index].trim_end()));
            start = if character == ';' { index + 1 } else { index };
            seen_version = false;
        } else if character.is_ascii_alphanumeric() || character == '*' {
            seen_version = true;
        }
    }
    pieces.push((start, &part[start..]));
    pieces
}

/// Reads one clause that is none, if it can be told what was meant.
fn repaired(written: &str, clauses: &mut Vec<Specifier>, told: &mut Vec<String>) -> Option<()> {
    let unquoted: String = written
        .chars()
        .filter(|c| !c.is_whitespace() && !QUOTES.contains(c))
        .collect();
    let unquoted = unquoted.trim_matches(['(', ')', '[', ']']);
    let read = candidate(unquoted)?;
    let found = parse::set(&read).ok()?;
    told.push(if found.is_empty() {
        format!("`{written}` is read as any version")
    } else {
        format!("`{written}` is read as `{read}`")
    });
    clauses.extend(found);
    Some(())
}

/// The text that was meant.
fn candidate(text: &str) -> Option<Cow<'_, str>> {
    if matches!(text, "*" | "==*" | ">=*" | "any" | "x" | "==x") {
        return Some(Cow::Borrowed(""));
    }
    if let Some(rest) = text.strip_prefix('^') {
        return advice::caret(rest).map(Cow::Owned);
    }
    // `!=~3.1` and the like: what two operators in a row mean is what the first says.
    let (symbols, right) = match advice::foreign_operator(text) {
        Some((foreign, ours)) => (ours, &text[foreign.len()..]),
        None => match split_operator(text) {
            Some((symbols, _)) => (symbols, &text[symbols.len()..]),
            None if text.starts_with('~') => ("~=", &text[1..]),
            None => ("==", text),
        },
    };
    if symbols == "===" {
        return None;
    }
    let (symbols, right) = match right.strip_prefix('~') {
        Some(rest) if symbols == "!=" => (symbols, Cow::Owned(format!("{rest}.*"))),
        _ => (symbols, Cow::Borrowed(right)),
    };
    right_side(symbols, &right).map(Cow::Owned)
}

fn right_side(symbols: &str, right: &str) -> Option<String> {
    let (bare, has_star) = without_star(right);
    let bare = bare.trim_end_matches(['.', '-', '_']);
    let (bare, read) = old_version(bare)?;
    let is_release = !read.any_prerelease() && !read.is_post() && !read.is_local();
    Some(match symbols {
        "==" | "!=" if has_star && is_release => format!("{symbols}{bare}.*"),
        "==" | "!=" => format!("{symbols}{bare}"),
        // A compatible release of `2.7.*` is one of 2.7.
        "~=" if has_star && is_release => format!("=={bare}.*"),
        "~=" if read.release().len() < 2 && is_release => format!(">={bare},=={bare}.*"),
        _ => format!("{symbols}{}", read.without_local()),
    })
}

/// A version as old metadata writes it. Setuptools once ordered words among the numbers, so that `>dev` was any release
/// and `9.0.0a1.0` the same as `9.0.0a1`.
fn old_version(text: &str) -> Option<(&str, Version)> {
    if let Some(read) = version(text) {
        return Some((text, read));
    }
    if matches!(text, "dev" | ".dev") {
        return version("0.dev0").map(|read| ("0.dev0", read));
    }
    let mut bare = text;
    while let Some(rest) = bare.strip_suffix(".0") {
        bare = rest;
    }
    let read =
        version(bare).filter(|read| bare.len() < text.len() && (read.any_prerelease() || read.is_post()))?;
    Some((bare, read))
}

/// Takes the stars off the end: `.*`, `*`, `.x`, `.*.*`.
fn without_star(text: &str) -> (&str, bool) {
    let mut bare = text;
    let mut has_star = false;
    while let Some(rest) = bare
        .strip_suffix('*')
        .or_else(|| bare.strip_suffix(".x"))
        .or_else(|| bare.strip_suffix(".X"))
    {
        bare = rest.trim_end_matches('.');
        has_star = true;
    }
    (bare, has_star)
}
