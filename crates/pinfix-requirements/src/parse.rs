//! One requirements text to its entries. Nothing is read, nothing is followed, and no mistake stops the reading.

use pinfix_packaging::{PackageName, Span};

use crate::entry::{Entry, EntryKind, FileOption, RequirementEntry};
use crate::error::{Code, Mistake};
use crate::line::logical_lines;
use crate::manifest::{BuildOptions, Hash, LineKind, Requested};
use crate::option::{Flag, OptionName, flags};
use crate::requested::requested;
use crate::traced::Traced;
use crate::variable::{Variables, expand};

/// So many mistakes of one line are told, errors first: a line may be as long as a file.
const MOST_OF_ONE_LINE: usize = 20;

/// What people copy into a line with what is behind it.
const COMMANDS: [&str; 4] = [
    "pip install ",
    "pip3 install ",
    "python -m pip install ",
    "uv add ",
];

/// What a text holds, and what is wrong in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parsed {
    pub(crate) entries: Vec<Entry>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// Reads a requirements text.
pub(crate) fn parse(text: &str, variables: Variables<'_>) -> Parsed {
    let (lines, warnings) = logical_lines(text);
    let mut parsed = Parsed {
        entries: Vec::new(),
        mistakes: warnings,
    };
    for line in &lines {
        read_line(line, variables, &mut parsed);
    }
    parsed.mistakes.sort_by_key(|mistake| mistake.span.start);
    parsed
}

/// Reads a logical line, and moves all spans into the text.
fn read_line(line: &Traced, variables: Variables<'_>, parsed: &mut Parsed) {
    let expanded = expand(line.text(), variables);
    let mut found = entries(expanded.line.text());
    let back = |span: Span| expanded.line.original(span);
    for mistake in &mut found.mistakes {
        mistake.span = back(mistake.span);
    }
    if !expanded.names.is_empty() && !found.mistakes.is_empty() {
        found.mistakes = without_values(line.text(), &expanded.names, found.mistakes);
    }
    if let Some(command) = COMMANDS
        .iter()
        .find(|it| line.text().trim_start().starts_with(**it))
    {
        for mistake in found.mistakes.iter_mut().filter(|mistake| !mistake.warning) {
            mistake.help = Some(format!(
                "leave `{}` out: a line begins with what is required",
                command.trim()
            ));
        }
    }
    // A variable without a value is the reason for what is wrong around it.
    for mistake in found.mistakes.iter_mut().filter(|mistake| !mistake.warning) {
        let overlaps = |at: &Span| at.start < mistake.span.end && mistake.span.start < at.end;
        if let Some((name, _)) = expanded.unset.iter().find(|(_, at)| overlaps(at)) {
            mistake.help = Some(format!(
                "the variable `{name}` is not set: set it, or write its value here"
            ));
        }
    }
    found
        .mistakes
        .extend(expanded.unset.into_iter().map(|(name, span)| unset(&name, span)));
    for mut mistake in found.mistakes.into_iter().take(MOST_OF_ONE_LINE) {
        mistake.span = line.original(mistake.span);
        parsed.mistakes.push(mistake);
    }
    for mut entry in found.entries {
        let span = back(entry.span);
        line.text()[span.start..span.end].clone_into(&mut entry.text);
        entry.span = line.original(span);
        parsed.entries.push(entry);
    }
}

/// Warns of a variable without a value.
fn unset(name: &str, span: Span) -> Mistake {
    let message = format!("the environment variable `{name}` is not set, so `${{{name}}}` stays as it is");
    Mistake::warning(Code::UnsetVariable, span, message)
        .label("not set")
        .help(format!("set `{name}`, or write what is meant in its place"))
}

/// Says the same without the values of variables, which may be secret, in any of the words. Warnings quote nothing. An
/// error is told as for the line with nothing filled in, if it is there too and not about a variable; else in words
/// that quote nothing.
fn without_values(line: &str, names: &[String], mistakes: Vec<Mistake>) -> Vec<Mistake> {
    let (mut told, errors): (Vec<_>, Vec<_>) = mistakes.into_iter().partition(|mistake| mistake.warning);
    if errors.is_empty() {
        return told;
    }
    let mut plain = entries(line).mistakes;
    plain.retain(|mistake| !mistake.warning);
    // Without its value, the variable itself may be the mistake; that is no help to anyone.
    plain.retain(|mistake| {
        let written = line.get(mistake.span.start..mistake.span.end);
        written.is_some_and(|written| !written.contains('$')) && !mistake.message.contains('$')
    });
    let names: Vec<_> = names.iter().map(|name| format!("${{{name}}}")).collect();
    let names = names.join(", ");
    told.extend(errors.into_iter().map(|mistake| {
        let same = plain
            .iter()
            .find(|plain| plain.code == mistake.code && plain.span == mistake.span);
        same.cloned().unwrap_or_else(|| Mistake {
            message: format!("this can't be read with the value of {names} filled in"),
            help: Some(format!(
                "look at the value of {names}; it is not shown, for it may be secret"
            )),
            ..mistake
        })
    }));
    told
}

