//! Writes the bounds that a repair needs the way the user writes them.

use pinfix_packaging::specifier::{Operator, Specifier};
use pinfix_packaging::{SpecifierSet, Version};
use pinfix_requirements::edit;

use super::direction::{first, next};

/// New bounds for a line: for each clause of the old ones, in order, what it becomes, or nothing where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spelling {
    clauses: Vec<Option<Specifier>>,
}

impl Spelling {
    /// The bounds as they are.
    pub(super) fn unchanged(old: &SpecifierSet) -> Self {
        Self {
            clauses: old.iter().cloned().map(Some).collect(),
        }
    }

    /// The bounds.
    pub(super) fn set(&self) -> SpecifierSet {
        self.clauses.iter().flatten().cloned().collect()
    }

    /// The text of a requirement, with these bounds in the place of those that it has.
    pub(super) fn write(&self, requirement: &str) -> Option<String> {
        let span = edit::specifiers(requirement)?;
        let old = requirement.get(span.start..span.end)?;
        let parts: Vec<&str> = old.split(',').collect();
        let parsed = SpecifierSet::parse(old).ok()?;
        if parts.len() != self.clauses.len() || parsed.len() != parts.len() {
            return Some(edit::replace(requirement, span, &self.set().to_string()));
        }
        let clauses = parts.iter().zip(parsed.iter()).zip(&self.clauses);
        let kept: Vec<String> = clauses
            .filter_map(|((part, old), new)| {
                let new = new.as_ref()?;
                Some(if new == old {
                    (*part).to_owned()
                } else {
                    respell(part, new)
                })
            })
            .collect();
        let text = kept.join(",");
        let text = if old.starts_with(char::is_whitespace) {
            &text[..]
        } else {
            text.trim_start()
        };
        if text.is_empty() {
            let bare = edit::replace(requirement, span, "");
            return Some(bare.replace("()", "").trim_end().to_owned());
        }
        Some(edit::replace(requirement, span, text))
    }
}

/// `new` with the white space of `part`: ` >= 2` becomes ` >= 1.26`.
fn respell(part: &str, new: &Specifier) -> String {
    let inside = part.trim();
    let start = part.len() - part.trim_start().len();
    let version = inside.trim_start_matches(['<', '>', '=', '~', '!']);
    let gap = &version[..version.len() - version.trim_start().len()];
    let new = new.to_string();
    let operator = new.len() - new.trim_start_matches(['<', '>', '=', '~', '!']).len();
    let end = start + inside.len();
    [
        &part[..start],
        &new[..operator],
        gap,
        &new[operator..],
        &part[end..],
    ]
    .concat()
}

/// Ways to write bounds that admit `version`, each clause that stands in its way changed as little as its style
/// allows; the rounder ones first.
pub(super) fn spellings(old: &SpecifierSet, version: &Version) -> Vec<Spelling> {
    let mut all: Vec<Spelling> = Vec::new();
    for style in [round, exact] {
        let clauses: Vec<Option<Specifier>> = old
            .iter()
            .map(|clause| {
                if clause.contains(version) {
                    return Some(clause.clone());
                }
                style(clause, version)
            })
            .collect();
        let spelling = Spelling { clauses };
        if spelling.set().contains(version) && !all.contains(&spelling) {
            all.push(spelling);
        }
    }
    all
}

/// `>=2` to `>=1.26`, `<2` to `<3`, `==1.2.3` to `==1.2.4`.
fn round(clause: &Specifier, version: &Version) -> Option<Specifier> {
    let parts = clause.version().release().len();
    match clause.operator() {
        Operator::GreaterThanEqual | Operator::GreaterThan => {
            let short = first(version, parts.max(2));
            let whole = version.release().len() <= parts.max(2);
            let version = if whole || version.any_prerelease() {
                plain(version)
            } else {
                short
            };
            Some(Specifier::new(Operator::GreaterThanEqual, version))
        }
        Operator::LessThan => Some(Specifier::new(Operator::LessThan, next(version, parts))),
        _ => exact(clause, version),
    }
}

/// The same operator on the version itself.
fn exact(clause: &Specifier, version: &Version) -> Option<Specifier> {
    let parts = clause.version().release().len();
    Some(match clause.operator() {
        Operator::NotEqual | Operator::NotEqualStar => return None,
        Operator::GreaterThanEqual | Operator::GreaterThan => {
            Specifier::new(Operator::GreaterThanEqual, plain(version))
        }
        Operator::LessThan | Operator::LessThanEqual => {
            Specifier::new(Operator::LessThanEqual, plain(version))
        }
        Operator::TildeEqual => {
            let shortened = first(version, parts.max(2));
            let fits = parts >= version.release().len() || !version.any_prerelease();
            let version = if fits && !version.any_prerelease() {
                shortened
            } else {
                plain(version)
            };
            Specifier::new(Operator::TildeEqual, version)
        }
        Operator::EqualStar => Specifier::new(Operator::EqualStar, first(version, parts)),
        operator @ (Operator::Equal | Operator::ExactEqual) => Specifier::new(operator, version.clone()),
    })
}

/// Without a local part, which no ordered comparison takes.
fn plain(version: &Version) -> Version {
    version.clone().without_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(requirement: &str, version: &str) -> Vec<String> {
        let span = edit::specifiers(requirement).unwrap();
        let old = SpecifierSet::parse(&requirement[span.start..span.end]).unwrap();
        let spellings = spellings(&old, &version.parse().unwrap());
        spellings
            .iter()
            .map(|it| it.write(requirement).unwrap())
            .collect()
    }

    #[test]
    fn the_style_stays() {
        for (old, version, new) in [
            (
                "urllib3>=2",
                "1.26.20",
                &["urllib3>=1.26", "urllib3>=1.26.20"][..],
            ),
            (
                "urllib3 >= 2.0.1 ; os_name == 'nt'",
                "1.26.20",
                &["urllib3 >= 1.26.20 ; os_name == 'nt'"],
            ),
            ("urllib3>2", "1.9", &["urllib3>=1.9"]),
            ("a[b]<2", "2.31.0", &["a[b]<3", "a[b]<=2.31.0"]),
            ("asgiref<3.6", "3.6.2", &["asgiref<3.7", "asgiref<=3.6.2"]),
            ("a>=1, <2", "2.5", &["a>=1, <3", "a>=1, <=2.5"]),
            ("a>=1,<2", "0.9.3", &["a>=0.9,<2", "a>=0.9.3,<2"]),
            ("a==1.2.3", "1.3.0", &["a==1.3.0"]),
            ("a==1.2.*", "1.3.5", &["a==1.3.*"]),
            ("a~=1.4", "2.3.1", &["a~=2.3"]),
            ("a~=1.4.2", "2.3.1", &["a~=2.3.1"]),
            ("a>=1,!=1.5", "1.5", &["a>=1"]),
            ("a (!=1.5)", "1.5", &["a"]),
            ("a!=1.5,>=1", "1.5", &["a>=1"]),
            ("a<2", "2.0rc1", &["a<3", "a<=2.0rc1"]),
            ("a>=3", "2.0rc1", &["a>=2.0rc1"]),
        ] {
            assert_eq!(written(old, version), new, "{old} for {version}");
        }
    }
}
