//! Reading the two sides of a comparison.

use super::error::MarkerError;
use super::tree::Operand;
use super::variable::MarkerVariable;
use crate::cursor::Cursor;
use crate::leniency::Leniency;
use crate::span::Span;

/// What a word without quotes is.
pub(super) enum Word {
    /// There is none.
    None,
    /// A variable.
    Variable(MarkerVariable),
    /// What should stand in quotes: a version, or a word on the right-hand side.
    Bare,
    /// No variable; with a help text.
    Unknown(String),
}

/// The variable of this name, in today's or an older spelling (PEP 345, setuptools).
pub(super) fn variable(name: &str) -> Option<MarkerVariable> {
    let old = match name {
        "os.name" => MarkerVariable::OsName,
        "sys.platform" => MarkerVariable::SysPlatform,
        "platform.version" => MarkerVariable::PlatformVersion,
        "platform.machine" => MarkerVariable::PlatformMachine,
        "platform.python_implementation" | "python_implementation" => {
            MarkerVariable::PlatformPythonImplementation
        }
        _ => {
            return MarkerVariable::ALL
                .into_iter()
                .find(|variable| variable.name() == name);
        }
    };
    Some(old)
}

/// What `word` is on the left-hand (`is_right` false) or right-hand side.
pub(super) fn word(word: &str, is_right: bool) -> Word {
    if word.is_empty() {
        return Word::None;
    }
    if let Some(variable) = variable(word) {
        return Word::Variable(variable);
    }
    if is_right || word.starts_with(|c: char| c.is_ascii_digit()) {
        return Word::Bare;
    }
    let nearest = nearest(word);
    Word::Unknown(nearest.map_or_else(
        || {
            let names: Vec<&str> = MarkerVariable::ALL[..12]
                .iter()
                .map(|variable| variable.name())
                .collect();
            format!("the variables are {}", names.join(", "))
        },
        |name| format!("did you mean `{name}`?"),
    ))
}

/// The name that was likely meant.
fn nearest(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase().replace(['.', '-'], "_");
    let known = match lower.as_str() {
        "python" | "py_version" | "python_requires" | "pythonversion" => "python_version",
        "platform" | "sys" | "os" => "sys_platform",
        "system" => "platform_system",
        "machine" | "arch" | "architecture" => "platform_machine",
        "implementation" => "implementation_name",
        _ => "",
    };
    if known.is_empty() && distance(&lower, "python") <= 2 {
        return Some("python_version");
    }
    if !known.is_empty() {
        return Some(known);
    }
    MarkerVariable::ALL
        .into_iter()
        .map(|variable| (distance(&lower, variable.name()), variable.name()))
        .min()
        .filter(|(distance, _)| *distance <= 3 && *distance < lower.len() / 2)
        .map(|(_, name)| name)
}

/// How many letters must be put in, taken out or changed to make one word of the other (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    // Unknown words can be of any length, and no long one is near a name.
    if left.len() > 40 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.bytes().enumerate() {
            let cost = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

/// Reads a text in quotes; the cursor stands at the first of them.
pub(super) fn literal(
    cursor: &mut Cursor<'_>,
    quote: char,
    leniency: &mut Leniency,
) -> Result<Operand, MarkerError> {
    let start = cursor.position();
    let closing: &[char] = match quote {
        '"' => &['"'],
        '\'' => &['\''],
        _ => &['“', '”', '‘', '’', '"', '\''],
    };
    if !matches!(quote, '"' | '\'') && !leniency.admits(|| format!("`{quote}` is read as a straight quote")) {
        return Err(MarkerError::new(
            format!("`{quote}` is no quote of a marker"),
            Span::new(start, start + quote.len_utf8()),
        )
        .with_help("write straight quotes: \" or '"));
    }
    cursor.eat(quote.encode_utf8(&mut [0; 4]));
    let text = cursor.take_while(|c| !closing.contains(&c));
    let Some(end) = cursor.peek() else {
        return Err(MarkerError::new(
            "this quote is never closed",
            Span::new(start, start + quote.len_utf8()),
        )
        .with_help(format!("put a `{}` after the text", closing[0])));
    };
    cursor.eat(end.encode_utf8(&mut [0; 4]));
    // PEP 508 has no escapes; `packaging` reads them as Python does, which no published marker is known to need.
    let forbidden = text.chars().find(|c| *c == '\\' || c.is_control());
    if let Some(character) = forbidden
        && !leniency.admits(|| format!("{character:?} in \"{text}\" is read as it stands"))
    {
        return Err(MarkerError::new(
            format!("a text in a marker cannot hold {character:?}"),
            cursor.span_from(start),
        ));
    }
    Ok(Operand::Literal(text.into()))
}
