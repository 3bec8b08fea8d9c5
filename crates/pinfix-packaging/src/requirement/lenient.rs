//! Reading requirements as old metadata writes them: what may stand around one. The rest is in the grammar.

use super::error::RequirementError;
use super::value::Requirement;
use super::{extras, parse};
use crate::leniency::Leniency;

impl Requirement {
    /// Reads a requirement as it may stand in published metadata, where many are older than today's rules. Each thing
    /// that is not PEP 508 and was read all the same is told in one sentence of the second value.
    pub fn parse_lenient(text: &str) -> Result<(Self, Vec<String>), RequirementError> {
        if let Ok(requirement) = Self::parse(text) {
            return Ok((requirement, Vec::new()));
        }
        let mut leniency = Leniency::lenient();
        let (offset, inner) = unwrapped(text, &mut leniency);
        let requirement = parse::read(inner, &mut leniency).map_err(|error| error.shifted(offset))?;
        Ok((requirement, leniency.told()))
    }
}

/// The text without what a lenient reading takes off its ends: a byte order mark, quotes, a comment.
fn unwrapped<'text>(text: &'text str, leniency: &mut Leniency) -> (usize, &'text str) {
    let mut inner = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if inner.len() < text.len() {
        leniency.admits(|| "white space around the requirement is passed over".into());
    }
    if let Some(quote) = inner.chars().next().filter(|c| extras::QUOTES.contains(c))
        && inner.len() > 1
        && inner.ends_with(quote)
        && leniency.admits(|| "the quotes around the requirement are passed over".into())
    {
        inner = inner[1..inner.len() - 1].trim();
    }
    if let Some(at) = inner.find(" #")
        && leniency.admits(|| format!("`{}` is read as a comment", &inner[at + 1..]))
    {
        inner = inner[..at].trim_end();
    }
    (inner.as_ptr() as usize - text.as_ptr() as usize, inner)
}
