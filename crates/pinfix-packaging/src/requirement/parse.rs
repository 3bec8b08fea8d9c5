//! Reading requirements: the grammar of PEP 508, with the parenthesised versions of the time before it, which
//! `packaging` reads too.
//!
//! ```text
//! requirement = name extras? (url | versions)? (";" marker)?
//! extras      = "[" (name ("," name)*)? "]"
//! url         = "@" characters-without-blanks blank
//! versions    = "(" set ")" | set
//! ```

use std::str::FromStr;

use super::error::RequirementError;
use super::extras;
use super::value::{Requirement, RequirementSource};
use crate::cursor::Cursor;
use crate::leniency::Leniency;
use crate::marker::{self, Marker};
use crate::name::{ExtraName, PackageName};
use crate::span::Span;
use crate::specifier::SpecifierSet;

impl Requirement {
    /// Reads a requirement as PyPA's `packaging` does (PEP 508).
    pub fn parse(text: &str) -> Result<Self, RequirementError> {
        read(text, &mut Leniency::strict())
    }
}

impl FromStr for Requirement {
    type Err = RequirementError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Reads a whole text as a requirement.
pub(super) fn read(text: &str, leniency: &mut Leniency) -> Result<Requirement, RequirementError> {
    let mut parser = Parser {
        cursor: Cursor::new(text),
        leniency,
    };
    parser.requirement()
}

struct Parser<'text, 'told> {
    cursor: Cursor<'text>,
    leniency: &'told mut Leniency,
}

impl<'text> Parser<'text, '_> {
    fn requirement(&mut self) -> Result<Requirement, RequirementError> {
        self.skip_whitespace();
        let name = self.name()?;
        self.skip_whitespace();
        let mut extras = extras::read(&mut self.cursor, self.leniency)?;
        self.skip_whitespace();
        let (source, marker) = if self.cursor.eat("@") {
            self.url()?
        } else {
            let set = self.versions()?;
            self.late_extras(&mut extras)?;
            (RequirementSource::Specifiers(set), self.marker()?)
        };
        extras.sort_unstable();
        extras.dedup();
        Ok(Requirement {
            name,
            extras,
            source,
            marker,
        })
    }

    fn name(&mut self) -> Result<PackageName, RequirementError> {
        let start = self.cursor.position();
        let written = self.cursor.take_while(extras::is_of_name);
        let span = self.cursor.span_from(start);
        if let Some(error) = self.location_without_name(start) {
            return Err(error);
        }
        if self.cursor.peek().is_some_and(char::is_alphanumeric) {
            let rest = &self.cursor.text()[start..];
            let word = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
            return Err(RequirementError::new(
                format!("`{word}` is no package name"),
                Span::new(start, start + word.len()),
            )
            .with_help("names are letters from a to z, digits, `-`, `_` and `.`"));
        }
        if written.is_empty() && self.cursor.is_at_end() {
            return Err(RequirementError::new(
                "a requirement is missing",
                Span::new(0, self.cursor.position()),
            ));
        }
        if written.is_empty() {
            let (word, span) = (self.cursor.next_word(), self.cursor.next_span());
            return Err(RequirementError::new(
                format!("a requirement starts with a package name, not with `{word}`"),
                span,
            ));
        }
        written.parse().map_err(|_| {
            let bare = written.trim_matches(['.', '-', '_']);
            let error = RequirementError::new(format!("`{written}` is no package name"), span);
            if bare.is_empty() {
                error.with_help("names are letters, digits, `-`, `_` and `.`")
            } else {
                error.with_help(format!(
                    "names start and end with a letter or digit: did you mean `{bare}`?"
                ))
            }
        })
    }

