//! Sets of versions of Python 3.

use std::fmt;

use crate::marker::environment::MarkerEnvironment;
use crate::python::PythonVersion;
use crate::specifier::{Operator, SpecifierSet};
use crate::version::Version;

/// A version of Python 3 as one number: `3.9.25` is 9025. Pre-releases count as what they lead to.
pub(super) type Point = u32;

/// How many patches a minor version can have.
const PATCHES: Point = 1000;
/// Past every version of Python 3.
pub(super) const END: Point = 1000 * PATCHES;

/// A set of versions of Python 3, pre-releases aside.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct PythonSet {
    /// Disjoint, in order, never touching: each from its first up to and without its end.
    spans: Vec<(Point, Point)>,
}

impl PythonSet {
    /// Every version.
    pub fn all() -> Self {
        Self {
            spans: vec![(0, END)],
        }
    }

    /// The versions from this one on: `3.9.25` is taken at its word.
    pub fn from(lowest: &Version) -> Self {
        Self::of_spans([(point(lowest), END)])
    }

    /// All patches of the minor version that this one is of.
    pub fn minor(version: &Version) -> Self {
        let start = point(version) - point(version) % PATCHES;
        let is_three = version.release().first() == Some(&3);
        Self::of_spans(is_three.then_some((start, start + PATCHES)))
    }

    /// What a Requires-Python admits.
    pub fn admitted_by(specifiers: &SpecifierSet) -> Self {
        let clauses = specifiers.iter().map(crate::specifier::Specifier::version);
        let cuts = cuts_around(clauses);
        Self::of_cuts(&cuts, |version| specifiers.contains(&full(version)))
    }

    /// What a Requires-Python admits, patches that it leaves out (`!=3.9.0`) put back: nobody splits a lock at those.
    pub fn admitted_roughly_by(specifiers: &SpecifierSet) -> Self {
        let rough = |operator| operator != Operator::NotEqual;
        Self::admitted_by(
            &specifiers
                .iter()
                .filter(|it| rough(it.operator()))
                .cloned()
                .collect(),
        )
    }

    /// Those in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let both = self.spans.iter().flat_map(|(start, end)| {
            let cut = move |(from, to): &(Point, Point)| (*from.max(start), *to.min(end));
            other.spans.iter().map(cut)
        });
        Self::of_spans(both)
    }

    /// Those in either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self::of_spans(self.spans.iter().chain(&other.spans).copied())
    }

    /// Whether there is no version in it.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The same with all that is newer than its oldest version: what is left of it where upper bounds are not looked at.
    #[must_use]
    pub fn and_newer(&self) -> Self {
        Self::of_spans(self.spans.first().map(|(start, _)| (*start, END)))
    }

    /// The same with all Pythons that nobody knows yet, if the newest one known is in it: what is for that one has said
    /// all that it could know.
    #[must_use]
    pub fn and_unknown(&self) -> Self {
        let newest = PythonVersion::known_minors().last();
        let newest = newest.map(|python| point(python.full()));
        match newest.filter(|newest| self.has(*newest)) {
            Some(newest) => self.or(&Self::of_spans([(newest, END)])),
            None => self.clone(),
        }
    }

    /// The lowest version in it.
    pub fn lowest(&self) -> Option<Version> {
        self.spans.first().map(|(start, _)| full(*start))
    }

    /// A Requires-Python that admits these; nothing where that takes more than bounds and holes of one minor version.
    pub fn specifiers(&self) -> Option<String> {
        let (first, last) = (self.spans.first()?.0, self.spans.last()?.1);
        let mut clauses = Vec::new();
        clauses.extend((first > 0).then(|| format!(">={}", short(first))));
        clauses.extend((last < END).then(|| format!("<{}", short(last))));
        for (hole, next) in self.spans.iter().zip(self.spans.iter().skip(1)) {
            if !is_one_minor(hole.1, next.0) {
                return None;
            }
            clauses.push(format!("!={}.*", short(hole.1)));
        }
        Some(clauses.join(",")).filter(|text| !text.is_empty())
    }

    /// Whether a version is in it.
    pub fn contains(&self, version: &Version) -> bool {
        self.has(point(version))
    }

    /// The versions that stand for the set: of each minor version that is known of, the newest patch that is in the set;
    /// and the very patch that it begins with, where that is not the first one of its minor version. A set of versions that
    /// nobody knows yet is stood for by the oldest of them.
    pub fn representatives(&self) -> Vec<Version> {
        let mut found = Vec::new();
        for python in PythonVersion::known_minors() {
            let newest = point(python.full());
            let start = newest - newest % PATCHES;
            let within = self.and(&Self::of_spans([(start, start + PATCHES)]));
            if within.has(newest) {
                let begins = within.spans.first().map(|(start, _)| *start);
                let named = begins.filter(|begins| found.is_empty() && *begins != start && *begins < newest);
                found.extend(named.map(full));
                found.push(python.full().clone());
            } else if let Some(lowest) = within.lowest() {
                found.push(lowest);
            }
        }
        if found.is_empty() {
            found.extend(self.lowest());
        }
        found
    }

    pub(super) fn has(&self, point: Point) -> bool {
        self.spans
            .iter()
            .any(|(start, end)| (*start..*end).contains(&point))
    }

    pub(super) fn of_spans(spans: impl IntoIterator<Item = (Point, Point)>) -> Self {
        let mut spans: Vec<(Point, Point)> = spans.into_iter().filter(|(start, end)| start < end).collect();
        spans.sort_unstable();
        let mut joined: Vec<(Point, Point)> = Vec::with_capacity(spans.len());
        for (start, end) in spans {
            match joined.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        Self { spans: joined }
    }

    pub(super) fn spans(&self) -> &[(Point, Point)] {
        &self.spans
    }

    /// The spans between `cuts` whose first version passes the test.
    pub(super) fn of_cuts(cuts: &[Point], test: impl Fn(Point) -> bool) -> Self {
        let ends = cuts.iter().skip(1).copied().chain([END]);
        Self::of_spans(
            cuts.iter()
                .copied()
                .zip(ends)
                .filter(|(start, end)| start < end && test(*start)),
        )
    }
}

