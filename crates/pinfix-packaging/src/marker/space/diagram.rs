//! The diagram itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::order::place;
use super::pythons::{END, Point, PythonSet, point};
use crate::marker::environment::MarkerEnvironment;
use crate::marker::evaluate;
use crate::marker::tree::Expression;
use crate::marker::variable::MarkerVariable;

/// A set of environments (and of what can be asked of them): a marker, freed of how it was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MarkerSpace(pub(super) Arc<Diagram>);

/// A question and what is left for each answer. Questions come in one order from the top down, and none is asked whose
/// answers all leave the same.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Diagram {
    /// All environments, or none.
    Leaf(bool),
    /// Which Python? What is left from each of these versions on; the first is 0, and neighbours differ.
    Python(Vec<(Point, MarkerSpace)>),
    /// What value has a variable? What is left for these values, which all differ from what is left for the rest.
    Text {
        variable: MarkerVariable,
        cases: BTreeMap<Box<str>, MarkerSpace>,
        rest: MarkerSpace,
    },
    /// Does a comparison hold that nothing more is known of?
    Asked {
        text: Box<str>,
        comparison: Expression,
        yes: MarkerSpace,
        no: MarkerSpace,
    },
}

/// The place of a question in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level<'a> {
    Python,
    Text(u8, MarkerVariable),
    Asked(&'a str),
    Leaf,
}

impl MarkerSpace {
    /// Every environment.
    pub fn all() -> Self {
        Self::leaf(true)
    }

    /// No environment.
    pub fn none() -> Self {
        Self::leaf(false)
    }

    /// The environments with one of these Pythons.
    pub fn of_pythons(pythons: &PythonSet) -> Self {
        let mut spans = vec![(0, Self::none())];
        for (start, end) in pythons.spans() {
            spans.push((*start, Self::all()));
            spans.push((*end, Self::none()));
        }
        spans.retain(|(start, _)| *start < END);
        Self::python(spans)
    }

    /// Whether no environment is in it.
    pub fn is_none(&self) -> bool {
        matches!(*self.0, Diagram::Leaf(false))
    }

    /// Whether every environment is in it.
    pub fn is_all(&self) -> bool {
        matches!(*self.0, Diagram::Leaf(true))
    }

    /// The Pythons of its environments.
    pub fn pythons(&self) -> PythonSet {
        let Diagram::Python(spans) = &*self.0 else {
            return if self.is_none() {
                PythonSet::default()
            } else {
                PythonSet::all()
            };
        };
        let ends = spans.iter().skip(1).map(|(start, _)| *start).chain([END]);
        let spans = spans.iter().zip(ends).filter(|((_, left), _)| !left.is_none());
        PythonSet::of_spans(spans.map(|((start, _), end)| (*start, end)))
    }

    /// Whether an environment is in it.
    pub fn contains(&self, environment: &MarkerEnvironment) -> bool {
        let mut space = self;
        loop {
            space = match &*space.0 {
                Diagram::Leaf(value) => return *value,
                Diagram::Python(_) => {
                    let version = environment.python_full_version.parse();
                    space.at_python(version.map_or(0, |version| point(&version)))
                }
                Diagram::Text { variable, .. } => space.at_text(*variable, environment.get(*variable)),
                Diagram::Asked {
                    comparison, yes, no, ..
                } => {
                    if evaluate::expression(comparison, environment, "", &[]) {
                        yes
                    } else {
                        no
                    }
                }
            };
        }
    }

    pub(super) fn leaf(value: bool) -> Self {
        Self(Arc::new(Diagram::Leaf(value)))
    }

    /// What is left from each of these versions on; the first is 0.
    pub(super) fn python(mut spans: Vec<(Point, Self)>) -> Self {
        // Of two that begin together, the later one counts.
        spans.reverse();
        spans.dedup_by_key(|(start, _)| *start);
        spans.reverse();
        spans.dedup_by(|later, earlier| later.1 == earlier.1);
        match &spans[..] {
            [(_, only)] => only.clone(),
            _ => Self(Arc::new(Diagram::Python(spans))),
        }
    }

    pub(super) fn text(variable: MarkerVariable, mut cases: BTreeMap<Box<str>, Self>, rest: Self) -> Self {
        cases.retain(|_, left| *left != rest);
        if cases.is_empty() {
            return rest;
        }
        Self(Arc::new(Diagram::Text {
            variable,
            cases,
            rest,
        }))
    }

    pub(super) fn asked(comparison: &Expression, yes: Self, no: Self) -> Self {
        if yes == no {
            return yes;
        }
        Self(Arc::new(Diagram::Asked {
            text: comparison.to_string().into(),
            comparison: comparison.clone(),
            yes,
            no,
        }))
    }

    pub(super) fn level(&self) -> Level<'_> {
        match &*self.0 {
            Diagram::Leaf(_) => Level::Leaf,
            Diagram::Python(_) => Level::Python,
            Diagram::Text { variable, .. } => Level::Text(place(*variable), *variable),
            Diagram::Asked { text, .. } => Level::Asked(text),
        }
    }

    /// What is left where Python is this one.
    pub(super) fn at_python(&self, at: Point) -> &Self {
        let Diagram::Python(spans) = &*self.0 else {
            return self;
        };
        let after = spans.partition_point(|(start, _)| *start <= at);
        spans.get(after.saturating_sub(1)).map_or(self, |(_, left)| left)
    }

    /// What is left where a variable has this value.
    pub(super) fn at_text(&self, of: MarkerVariable, value: &str) -> &Self {
        match &*self.0 {
            Diagram::Text {
                variable,
                cases,
                rest,
            } if *variable == of => cases.get(value).unwrap_or(rest),
            _ => self,
        }
    }

    /// What is left where a variable has none of the values that are named.
    pub(super) fn at_rest(&self, of: MarkerVariable) -> &Self {
        match &*self.0 {
            Diagram::Text { variable, rest, .. } if *variable == of => rest,
            _ => self,
        }
    }

    /// What is left for the two answers to a comparison.
    pub(super) fn at_asked(&self, of: &str) -> (&Self, &Self) {
        match &*self.0 {
            Diagram::Asked { text, yes, no, .. } if **text == *of => (yes, no),
            _ => (self, self),
        }
    }
}
