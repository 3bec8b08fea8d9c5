//! The options that pip takes in requirements files.

use pinfix_packaging::Span;

use crate::error::{Code, Mistake};
use crate::nearest::nearest;
use crate::words::{self, Word};

/// An option by its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OptionName {
    IndexUrl,
    ExtraIndexUrl,
    NoIndex,
    Requirement,
    Constraint,
    Editable,
    FindLinks,
    NoBinary,
    OnlyBinary,
    PreferBinary,
    RequireHashes,
    Pre,
    TrustedHost,
    UseFeature,
    Hash,
    ConfigSettings,
    GlobalOption,
}

/// An option as it stands in a line. Spans count the bytes of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flag {
    pub(crate) name: OptionName,
    /// Empty for an option that takes none.
    pub(crate) value: String,
    pub(crate) value_span: Span,
    /// Option and value.
    pub(crate) span: Span,
}

/// Every spelling; `true` where a value follows.
const SPELLINGS: &[(&str, OptionName, bool)] = &[
    ("--index-url", OptionName::IndexUrl, true),
    ("--pypi-url", OptionName::IndexUrl, true),
    ("-i", OptionName::IndexUrl, true),
    ("--extra-index-url", OptionName::ExtraIndexUrl, true),
    ("--no-index", OptionName::NoIndex, false),
    ("--requirement", OptionName::Requirement, true),
    ("-r", OptionName::Requirement, true),
    ("--constraint", OptionName::Constraint, true),
    ("-c", OptionName::Constraint, true),
    ("--editable", OptionName::Editable, true),
    ("-e", OptionName::Editable, true),
    ("--find-links", OptionName::FindLinks, true),
    ("-f", OptionName::FindLinks, true),
    ("--no-binary", OptionName::NoBinary, true),
    ("--only-binary", OptionName::OnlyBinary, true),
    ("--prefer-binary", OptionName::PreferBinary, false),
    ("--require-hashes", OptionName::RequireHashes, false),
    ("--pre", OptionName::Pre, false),
    ("--trusted-host", OptionName::TrustedHost, true),
    ("--use-feature", OptionName::UseFeature, true),
    ("--hash", OptionName::Hash, true),
    ("--config-settings", OptionName::ConfigSettings, true),
    ("--config-setting", OptionName::ConfigSettings, true),
    ("-C", OptionName::ConfigSettings, true),
    ("--global-option", OptionName::GlobalOption, true),
];

impl OptionName {
    /// The long spelling.
    pub(crate) fn spelling(self) -> &'static str {
        SPELLINGS
            .iter()
            .find(|(_, name, _)| *name == self)
            .map_or("", |(spelling, ..)| spelling)
    }

    /// Whether it belongs to the requirement that it stands beside.
    pub(crate) const fn belongs_to_requirement(self) -> bool {
        matches!(self, Self::Hash | Self::ConfigSettings | Self::GlobalOption)
    }

    /// Whether the value may look like an option.
    const fn takes_options(self) -> bool {
        matches!(self, Self::ConfigSettings | Self::GlobalOption)
    }

    /// An example of a value.
    const fn example(self) -> &'static str {
        match self {
            Self::IndexUrl | Self::ExtraIndexUrl => "https://example.org/simple",
            Self::Requirement => "other.txt",
            Self::Constraint => "constraints.txt",
            Self::Editable => "./project",
            Self::FindLinks => "./wheels",
            Self::NoBinary | Self::OnlyBinary => ":all:",
            Self::TrustedHost => "example.org",
            Self::Hash => "sha256:…",
            Self::ConfigSettings => "KEY=VALUE",
            _ => "VALUE",
        }
    }
}

/// Reads the options that stand in `line` from byte `from` on. `Err` where not even words can be told apart.
pub(crate) fn flags(line: &str, from: usize) -> Result<(Vec<Flag>, Vec<Mistake>), Mistake> {
    let words = words::split(line, from)?;
    let mut flags = Vec::new();
    let mut mistakes = Vec::new();
    let mut rest = words.as_slice();
    while let Some((word, behind)) = rest.split_first() {
        rest = behind;
        if !is_option(word) {
            mistakes.push(stray(word));
            continue;
        }
        match one(line, word, &mut rest) {
            Ok(flag) => flags.push(flag),
            Err(mistake) => {
                // What follows is most likely the value of the option that was not understood.
                if rest.first().is_some_and(|next| !is_option(next)) {
                    rest = &rest[1..];
                }
                mistakes.push(mistake);
            }
        }
    }
    Ok((flags, mistakes))
}