/// `>=3.9, <3.13`: as people name it.
impl fmt::Display for PythonSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spans = self.spans.iter().map(|(start, end)| match (*start, *end) {
            (0, END) => "3".to_owned(),
            (0, end) => format!("<{}", short(end)),
            (start, END) => format!(">={}", short(start)),
            (start, end) if is_one_minor(start, end) => short(start),
            (start, end) => format!(">={},<{}", short(start), short(end)),
        });
        formatter.write_str(&spans.collect::<Vec<_>>().join(" or "))
    }
}

/// Where what clauses on these versions admit can change: at the version, after it, and at its minor version's ends.
pub(super) fn cuts_around<'v>(versions: impl Iterator<Item = &'v Version>) -> Vec<Point> {
    let mut cuts = vec![0];
    for version in versions {
        let release = version.release();
        if release.first() != Some(&3) {
            continue;
        }
        let minor = release.get(1).copied().unwrap_or(0);
        cuts.extend([of_numbers(minor, 0), of_numbers(minor.saturating_add(1), 0)]);
        if let Some(patch) = release.get(2) {
            cuts.extend([
                of_numbers(minor, *patch),
                of_numbers(minor, patch.saturating_add(1)),
            ]);
        } else {
            cuts.push(of_numbers(minor, 1));
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

fn of_numbers(minor: u64, patch: u64) -> Point {
    let minor = Point::try_from(minor).unwrap_or(PATCHES).min(END / PATCHES);
    let patch = Point::try_from(patch).unwrap_or(PATCHES).min(PATCHES);
    (minor * PATCHES + patch).min(END)
}

/// The number of a version; everything older than 3.0 is 0, and what is newer than Python 3 is past its end.
pub(super) fn point(version: &Version) -> Point {
    match *version.release() {
        [3, minor, patch, ..] => of_numbers(minor, patch),
        [3, minor] => of_numbers(minor, 0),
        [major, ..] if major > 3 => END,
        _ => 0,
    }
}

/// The first version of a minor version.
pub(super) fn minor_at(minor: Point) -> Point {
    minor.saturating_mul(PATCHES).min(END)
}

/// The version with this number.
pub(super) fn full(point: Point) -> Version {
    Version::new([3, u64::from(point / PATCHES), u64::from(point % PATCHES)])
}

/// Whether a minor version begins here.
pub(super) fn is_minor(point: Point) -> bool {
    point.is_multiple_of(PATCHES)
}

/// Whether a span is one minor version.
pub(super) fn is_one_minor(start: Point, end: Point) -> bool {
    is_minor(start) && start + PATCHES == end
}

/// `3.9` where a minor version begins, else `3.9.2`.
pub(super) fn short(point: Point) -> String {
    if is_minor(point) {
        format!("3.{}", point / PATCHES)
    } else {
        format!("3.{}.{}", point / PATCHES, point % PATCHES)
    }
}

/// An environment of which only the Python is known.
pub(super) fn environment(point: Point) -> MarkerEnvironment {
    MarkerEnvironment {
        python_version: format!("3.{}", point / PATCHES),
        python_full_version: full(point).to_string(),
        ..MarkerEnvironment::default()
    }
}