    /// The error for a URL or a path where a name should be.
    fn location_without_name(&self, start: usize) -> Option<RequirementError> {
        let text = &self.cursor.text()[start..];
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let word = text[..end].trim_end_matches(';');
        let span = Span::new(start, start + word.len());
        let scheme_end = word.find("://").filter(|at| {
            word[..*at]
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        });
        if scheme_end.is_some() {
            return Some(
                RequirementError::new("a URL needs the name of its package before it", span)
                    .with_help(format!("write `NAME @ {word}`")),
            );
        }
        let is_path = ["./", "../", "/", "~/", ".\\", "..\\"]
            .iter()
            .any(|prefix| word.starts_with(prefix));
        is_path.then(|| {
            RequirementError::new("a path is no requirement", span).with_help(format!(
                "write `NAME @ file:///…/{}`",
                word.trim_start_matches(['.', '/', '~', '\\'])
            ))
        })
    }

    /// Extras after the versions, where setuptools once wrote them.
    fn late_extras(&mut self, extras: &mut Vec<ExtraName>) -> Result<(), RequirementError> {
        self.skip_whitespace();
        if self.cursor.peek() != Some('[') {
            return Ok(());
        }
        if !self
            .leniency
            .admits(|| "extras after the version are read as if they stood before it".into())
        {
            return Err(
                RequirementError::new("extras come before the version", self.cursor.next_span())
                    .with_help("write `name[extra]>=1.0`"),
            );
        }
        extras.extend(extras::read(&mut self.cursor, self.leniency)?);
        Ok(())
    }

    fn url(&mut self) -> Result<(RequirementSource, Option<Marker>), RequirementError> {
        let at = self.cursor.position() - 1;
        self.skip_whitespace();
        let start = self.cursor.position();
        let mut url = self.cursor.take_while(|c| !c.is_whitespace());
        if url.is_empty() {
            return Err(RequirementError::new(
                "a URL is missing after `@`",
                Span::new(at, at + 1),
            ));
        }
        let span = self.cursor.span_from(start);
        self.skip_whitespace();
        let is_glued = url.ends_with(';') && !self.cursor.is_at_end();
        if is_glued {
            let bare = url.trim_end_matches(';');
            if !self
                .leniency
                .admits(|| format!("the `;` at the end of `{url}` is read as the start of a marker"))
            {
                return Err(RequirementError::new("the `;` belongs to this URL", span)
                    .with_help(format!("put a space before it: `{bare} ;`")));
            }
            url = bare;
            let offset = self.cursor.position();
            let marker = self.marker_at(offset)?;
            return Ok((RequirementSource::Url(url.to_owned()), Some(marker)));
        }
        let source = RequirementSource::Url(url.to_owned());
        Ok((source, self.marker()?))
    }

    fn versions(&mut self) -> Result<SpecifierSet, RequirementError> {
        let open = self.cursor.position();
        if self.cursor.eat("(") {
            let text = self.cursor.take_while(|c| c != ')' && c != ';');
            let is_closed = self.cursor.eat(")");
            if !is_closed
                && !self
                    .leniency
                    .admits(|| "a missing closing parenthesis is put in".into())
            {
                return Err(RequirementError::new(
                    "this parenthesis is never closed",
                    Span::new(open, open + 1),
                ));
            }
            return self.set(text, open + 1);
        }
        let rest = self.cursor.rest();
        let end = rest.find([';', '[']).unwrap_or(rest.len());
        let end = self.end_of_versions(&rest[..end])?;
        let text = &rest[..end];
        self.skip(end);
        self.set(text, open)
    }

    /// Where the versions end: at a semicolon, or where one is missing.
    fn end_of_versions(&mut self, text: &str) -> Result<usize, RequirementError> {
        let offset = self.cursor.position();
        if let Some(at) = text.find('#') {
            let span = Span::new(offset + at, offset + text.len());
            let has_space = text[..at].ends_with(char::is_whitespace) || at == 0;
            return Err(if has_space {
                RequirementError::new("a comment cannot stand here", span).with_help("take the comment away")
            } else {
                RequirementError::new("a comment needs white space before its `#`", span).with_help(format!(
                    "write `{} {}`",
                    &self.cursor.text()[..offset + at],
                    &text[at..]
                ))
            });
        }
        let Some(at) = word_starts(text).find(|at| marker::starts_with_variable(&text[*at..])) else {
            return Ok(text.len());
        };
        if self.leniency.is_lenient() {
            // That the semicolon is missing is told where the marker is read.
            return Ok(at);
        }
        let before = self.cursor.text()[..offset + at].trim_end();
        let span = Span::new(offset + at, offset + text.trim_end().len());
        Err(
            RequirementError::new("a `;` is missing before the marker", span).with_help(format!(
                "did you mean `{before}; {}`?",
                self.cursor.text()[offset + at..].trim_end()
            )),
        )
    }