/// Whether the word starts an option.
fn is_option(word: &Word) -> bool {
    word.text.len() > 1 && word.text.starts_with('-')
}

/// Reads the option that starts with `word`, and its value from the words behind, where it is not in the same word.
fn one(line: &str, word: &Word, rest: &mut &[Word]) -> Result<Flag, Mistake> {
    let (spelled, attached) = if word.text.starts_with("--") {
        match word.text.split_once('=') {
            Some((name, _)) => (name, Some(name.len() + 1)),
            None => (word.text.as_str(), None),
        }
    } else {
        let end = word.text.char_indices().nth(2).map(|(position, _)| position);
        (&word.text[..end.unwrap_or(word.text.len())], end)
    };
    let (name, takes_value) = lookup(spelled, word)?;
    let mut flag = Flag {
        name,
        value: String::new(),
        value_span: word.span,
        span: word.span,
    };
    match attached {
        Some(from) if takes_value => {
            word.text[from..].clone_into(&mut flag.value);
            flag.value_span = word.span_from(line, from);
        }
        Some(_) => {
            return Err(Mistake::new(
                Code::OptionValue,
                word.span,
                format!("`{spelled}` takes no value"),
            )
            .help(format!("write `{}` and nothing behind it", name.spelling())));
        }
        None if takes_value => {
            let value = rest
                .first()
                .filter(|next| name.takes_options() || !is_option(next));
            let Some(value) = value else {
                return Err(missing_value(name, spelled, word));
            };
            *rest = &rest[1..];
            value.text.clone_into(&mut flag.value);
            flag.value_span = value.span_from(line, 0);
        }
        None => {}
    }
    if name == OptionName::Editable {
        take_all(line, &mut flag, rest);
    }
    if takes_value && flag.value.is_empty() {
        return Err(missing_value(name, spelled, word));
    }
    flag.span.end = flag.value_span.end.max(word.span.end);
    Ok(flag)
}

/// Takes the words up to the next option into the value: `-e name @ url ; marker` may be written without quotes.
fn take_all(line: &str, flag: &mut Flag, rest: &mut &[Word]) {
    let goes_on = flag.value.ends_with('@')
        || flag.value.contains(';')
        || rest
            .first()
            .is_some_and(|next| next.text.starts_with(['@', ';', '[']));
    let until_option = rest.iter().position(is_option).unwrap_or(rest.len());
    let count = if goes_on { until_option } else { 0 };
    let (words, behind) = rest.split_at(count);
    *rest = behind;
    let is_quote = |c: char| matches!(c, '"' | '\'');
    let span = flag.value_span;
    let is_inside_quotes = line[..span.start].ends_with(is_quote);
    let is_quoted = is_inside_quotes || line[span.start..].starts_with(is_quote);
    let end = words.last().map_or(span.end, |last| last.span.end);
    let is_escaped = line[span.start..end].contains("\\ ");
    if !is_quoted && !is_escaped {
        // Not what the words say: a backslash is a part of a Windows path here, and the marker needs its quotes.
        line[span.start..end].clone_into(&mut flag.value);
        flag.value_span.end = end;
    } else if !words.is_empty() {
        // The rest as written: it may be a marker, which needs its quotes.
        let behind_quote = span.end + usize::from(is_inside_quotes);
        flag.value.push_str(&line[behind_quote..end]);
        flag.value_span = Span::new(span.start - usize::from(is_inside_quotes), end);
    }
}