/// The entries of one line with its variables filled in. Spans count the bytes of that line.
fn entries(line: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let start = options_start(line);
    let flags = match flags(line, start) {
        Ok((flags, mistakes)) => {
            parsed.mistakes.extend(mistakes);
            flags
        }
        Err(mistake) => {
            parsed.mistakes.push(mistake);
            Vec::new()
        }
    };
    let written = line[..start].trim_end();
    let editable = flags.iter().position(|flag| flag.name == OptionName::Editable);
    if !written.is_empty() {
        let span = Span::new(0, written.len());
        read_requirement(line, span, written, (false, &flags), &mut parsed);
    } else if let Some(index) = editable {
        let flag = &flags[index];
        let others: Vec<_> = [&flags[..index], &flags[index + 1..]].concat();
        read_requirement(line, flag.value_span, &flag.value, (true, &others), &mut parsed);
    } else {
        for flag in &flags {
            read_option(flag, &mut parsed);
        }
    }
    parsed
}

/// Where the first word that starts with `-` starts; the end where none does.
fn options_start(line: &str) -> usize {
    let mut before = ' ';
    for (position, c) in line.char_indices() {
        if c == '-' && before.is_whitespace() {
            return position;
        }
        before = c;
    }
    line.len()
}

/// Reads a requirement and the options that stand beside it.
fn read_requirement(
    line: &str,
    span: Span,
    written: &str,
    (editable, flags): (bool, &[Flag]),
    parsed: &mut Parsed,
) {
    let mut hashes = Vec::new();
    let mut options = BuildOptions::default();
    for flag in flags {
        match flag.name {
            OptionName::Hash => match hash(flag) {
                Ok((hash, warning)) => {
                    hashes.push(hash);
                    parsed.mistakes.extend(warning);
                }
                Err(mistake) => parsed.mistakes.push(mistake),
            },
            OptionName::ConfigSettings => match flag.value.split_once('=') {
                Some((key, value)) => options.config_settings.push((key.to_owned(), value.to_owned())),
                None => parsed.mistakes.push(
                    Mistake::new(
                        Code::OptionValue,
                        flag.span,
                        "a configuration setting is a key and a value",
                    )
                    .help(format!("write `--config-settings {}=VALUE`", flag.value)),
                ),
            },
            OptionName::GlobalOption => options.global_options.push(flag.value.clone()),
            OptionName::Editable => parsed.mistakes.push(
                Mistake::new(
                    Code::Stray,
                    flag.span,
                    "a second requirement stands on the same line",
                )
                .help("put each requirement on a line of its own"),
            ),
            _ => parsed.mistakes.push(ignored(flag)),
        }
    }
    match requested(written, editable) {
        Ok(requested) => parsed.entries.push(Entry {
            kind: EntryKind::Requirement(RequirementEntry {
                requested,
                editable,
                hashes,
                options,
            }),
            span,
            text: String::new(),
        }),
        Err(mut mistake) => {
            let same = line.get(span.start..span.end) == Some(written);
            mistake.span = if same {
                mistake.span.shifted(span.start)
            } else {
                span
            };
            parsed.mistakes.push(mistake);
        }
    }
}

/// Warns of an option that pip reads and then forgets.
fn ignored(flag: &Flag) -> Mistake {
    let name = flag.name.spelling();
    let (message, help) = if flag.name.belongs_to_requirement() {
        (
            format!("`{name}` stands beside no requirement, so it has no effect"),
            format!(
                "put `{name}` behind a requirement on the same line, or end the line before it with a backslash"
            ),
        )
    } else {
        (
            format!("`{name}` has no effect beside a requirement"),
            format!("put `{name}` on a line of its own"),
        )
    };
    Mistake::warning(Code::IgnoredOption, flag.span, message)
        .label("this is ignored, as by pip")
        .help(help)
}

