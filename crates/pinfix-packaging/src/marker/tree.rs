//! The tree of a marker, and how it is written.

use std::fmt;
use std::str::FromStr;

use super::environment::MarkerEnvironment;
use super::error::MarkerError;
use super::{evaluate, parse, simplify};
use crate::leniency::Leniency;
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

/// The variables a marker may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MarkerVariable {
    /// `python_version`
    PythonVersion,
    /// `python_full_version`
    PythonFullVersion,
    /// `os_name`
    OsName,
    /// `sys_platform`
    SysPlatform,
    /// `platform_machine`
    PlatformMachine,
    /// `platform_system`
    PlatformSystem,
    /// `platform_release`
    PlatformRelease,
    /// `platform_version`
    PlatformVersion,
    /// `platform_python_implementation`
    PlatformPythonImplementation,
    /// `implementation_name`
    ImplementationName,
    /// `implementation_version`
    ImplementationVersion,
    /// `extra`
    Extra,
    /// `extras` (lock files)
    Extras,
    /// `dependency_groups` (lock files)
    DependencyGroups,
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
    /// Reads a marker as PyPA's `packaging` does, names of the time before PEP 508 (`os.name`) included.
    pub fn parse(text: &str) -> Result<Self, MarkerError> {
        parse::read(text, &mut Leniency::strict())
    }

    /// Reads a marker as it may stand in old metadata. Each thing that is not PEP 508 and was read all the same is told
    /// in one sentence of the second value.
    pub fn parse_lenient(text: &str) -> Result<(Self, Vec<String>), MarkerError> {
        let mut leniency = Leniency::lenient();
        let marker = parse::read(text, &mut leniency)?;
        Ok((marker, leniency.told()))
    }

    /// Whether the marker holds in `environment` with the extras asked for.
    ///
    /// `extra == "x"` holds when `x` is among `extras`; with none, `extra` is the empty text.
    pub fn evaluate(&self, environment: &MarkerEnvironment, extras: &[ExtraName]) -> bool {
        evaluate::marker(self, environment, extras)
    }

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

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        simplify::and(vec![self, other])
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        simplify::or(vec![self, other])
    }

    /// What is left of the marker once its comparisons with `extra` are decided for these extras; nothing where it
    /// then always holds.
    ///
    /// A marker that can no longer hold stays as an impossible comparison (`python_version < "0"`).
    pub fn without_extras(&self, extras: &[ExtraName]) -> Option<Self> {
        simplify::without_extras(self, extras)
    }

    fn visit(&self, visitor: &mut impl FnMut(&Expression)) {
        match self {
            Self::Expression(expression) => visitor(expression),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit(visitor)),
        }
    }
}

impl FromStr for Marker {
    type Err = MarkerError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl MarkerVariable {
    /// Every variable.
    pub const ALL: [Self; 14] = [
        Self::PythonVersion,
        Self::PythonFullVersion,
        Self::OsName,
        Self::SysPlatform,
        Self::PlatformMachine,
        Self::PlatformSystem,
        Self::PlatformRelease,
        Self::PlatformVersion,
        Self::PlatformPythonImplementation,
        Self::ImplementationName,
        Self::ImplementationVersion,
        Self::Extra,
        Self::Extras,
        Self::DependencyGroups,
    ];

    /// The name PEP 508 gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PythonVersion => "python_version",
            Self::PythonFullVersion => "python_full_version",
            Self::OsName => "os_name",
            Self::SysPlatform => "sys_platform",
            Self::PlatformMachine => "platform_machine",
            Self::PlatformSystem => "platform_system",
            Self::PlatformRelease => "platform_release",
            Self::PlatformVersion => "platform_version",
            Self::PlatformPythonImplementation => "platform_python_implementation",
            Self::ImplementationName => "implementation_name",
            Self::ImplementationVersion => "implementation_version",
            Self::Extra => "extra",
            Self::Extras => "extras",
            Self::DependencyGroups => "dependency_groups",
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

impl fmt::Display for MarkerVariable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl fmt::Display for MarkerOperator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.symbol())
    }
}
