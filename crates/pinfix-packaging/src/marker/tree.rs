//! The tree of a marker, and how it is written.

use std::fmt;

use super::variable::MarkerVariable;
use crate::name::ExtraName;

/// An environment marker: a condition on the target and the extras asked for.
///
/// [`fmt::Display`] writes it in canonical form: double quotes, single spaces, parentheses only where they are needed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Marker {
    /// One comparison.
    Expression(Expression),
    /// All of these.
    And(Vec<Marker>),
    /// Any of these.
    Or(Vec<Marker>),
}

/// One comparison of a variable with a literal, in either order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expression {
    /// What stands before the operator.
    pub left: Operand,
    /// The operator.
    pub operator: MarkerOperator,
    /// What stands after the operator.
    pub right: Operand,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A variable of the environment.
    Variable(MarkerVariable),
    /// A text in quotes, without them.
    Literal(Box<str>),
}

/// The operators of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MarkerOperator {
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `>=`
    Ge,
    /// `>`
    Gt,
    /// `~=`
    Compatible,
    /// `===`
    Arbitrary,
    /// `in`
    In,
    /// `not in`
    NotIn,
}

impl Marker {
    /// The variables named, each once, in the order of [`MarkerVariable`].
    pub fn variables(&self) -> Vec<MarkerVariable> {
        let mut variables = Vec::new();
        self.visit(&mut |expression| {
            for operand in [&expression.left, &expression.right] {
                if let Operand::Variable(variable) = operand {
                    variables.push(*variable);
                }
            }
        });
        variables.sort_unstable();
        variables.dedup();
        variables
    }

    /// Whether the marker depends on the version of Python.
    pub fn mentions_python(&self) -> bool {
        self.variables().iter().any(|variable| {
            matches!(
                variable,
                MarkerVariable::PythonVersion
                    | MarkerVariable::PythonFullVersion
                    | MarkerVariable::ImplementationVersion
            )
        })
    }

    /// Whether the marker depends on the extras asked for.
    pub fn mentions_extra(&self) -> bool {
        self.variables()
            .iter()
            .any(|variable| matches!(variable, MarkerVariable::Extra | MarkerVariable::Extras))
    }

    /// Whether this extra is named, so that the marker may hold with it where it does not without. (Any is, where a part
    /// of its name would do: `extra in "…"`.)
    pub fn names_extra(&self, extra: &ExtraName) -> bool {
        let mut named = false;
        self.visit(&mut |expression| {
            named |= match (&expression.left, &expression.right) {
                (Operand::Variable(MarkerVariable::Extra), Operand::Literal(name))
                | (Operand::Literal(name), Operand::Variable(MarkerVariable::Extra)) => {
                    matches!(expression.operator, MarkerOperator::In | MarkerOperator::NotIn)
                        || **name == *extra.as_ref()
                }
                (Operand::Literal(name), Operand::Variable(MarkerVariable::Extras)) => {
                    **name == *extra.as_ref()
                }
                _ => false,
            };
        });
        named
    }

    fn visit(&self, visitor: &mut impl FnMut(&Expression)) {
        match self {
            Self::Expression(expression) => visitor(expression),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit(visitor)),
        }
    }
}

impl MarkerOperator {
    /// How it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Ge => ">=",
            Self::Gt => ">",
            Self::Compatible => "~=",
            Self::Arbitrary => "===",
            Self::In => "in",
            Self::NotIn => "not in",
        }
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expression(expression) => write!(formatter, "{expression}"),
            Self::And(parts) => write_joined(formatter, parts, " and ", |part| {
                matches!(part, Self::Or(_) | Self::And(_))
            }),
            Self::Or(parts) => write_joined(formatter, parts, " or ", |part| matches!(part, Self::Or(_))),
        }
    }
}

fn write_joined(
    formatter: &mut fmt::Formatter<'_>,
    parts: &[Marker],
    separator: &str,
    needs_parentheses: impl Fn(&Marker) -> bool,
) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            formatter.write_str(separator)?;
        }
        if needs_parentheses(part) {
            write!(formatter, "({part})")?;
        } else {
            write!(formatter, "{part}")?;
        }
    }
    Ok(())
}

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}", self.left, self.operator, self.right)
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(variable) => write!(formatter, "{variable}"),
            // A literal cannot hold both kinds of quotes: the grammar has no escape for them.
            Self::Literal(text) if text.contains('"') => write!(formatter, "'{text}'"),
            Self::Literal(text) => write!(formatter, "\"{text}\""),
        }
    }
}

impl fmt::Display for MarkerOperator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.symbol())
    }
}
