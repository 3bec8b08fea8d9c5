//! Joining, cutting and comparing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::diagram::{Diagram, Level, MarkerSpace};
use super::pythons::Point;
use crate::marker::tree::Expression;
use crate::marker::variable::MarkerVariable;

/// How two sets become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    Both,
    Either,
}

/// What was joined already: the same two parts meet again and again.
type Joined = FxHashMap<(*const Diagram, *const Diagram), MarkerSpace>;

impl MarkerSpace {
    /// Those in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        join(self, other, Join::Both, &mut Joined::default())
    }

    /// Those in either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        join(self, other, Join::Either, &mut Joined::default())
    }

    /// Those that are not in it.
    #[must_use]
    pub fn not(&self) -> Self {
        match &*self.0 {
            Diagram::Leaf(value) => Self::leaf(!value),
            Diagram::Python(spans) => {
                Self::python(spans.iter().map(|(start, left)| (*start, left.not())).collect())
            }
            Diagram::Text {
                variable,
                cases,
                rest,
            } => {
                let cases = cases.iter().map(|(value, left)| (value.clone(), left.not()));
                Self::text(*variable, cases.collect(), rest.not())
            }
            Diagram::Asked {
                comparison, yes, no, ..
            } => Self::asked(comparison, yes.not(), no.not()),
        }
    }

    /// Those that are not in `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.and(&other.not())
    }

    /// Whether no environment is in both.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.and(other).is_none()
    }

    /// Whether all of its environments are in `other`, too.
    pub fn is_within(&self, other: &Self) -> bool {
        self.without(other).is_none()
    }

    fn comparison(&self) -> Option<&Expression> {
        match &*self.0 {
            Diagram::Asked { comparison, .. } => Some(comparison),
            _ => None,
        }
    }
}

fn join(one: &MarkerSpace, other: &MarkerSpace, how: Join, joined: &mut Joined) -> MarkerSpace {
    if let Some(known) = at_once(one, other, how) {
        return known;
    }
    let key = (Arc::as_ptr(&one.0), Arc::as_ptr(&other.0));
    if let Some(known) = joined.get(&key) {
        return known.clone();
    }
    let result = match one.level().min(other.level()) {
        // Two leaves are joined at once.
        Level::Leaf => MarkerSpace::none(),
        Level::Python => {
            let starts = starts(one, other);
            let spans = starts
                .into_iter()
                .map(|at| (at, join(one.at_python(at), other.at_python(at), how, joined)));
            MarkerSpace::python(spans.collect())
        }
        Level::Text(_, variable) => {
            let mut cases = BTreeMap::new();
            for value in values(one, other, variable) {
                let (first, second) = (one.at_text(variable, &value), other.at_text(variable, &value));
                let left = join(first, second, how, joined);
                cases.insert(value, left);
            }
            let rest = join(one.at_rest(variable), other.at_rest(variable), how, joined);
            MarkerSpace::text(variable, cases, rest)
        }
        Level::Asked(text) => {
            let (first, second) = (one.at_asked(text), other.at_asked(text));
            let yes = join(first.0, second.0, how, joined);
            let no = join(first.1, second.1, how, joined);
            let on_top = if matches!(one.level(), Level::Asked(own) if own == text) {
                one
            } else {
                other
            };
            match on_top.comparison() {
                Some(comparison) => MarkerSpace::asked(comparison, yes, no),
                None => yes,
            }
        }
    };
    joined.insert(key, result.clone());
    result
}

/// The result where one of the two decides it.
fn at_once(one: &MarkerSpace, other: &MarkerSpace, how: Join) -> Option<MarkerSpace> {
    if Arc::ptr_eq(&one.0, &other.0) {
        return Some(one.clone());
    }
    for (it, beside) in [(one, other), (other, one)] {
        match (&*it.0, how) {
            (Diagram::Leaf(true), Join::Both) | (Diagram::Leaf(false), Join::Either) => {
                return Some(beside.clone());
            }
            (Diagram::Leaf(_), _) => return Some(it.clone()),
            _ => {}
        }
    }
    None
}

/// Where spans of Pythons of either begin.
pub(super) fn starts(one: &MarkerSpace, other: &MarkerSpace) -> Vec<Point> {
    let of = |space: &MarkerSpace| match &*space.0 {
        Diagram::Python(spans) => spans.iter().map(|(start, _)| *start).collect(),
        _ => vec![0],
    };
    let starts: BTreeSet<Point> = of(one).into_iter().chain(of(other)).collect();
    starts.into_iter().collect()
}

/// The values that either names of a variable.
pub(super) fn values(one: &MarkerSpace, other: &MarkerSpace, of: MarkerVariable) -> BTreeSet<Box<str>> {
    let mut values = BTreeSet::new();
    for space in [one, other] {
        if let Diagram::Text { variable, cases, .. } = &*space.0
            && *variable == of
        {
            values.extend(cases.keys().cloned());
        }
    }
    values
}
