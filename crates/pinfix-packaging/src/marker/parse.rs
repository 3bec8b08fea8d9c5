//! Reading markers: the grammar of PEP 508, and of `packaging` where that is wider.
//!
//! ```text
//! or         = and ("or" and)*
//! and        = atom ("and" atom)*
//! atom       = "(" or ")" | operand operator operand
//! operand    = variable | '"' text '"' | "'" text "'"
//! ```

use std::str::FromStr;

use super::error::MarkerError;
use super::operand::{self, Word};
use super::tree::{Expression, Marker, MarkerOperator, Operand};
use super::variable::MarkerVariable;
use super::{join, normalize};
use crate::cursor::Cursor;
use crate::leniency::Leniency;
use crate::span::Span;

/// How deep parentheses may stand in each other; more is no marker that a person wrote.
const DEEPEST: usize = 64;

/// What is written instead of the operators, and what it means.
const FOREIGN_OPERATORS: [(&str, &str, MarkerOperator); 6] = [
    ("=>", ">=", MarkerOperator::Ge),
    ("=<", "<=", MarkerOperator::Le),
    ("=~", "~=", MarkerOperator::Compatible),
    ("<>", "!=", MarkerOperator::Ne),
    ("=!", "!=", MarkerOperator::Ne),
    ("=", "==", MarkerOperator::Eq),
];

const OPERATORS: [(&str, MarkerOperator); 8] = [
    ("===", MarkerOperator::Arbitrary),
    ("==", MarkerOperator::Eq),
    ("~=", MarkerOperator::Compatible),
    ("!=", MarkerOperator::Ne),
    ("<=", MarkerOperator::Le),
    (">=", MarkerOperator::Ge),
    ("<", MarkerOperator::Lt),
    (">", MarkerOperator::Gt),
];

impl Marker {
    /// Reads a marker as PyPA's `packaging` does, names of the time before PEP 508 (`os.name`) included.
    pub fn parse(text: &str) -> Result<Self, MarkerError> {
        read(text, &mut Leniency::strict())
    }

    /// Reads a marker as it may stand in old metadata. Each thing that is not PEP 508 and was read all the same is told
    /// in one sentence of the second value.
    pub fn parse_lenient(text: &str) -> Result<(Self, Vec<String>), MarkerError> {
        let mut leniency = Leniency::lenient();
        let marker = read(text, &mut leniency)?;
        Ok((marker, leniency.told()))
    }
}

impl FromStr for Marker {
    type Err = MarkerError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Reads a whole text as a marker.
pub(crate) fn read(text: &str, leniency: &mut Leniency) -> Result<Marker, MarkerError> {
    let mut parser = Parser {
        cursor: Cursor::new(text),
        leniency,
        depth: 0,
    };
    let marker = parser.any()?;
    parser.finish()?;
    Ok(marker)
}

struct Parser<'text, 'told> {
    cursor: Cursor<'text>,
    leniency: &'told mut Leniency,
    depth: usize,
}

impl Parser<'_, '_> {
    fn any(&mut self) -> Result<Marker, MarkerError> {
        let mut parts = vec![self.all()?];
        while self.connective("or", &["||", "|"]) {
            parts.push(self.all()?);
        }
        Ok(join::or(parts))
    }

    fn all(&mut self) -> Result<Marker, MarkerError> {
        let mut parts = vec![self.atom()?];
        while self.connective("and", &["&&", "&"]) {
            parts.push(self.atom()?);
        }
        Ok(join::and(parts))
    }

    fn atom(&mut self) -> Result<Marker, MarkerError> {
        self.skip_whitespace();
        let open = self.cursor.position();
        if !self.cursor.eat("(") {
            return self.expression().map(Marker::Expression);
        }
        if self.depth == DEEPEST {
            return Err(MarkerError::new(
                "too many parentheses inside each other",
                self.cursor.span_from(open),
            ));
        }
        self.depth += 1;
        let marker = self.any()?;
        self.depth -= 1;
        self.skip_whitespace();
        let missing_at_end = !self.cursor.eat(")");
        if missing_at_end
            && !(self.cursor.is_at_end()
                && self
                    .leniency
                    .admits(|| "a closing parenthesis is missing at the end".into()))
        {
            return Err(if self.cursor.is_at_end() {
                MarkerError::new("this parenthesis is never closed", Span::new(open, open + 1))
            } else {
                self.unexpected()
            });
        }
        Ok(marker)
    }

    fn expression(&mut self) -> Result<Expression, MarkerError> {
        let start = self.cursor.position();
        let left = self.operand(None)?;
        self.skip_whitespace();
        let operator = self.operator()?;
        self.skip_whitespace();
        let right = self.operand(Some(&left))?;
        match (&left, &right) {
            (Operand::Literal(_), Operand::Literal(_)) => Err(MarkerError::new(
                "this compares two texts",
                self.cursor.span_from(start),
            )
            .with_help(
                "one side must be a variable such as `python_version` or `sys_platform`, without quotes",
            )),
            (Operand::Variable(_), Operand::Variable(variable)) => {
                let admitted = self
                    .leniency
                    .admits(|| format!("the variable `{variable}` is read as a text"));
                if admitted {
                    let text = Operand::Literal(variable.name().into());
                    return Ok(Expression {
                        left,
                        operator,
                        right: text,
                    });
                }
                Err(
                    MarkerError::new("this compares two variables", self.cursor.span_from(start))
                        .with_help("one side must be a text in quotes"),
                )
            }
            _ => Ok(normalize::expression(Expression {
                left,
                operator,
                right,
            })),
        }
    }

