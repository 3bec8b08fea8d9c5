//! Whether a marker holds, as PyPA's `packaging` decides it.
//!
//! Where `packaging` raises `UndefinedComparison` (`os_name ~= "1"`: neither side is a version), the comparison does not
//! hold here, so that no marker of a package somewhere in the graph can end a run.

use std::borrow::Cow;

use super::environment::MarkerEnvironment;
use super::tree::{Expression, Marker, MarkerOperator, Operand};
use super::variable::MarkerVariable;
use crate::name::ExtraName;
use crate::specifier::clause_of;
use crate::version::Version;

impl Marker {
    /// Whether the marker holds in `environment` with the extras asked for.
    ///
    /// `extra == "x"` holds when `x` is among `extras`; with none, `extra` is the empty text.
    pub fn evaluate(&self, environment: &MarkerEnvironment, extras: &[ExtraName]) -> bool {
        any_extra(self, environment, extras)
    }
}

/// Whether `marker` holds for at least one of the extras, as pip asks it.
fn any_extra(marker: &Marker, environment: &MarkerEnvironment, extras: &[ExtraName]) -> bool {
    if extras.is_empty() {
        return holds(marker, environment, "", extras);
    }
    extras
        .iter()
        .any(|extra| holds(marker, environment, extra.as_ref(), extras))
}

fn holds(marker: &Marker, environment: &MarkerEnvironment, extra: &str, extras: &[ExtraName]) -> bool {
    match marker {
        Marker::Expression(expression) => self::expression(expression, environment, extra, extras),
        Marker::And(parts) => parts.iter().all(|part| holds(part, environment, extra, extras)),
        Marker::Or(parts) => parts.iter().any(|part| holds(part, environment, extra, extras)),
    }
}

/// Whether one comparison holds while `extra` is the extra looked at.
pub(super) fn expression(
    expression: &Expression,
    environment: &MarkerEnvironment,
    extra: &str,
    extras: &[ExtraName],
) -> bool {
    let value = |variable| match variable {
        MarkerVariable::Extra => Cow::Borrowed(extra),
        MarkerVariable::PythonFullVersion => full_version(&environment.python_full_version),
        _ => Cow::Borrowed(environment.get(variable)),
    };
    let operator = expression.operator;
    match (&expression.left, &expression.right) {
        (Operand::Literal(name), Operand::Variable(MarkerVariable::Extras)) => {
            membership(operator, extras.iter().any(|extra| extra.as_ref() == &**name))
        }
        (Operand::Literal(_), Operand::Variable(MarkerVariable::DependencyGroups)) => {
            membership(operator, false)
        }
        (Operand::Variable(variable), Operand::Literal(text)) => {
            compare(&value(*variable), operator, text, *variable)
        }
        (Operand::Literal(text), Operand::Variable(variable)) => {
            compare(text, operator, &value(*variable), *variable)
        }
        (Operand::Variable(left), Operand::Variable(right)) => {
            compare(&value(*left), operator, right.name(), *left)
        }
        (Operand::Literal(_), Operand::Literal(_)) => false,
    }
}

fn membership(operator: MarkerOperator, is_member: bool) -> bool {
    match operator {
        MarkerOperator::In => is_member,
        MarkerOperator::NotIn => !is_member,
        _ => false,
    }
}

fn compare(left: &str, operator: MarkerOperator, right: &str, variable: MarkerVariable) -> bool {
    let is_version = matches!(
        variable,
        MarkerVariable::PythonVersion
            | MarkerVariable::PythonFullVersion
            | MarkerVariable::ImplementationVersion
            | MarkerVariable::PlatformRelease
    );
    if is_version && operator == MarkerOperator::Arbitrary {
        let text = right.trim();
        let is_one_word = !text.contains(|c: char| c.is_whitespace() || matches!(c, ';' | ')'));
        return is_one_word && text.eq_ignore_ascii_case(left);
    }
    if is_version
        && !matches!(operator, MarkerOperator::In | MarkerOperator::NotIn)
        && let Some(clause) = clause_of(operator.symbol(), right)
    {
        if let Some(text) = clause.arbitrary_text() {
            return text.eq_ignore_ascii_case(left);
        }
        return left
            .trim()
            .parse::<Version>()
            .is_ok_and(|version| clause.contains(&version));
    }
    match operator {
        MarkerOperator::In => right.contains(left),
        MarkerOperator::NotIn => !right.contains(left),
        MarkerOperator::Eq | MarkerOperator::Le | MarkerOperator::Ge => left == right,
        MarkerOperator::Ne => left != right,
        MarkerOperator::Lt | MarkerOperator::Gt | MarkerOperator::Compatible | MarkerOperator::Arbitrary => {
            false
        }
    }
}

/// The version of a Python that was built between two releases ends in a bare `+`, which is no version.
fn full_version(text: &str) -> Cow<'_, str> {
    if text.ends_with('+') {
        Cow::Owned(format!("{text}local"))
    } else {
        Cow::Borrowed(text)
    }
}
