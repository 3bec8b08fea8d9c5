//! Taking the extras out of a marker.

use super::environment::MarkerEnvironment;
use super::evaluate;
use super::join::{and, or};
use super::tree::{Expression, Marker, MarkerOperator, Operand};
use super::variable::MarkerVariable;
use crate::name::ExtraName;

impl Marker {
    /// What is left of the marker once its comparisons with `extra` are decided for these extras; nothing where it
    /// then always holds.
    ///
    /// A marker that can no longer hold stays as an impossible comparison (`python_version < "0"`).
    pub fn without_extras(&self, extras: &[ExtraName]) -> Option<Self> {
        without_extras(self, extras)
    }
}

/// What is left of a marker where something about it is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Left {
    Always,
    Never,
    Open(Marker),
}

fn without_extras(marker: &Marker, extras: &[ExtraName]) -> Option<Marker> {
    if !marker.mentions_extra() {
        return Some(marker.clone());
    }
    // As in evaluation, the marker holds if it holds for one of the extras.
    let contexts: Vec<&str> = if extras.is_empty() {
        vec![""]
    } else {
        extras.iter().map(AsRef::as_ref).collect()
    };
    let mut open = Vec::new();
    for extra in contexts {
        match decide(marker, extra, extras) {
            Left::Always => return None,
            Left::Never => {}
            Left::Open(rest) if open.contains(&rest) => {}
            Left::Open(rest) => open.push(rest),
        }
    }
    Some(if open.is_empty() { never() } else { or(open) })
}

fn decide(marker: &Marker, extra: &str, extras: &[ExtraName]) -> Left {
    match marker {
        Marker::Expression(expression) if names_extra(expression) => {
            if evaluate::expression(expression, &MarkerEnvironment::default(), extra, extras) {
                Left::Always
            } else {
                Left::Never
            }
        }
        Marker::Expression(_) => Left::Open(marker.clone()),
        Marker::And(parts) => combine(parts, extra, extras, &Left::Never, and),
        Marker::Or(parts) => combine(parts, extra, extras, &Left::Always, or),
    }
}

/// Decides the parts of an `and` (`winner`: [`Left::Never`]) or an `or` (`winner`: [`Left::Always`]).
fn combine(
    parts: &[Marker],
    extra: &str,
    extras: &[ExtraName],
    winner: &Left,
    join: impl Fn(Vec<Marker>) -> Marker,
) -> Left {
    let mut open = Vec::new();
    for part in parts {
        match decide(part, extra, extras) {
            Left::Open(rest) => open.push(rest),
            decided if decided == *winner => return decided,
            _ => {}
        }
    }
    match (open.is_empty(), winner) {
        (false, _) => Left::Open(join(open)),
        (true, Left::Never) => Left::Always,
        (true, _) => Left::Never,
    }
}

fn names_extra(expression: &Expression) -> bool {
    [&expression.left, &expression.right].into_iter().any(|side| {
        matches!(
            side,
            Operand::Variable(MarkerVariable::Extra | MarkerVariable::Extras)
        )
    })
}

/// A marker that holds nowhere.
fn never() -> Marker {
    Marker::Expression(Expression {
        left: Operand::Variable(MarkerVariable::PythonVersion),
        operator: MarkerOperator::Lt,
        right: Operand::Literal("0".into()),
    })
}