    fn operand(&mut self, left: Option<&Operand>) -> Result<Operand, MarkerError> {
        if let Some(quote @ ('"' | '\'' | '“' | '”' | '‘' | '’')) = self.cursor.peek() {
            return operand::literal(&mut self.cursor, quote, self.leniency);
        }
        let start = self.cursor.position();
        let word = self
            .cursor
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
        let span = self.cursor.span_from(start);
        match operand::word(word, matches!(left, Some(Operand::Variable(_)))) {
            Word::Variable(variable) => Ok(Operand::Variable(variable)),
            Word::Bare => {
                if self
                    .leniency
                    .admits(|| format!("`{word}` is read as \"{word}\", with quotes"))
                {
                    return Ok(Operand::Literal(word.into()));
                }
                Err(MarkerError::new(format!("`{word}` has no quotes"), span)
                    .with_help(format!("write `\"{word}\"`")))
            }
            Word::Unknown(help) => {
                Err(MarkerError::new(format!("`{word}` is no marker variable"), span).with_help(help))
            }
            Word::None if self.cursor.is_at_end() => Err(self.ended(left.is_some())),
            Word::None => Err(self.unexpected()),
        }
    }

    fn operator(&mut self) -> Result<MarkerOperator, MarkerError> {
        let start = self.cursor.position();
        for (foreign, ours, operator) in FOREIGN_OPERATORS {
            if !self.cursor.rest().starts_with(foreign)
                || (foreign == "=" && self.cursor.rest().starts_with("=="))
            {
                continue;
            }
            if self
                .leniency
                .admits(|| format!("`{foreign}` is read as `{ours}`"))
            {
                self.cursor.eat(foreign);
                return Ok(operator);
            }
            return Err(MarkerError::new(
                format!("`{foreign}` is no operator"),
                Span::new(start, start + foreign.len()),
            )
            .with_help(format!("did you mean `{ours}`?")));
        }
        if let Some((symbols, operator)) = OPERATORS
            .into_iter()
            .find(|(symbols, _)| self.cursor.rest().starts_with(symbols))
        {
            self.cursor.eat(symbols);
            return Ok(operator);
        }
        if self.eat_word("in") {
            return Ok(MarkerOperator::In);
        }
        if self.eat_word("not") {
            self.skip_whitespace();
            if self.eat_word("in") {
                return Ok(MarkerOperator::NotIn);
            }
            return Err(MarkerError::new(
                "`not` must be followed by `in`",
                self.cursor.span_from(start),
            ));
        }
        let span = if self.cursor.is_at_end() {
            Span::new(0, start)
        } else {
            self.cursor.next_span()
        };
        Err(MarkerError::new("a comparison operator is missing", span)
            .with_help("the operators are <, <=, ==, !=, >=, >, ~=, ===, in, not in"))
    }

    /// Reads `word` (or what other languages write for it, or in capitals) between two comparisons.
    fn connective(&mut self, word: &str, foreign: &[&str]) -> bool {
        self.skip_whitespace();
        if self.eat_word(word) {
            return true;
        }
        let written = self.cursor.next_word();
        if written.eq_ignore_ascii_case(word)
            && self
                .leniency
                .admits(|| format!("`{written}` is read as `{word}`"))
        {
            return self.cursor.eat(written);
        }
        let Some(symbols) = foreign
            .iter()
            .find(|symbols| self.cursor.rest().starts_with(**symbols))
        else {
            return false;
        };
        self.leniency
            .admits(|| format!("`{symbols}` is read as `{word}`"))
            && self.cursor.eat(symbols)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let is_next = self
            .cursor
            .rest()
            .strip_prefix(word)
            .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        is_next && self.cursor.eat(word)
    }

    fn skip_whitespace(&mut self) {
        self.cursor.skip_blanks(self.leniency);
    }

    fn finish(&mut self) -> Result<(), MarkerError> {
        self.skip_whitespace();
        let start = self.cursor.position();
        let rest = self.cursor.rest();
        let is_trailing_junk = !rest.is_empty() && rest.chars().all(|c| matches!(c, ';' | ',' | ')' | ' '));
        if rest.is_empty()
            || (is_trailing_junk
                && self
                    .leniency
                    .admits(|| format!("`{rest}` at the end is passed over")))
        {
            return Ok(());
        }
        Err(match self.cursor.peek() {
            Some(')') => MarkerError::new("this parenthesis was never opened", Span::new(start, start + 1)),
            Some('#') => MarkerError::new(
                "a comment cannot stand here",
                Span::new(start, self.cursor.text().len()),
            )
            .with_help("take the comment away"),
            _ => self.unexpected(),
        })
    }

    fn ended(&self, has_left: bool) -> MarkerError {
        let end = self.cursor.position();
        let message = if has_left {
            "the marker ends before its right-hand side"
        } else {
            "the marker ends where a comparison should follow"
        };
        MarkerError::new(message, Span::new(end, end))
            .with_help("a marker looks like `python_version >= \"3.10\"`")
    }

    fn unexpected(&self) -> MarkerError {
        let (word, span) = (self.cursor.next_word(), self.cursor.next_span());
        let error = MarkerError::new(format!("`{word}` is unexpected here"), span);
        match word.to_ascii_lowercase().as_str() {
            "and" | "or" => error.with_help(format!(
                "`{}` is written in small letters",
                word.to_ascii_lowercase()
            )),
            "&" => error.with_help("write `and`"),
            "|" => error.with_help("write `or`"),
            "," | ";" => error.with_help("comparisons are joined with `and` or `or`"),
            _ => error.with_help("expected `and`, `or`, or the end of the marker"),
        }
    }
}

/// Whether a word that starts a marker comes here; how a requirement without its semicolon is noticed.
pub(crate) fn starts_with_variable(text: &str) -> bool {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.'))
        .unwrap_or(text.len());
    operand::variable(&text[..end]).is_some_and(|variable| variable != MarkerVariable::Extras)
}
