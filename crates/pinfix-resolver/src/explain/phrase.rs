//! Small pieces of wording.

use pinfix_packaging::specifier::Operator;
use pinfix_packaging::{PackageName, Requirement, SpecifierSet, Target, Version};

use crate::candidate::Exclusion;
use crate::conflict::{Condition, ExcludedRelease, Link, Stand};

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

/// How many lines a sentence names at the most, where it does not name all.
const NAMED: usize = 3;

/// The first of several lines, and how many others there are.
pub(super) fn first_of(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > NAMED + 1 {
        let left = lines.split_off(NAMED).len();
        lines.push(format!("{left} other lines"));
    }
    lines
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn any_of(items: &[String]) -> String {
    match items {
        [init @ .., last] if !init.is_empty() => format!("{} or {last}", init.join(", ")),
        _ => items.join(""),
    }
}

/// `urllib3 >=2,<3`, `urllib3` where any version will do.
pub(super) fn demand(name: &PackageName, specifiers: &SpecifierSet) -> String {
    if specifiers.is_empty() {
        name.to_string()
    } else {
        format!("{name} {}", tight(specifiers))
    }
}

/// A specifier set without spaces, lower bounds first: `>=1.25.4,!=2.2.0,<3`.
pub fn tight(specifiers: &SpecifierSet) -> String {
    let place = |operator: Operator| match operator {
        Operator::Equal | Operator::EqualStar | Operator::ExactEqual | Operator::TildeEqual => 0,
        Operator::GreaterThan | Operator::GreaterThanEqual => 1,
        Operator::NotEqual | Operator::NotEqualStar => 2,
        Operator::LessThan | Operator::LessThanEqual => 3,
    };
    let mut clauses: Vec<_> = specifiers.iter().collect();
    clauses.sort_by_key(|clause| place(clause.operator()));
    clauses
        .iter()
        .map(|clause| clause.to_string().replace(' ', ""))
        .collect::<Vec<_>>()
        .join(",")
}

/// A requirement's package, extras and versions, without its marker.
pub fn demanded(requirement: &Requirement) -> String {
    let extras: Vec<String> = requirement.extras.iter().map(ToString::to_string).collect();
    let extras = if extras.is_empty() {
        String::new()
    } else {
        format!("[{}]", extras.join(","))
    };
    match (requirement.specifiers(), requirement.url()) {
        (Some(specifiers), _) if specifiers.is_empty() => format!("{}{extras}", requirement.name),
        (Some(specifiers), _) => format!("{}{extras} {}", requirement.name, tight(specifiers)),
        (None, url) => format!("{}{extras} from {}", requirement.name, url.unwrap_or("a URL")),
    }
}

/// Whether a requirement names a version, so that it need not be said again.
fn names(requirement: &Requirement, version: &Version) -> bool {
    requirement
        .specifiers()
        .is_some_and(|set| set.iter().any(|clause| clause.version() == version))
}

/// `boto3 1.26.164 -> botocore >=1.29.164,<1.30 -> urllib3 <1.27`
pub(super) fn chain(links: &[Link]) -> String {
    let mut text = String::new();
    for (at, link) in links.iter().enumerate() {
        if at == 0 {
            let extra = link
                .extra
                .as_ref()
                .map_or_else(String::new, |extra| format!("[{extra}]"));
            text = format!("{}{extra} {}", link.package, link.version);
        }
        text.push_str(" -> ");
        text.push_str(&demanded(&link.demands));
        if link.overridden {
            text.push_str(" (override)");
        }
        if let Some(next) = links
            .get(at + 1)
            .filter(|next| !names(&link.demands, &next.version))
        {
            text.push_str(" (");
            text.push_str(&next.version.to_string());
            text.push(')');
        }
    }
    text
}

/// The sentence about a demand that holds only because the target is what it is.
pub(super) fn condition(link: &Link, target: &Target) -> Option<String> {
    let what = demanded(&link.demands);
    let who = format!("{} {}", link.package, link.version);
    let here = target.python.short();
    Some(match link.condition.as_ref()? {
        Condition::UntilPython { from, then } if then.is_empty() => {
            format!(
                "On Python {here} {who} asks for {what}; from Python {} on it would not.",
                from.short()
            )
        }
        Condition::UntilPython { from, then } => {
            let then: Vec<String> = then.iter().map(demanded).collect();
            format!(
                "On Python {here} {who} asks for {what}; from Python {} on it would ask for {} instead.",
                from.short(),
                list(&then)
            )
        }
        Condition::SincePython { from } => {
            format!(
                "{who} asks for {what} from Python {} on only, and the target is Python {here}.",
                from.short()
            )
        }
        Condition::Platform { marker } => {
            format!(
                "{who} asks for {what} only where `{marker}`, as on {}.",
                target.platform
            )
        }
    })
}

/// Whether two releases are told of in one sentence: that of the newer one.
fn alike(one: &Exclusion, other: &Exclusion) -> bool {
    match (one, other) {
        (Exclusion::TooNew { .. }, Exclusion::TooNew { .. })
        | (Exclusion::Yanked { .. }, Exclusion::Yanked { .. }) => true,
        // Wheels for different platforms may be told of in the same words.
        _ => one == other || one.to_string() == other.to_string(),
    }
}

/// How many different reasons are told.
const SHOWN: usize = 4;

/// The sentences about releases that would fit but may not be chosen, grouped by reason, the newest first.
pub(super) fn exclusions(name: &PackageName, excluded: &[ExcludedRelease]) -> Vec<String> {
    let mut groups: Vec<(&Exclusion, Vec<&ExcludedRelease>)> = Vec::new();
    for release in excluded {
        match groups
            .iter_mut()
            .find(|(exclusion, _)| alike(exclusion, &release.exclusion))
        {
            Some((_, releases)) => releases.push(release),
            None => groups.push((&release.exclusion, vec![release])),
        }
    }
    let mut sentences: Vec<String> = groups
        .iter()
        .take(SHOWN)
        .map(|(exclusion, releases)| match &releases[..] {
            [only] => format!("{name} {} {exclusion}.", only.version),
            [newest, .., oldest] => format!(
                "{name} {} {exclusion}; so with {} other{}, down to {}.",
                newest.version,
                releases.len() - 1,
                if releases.len() == 2 { "" } else { "s" },
                oldest.version
            ),
            [] => String::new(),
        })
        .collect();
    if groups.len() > SHOWN {
        let left: usize = groups
            .iter()
            .skip(SHOWN)
            .map(|(_, releases)| releases.len())
            .sum();
        sentences.push(format!(
            "{left} more releases of {name} are ruled out for other reasons."
        ));
    }
    sentences
}

/// What a stand demands in the end: `urllib3 >=2`.
pub(super) fn stand(name: &PackageName, stand: &Stand) -> String {
    demand(name, &stand.specifiers)
}