/// The option with this spelling, or the only long one that starts like it (as `optparse` has it).
fn lookup(spelled: &str, word: &Word) -> Result<(OptionName, bool), Mistake> {
    if let Some((_, name, takes_value)) = SPELLINGS.iter().find(|(known, ..)| *known == spelled) {
        return Ok((*name, *takes_value));
    }
    let span = if word.plain {
        Span::new(word.span.start, word.span.start + spelled.len())
    } else {
        word.span
    };
    let starting: Vec<_> = if spelled.starts_with("--") && spelled.len() > 2 {
        SPELLINGS
            .iter()
            .filter(|(known, ..)| known.starts_with(spelled))
            .collect()
    } else {
        Vec::new()
    };
    match starting.as_slice() {
        [(_, name, takes_value)] => return Ok((*name, *takes_value)),
        [(_, first, takes_value), others @ ..] if others.iter().all(|(_, name, _)| name == first) => {
            return Ok((*first, *takes_value));
        }
        [] => {}
        several => {
            let list: Vec<_> = several.iter().map(|(known, ..)| format!("`{known}`")).collect();
            let message = format!("`{spelled}` may be short for several options");
            let help = format!("write out which one: {}", list.join(", "));
            return Err(Mistake::new(Code::UnknownOption, span, message).help(help));
        }
    }
    let message = format!("there is no option `{spelled}` in requirements files");
    let help = match nearest(spelled, SPELLINGS.iter().map(|(known, ..)| *known)) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "requirements files take only some of pip's options; give this one on the command line, or take it out"
            .to_owned(),
    };
    Err(Mistake::new(Code::UnknownOption, span, message)
        .label("unknown option")
        .help(help))
}

/// An option at the end, or before another one, that needs a value.
fn missing_value(name: OptionName, spelled: &str, word: &Word) -> Mistake {
    Mistake::new(Code::OptionValue, word.span, format!("`{spelled}` needs a value"))
        .label("nothing behind this")
        .help(format!("write `{spelled} {}`", name.example()))
}

/// A word that is no option and no option's value.
fn stray(word: &Word) -> Mistake {
    Mistake::new(
        Code::Stray,
        word.span,
        "this text belongs to no option and is no requirement of its own",
    )
    .help("put each requirement and each option on a line of its own")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<(OptionName, String)> {
        let (flags, mistakes) = flags(line, 0).unwrap();
        assert_eq!(mistakes, [], "{line}");
        flags.into_iter().map(|flag| (flag.name, flag.value)).collect()
    }

    #[test]
    fn every_way_to_write_an_option() {
        for (line, name, value) in [
            ("-r a.txt", OptionName::Requirement, "a.txt"),
            ("-ra.txt", OptionName::Requirement, "a.txt"),
            ("--requirement=a.txt", OptionName::Requirement, "a.txt"),
            ("--requirem 'a b.txt'", OptionName::Requirement, "a b.txt"),
            ("--pypi-url x", OptionName::IndexUrl, "x"),
            ("--pre", OptionName::Pre, ""),
            ("--config-set a=b", OptionName::ConfigSettings, "a=b"),
            ("--global-option --x", OptionName::GlobalOption, "--x"),
            ("-e.", OptionName::Editable, "."),
            (r"-e .\a", OptionName::Editable, r".\a"),
            (r"-e ./a\ b", OptionName::Editable, "./a b"),
            (
                "--editable=./a ; os_name == 'x'",
                OptionName::Editable,
                "./a ; os_name == 'x'",
            ),
            ("-e 'a @ b' ; c", OptionName::Editable, "a @ b ; c"),
        ] {
            assert_eq!(read(line), [(name, value.to_owned())], "{line}");
        }
        assert_eq!(read("--pre -i x --no-index").len(), 3);
        let (_, mistakes) = flags("-e ./a ./b", 0).unwrap();
        assert_eq!(mistakes[0].code, Code::Stray, "pip forgets the second in silence");
    }

    #[test]
    fn mistakes_do_not_stop_the_reading() {
        let (flags, mistakes) = flags("--prr --pre=1 -i --nope x y --no-index", 0).unwrap();
        assert_eq!(flags.len(), 1);
        let codes: Vec<_> = mistakes.iter().map(|mistake| mistake.code).collect();
        let (unknown, value) = (Code::UnknownOption, Code::OptionValue);
        assert_eq!(codes, [unknown, value, value, unknown, Code::Stray]);
    }
}
