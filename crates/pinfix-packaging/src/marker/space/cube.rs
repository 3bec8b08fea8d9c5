//! Comparisons that hold together.

use rustc_hash::FxHashSet;

use super::build::{of_expression, with};
use super::diagram::{Diagram, MarkerSpace};
use super::known::is;
use super::pythons::{END, Point, PythonSet};
use crate::marker::evaluate;
use crate::marker::tree::{Expression, Operand};
use crate::marker::variable::MarkerVariable;

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal {
    AtLeast(Point),
    Below(Point),
    Is(MarkerVariable, Box<str>),
    IsNot(MarkerVariable, Box<str>),
    Asked(Expression, bool),
}

/// Comparisons that hold together, in the order of questions.
pub(super) type Cube = Vec<Literal>;

/// The environments in which all of them hold.
pub(super) fn space_of(cube: &[Literal]) -> MarkerSpace {
    cube.iter().fold(MarkerSpace::all(), |all, literal| {
        let space = match literal {
            Literal::AtLeast(start) => MarkerSpace::of_pythons(&PythonSet::of_spans([(*start, END)])),
            Literal::Below(end) => MarkerSpace::of_pythons(&PythonSet::of_spans([(0, *end)])),
            Literal::Is(variable, value) => is(*variable, value),
            Literal::IsNot(variable, value) => is(*variable, value).not(),
            Literal::Asked(comparison, true) => of_expression(comparison),
            Literal::Asked(comparison, false) => of_expression(comparison).not(),
        };
        all.and(&space)
    })
}

/// Whether they hold in any environment of a space.
pub(super) fn meets(cube: &[Literal], space: &MarkerSpace) -> bool {
    Meeting {
        cube,
        failed: FxHashSet::default(),
    }
    .meets(space)
}

struct Meeting<'c> {
    cube: &'c [Literal],
    /// Where it is known that they don't hold.
    failed: FxHashSet<*const Diagram>,
}

impl Meeting<'_> {
    fn meets(&mut self, space: &MarkerSpace) -> bool {
        let here = std::sync::Arc::as_ptr(&space.0);
        if self.failed.contains(&here) {
            return false;
        }
        let found = match &*space.0 {
            Diagram::Leaf(value) => *value,
            Diagram::Python(spans) => {
                let (mut from, mut to) = (0, END);
                for literal in self.cube {
                    match literal {
                        Literal::AtLeast(start) => from = from.max(*start),
                        Literal::Below(end) => to = to.min(*end),
                        _ => {}
                    }
                }
                let ends = spans.iter().skip(1).map(|(start, _)| *start).chain([END]);
                spans
                    .iter()
                    .zip(ends)
                    .any(|((start, left), end)| *start.max(&from) < end.min(to) && self.meets(left))
            }
            Diagram::Text {
                variable,
                cases,
                rest,
            } => {
                if let Some(value) = self.value(*variable) {
                    self.meets(cases.get(value).unwrap_or(rest))
                } else {
                    let mut cases = cases.iter();
                    cases.any(|(value, left)| self.admits(*variable, value) && self.meets(left))
                        || self.meets(rest)
                }
            }
            Diagram::Asked {
                comparison, yes, no, ..
            } => match self.answer(comparison) {
                Some(true) => self.meets(yes),
                Some(false) => self.meets(no),
                None => self.meets(yes) || self.meets(no),
            },
        };
        if !found {
            self.failed.insert(here);
        }
        found
    }

    /// The value that a variable must have.
    fn value(&self, of: MarkerVariable) -> Option<&'_ str> {
        self.cube.iter().find_map(|literal| match literal {
            Literal::Is(variable, value) if *variable == of => Some(&**value),
            _ => None,
        })
    }

    /// Whether a variable may have a value.
    fn admits(&self, of: MarkerVariable, value: &str) -> bool {
        self.cube.iter().all(|literal| match literal {
            Literal::IsNot(variable, other) => *variable != of || **other != *value,
            Literal::Asked(comparison, answer) if is_about(comparison, of) => {
                evaluate::expression(comparison, &with(of, value), "", &[]) == *answer
            }
            _ => true,
        })
    }

    fn answer(&self, to: &Expression) -> Option<bool> {
        self.cube.iter().find_map(|literal| match literal {
            Literal::Asked(comparison, answer) if comparison == to => Some(*answer),
            _ => None,
        })
    }
}

fn is_about(comparison: &Expression, variable: MarkerVariable) -> bool {
    [&comparison.left, &comparison.right].contains(&&Operand::Variable(variable))
}