/// Reads an option that stands on a line without a requirement.
fn read_option(flag: &Flag, parsed: &mut Parsed) {
    let value = flag.value.clone();
    let kind = match flag.name {
        OptionName::Requirement => EntryKind::Include {
            kind: LineKind::Requirement,
            path: value,
        },
        OptionName::Constraint => EntryKind::Include {
            kind: LineKind::Constraint,
            path: value,
        },
        OptionName::IndexUrl => EntryKind::Option(FileOption::IndexUrl(value)),
        OptionName::ExtraIndexUrl => EntryKind::Option(FileOption::ExtraIndexUrl(value)),
        OptionName::FindLinks => EntryKind::Option(FileOption::FindLinks(value)),
        OptionName::NoIndex => EntryKind::Option(FileOption::NoIndex),
        OptionName::Pre => EntryKind::Option(FileOption::Pre),
        OptionName::PreferBinary => EntryKind::Option(FileOption::PreferBinary),
        OptionName::RequireHashes => EntryKind::Option(FileOption::RequireHashes),
        OptionName::NoBinary => EntryKind::Option(FileOption::NoBinary(value)),
        OptionName::OnlyBinary => EntryKind::Option(FileOption::OnlyBinary(value)),
        OptionName::TrustedHost => EntryKind::Option(FileOption::TrustedHost(value)),
        OptionName::UseFeature => EntryKind::Option(FileOption::UseFeature(value)),
        OptionName::Hash | OptionName::ConfigSettings | OptionName::GlobalOption | OptionName::Editable => {
            parsed.mistakes.push(ignored(flag));
            return;
        }
    };
    if let EntryKind::Option(FileOption::NoBinary(names) | FileOption::OnlyBinary(names)) = &kind
        && let Some(mistake) = wrong_name(names, flag)
    {
        parsed.mistakes.push(mistake);
        return;
    }
    parsed.entries.push(Entry {
        kind,
        span: flag.value_span,
        text: String::new(),
    });
}

/// A name among those of `--no-binary` or `--only-binary` that can't be one.
fn wrong_name(names: &str, flag: &Flag) -> Option<Mistake> {
    let mut names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    let wrong =
        names.find(|name| !matches!(*name, ":all:" | ":none:") && name.parse::<PackageName>().is_err())?;
    let message = format!("`{wrong}` is no name of a package");
    Some(
        Mistake::new(Code::OptionValue, flag.value_span, message)
            .help("write names with commas between them, or `:all:`, or `:none:`"),
    )
}

/// Reads `sha256:…`; warns of a digest that no file can have.
fn hash(flag: &Flag) -> Result<(Hash, Option<Mistake>), Mistake> {
    const LENGTHS: [(&str, usize); 3] = [("sha256", 64), ("sha384", 96), ("sha512", 128)];
    let wrong = |message: String, help: &str| {
        Err(Mistake::new(Code::Hash, flag.value_span, message).help(help.to_owned()))
    };
    let Some((algorithm, digest)) = flag.value.split_once(':') else {
        return wrong(
            "a hash is an algorithm, a colon and a digest".to_owned(),
            "write `--hash=sha256:…` with the 64 hexadecimal digits of the file's sha256",
        );
    };
    let Some((_, length)) = LENGTHS.iter().find(|(name, _)| *name == algorithm) else {
        return wrong(
            format!("pip does not take hashes of the kind `{algorithm}`"),
            "use sha256, sha384 or sha512",
        );
    };
    if digest.is_empty() || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return wrong(
            "the digest of a hash consists of hexadecimal digits".to_owned(),
            "write the digits 0-9 and a-f behind the colon, without spaces",
        );
    }
    let warning = (digest.len() != *length).then(|| {
        let message = format!(
            "no file can have this hash: {algorithm} has {length} digits, here are {}",
            digest.len()
        );
        Mistake::warning(Code::Hash, flag.value_span, message).help("was it cut off when it was copied?")
    });
    Ok((
        Hash {
            algorithm: algorithm.to_owned(),
            digest: digest.to_ascii_lowercase(),
        },
        warning,
    ))
}

/// Whether a requirement is nothing but a name.
pub(crate) fn is_bare_name(requested: &Requested) -> bool {
    match requested {
        Requested::Named(requirement) => {
            requirement.extras.is_empty()
                && requirement.marker.is_none()
                && requirement
                    .specifiers()
                    .is_some_and(pinfix_packaging::SpecifierSet::is_empty)
        }
        Requested::Unnamed { .. } => false,
    }
}