    fn set(&mut self, text: &str, offset: usize) -> Result<SpecifierSet, RequirementError> {
        if let Some(at) = empty_clause(text)
            && !self
                .leniency
                .admits(|| "a comma with nothing before it is passed over".into())
        {
            let span = Span::new(offset + at, offset + at + 1);
            return Err(RequirementError::new(
                "there is no version specifier before this comma",
                span,
            ));
        }
        let read = if self.leniency.is_lenient() {
            SpecifierSet::parse_lenient(text).map(|(set, told)| {
                self.leniency.tell(told);
                set
            })
        } else {
            SpecifierSet::parse(text)
        };
        read.map_err(|error| RequirementError::from(error).shifted(offset))
    }

    fn marker(&mut self) -> Result<Option<Marker>, RequirementError> {
        self.skip_whitespace();
        if self.cursor.is_at_end() {
            return Ok(None);
        }
        let semicolon = self.cursor.position();
        if !self.cursor.eat(";") {
            return self.without_semicolon();
        }
        let offset = self.cursor.position();
        if self.cursor.rest().trim().is_empty() {
            if self
                .leniency
                .admits(|| "a `;` with nothing after it is passed over".into())
            {
                return Ok(None);
            }
            return Err(RequirementError::new(
                "there is no marker after the `;`",
                Span::new(semicolon, offset),
            )
            .with_help("take the `;` away"));
        }
        self.marker_at(offset).map(Some)
    }

    fn without_semicolon(&mut self) -> Result<Option<Marker>, RequirementError> {
        let rest = self.cursor.rest();
        if marker::starts_with_variable(rest)
            && self
                .leniency
                .admits(|| format!("a missing `;` is put in before `{rest}`"))
        {
            let offset = self.cursor.position();
            return self.marker_at(offset).map(Some);
        }
        if rest
            .chars()
            .all(|c| matches!(c, ')' | ',' | '.') || c.is_whitespace())
            && self
                .leniency
                .admits(|| format!("`{rest}` at the end is passed over"))
        {
            return Ok(None);
        }
        let (word, span) = (self.cursor.next_word(), self.cursor.next_span());
        Err(
            RequirementError::new(format!("`{word}` is unexpected here"), span)
                .with_help("expected `;` and a marker, or the end of the requirement"),
        )
    }

    fn marker_at(&mut self, offset: usize) -> Result<Marker, RequirementError> {
        marker::read(&self.cursor.text()[offset..], self.leniency)
            .map_err(|error| RequirementError::from(error).shifted(offset))
    }

    /// Goes on by so many bytes, which must end at the border of a character.
    fn skip(&mut self, bytes: usize) {
        let skipped: &'text str = &self.cursor.rest()[..bytes];
        self.cursor.eat(skipped);
    }

    fn skip_whitespace(&mut self) {
        self.cursor.skip_blanks(self.leniency);
    }
}

/// Where words start that have white space before them.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut after_space = true;
    text.char_indices().filter_map(move |(index, character)| {
        let starts = after_space && !character.is_whitespace();
        after_space = character.is_whitespace();
        starts.then_some(index)
    })
}

/// Where a comma has nothing before it; one after the last clause is allowed.
fn empty_clause(text: &str) -> Option<usize> {
    let mut start = 0;
    for (at, _) in text.match_indices(',') {
        if text[start..at].trim().is_empty() {
            return Some(at);
        }
        start = at + 1;
    }
    None
}
