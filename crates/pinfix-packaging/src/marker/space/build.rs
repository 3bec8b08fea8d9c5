//! From markers to sets of environments.

use std::collections::BTreeSet;

use super::diagram::MarkerSpace;
use super::known;
use super::pythons::{Point, PythonSet, cuts_around, environment, minor_at};
use crate::marker::environment::MarkerEnvironment;
use crate::marker::evaluate;
use crate::marker::tree::{Expression, Marker, MarkerOperator, Operand};
use crate::marker::variable::MarkerVariable;
use crate::version::Version;

/// Up to which minor version, and up to which patch of each, texts are looked at that are no versions.
const LOOKED_AT: Point = 64;

impl MarkerSpace {
    /// The environments that a marker admits. Comparisons with extras are questions of their own, as of any other value
    /// that nothing is known of: take them out first.
    pub fn of(marker: &Marker) -> Self {
        match marker {
            Marker::Expression(expression) => of_expression(expression),
            Marker::And(parts) => parts
                .iter()
                .fold(Self::all(), |all, part| all.and(&Self::of(part))),
            Marker::Or(parts) => parts
                .iter()
                .fold(Self::none(), |all, part| all.or(&Self::of(part))),
        }
    }
}

pub(super) fn of_expression(expression: &Expression) -> MarkerSpace {
    let (variable, literal) = match (&expression.left, &expression.right) {
        (Operand::Variable(variable), Operand::Literal(literal))
        | (Operand::Literal(literal), Operand::Variable(variable)) => (*variable, &**literal),
        _ => return question(expression),
    };
    match variable {
        MarkerVariable::PythonVersion => MarkerSpace::of_pythons(&minors(expression, literal)),
        MarkerVariable::PythonFullVersion => MarkerSpace::of_pythons(&patches(expression, literal)),
        MarkerVariable::Extra
        | MarkerVariable::Extras
        | MarkerVariable::DependencyGroups
        | MarkerVariable::ImplementationVersion
        | MarkerVariable::PlatformRelease => question(expression),
        _ => text(expression, variable, literal),
    }
}

/// A comparison of which nothing is known but what it says; its opposite is the other answer to the same question.
fn question(expression: &Expression) -> MarkerSpace {
    let asked = |operator| {
        let asked = Expression {
            operator,
            ..expression.clone()
        };
        MarkerSpace::asked(&asked, MarkerSpace::all(), MarkerSpace::none())
    };
    match expression.operator {
        MarkerOperator::NotIn => asked(MarkerOperator::In).not(),
        MarkerOperator::Ne => asked(MarkerOperator::Eq).not(),
        same => asked(same),
    }
}

fn text(expression: &Expression, variable: MarkerVariable, literal: &str) -> MarkerSpace {
    match expression.operator {
        MarkerOperator::Eq | MarkerOperator::Le | MarkerOperator::Ge => known::is(variable, literal),
        MarkerOperator::Ne => known::is(variable, literal).not(),
        // Texts have no order.
        MarkerOperator::Lt | MarkerOperator::Gt | MarkerOperator::Compatible | MarkerOperator::Arbitrary => {
            MarkerSpace::none()
        }
        MarkerOperator::In | MarkerOperator::NotIn => {
            let known = known::values(variable).iter().copied();
            // In a list, the words are what is meant.
            let words = literal
                .split([' ', ',', ';', '|'])
                .filter(|word| !word.is_empty());
            let holds = |value: &str| {
                let environment = with(variable, value);
                evaluate::expression(expression, &environment, "", &[])
            };
            let values: BTreeSet<&str> = known.chain(words).collect();
            let (replaced, own): (Vec<&str>, Vec<&str>) = values
                .into_iter()
                .partition(|value| known::stands_for(variable, value).is_some());
            let cases = own
                .into_iter()
                .map(|value| (value.into(), MarkerSpace::leaf(holds(value))));
            let others = MarkerSpace::text(variable, cases.collect(), question(expression));
            replaced.into_iter().fold(others, |all, value| {
                let there = known::is(variable, value);
                if holds(value) {
                    all.or(&there)
                } else {
                    all.without(&there)
                }
            })
        }
    }
}

/// An environment of which one value is known.
pub(super) fn with(variable: MarkerVariable, value: &str) -> MarkerEnvironment {
    let mut environment = MarkerEnvironment::default();
    let field = match variable {
        MarkerVariable::OsName => &mut environment.os_name,
        MarkerVariable::SysPlatform => &mut environment.sys_platform,
        MarkerVariable::PlatformMachine => &mut environment.platform_machine,
        MarkerVariable::PlatformSystem => &mut environment.platform_system,
        MarkerVariable::PlatformVersion => &mut environment.platform_version,
        MarkerVariable::PlatformPythonImplementation => &mut environment.platform_python_implementation,
        MarkerVariable::ImplementationName => &mut environment.implementation_name,
        _ => return environment,
    };
    value.clone_into(field);
    environment
}

fn holds(expression: &Expression, at: Point) -> bool {
    evaluate::expression(expression, &environment(at), "", &[])
}

/// The Pythons whose `python_version` a comparison admits.
fn minors(expression: &Expression, literal: &str) -> PythonSet {
    let cuts = cuts(expression, literal).unwrap_or_else(|| (0..=LOOKED_AT).map(minor_at).collect());
    PythonSet::of_cuts(&cuts, |at| holds(expression, at))
}

/// The Pythons whose full version a comparison admits.
fn patches(expression: &Expression, literal: &str) -> PythonSet {
    let each = |minor| (0..=LOOKED_AT).map(move |patch| minor_at(minor) + patch);
    let cuts = cuts(expression, literal).unwrap_or_else(|| (0..=LOOKED_AT).flat_map(each).collect());
    PythonSet::of_cuts(&cuts, |at| holds(expression, at))
}

/// Where the answer to a comparison with a version can change; `None` for one with a list.
fn cuts(expression: &Expression, literal: &str) -> Option<Vec<Point>> {
    if matches!(expression.operator, MarkerOperator::In | MarkerOperator::NotIn) {
        return None;
    }
    named(literal).map(|version| cuts_around(std::iter::once(&version)))
}

fn named(literal: &str) -> Option<Version> {
    let text = literal.trim();
    text.strip_suffix(".*").unwrap_or(text).parse().ok()
}
